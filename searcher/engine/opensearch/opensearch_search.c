/*
 * opensearch_search.c - one search: the cluster's answer, or its candidates verified.
 *
 * Hits are sorted by score or minute and then by number, so that the last hit of an answer says
 * where the next one begins (search_after): longer lists are read in pages.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/clock.h"
#include "searcher/engine/verify_hits.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* How the cluster sorts an unknown date: after all others, in either order. */
#define UNKNOWN_NEWEST INT64_MIN
#define UNKNOWN_OLDEST INT64_MAX

vb_status vb_opensearch_odd(const vb_opensearch *engine, const char *what, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: its answer lacks what an answer %s has",
                 vb_cluster_node(engine->cluster), what);
}

/* ---- asking ---- */

static void write_sort(vb_json_writer *json, vb_sort sort) {
  const char *by = sort == VB_SORT_NEWEST   ? VB_OPENSEARCH_FIRST_MINUTE
                   : sort == VB_SORT_OLDEST ? VB_OPENSEARCH_LAST_MINUTE
                                            : "_score";
  vb_json_open_list(json, "sort");
  vb_json_open_object(json, NULL);
  vb_json_open_object(json, by);
  vb_json_text(json, "order", sort == VB_SORT_OLDEST ? "asc" : "desc");
  if (sort != VB_SORT_RELEVANCE) vb_json_text(json, "missing", "_last");
  vb_json_close_object(json);
  vb_json_close_object(json);
  vb_json_raw(json, NULL, VB_STR("{\"" VB_OPENSEARCH_NUMBER "\":\"asc\"}"));
  vb_json_close_list(json);
}

static void write_after(vb_json_writer *json, vb_sort sort, const vb_engine_hit *last) {
  char text[40];
  vb_json_open_list(json, "search_after");
  if (sort == VB_SORT_RELEVANCE) {
    snprintf(text, sizeof text, "%.17g", last->score);
    vb_json_raw(json, NULL, vb_str_of(text));
  } else if (isinf(last->score)) {
    vb_json_integer(json, NULL, sort == VB_SORT_NEWEST ? UNKNOWN_NEWEST : UNKNOWN_OLDEST);
  } else {
    vb_json_integer(json, NULL, (int64_t)fabs(last->score));
  }
  vb_json_number(json, NULL, last->doc);
  vb_json_close_list(json);
}

typedef struct page { /* a part of the list of hits */
  const vb_engine_request *request;
  size_t from, size;
  const vb_engine_hit *after; /* NULL: from the first on */
  uint32_t time_limit_ms;
  bool count, facets;
} page;

static bool brings_articles(const page *p) {
  return p->request->read && p->size <= VB_OPENSEARCH_READ_MAX;
}

static void write_page(vb_opensearch *engine, const page *p) {
  char limit[24];
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_raw(&json, "query", vb_buf_view(&engine->query));
  if (brings_articles(p)) vb_json_raw(&json, "_source", VB_STR(VB_OPENSEARCH_READ));
  else vb_json_boolean(&json, "_source", false);
  vb_json_number(&json, "size", p->size);
  if (p->from) vb_json_number(&json, "from", p->from);
  if (p->size) write_sort(&json, p->request->sort);
  if (p->after) write_after(&json, p->request->sort, p->after);
  if (p->count) vb_json_boolean(&json, "track_total_hits", true);
  else vb_json_number(&json, "track_total_hits", p->after ? 1 : VB_ENGINE_COUNT_LEAST);
  snprintf(limit, sizeof limit, "%ums", p->time_limit_ms);
  if (p->facets) vb_opensearch_ask_facets(&json);
  if (p->time_limit_ms) vb_json_text(&json, "timeout", limit); /* last, as answers are kept */
  vb_json_close_object(&json);
}

/* ---- reading ---- */

const json_t *vb_opensearch_list(const json_t *answer) {
  return json_object_get(json_object_get(answer, "hits"), "hits");
}

bool vb_opensearch_total(const json_t *answer, uint64_t *out) {
  const json_t *total = json_object_get(json_object_get(answer, "hits"), "total");
  const json_t *value = json_object_get(total, "value");
  json_int_t number = json_integer_value(value);
  *out = number > 0 ? (uint64_t)number : 0;
  return json_is_integer(value) && number >= 0;
}

static bool read_hit(const json_t *hit, vb_sort sort, vb_engine_hit *out) {
  const json_t *keys = json_object_get(hit, "sort");
  const json_t *key = json_array_get(keys, 0), *number = json_array_get(keys, 1);
  if (!json_is_integer(number) || json_integer_value(number) < 0) return false;
  out->doc = (uint64_t)json_integer_value(number);
  out->score = json_number_value(key);
  if (sort == VB_SORT_RELEVANCE) return json_is_number(key);
  if (!json_is_integer(key)) return json_is_null(key) && (out->score = -INFINITY, true);
  json_int_t minute = json_integer_value(key);
  if (minute == UNKNOWN_NEWEST || minute == UNKNOWN_OLDEST) out->score = -INFINITY;
  else if (sort == VB_SORT_OLDEST) out->score = -out->score;
  return true;
}

vb_status vb_opensearch_hits(const vb_opensearch *engine, const json_t *answer, vb_sort sort,
                             vb_arena *arena, vb_engine_hit **hits, size_t *count, vb_error *err) {
  const json_t *list = vb_opensearch_list(answer);
  size_t n = json_array_size(list);
  *hits = NULL;
  *count = 0;
  if (!json_is_array(list)) return vb_opensearch_odd(engine, "of a search", err);
  *hits = vb_arena_calloc(arena, n + 1, sizeof **hits);
  if (!*hits) return vb_fail(err, VB_NOMEM, "no memory for hits");
  for (size_t i = 0; i < n; i++)
    if (!read_hit(json_array_get(list, i), sort, &(*hits)[i]))
      return vb_opensearch_odd(engine, "of a search", err);
  *count = n;
  return VB_OK;
}

static vb_status read_total(const vb_opensearch *engine, const json_t *answer,
                            vb_engine_result *out, vb_error *err) {
  const json_t *total = json_object_get(json_object_get(answer, "hits"), "total");
  const char *relation = json_string_value(json_object_get(total, "relation"));
  const json_t *late = json_object_get(answer, "timed_out");
  if (!vb_opensearch_total(answer, &out->total) || !relation || !json_is_boolean(late))
    return vb_opensearch_odd(engine, "of a search", err);
  out->timed_out = json_is_true(late);
  out->total_exact = strcmp(relation, "eq") == 0 && !out->timed_out;
  return VB_OK;
}

static vb_status give_failures(const vb_opensearch *engine, const vb_opensearch_missing *missing,
                               vb_arena *arena, vb_engine_result *out, vb_error *err) {
  char reason[300];
  if (!missing->count) return VB_OK;
  snprintf(reason, sizeof reason, "%" PRIu64 " of its shards did not answer: %s", missing->count,
           missing->reason);
  out->failures = vb_arena_calloc(arena, 1, sizeof *out->failures);
  if (!out->failures) return vb_fail(err, VB_NOMEM, "out of memory");
  out->failures->shard = vb_arena_copy(arena, vb_str_of(engine->address.index));
  out->failures->reason = vb_arena_copy(arena, vb_str_of(reason));
  out->failure_count = 1;
  return out->failures->reason.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* One page; sets all of the result but what facets follow from, and its failures: shards that did
   not answer are in *missing, which stays as it is if all did. */
static vb_status ask_page(vb_opensearch *engine, const page *p, vb_arena *arena,
                          vb_engine_result *out, vb_opensearch_missing *missing, vb_error *err) {
  json_t *answer;
  vb_opensearch_missing here;
  write_page(engine, p);
  bool ranked = p->size && p->request->sort == VB_SORT_RELEVANCE && !p->request->flat;
  vb_status status = ranked
                         ? vb_opensearch_ask_ranked(engine, p->time_limit_ms, &answer, &here, err)
                         : vb_opensearch_ask(engine, p->time_limit_ms, &answer, &here, err);
  if (status) return status;
  if (here.count) *missing = here;
  status = read_total(engine, answer, out, err);
  if (!status)
    status = vb_opensearch_hits(engine, answer, p->request->sort, arena, &out->hits,
                                &out->hit_count, err);
  if (!status && brings_articles(p)) vb_opensearch_keep_articles(engine, answer, 1);
  if (!status && p->facets) status = vb_opensearch_read_facets(engine, answer, arena, out, err);
  json_decref(answer);
  return status;
}

/* ---- lists longer than a page ---- */

/* The next `size` hits after a place. */
static vb_status ask_after(vb_opensearch *engine, const vb_engine_request *request,
                           const vb_engine_place *place, size_t size, vb_arena *arena,
                           vb_engine_result *out, vb_opensearch_missing *missing, vb_error *err) {
  double deadline = request->time_limit_ms ? vb_clock_seconds() + request->time_limit_ms / 1e3 : 0;
  vb_engine_hit last = place->last, *hits = NULL;
  size_t capacity = 0, count = 0;
  bool more = size > 0;
  for (bool first = place->count == 0; more; first = false) {
    size_t n = size - count < VB_OPENSEARCH_PAGE ? size - count : VB_OPENSEARCH_PAGE;
    page p = {.request = request,
              .size = n,
              .after = first ? NULL : &last,
              .time_limit_ms = vb_opensearch_time_left(deadline)};
    vb_status status = ask_page(engine, &p, arena, out, missing, err);
    if (status) return status;
    for (size_t i = 0; i < out->hit_count; i++) {
      if (!VB_ARENA_GROW(arena, hits, &capacity, count))
        return vb_fail(err, VB_NOMEM, "no memory for hits");
      hits[count++] = out->hits[i];
    }
    if (count) last = hits[count - 1];
    more = out->hit_count == n && count < size && !out->timed_out;
  }
  out->hits = hits, out->hit_count = count;
  return VB_OK;
}

static vb_status answer(vb_opensearch *engine, const vb_engine_request *request, vb_arena *arena,
                        vb_engine_result *out, vb_opensearch_missing *missing, vb_error *err) {
  if (request->after) {
    vb_status status =
        ask_after(engine, request, request->after, request->size, arena, out, missing, err);
    out->total_exact = false; /* it was not counted */
    return status;
  }
  const page all = {.request = request,
                    .from = request->from,
                    .size = request->size,
                    .time_limit_ms = request->time_limit_ms,
                    .count = request->count || request->facets || request->flat,
                    .facets = request->facets};
  return ask_page(engine, &all, arena, out, missing, err);
}

/* ---- verifying ---- */

typedef struct candidates {
  vb_opensearch *engine;
  const vb_engine_request *request;
  vb_opensearch_missing *missing;
  bool timed_out;
} candidates;

static vb_status next_candidates(void *context, const vb_engine_place *after, size_t size,
                                 vb_arena *arena, vb_engine_hit **hits, size_t *count,
                                 vb_error *err) {
  candidates *c = context;
  vb_engine_result found = {0};
  vb_status status = ask_after(c->engine, c->request, after, size, arena, &found, c->missing, err);
  *hits = found.hits, *count = found.hit_count;
  c->timed_out = c->timed_out || found.timed_out;
  return status;
}

static vb_status fetch_candidates(void *context, const uint64_t *docs, size_t count,
                                  vb_arena *arena, vb_article *out, vb_error *err) {
  candidates *c = context;
  return vb_opensearch_fetch(c->engine, docs, count, arena, out, err);
}

static vb_status verify(vb_opensearch *engine, const vb_engine_request *request, vb_arena *arena,
                        vb_engine_result *out, vb_opensearch_missing *missing, vb_error *err) {
  candidates c = {.engine = engine, .request = request, .missing = missing};
  vb_candidates from = {.next = next_candidates,
                        .fetch = fetch_candidates,
                        .context = &c,
                        .stemmer = engine->stemmer,
                        .far = true};
  if (request->after) from.start = *request->after;
  vb_status status = vb_engine_verify(&from, request, arena, out, err);
  out->timed_out = out->timed_out || c.timed_out;
  out->total_exact = out->total_exact && !c.timed_out && !request->after;
  return status;
}

/* ---- a search ---- */

/* Writes the request's query to engine->query. */
static vb_status write_query(vb_opensearch *engine, const vb_engine_request *request, bool loose,
                             bool *exact, vb_error *err) {
  bool by_rank = request->sort == VB_SORT_RELEVANCE;
  const vb_opensearch_how how = {.flat = request->flat && by_rank,
                                 .ranked = !request->flat && by_rank && request->size,
                                 .loose = loose};
  vb_buf_reset(&engine->query);
  vb_status status = how.flat ? vb_opensearch_know_words(engine, request->query, err) : VB_OK;
  if (status) return status;
  return vb_opensearch_compile(engine, request->query, &how, &engine->query, exact, err);
}

static vb_status search_how(vb_opensearch *engine, const vb_engine_request *request, bool loose,
                            vb_arena *arena, vb_engine_result *out, vb_error *err) {
  bool exact;
  vb_opensearch_missing missing = {.count = 0};
  *out = (vb_engine_result){0};
  vb_status status = write_query(engine, request, loose, &exact, err);
  if (!status)
    status = exact ? answer(engine, request, arena, out, &missing, err)
                   : verify(engine, request, arena, out, &missing, err);
  return status ? status : give_failures(engine, &missing, arena, out, err);
}

/* Whether a prefix has more words than the cluster takes inside intervals: on all shards, which is
   an error, or on some, which then seem not to answer. */
static bool has_too_many_words(vb_status status, const vb_engine_result *found,
                               const vb_error *err) {
  if (status == VB_INVALID) return strstr(err->text, "too many terms");
  return status == VB_OK && found->failure_count &&
         strstr(found->failures[0].reason.p, "too many terms");
}

vb_status vb_opensearch_search(vb_opensearch *engine, const vb_engine_request *request,
                               vb_arena *arena, vb_engine_result *out, vb_error *err) {
  vb_error own = {0};
  vb_status status = search_how(engine, request, false, arena, out, &own);
  if (has_too_many_words(status, out, &own))
    status = search_how(engine, request, true, arena, out, &own);
  if (status == VB_INVALID && (strstr(own.text, "maxClauseCount") || strstr(own.text, "too_many")))
    status =
        vb_fail(&own, VB_LIMIT, "the query has more words than the cluster takes; ask for fewer");
  if (status && err) *err = own;
  return status;
}
