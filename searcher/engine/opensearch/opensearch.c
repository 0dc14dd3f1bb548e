/*
 * opensearch.c - the engine over a cluster: opening it, and the calls of one request each.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/hash.h"
#include "indexer/store/opensearch/opensearch_index.h"

#include <stdlib.h>
#include <stdio.h>

static const vb_engine_class engine_class;

static vb_opensearch *of(vb_engine *engine) {
  return (vb_opensearch *)engine;
}

/* ---- opening ---- */

static void engine_close(vb_engine *base) {
  vb_opensearch *engine = of(base);
  if (engine->cluster) vb_opensearch_snapshot_close(engine);
  vb_cluster_close(engine->cluster);
  vb_opensearch_watch_leave(engine->watch);
  vb_stemmer_close(engine->stemmer);
  vb_hash_table_clear(&engine->known);
  vb_arena_free(engine->terms);
  vb_answers_free(engine->answers);
  vb_answers_free(engine->noted);
  vb_buf_clear(&engine->gathered);
  free(engine->frequencies);
  vb_buf_clear(&engine->query);
  vb_buf_clear(&engine->body);
  free(engine);
}

/* What cluster and index say of themselves. */
static vb_status recognise(vb_opensearch *engine, vb_error *err) {
  vb_opensearch_index_info about;
  vb_status status = vb_opensearch_index_look(engine->cluster, &about, err);
  if (status == VB_NOT_FOUND)
    return vb_fail(err, VB_NOT_FOUND, "%s: there is no index '%s'; 'verbatim index' makes it",
                   vb_cluster_node(engine->cluster), engine->address.index);
  if (status) return status;
  engine->cluster_is_opensearch = !about.elasticsearch;
  snprintf(engine->language, sizeof engine->language, "%s", about.language);
  return VB_OK;
}

vb_status vb_engine_opensearch_open(const char *where, uint32_t timeout_ms, vb_engine **out,
                                    vb_error *err) {
  bool changed;
  *out = NULL;
  vb_opensearch *engine = calloc(1, sizeof *engine);
  if (!engine) return vb_fail(err, VB_NOMEM, "no memory for an engine");
  engine->base.class = &engine_class;
  engine->base.far = true;
  engine->timeout_ms = timeout_ms;
  engine->terms = vb_arena_new();
  engine->answers = vb_answers_new();
  engine->noted = vb_answers_new();
  vb_status status = engine->terms && engine->answers && engine->noted
                         ? VB_OK
                         : vb_fail(err, VB_NOMEM, "no memory for an engine");
  vb_cluster_options options = {.timeout_ms = timeout_ms};
  if (!status) status = vb_cluster_open(where, &options, &engine->cluster, err);
  if (!status) engine->address = *vb_cluster_where(engine->cluster);
  if (!status && !(engine->watch = vb_opensearch_watch_join(where, err))) status = VB_NOMEM;
  if (!status) status = recognise(engine, err);
  if (!status) status = vb_stemmer_open(engine->language, &engine->stemmer, err);
  if (!status) status = vb_opensearch_snapshot_refresh(engine, &changed, err);
  if (status) engine_close(&engine->base);
  else *out = &engine->base;
  return status;
}

/* ---- calls ---- */

static vb_status engine_search(vb_engine *base, const vb_engine_request *request, vb_arena *arena,
                               vb_engine_result *out, vb_error *err) {
  vb_status status = vb_opensearch_search(of(base), request, arena, out, err);
  if (status) *out = (vb_engine_result){0};
  return status;
}

static vb_status engine_fetch(vb_engine *base, const uint64_t *docs, size_t count, vb_arena *arena,
                              vb_article *out, vb_error *err) {
  return vb_opensearch_fetch(of(base), docs, count, arena, out, err);
}

static void write_find(vb_opensearch *engine, vb_str id) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", 1);
  vb_json_boolean(&json, "_source", false);
  vb_json_raw(&json, "sort", VB_STR("[\"_score\",\"" VB_OPENSEARCH_NUMBER "\"]"));
  vb_json_open_object(&json, "query");
  vb_json_open_object(&json, "term");
  vb_json_string(&json, VB_OPENSEARCH_ID, id);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
}

static vb_status engine_find(vb_engine *base, vb_str id, uint64_t *doc, vb_error *err) {
  vb_opensearch *engine = of(base);
  vb_opensearch_missing missing;
  vb_engine_hit *hits;
  size_t count;
  json_t *answer;
  *doc = 0;
  vb_arena *arena = vb_arena_new();
  if (!arena) return vb_fail(err, VB_NOMEM, "out of memory");
  write_find(engine, id);
  vb_status status = vb_opensearch_ask(engine, 0, &answer, &missing, err);
  if (!status) {
    status = vb_opensearch_hits(engine, answer, VB_SORT_RELEVANCE, arena, &hits, &count, err);
    json_decref(answer);
  }
  vb_str shown = vb_str_slice(id, 0, 120);
  if (!status && count) *doc = hits[0].doc;
  else if (!status && missing.count)
    status = vb_fail(err, VB_UNAVAILABLE,
                     "no shard that answers has the article '%.*s', and %llu do not: %s",
                     VB_STR_ARG(shown), (unsigned long long)missing.count, missing.reason);
  else if (!status)
    status = vb_fail(err, VB_NOT_FOUND, "no article has the id '%.*s'", VB_STR_ARG(shown));
  vb_arena_free(arena);
  return status;
}

static vb_status engine_frequencies(vb_engine *base, vb_field field, const vb_str *terms,
                                    size_t count, bool by_stem, uint64_t *articles, vb_error *err) {
  return vb_opensearch_frequencies(of(base), field, terms, count, by_stem, articles, err);
}

/* Each key that an article has counts one. Few articles share enough of them. */
static void write_share(vb_opensearch *engine, const vb_near_duplicate_request *asked) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", asked->size);
  vb_json_raw(&json, "_source", VB_STR(VB_OPENSEARCH_READ)); /* they are compared next */
  vb_json_boolean(&json, "track_total_hits", false);
  vb_json_raw(&json, "sort",
              VB_STR("[{\"_score\":\"desc\"},{\"" VB_OPENSEARCH_NUMBER "\":\"asc\"}]"));
  vb_json_open_object(&json, "query");
  vb_json_open_object(&json, "bool");
  vb_json_number(&json, "minimum_should_match", asked->least ? asked->least : 1);
  vb_json_open_list(&json, "should");
  for (size_t i = 0; i < asked->key_count; i++) {
    vb_json_open_object(&json, NULL);
    vb_json_open_object(&json, "constant_score");
    vb_json_open_object(&json, "filter");
    vb_json_open_object(&json, "term");
    vb_json_number(&json, VB_OPENSEARCH_KEYS, asked->keys[i]);
    for (int k = 0; k < 4; k++) vb_json_close_object(&json);
  }
  vb_json_close_list(&json);
  for (int k = 0; k < 3; k++) vb_json_close_object(&json);
}

static vb_status engine_share(vb_engine *base, const vb_near_duplicate_request *asked,
                              vb_arena *arena, vb_engine_hit **out, size_t *count, vb_error *err) {
  vb_opensearch *engine = of(base);
  vb_opensearch_missing missing;
  json_t *answer;
  write_share(engine, asked);
  vb_status status = vb_opensearch_ask(engine, 0, &answer, &missing, err);
  if (status) return status;
  status = vb_opensearch_hits(engine, answer, VB_SORT_RELEVANCE, arena, out, count, err);
  if (!status) vb_opensearch_keep_articles(engine, answer, 1);
  json_decref(answer);
  return status;
}

static vb_status engine_suggest(vb_engine *base, vb_field field, vb_str word, double until,
                                vb_arena *arena, vb_str *out, vb_error *err) {
  return vb_opensearch_suggest(of(base), field, word, until, arena, out, err);
}

static vb_status engine_terms(vb_engine *base, vb_field field, vb_str prefix, size_t most,
                              vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                              vb_error *err) {
  return vb_opensearch_terms(of(base), field, prefix, most, arena, out, count, more, err);
}

static void engine_gather(vb_engine *base) {
  vb_opensearch_gather(of(base));
}

static bool engine_ask_gathered(vb_engine *base) {
  return vb_opensearch_ask_gathered(of(base));
}

static vb_status engine_refresh(vb_engine *base, bool *changed, vb_error *err) {
  return vb_opensearch_snapshot_refresh(of(base), changed, err);
}

static vb_status engine_shards(vb_engine *base, vb_arena *arena, vb_shard_health **out,
                               size_t *count, vb_error *err) {
  return vb_opensearch_watch_shards(of(base)->watch, arena, out, count, err);
}

static vb_engine_info engine_info(vb_engine *base) {
  vb_opensearch *engine = of(base);
  const uint64_t parts[] = {engine->articles, engine->last_number};
  uint64_t state = vb_hash64_of_numbers(parts, sizeof parts / sizeof *parts);
  return (vb_engine_info){.engine = engine_class.name,
                          .language = engine->language,
                          .articles = engine->articles,
                          .first_day = engine->first_day,
                          .last_day = engine->last_day,
                          /* What is missing comes back without a commit. */
                          .state = engine->missing.count ? 0
                                   : state               ? state
                                                         : 1};
}

static const vb_engine_class engine_class = {
    .name = "opensearch",
    .search = engine_search,
    .find = engine_find,
    .fetch = engine_fetch,
    .frequencies = engine_frequencies,
    .share = engine_share,
    .suggest = engine_suggest,
    .terms = engine_terms,
    .gather = engine_gather,
    .ask_gathered = engine_ask_gathered,
    .refresh = engine_refresh,
    .info = engine_info,
    .shards = engine_shards,
    .close = engine_close,
};
