/*
 * engine.c - from a store's name to the engine that answers for it.
 */
#include "searcher/engine/engine.h"

#include "indexer/store/store.h"
#include "searcher/engine/engine_native.h"
#include "searcher/engine/engine_xapian.h"

vb_status vb_engine_open(const char *store, uint32_t shard_timeout_ms, vb_engine **out,
                         vb_error *err) {
  vb_store_marker marker;
  *out = NULL;
  if (vb_str_starts(vb_str_of(store), VB_SHARD_SCHEME))
    return vb_engine_xapian_open_shards(store, shard_timeout_ms, out, err);
  vb_status status = vb_store_read_marker(store, &marker, err);
  if (status) return status;
  if (strcmp(marker.engine, "xapian") == 0)
    return vb_engine_xapian_open(store, marker.language, out, err);
  if (strcmp(marker.engine, "native") == 0)
    return vb_engine_native_open(store, marker.language, out, err);
  return vb_fail(err, VB_VERSION, "%s: kept by the engine '%s', which this program does not have",
                 store, marker.engine);
}

vb_status vb_engine_search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                           vb_engine_result *out, vb_error *err) {
  *out = (vb_engine_result){0};
  if (request->from > VB_ENGINE_WINDOW_MAX || request->size > VB_ENGINE_WINDOW_MAX - request->from)
    return vb_fail(err, VB_LIMIT, "only the first %d hits can be asked for", VB_ENGINE_WINDOW_MAX);
  return engine->class->search(engine, request, arena, out, err);
}

vb_status vb_engine_find(vb_engine *engine, vb_str id, uint64_t *doc, vb_error *err) {
  return engine->class->find(engine, id, doc, err);
}

vb_status vb_engine_fetch(vb_engine *engine, uint64_t doc, vb_arena *arena, vb_article *out,
                          vb_error *err) {
  return engine->class->fetch(engine, doc, arena, out, err);
}

vb_status vb_engine_frequency(vb_engine *engine, vb_field field, vb_str term, bool by_stem,
                              uint64_t *articles, vb_error *err) {
  return engine->class->frequency(engine, field, term, by_stem, articles, err);
}

vb_status vb_engine_share(vb_engine *engine, const vb_engine_sharing *asked, vb_arena *arena,
                          vb_engine_hit **out, size_t *count, vb_error *err) {
  *out = NULL;
  *count = 0;
  if (asked->key_count < asked->least || !asked->size) return VB_OK;
  return engine->class->share(engine, asked, arena, out, count, err);
}

vb_status vb_engine_suggest(vb_engine *engine, vb_field field, vb_str word, vb_arena *arena,
                            vb_str *out, vb_error *err) {
  return engine->class->suggest(engine, field, word, arena, out, err);
}

vb_status vb_engine_refresh(vb_engine *engine, bool *changed, vb_error *err) {
  return engine->class->refresh(engine, changed, err);
}

vb_engine_info vb_engine_about(vb_engine *engine) {
  return engine->class->info(engine);
}

void vb_engine_close(vb_engine *engine) {
  if (engine) engine->class->close(engine);
}
