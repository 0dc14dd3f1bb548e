/*
 * verify_hits.c - walks candidates in the requested order, in windows that grow fourfold.
 *
 * Most searches are answered by the first few candidates. In a window, articles are read
 * in groups, one by one where that costs no request.
 */
#include "searcher/engine/verify_hits.h"

#include "indexer/base/clock.h"
#include "searcher/engine/day_counts.h"
#include "searcher/engine/source_counts.h"
#include "searcher/query/match.h"

enum {
  FIRST_WINDOW = 200,
  WINDOW_MAX = 1 << 20,
  GROUP = 64 /* articles read with one request */
};

typedef struct verification {
  const vb_candidates *from;
  const vb_engine_request *request;
  vb_engine_result *out;
  size_t hit_capacity;
  vb_arena *window, *scratch; /* of the candidates; of a group of articles */
  vb_source_counts sources;
  vb_day_counts *days;
  double deadline; /* of vb_clock_seconds; 0: none */
  bool enough;
} verification;

static vb_status take_hit(verification *v, vb_engine_hit hit, vb_error *err) {
  vb_engine_result *out = v->out;
  size_t wanted = v->request->from + v->request->size;
  uint64_t rank = out->total++;
  if (rank >= v->request->from && rank < wanted) {
    if (!VB_ARENA_GROW(v->sources.arena, out->hits, &v->hit_capacity, out->hit_count))
      return vb_fail(err, VB_NOMEM, "no memory for hits");
    out->hits[out->hit_count++] = hit;
  }
  v->enough = out->total >= wanted && !v->request->count && !v->request->facets;
  return VB_OK;
}

static vb_status verify_one(verification *v, vb_engine_hit hit, const vb_article *article,
                            vb_error *err) {
  vb_match_article *cut;
  vb_match match;
  if (!article->id.p) return VB_OK; /* it was removed meanwhile */
  vb_status status = vb_match_open(article, v->from->stemmer, v->scratch, &cut, err);
  if (!status) status = vb_match_query(cut, v->request->query, v->scratch, &match, err);
  if (status || !match.matched) return status;
  if (v->days) {
    vb_source_counts_more(&v->sources, article->source, 1);
    vb_day_counts_add(v->days, vb_date_first_day(article->published),
                      vb_date_last_day(article->published));
  }
  return take_hit(v, hit, err);
}

/* The first window is always finished, so that the lower bound of the total is meaningful. */
static bool ended(const verification *v, bool first) {
  return (v->enough && !first) || v->out->timed_out;
}

static vb_status verify_group(verification *v, const vb_engine_hit *hits, size_t count, bool first,
                              vb_error *err) {
  uint64_t docs[GROUP];
  for (size_t i = 0; i < count; i++) docs[i] = hits[i].doc;
  vb_arena_clear(v->scratch);
  vb_article *articles = vb_arena_calloc(v->scratch, count, sizeof *articles);
  if (!articles) return vb_fail(err, VB_NOMEM, "no memory for articles");
  vb_status status = v->from->fetch(v->from->context, docs, count, v->scratch, articles, err);
  for (size_t i = 0; i < count && !status && !ended(v, first); i++) {
    status = verify_one(v, hits[i], &articles[i], err);
    v->out->timed_out = v->deadline > 0 && vb_clock_seconds() >= v->deadline;
  }
  return status;
}

static vb_status verify_window(verification *v, const vb_engine_hit *hits, size_t count, bool first,
                               vb_error *err) {
  vb_status status = VB_OK;
  size_t most = v->from->far ? GROUP : 1;
  for (size_t i = 0; i < count && !status && !ended(v, first); i += most)
    status = verify_group(v, hits + i, count - i < most ? count - i : most, first, err);
  return status;
}

static vb_status walk(verification *v, vb_error *err) {
  vb_engine_place place = v->from->start;
  vb_status status = VB_OK;
  bool first = true, last = false;
  size_t count;
  for (size_t size = FIRST_WINDOW; !status && !last && !ended(v, false); first = false) {
    vb_engine_hit *hits;
    vb_arena_clear(v->window);
    status = v->from->next(v->from->context, &place, size, v->window, &hits, &count, err);
    if (!status) status = verify_window(v, hits, count, first, err);
    if (status) break;
    last = count < size;
    if (count) place = (vb_engine_place){place.count + count, hits[count - 1]};
    if (size < WINDOW_MAX) size *= 4;
    v->out->total_exact = last && (!v->enough || first) && !v->out->timed_out;
  }
  return status;
}

static vb_status give_facets(verification *v, vb_error *err) {
  vb_status status = vb_source_counts_give(&v->sources, v->out, err);
  return status ? status : vb_day_counts_list(v->days, &v->out->days, &v->out->day_count, err);
}

vb_status vb_engine_verify(const vb_candidates *from, const vb_engine_request *request,
                           vb_arena *arena, vb_engine_result *out, vb_error *err) {
  verification v = {.from = from,
                    .request = request,
                    .out = out,
                    .window = vb_arena_new(),
                    .scratch = vb_arena_new(),
                    .sources = {.arena = arena}};
  vb_status status = VB_OK;
  if (request->time_limit_ms) v.deadline = vb_clock_seconds() + request->time_limit_ms / 1e3;
  if (request->facets) v.days = vb_day_counts_new(arena);
  if (!v.window || !v.scratch || (request->facets && !v.days))
    status = vb_fail(err, VB_NOMEM, "no memory for a search");
  if (!status) status = walk(&v, err);
  if (!status && request->facets) status = give_facets(&v, err);
  vb_source_counts_clear(&v.sources);
  vb_arena_free(v.window);
  vb_arena_free(v.scratch);
  return status;
}
