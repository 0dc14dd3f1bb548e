/*
 * xapian_search.c - runs one search: returns Xapian's answer, or verifies its candidates.
 *
 * Each window of candidates is a search of its own, from the first rank on; together they
 * cost a third more than the last one.
 */
#include "searcher/engine/day_counts.h"
#include "searcher/engine/source_counts.h"
#include "searcher/engine/verify_hits.h"
#include "searcher/engine/xapian/xapian_internal.h"

uint64_t vb_xapian_engine_doc(const vb_xapian_engine *engine, uint64_t number) {
  if (engine->path) return number;
  uint64_t local = (number - 1) / engine->live_count + 1;
  return (local - 1) * engine->shard_count + engine->live[(number - 1) % engine->live_count] + 1;
}

/* ---- facets ---- */

static vb_status take_source(void *context, vb_str value, uint64_t count) {
  vb_source_counts *counts = context;
  vb_source_counts_add(counts, value, count);
  return counts->failed ? VB_NOMEM : VB_OK;
}

/* ---- asking Xapian ---- */

static void set_order(const vb_engine_request *request, vb_xapian_search *search) {
  search->k1 = request->flat ? 0 : VB_BM25_K1; /* with 0, neither counts nor lengths matter */
  search->b = VB_BM25_B;
  search->order = VB_XAPIAN_BY_WEIGHT;
  if (request->sort == VB_SORT_NEWEST) {
    search->order = VB_XAPIAN_BY_VALUE_DOWN;
    search->order_slot = VB_SLOT_FIRST_MINUTE;
  } else if (request->sort == VB_SORT_OLDEST) {
    search->order = VB_XAPIAN_BY_VALUE_UP;
    search->order_slot = VB_SLOT_LAST_MINUTE;
  }
}

/* Rewrites errors that would not help a user, such as "search: Wildcard expands to more
   than...". */
static vb_status run(vb_xapian_database *whole, const vb_xapian_search *search,
                     vb_xapian_matches **out, vb_error *err) {
  vb_status status = vb_xapian_search_run(whole, search, out, err);
  if (status == VB_LIMIT)
    return vb_fail(err, VB_LIMIT,
                   "too many words begin with the letters before a *; give more letters");
  return status;
}

static vb_status give_hits(const vb_xapian_engine *engine, const vb_xapian_matches *matches,
                           vb_arena *arena, vb_engine_hit **hits, size_t *count, vb_error *err) {
  size_t n = vb_xapian_matches_size(matches);
  *hits = vb_arena_calloc(arena, n + 1, sizeof **hits);
  if (!*hits) return vb_fail(err, VB_NOMEM, "no memory for hits");
  for (size_t i = 0; i < n; i++)
    (*hits)[i] = (vb_engine_hit){vb_xapian_engine_doc(engine, vb_xapian_matches_number(matches, i)),
                                 vb_xapian_matches_weight(matches, i)};
  *count = n;
  return VB_OK;
}

/* Xapian estimates totals, so it is told to look at VB_ENGINE_COUNT_LEAST articles, and at all of
   them if a count or facets are wanted. The total is exact when its two bounds are equal. */
static vb_status answer(vb_xapian_engine *engine, const vb_engine_request *request,
                        const vb_xapian_query *query, vb_arena *arena, vb_engine_result *out,
                        vb_error *err) {
  vb_xapian_matches *matches = NULL;
  vb_source_counts sources = {.arena = arena};
  vb_day_counts *days = NULL;
  uint64_t start = vb_engine_now(), upper;
  vb_xapian_search search = {.query = query,
                             .from = (uint32_t)request->from,
                             .size = (uint32_t)request->size,
                             .check_at_least = VB_ENGINE_COUNT_LEAST,
                             .time_limit = request->time_limit_ms / 1000.0};
  set_order(request, &search);
  if (request->count || request->facets) search.check_at_least = UINT32_MAX;
  if (request->facets) {
    search.facet_slots[0] = VB_SLOT_SOURCE;
    search.facet_slots[1] = VB_SLOT_FIRST_DAY;
    search.facet_slots[2] = VB_SLOT_LAST_DAY;
    search.facet_count = 3;
  }
  vb_status status = run(engine->whole, &search, &matches, err);
  if (status) goto done;
  status = give_hits(engine, matches, arena, &out->hits, &out->hit_count, err);
  if (status) goto done;
  vb_xapian_matches_total(matches, &out->total, &upper);
  out->total_exact = out->total == upper;
  out->timed_out = request->time_limit_ms && !out->total_exact &&
                   vb_engine_now() - start >= request->time_limit_ms;
  if (request->facets) {
    status = vb_xapian_matches_facet(matches, 0, VB_ENGINE_FACETS_MAX, take_source, &sources, err);
    if (!status) status = vb_xapian_days(matches, 1, 2, arena, &days, err);
    if (!status) status = vb_source_counts_give(&sources, out, err);
    if (!status) status = vb_day_counts_list(days, &out->days, &out->day_count, err);
  }
done:
  vb_xapian_matches_free(matches);
  return status;
}

/* ---- verifying ---- */

typedef struct candidates {
  vb_xapian_engine *engine;
  const vb_engine_request *request;
  const vb_xapian_query *query;
} candidates;

static vb_status next_candidates(void *context, const vb_engine_place *after, size_t size,
                                 vb_arena *arena, vb_engine_hit **hits, size_t *count,
                                 vb_error *err) {
  const candidates *c = context;
  vb_xapian_matches *matches;
  if (after->count > UINT32_MAX - size)
    return vb_fail(err, VB_LIMIT, "more than %u candidates to verify", UINT32_MAX);
  vb_xapian_search search = {
      .query = c->query, .from = (uint32_t)after->count, .size = (uint32_t)size};
  set_order(c->request, &search);
  vb_status status = run(c->engine->whole, &search, &matches, err);
  if (!status) status = give_hits(c->engine, matches, arena, hits, count, err);
  vb_xapian_matches_free(matches);
  return status;
}

static vb_status fetch_candidates(void *context, const uint64_t *docs, size_t count,
                                  vb_arena *arena, vb_article *out, vb_error *err) {
  const candidates *c = context;
  return vb_xapian_engine_fetch(c->engine, docs, count, arena, out, err);
}

static vb_status verify(vb_xapian_engine *engine, const vb_engine_request *request,
                        const vb_xapian_query *query, vb_arena *arena, vb_engine_result *out,
                        vb_error *err) {
  candidates context = {engine, request, query};
  const vb_candidates from = {.next = next_candidates,
                              .fetch = fetch_candidates,
                              .context = &context,
                              .stemmer = engine->stemmer,
                              .far = engine->base.far};
  return vb_engine_verify(&from, request, arena, out, err);
}

vb_status vb_xapian_engine_search(vb_xapian_engine *engine, const vb_engine_request *request,
                                  vb_arena *arena, vb_engine_result *out, vb_error *err) {
  vb_xapian_pool *pool;
  vb_xapian_compiled compiled;
  vb_engine_request asked = *request;
  if (request->after) asked.from = request->after->count; /* Xapian knows places by rank alone */
  if (asked.from > UINT32_MAX - asked.size)
    return vb_fail(err, VB_LIMIT, "the xapian engine gives no more than %u hits", UINT32_MAX);
  vb_status status = vb_xapian_pool_new(&pool, err);
  if (status) return status;
  status = vb_xapian_compile(engine, asked.query, pool, arena, &compiled, err);
  if (!status && compiled.exact) status = answer(engine, &asked, compiled.query, arena, out, err);
  else if (!status) status = verify(engine, &asked, compiled.query, arena, out, err);
  vb_xapian_pool_free(pool);
  return status;
}

/* ---- keys of copies ---- */

static vb_status any_key(const vb_near_duplicate_request *asked, vb_xapian_pool *pool,
                         vb_arena *arena, const vb_xapian_query **out, vb_error *err) {
  const vb_xapian_query **keys = vb_arena_calloc(arena, asked->key_count + 1, sizeof *keys);
  if (!keys) return vb_fail(err, VB_NOMEM, "no memory for keys");
  vb_status status = VB_OK;
  for (size_t i = 0; i < asked->key_count && !status; i++) {
    char term[VB_SHINGLE_TERM_MAX + 1];
    vb_shingle_term(asked->keys[i], term);
    status = vb_xapian_query_term(pool, vb_str_of(term), &keys[i], err);
  }
  if (status) return status;
  return vb_xapian_query_combine(pool, VB_XAPIAN_OR, keys, asked->key_count, 0, out, err);
}

vb_status vb_xapian_engine_near_duplicates(const vb_xapian_engine *engine,
                                           vb_xapian_database *whole,
                                           const vb_near_duplicate_request *asked, vb_arena *arena,
                                           vb_engine_hit **out, size_t *count, vb_error *err) {
  vb_xapian_pool *pool;
  vb_xapian_matches *matches = NULL;
  const vb_xapian_query *any;
  vb_status status = vb_xapian_pool_new(&pool, err);
  if (!status) status = any_key(asked, pool, arena, &any, err);
  if (!status) {
    vb_xapian_search search = {.query = any,
                               .size = (uint32_t)asked->size,
                               .order = VB_XAPIAN_BY_COUNT,
                               .least_weight = (double)asked->least};
    status = run(whole, &search, &matches, err);
  }
  if (!status) status = give_hits(engine, matches, arena, out, count, err);
  vb_xapian_matches_free(matches);
  vb_xapian_pool_free(pool);
  return status;
}
