/*
 * xapian_search.c - runs one search: returns Xapian's answer, or verifies its candidates.
 *
 * Verification walks the candidates in the requested order, in windows that grow
 * fourfold. (Each window is a search of its own; together they cost a third more than
 * the last one.) It ends when the requested hits are found; with counts or facets, when
 * no candidate is left; or when the time is up.
 */
#include "searcher/engine/day_counts.h"
#include "searcher/engine/xapian/xapian_internal.h"
#include "searcher/query/match.h"
#include "indexer/store/xapian/packed_record.h"

#include <stdlib.h>

enum {
  /* Matches that are counted if no exact count is requested. */
  COUNT_AT_LEAST = 1000,
  FIRST_WINDOW = 200
};

uint64_t vb_xapian_engine_doc(const vb_xapian_engine *engine, uint64_t number) {
  if (engine->path) return number;
  uint64_t local = (number - 1) / engine->live_count + 1;
  return (local - 1) * engine->shard_count + engine->live[(number - 1) % engine->live_count] + 1;
}

vb_status vb_xapian_engine_fetch(vb_xapian_engine *engine, uint64_t doc, vb_arena *arena,
                                 vb_article *out, vb_error *err) {
  if (doc == 0) return vb_fail(err, VB_NOT_FOUND, "no document has the number 0");
  vb_shard *shard = &engine->shards[(doc - 1) % engine->shard_count];
  uint64_t local = (doc - 1) / engine->shard_count + 1;
  if (local > UINT32_MAX)
    return vb_fail(err, VB_NOT_FOUND, "no document has the number %llu", (unsigned long long)doc);
  if (!shard->db)
    return vb_fail(err, VB_UNAVAILABLE, "shard %s: %.400s", shard->name, shard->failure.text);
  vb_buf_reset(&engine->data);
  vb_status status = vb_xapian_data(shard->db, local, &engine->data, err);
  if (status) return status;
  /* The article's strings must outlive the buffer. */
  vb_str bytes = vb_arena_copy(arena, vb_buf_view(&engine->data));
  if (!bytes.p) return vb_fail(err, VB_NOMEM, "no memory for an article");
  return vb_record_unpack(bytes, arena, out, err);
}

/* ---- facets ---- */

typedef struct facet_list {
  vb_arena *arena;
  vb_facet *items;
  size_t count, capacity;
  bool failed;
} facet_list;

static void facet_append(facet_list *list, vb_str value, uint64_t count) {
  vb_str copy = vb_arena_copy(list->arena, value);
  list->failed = list->failed || !copy.p ||
                 !VB_ARENA_GROW(list->arena, list->items, &list->capacity, list->count);
  if (list->failed) return;
  list->items[list->count++] = (vb_facet){copy, count};
}

static vb_status take_facet(void *context, vb_str value, uint64_t count) {
  facet_list *list = context;
  facet_append(list, value, count);
  return list->failed ? VB_NOMEM : VB_OK;
}

/* Counts one more of a value. An archive has few sources and years, so a linear search suffices. */
static void count_facet(facet_list *list, vb_str value) {
  if (!value.n) return;
  for (size_t i = 0; i < list->count; i++)
    if (vb_str_eq(list->items[i].value, value)) {
      list->items[i].count++;
      return;
    }
  facet_append(list, value, 1);
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

static vb_status give_facets(facet_list *sources, const vb_day_counts *days, vb_engine_result *out,
                             vb_error *err) {
  if (sources->failed) return vb_fail(err, VB_NOMEM, "no memory for facets");
  if (sources->count) qsort(sources->items, sources->count, sizeof(vb_facet), most_first);
  out->sources = sources->items;
  out->source_count = sources->count < VB_ENGINE_FACETS_MAX ? sources->count : VB_ENGINE_FACETS_MAX;
  return vb_day_counts_list(days, &out->days, &out->day_count, err);
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
static vb_status run(vb_xapian_engine *engine, const vb_xapian_search *search,
                     vb_xapian_matches **out, vb_error *err) {
  vb_status status = vb_xapian_search_run(engine->whole, search, out, err);
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

/* Xapian estimates totals, so it is told to look at COUNT_AT_LEAST articles, and at all of them if
   a count or facets are wanted. The total is exact when its two bounds are equal. */
static vb_status answer(vb_xapian_engine *engine, const vb_engine_request *request,
                        const vb_xapian_query *query, vb_arena *arena, vb_engine_result *out,
                        vb_error *err) {
  vb_xapian_matches *matches = NULL;
  facet_list sources = {.arena = arena};
  vb_day_counts *days = NULL;
  uint64_t start = vb_engine_now(), upper;
  vb_xapian_search search = {.query = query,
                             .from = (uint32_t)request->from,
                             .size = (uint32_t)request->size,
                             .check_at_least = COUNT_AT_LEAST,
                             .time_limit = request->time_limit_ms / 1000.0};
  set_order(request, &search);
  if (request->count || request->facets) search.check_at_least = UINT32_MAX;
  if (request->facets) {
    search.facet_slots[0] = VB_SLOT_SOURCE;
    search.facet_slots[1] = VB_SLOT_FIRST_DAY;
    search.facet_slots[2] = VB_SLOT_LAST_DAY;
    search.facet_count = 3;
  }
  vb_status status = run(engine, &search, &matches, err);
  if (status) goto done;
  status = give_hits(engine, matches, arena, &out->hits, &out->hit_count, err);
  if (status) goto done;
  vb_xapian_matches_total(matches, &out->total, &upper);
  out->total_exact = out->total == upper;
  out->timed_out = request->time_limit_ms && !out->total_exact &&
                   vb_engine_now() - start >= request->time_limit_ms;
  if (request->facets) {
    status = vb_xapian_matches_facet(matches, 0, VB_ENGINE_FACETS_MAX, take_facet, &sources, err);
    if (!status) status = vb_xapian_days(matches, 1, 2, arena, &days, err);
    if (!status) status = give_facets(&sources, days, out, err);
  }
done:
  vb_xapian_matches_free(matches);
  return status;
}

/* ---- verifying ---- */

typedef struct verification {
  vb_xapian_engine *engine;
  const vb_engine_request *request;
  const vb_xapian_query *query;
  vb_engine_result *out;
  size_t hit_capacity;
  facet_list sources;
  vb_day_counts *days;
  uint64_t deadline; /* 0: none */
  bool enough;
} verification;

static void count_facets(verification *v, const vb_article *article) {
  count_facet(&v->sources, article->source);
  vb_day_counts_add(v->days, vb_date_first_day(article->published),
                    vb_date_last_day(article->published));
}

static vb_status take_hit(verification *v, uint64_t doc, double score, vb_error *err) {
  vb_engine_result *out = v->out;
  size_t wanted = v->request->from + v->request->size;
  uint64_t rank = out->total++;
  if (rank >= v->request->from && rank < wanted) {
    if (!VB_ARENA_GROW(v->sources.arena, out->hits, &v->hit_capacity, out->hit_count))
      return vb_fail(err, VB_NOMEM, "no memory for hits");
    out->hits[out->hit_count++] = (vb_engine_hit){doc, score};
  }
  v->enough = out->total >= wanted && !v->request->count && !v->request->facets;
  return VB_OK;
}

static vb_status verify_one(verification *v, uint64_t number, double score, vb_error *err) {
  vb_xapian_engine *engine = v->engine;
  vb_article article;
  vb_match_article *cut;
  vb_match match;
  uint64_t doc = vb_xapian_engine_doc(engine, number);
  vb_arena_clear(engine->scratch);
  vb_status status = vb_xapian_engine_fetch(engine, doc, engine->scratch, &article, err);
  if (status) return status;
  status = vb_match_open(&article, engine->stemmer, engine->scratch, &cut, err);
  if (!status) status = vb_match_query(cut, v->request->query, engine->scratch, &match, err);
  if (status || !match.matched) return status;
  if (v->request->facets) count_facets(v, &article);
  return take_hit(v, doc, score, err);
}

/* Verifies one window of candidates; *last: there are no more after it. */
static vb_status verify_window(verification *v, uint32_t from, uint32_t size, bool *last,
                               vb_error *err) {
  vb_xapian_matches *matches;
  vb_xapian_search search = {.query = v->query, .from = from, .size = size};
  set_order(v->request, &search);
  vb_status status = run(v->engine, &search, &matches, err);
  if (status) return status;
  size_t count = vb_xapian_matches_size(matches);
  /* The first window is always finished, so that the lower bound of the total is meaningful. */
  for (size_t i = 0; i < count && !status && !(v->enough && from) && !v->out->timed_out; i++) {
    status = verify_one(v, vb_xapian_matches_number(matches, i),
                        vb_xapian_matches_weight(matches, i), err);
    v->out->timed_out = v->deadline && vb_engine_now() >= v->deadline;
  }
  *last = count < size;
  vb_xapian_matches_free(matches);
  return status;
}

/* Reads candidates in windows that grow, because most searches are answered by the first few. */
static vb_status verify(vb_xapian_engine *engine, const vb_engine_request *request,
                        const vb_xapian_query *query, vb_arena *arena, vb_engine_result *out,
                        vb_error *err) {
  verification v = {.engine = engine,
                    .request = request,
                    .query = query,
                    .out = out,
                    .sources = {.arena = arena}};
  if (request->time_limit_ms) v.deadline = vb_engine_now() + request->time_limit_ms;
  if (request->facets) v.days = vb_day_counts_new(arena);
  vb_status status =
      request->facets && !v.days ? vb_fail(err, VB_NOMEM, "no memory for facets") : VB_OK;
  bool last = false;
  uint32_t from = 0, size = FIRST_WINDOW;
  while (!status && !last && !v.enough && !out->timed_out) {
    status = verify_window(&v, from, size, &last, err);
    from += size;
    size = size < UINT32_MAX / 8 ? size * 4 : size;
  }
  out->total_exact = last && (!v.enough || from == FIRST_WINDOW) && !out->timed_out;
  if (!status && request->facets) status = give_facets(&v.sources, v.days, out, err);
  return status;
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

vb_status vb_xapian_engine_near_duplicates(vb_xapian_engine *engine,
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
    status = run(engine, &search, &matches, err);
  }
  if (!status) status = give_hits(engine, matches, arena, out, count, err);
  vb_xapian_matches_free(matches);
  vb_xapian_pool_free(pool);
  return status;
}
