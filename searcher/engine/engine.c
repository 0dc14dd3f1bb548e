/*
 * engine.c - calls the engine's own functions through its class.
 */
#include "searcher/engine/engine.h"

#include "searcher/engine/day_counts.h"
#include "searcher/engine/search_threads.h"

/* What follows from the days that were counted. */
static vb_status count_years(vb_arena *arena, vb_engine_result *out, vb_error *err) {
  uint64_t dated = 0;
  for (size_t i = 0; i < out->day_count; i++) dated += out->days[i].count;
  out->undated = out->total > dated ? out->total - dated : 0;
  return vb_day_counts_years(out->days, out->day_count, arena, &out->years, &out->year_count, err);
}

vb_status vb_engine_shards(vb_engine *engine, vb_arena *arena, vb_shard_health **out, size_t *count,
                           vb_error *err) {
  *out = NULL;
  *count = 0;
  return engine->class->shards ? engine->class->shards(engine, arena, out, count, err) : VB_OK;
}

void vb_engine_enter(vb_engine *engine) {
  if (engine->entered++ == 0) vb_search_threads_enter(engine->threads);
}

void vb_engine_leave(vb_engine *engine) {
  if (--engine->entered == 0) vb_search_threads_leave(engine->threads);
}

/* Limits the memory of one search by limiting its arena. A query that runs into the limit gets a
   message that says how to ask for less, not "out of memory". */
vb_status vb_engine_search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                           vb_engine_result *out, vb_error *err) {
  *out = (vb_engine_result){0};
  size_t last = request->after ? VB_ENGINE_STEP_MAX : VB_WINDOW_MAX;
  if (request->from > last || request->size > last - request->from)
    return vb_fail(err, VB_LIMIT, "only the first %zu hits can be asked for", last);
  size_t most = request->memory_limit  ? request->memory_limit
                : engine->memory_limit ? engine->memory_limit
                                       : (size_t)VB_MEMORY_MIB << 20;
  size_t before = vb_arena_limit(arena, most);
  vb_engine_enter(engine);
  vb_status status = engine->class->search(engine, request, arena, out, err);
  vb_engine_leave(engine);
  if (out->failure_count) out->total_exact = false; /* the missing shards may have more */
  if (status == VB_OK && request->facets) status = count_years(arena, out, err);
  bool limited = vb_arena_limited(arena);
  vb_arena_limit(arena, before);
  if (status == VB_NOMEM && limited)
    return vb_fail(
        err, VB_LIMIT,
        "the query needs more than the %zu MiB that a search may take; ask for fewer words, "
        "or for longer beginnings of words (inte* instead of i*)",
        most >> 20);
  return status;
}

vb_status vb_engine_find(vb_engine *engine, vb_str id, uint64_t *doc, vb_error *err) {
  return engine->class->find(engine, id, doc, err);
}

vb_status vb_engine_fetch_many(vb_engine *engine, const uint64_t *docs, size_t count,
                               vb_arena *arena, vb_article *out, vb_error *err) {
  memset(out, 0, count * sizeof *out);
  vb_engine_enter(engine);
  vb_status status = count ? engine->class->fetch(engine, docs, count, arena, out, err) : VB_OK;
  vb_engine_leave(engine);
  if (status != VB_OK) memset(out, 0, count * sizeof *out);
  return status;
}

vb_status vb_engine_fetch(vb_engine *engine, uint64_t doc, vb_arena *arena, vb_article *out,
                          vb_error *err) {
  vb_status status = vb_engine_fetch_many(engine, &doc, 1, arena, out, err);
  if (status == VB_OK && !out->id.p)
    return vb_fail(err, VB_NOT_FOUND, "no article with that number");
  return status;
}

vb_status vb_engine_frequency(vb_engine *engine, vb_field field, vb_str term, bool by_stem,
                              uint64_t *articles, vb_error *err) {
  return vb_engine_frequencies(engine, field, &term, 1, by_stem, articles, err);
}

bool vb_engine_lacks(vb_engine *engine, uint64_t doc, vb_field field, const vb_str *terms,
                     size_t count, size_t most, size_t within) {
  return engine->class->lacks &&
         engine->class->lacks(engine, doc, field, terms, count, most, within);
}

vb_status vb_engine_frequencies(vb_engine *engine, vb_field field, const vb_str *terms,
                                size_t count, bool by_stem, uint64_t *articles, vb_error *err) {
  memset(articles, 0, count * sizeof *articles);
  return engine->class->frequencies(engine, field, terms, count, by_stem, articles, err);
}

vb_status vb_engine_near_duplicates(vb_engine *engine, const vb_near_duplicate_request *asked,
                                    vb_arena *arena, vb_engine_hit **out, size_t *count,
                                    vb_error *err) {
  *out = NULL;
  *count = 0;
  if (asked->key_count < asked->least || !asked->size) return VB_OK;
  return engine->class->share(engine, asked, arena, out, count, err);
}

bool vb_engine_expect_near_duplicates(vb_engine *engine, const vb_near_duplicate_request *asked,
                                      size_t count) {
  if (!engine->class->share_ahead) return false;
  engine->class->share_ahead(engine, asked, count);
  return true;
}

vb_status vb_engine_suggest(vb_engine *engine, vb_field field, vb_str word, double until,
                            vb_arena *arena, vb_str *out, vb_error *err) {
  return engine->class->suggest(engine, field, word, until, arena, out, err);
}

vb_status vb_engine_terms(vb_engine *engine, vb_field field, vb_str prefix, size_t most,
                          vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                          vb_error *err) {
  *out = NULL;
  *count = 0;
  *more = false;
  return engine->class->terms(engine, field, prefix, most, arena, out, count, more, err);
}

bool vb_engine_gather(vb_engine *engine) {
  if (!engine->class->gather) return false;
  engine->class->gather(engine);
  return true;
}

bool vb_engine_ask_gathered(vb_engine *engine) {
  return engine->class->ask_gathered && engine->class->ask_gathered(engine);
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
