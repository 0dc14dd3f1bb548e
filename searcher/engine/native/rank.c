/*
 * rank.c - searches all segments: top hits, counts, facets.
 *
 * Documents are numbered (segment << 32 | doc) over the snapshot. Unless totals or
 * facets are requested, trees of plain lists are pruned (block_max.c, top_k.c); where
 * they are, such trees are ranked so, too, and counted as sets (doc_set.c); all others
 * are walked match by match. Of equal scores the earlier document ranks higher,
 * so an answer does not depend on the method. A search that must visit every match, and
 * takes long, is divided into pieces of segments (search_pieces.c).
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/clock.h"

#include <math.h>
#include <stdlib.h>

enum {
  COUNT_ALWAYS = 256 /* candidates in a segment; so few are all walked, and so counted exactly */
};

void vb_native_keep_failure(search_context *context, vb_status status, const vb_error *err) {
  if (context->status != VB_OK) return;
  context->status = status;
  context->error = *err;
}

bool vb_native_out_of_memory(search_context *context) {
  vb_error err;
  vb_native_keep_failure(context, vb_fail(&err, VB_NOMEM, "out of memory"), &err);
  return false;
}

void vb_native_keep_list_failure(search_context *context, const vb_posting *list) {
  vb_error err;
  vb_native_keep_failure(context, vb_posting_status(list, &err), &err);
}

bool vb_native_late_after(search_context *context, uint32_t steps) {
  clock_limit *limit = &context->clock;
  if (!limit->set || limit->passed) return limit->passed;
  if (limit->countdown > steps) {
    limit->countdown -= steps;
    return false;
  }
  limit->countdown = TIME_CHECK;
  limit->passed = vb_clock_seconds() >= limit->end;
  return limit->passed;
}

bool vb_native_late(search_context *context) {
  return vb_native_late_after(context, 1);
}

bool vb_native_late_now(search_context *context) {
  return vb_native_late_after(context, TIME_CHECK);
}

static void set_limit(clock_limit *limit, uint32_t ms) {
  *limit = (clock_limit){.set = ms > 0};
  if (ms) limit->end = vb_clock_seconds() + ms / 1e3;
}

/* ---- the heap: the worst hit at the root ---- */

static bool worse(const vb_engine_hit *a, const vb_engine_hit *b) {
  return a->score < b->score || (a->score == b->score && a->doc > b->doc);
}

static void sift_down(top *t, size_t at) {
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= t->count) return;
    if (child + 1 < t->count && worse(&t->hits[child + 1], &t->hits[child])) child++;
    if (!worse(&t->hits[child], &t->hits[at])) return;
    vb_engine_hit swap = t->hits[at];
    t->hits[at] = t->hits[child], t->hits[child] = swap;
    at = child;
  }
}

void vb_top_offer(top *t, double score, uint64_t doc) {
  vb_engine_hit hit = {doc, score};
  if (t->count == t->capacity) {
    if (t->capacity == 0 || !worse(&t->hits[0], &hit)) return;
    t->hits[0] = hit;
    sift_down(t, 0);
    return;
  }
  size_t at = t->count++;
  for (; at > 0 && worse(&hit, &t->hits[(at - 1) / 2]); at = (at - 1) / 2)
    t->hits[at] = t->hits[(at - 1) / 2];
  t->hits[at] = hit;
}

static int best_first(const void *a, const void *b) {
  return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

/* ---- the walk ---- */

enum { MINUTES_A_DAY = 24 * 60 };

/* Ascends with time. A date without a time counts as its first or last minute (date.h). */
static double date_key(uint32_t day, uint16_t minute, uint16_t otherwise) {
  return day * 2048.0 + (minute ? minute : otherwise);
}

static double sort_key(segment_search *s, cursor *c, vb_sort sort, uint32_t doc) {
  if (sort == VB_SORT_RELEVANCE) return vb_native_score(s, c);
  if (sort == VB_SORT_NEWEST) return date_key(s->first_days[doc], s->minutes[doc], 1);
  if (s->last_days[doc] == 0) return -INFINITY;
  return -date_key(s->last_days[doc], s->minutes[doc], MINUTES_A_DAY);
}

/* How many cursors a tree has: about what one document takes. */
static uint32_t size_of(const cursor *c) {
  uint32_t size = 1;
  for (size_t i = 0; i < c->child_count; i++) size += size_of(c->children[i]);
  return size;
}

/* Offers a match, unless a walk over all hits has given it already. */
static void offer(segment_search *s, cursor *c, const vb_engine_request *request, uint64_t doc,
                  top *best) {
  const vb_engine_place *after = request->after;
  const vb_engine_hit hit = {doc, sort_key(s, c, request->sort, (uint32_t)doc)};
  if (!after || !after->count || worse(&hit, &after->last)) vb_top_offer(best, hit.score, doc);
}

/* Offers and counts the match that the cursor is on. */
static void take(segment_search *s, cursor *c, const vb_engine_request *request, uint64_t base,
                 outcome *out) {
  ++out->total;
  if (out->best.capacity) offer(s, c, request, base | c->doc, &out->best);
  if (out->facets) vb_facet_counts_add(out->facets, s, c->doc);
}

static void walk_everything(segment_search *s, cursor *c, const vb_engine_request *request,
                            uint64_t base, outcome *out) {
  search_context *context = s->context;
  const uint32_t size = size_of(c);
  for (uint32_t doc = vb_native_seek(s, c, s->first); doc < s->end && context->status == VB_OK;
       doc = vb_native_seek(s, c, doc + 1)) {
    if (vb_native_late_after(context, size)) break;
    if (vb_segment_deleted(s->segment, doc) || !vb_native_confirm(s, c)) continue;
    take(s, c, request, base, out);
  }
}

/* Likewise for an array, which is mostly that of a few letters and so has most articles. */
static void walk_array(segment_search *s, cursor *c, const vb_engine_request *request,
                       uint64_t base, outcome *out) {
  size_t end = c->doc_count;
  vb_native_seek(s, c, s->first);
  while (end > c->at && c->docs[end - 1] >= s->end) end--;
  for (; c->at < end && !vb_native_late(s->context); c->at++) {
    c->doc = c->docs[c->at];
    if (!vb_segment_deleted(s->segment, c->doc)) take(s, c, request, base, out);
  }
}

/* Counts all matches, without moving from one to the next; offers them if they are sorted by
   date. */
static void count_set(segment_search *s, cursor *c, const vb_engine_request *request, uint64_t base,
                      outcome *out) {
  const uint64_t *set = vb_native_doc_set(s, c);
  bool dated = out->best.capacity && request->sort != VB_SORT_RELEVANCE;
  for (uint32_t from = s->first; set && from < s->end; from += 64)
    for (uint64_t left = set[from / 64]; left; left &= left - 1) {
      uint32_t doc = from + (uint32_t)__builtin_ctzll(left);
      if (vb_segment_deleted(s->segment, doc)) continue;
      ++out->total;
      if (dated) offer(s, c, request, base | doc, &out->best);
      if (out->facets) vb_facet_counts_add(out->facets, s, doc);
    }
}

/* Ranks and counts in two steps where both are faster than a walk; false: nothing was done. */
static bool rank_and_count(segment_search *s, cursor *c, const vb_engine_request *request,
                           uint64_t base, outcome *out) {
  bool ranked = out->best.capacity && request->sort == VB_SORT_RELEVANCE;
  if (!vb_native_doc_set_worth(s, c) || (ranked && (request->after || request->flat))) return false;
  if (ranked) {
    uint64_t some = 0;
    cursor *again = vb_native_plan(s, request->query); /* each step moves its own lists */
    if (!again || !(vb_native_top_k(s, again, base, false, &out->best, &some) ||
                    vb_native_block_max(s, again, base, &out->best, &some)))
      return s->context->status != VB_OK;
  }
  count_set(s, c, request, base, out);
  return true;
}

/* Whether flat_top_k.c may take the query: it takes none with a filter. */
static bool may_be_flat(const vb_query *q) {
  return q->kind != VB_QUERY_AND && q->kind != VB_QUERY_ANDNOT;
}

/* A ranked search without a count may skip articles that cannot be among the best hits; the total
   is then a lower bound. If few articles match, or everything must be counted, all of them are
   visited. */
static void find_hits(segment_search *s, uint64_t base, const vb_engine_request *request,
                      outcome *out) {
  bool ranked =
      !request->count && !out->facets && !request->after && request->sort == VB_SORT_RELEVANCE;
  s->shares = ranked && request->flat && may_be_flat(request->query);
  cursor *c = vb_native_plan(s, request->query);
  if (s->shares && c && c->kind != CURSOR_EMPTY) {
    bool done = vb_native_flat_top_k(s, c, base, &out->best, &out->total); /* else it moved lists */
    if (done) out->exact = out->exact && out->best.count < out->best.capacity;
    s->shares = false;
    c = done ? NULL : vb_native_plan(s, request->query);
  }
  if (!c || c->kind == CURSOR_EMPTY) return;
  bool all = c->cost <= COUNT_ALWAYS && !request->flat;
  if (ranked && !request->flat &&
      (vb_native_top_k(s, c, base, all, &out->best, &out->total) ||
       (!all && vb_native_block_max(s, c, base, &out->best, &out->total))))
    out->exact =
        out->exact && (all || out->best.count < out->best.capacity); /* else some were skipped */
  else if (vb_native_divides_walk(s, c)) return;
  else if (c->kind == CURSOR_ARRAY) walk_array(s, c, request, base, out);
  else if (ranked || !rank_and_count(s, c, request, base, out))
    walk_everything(s, c, request, base, out);
}

void vb_native_search_range(search_context *context, size_t number, uint32_t first, uint32_t end,
                            const vb_engine_request *request, outcome *out) {
  const vb_segment *segment = vb_snapshot_segment(context->snapshot, number);
  const vb_segment_info *info = vb_segment_about(segment);
  segment_search s = {.context = context,
                      .segment = segment,
                      .number = number,
                      .docs = info->docs,
                      .first = first,
                      .end = info->docs};
  vb_error err;
  if (end < s.end) s.end = end;
  double average = info->words ? (double)info->words / info->docs : 1;
  s.norm_ratio = average < context->average ? (float)(average / context->average) : 1;
  vb_status status = vb_segment_columns(segment, &s.first_days, &s.last_days, &s.minutes,
                                        &s.sources, &s.length_codes, &err);
  if (vb_native_failed(context, status, &err)) return;
  if (out->facets && !vb_facet_counts_begin(out->facets, context, segment)) return;
  find_hits(&s, (uint64_t)number << 32, request, out);
  vb_native_drop_gathered(&s);
}

static void search_segment(search_context *context, size_t number, const vb_engine_request *request,
                           outcome *out) {
  vb_native_search_range(context, number, 0, UINT32_MAX, request, out);
  if (!out->facets) return;
  vb_facet_counts_take_sources(out->facets, context, vb_snapshot_segment(context->snapshot, number),
                               out->facets);
  vb_facet_counts_end(out->facets);
}

static void prepare(search_context *context, const vb_engine_request *request) {
  vb_snapshot_info info = vb_snapshot_about(context->snapshot);
  context->docs = (double)info.docs;
  context->average = info.words ? (double)info.words / (double)info.docs : 1;
  context->flat = request->flat;
  context->every = request->sort != VB_SORT_RELEVANCE;
  context->rough = request->rough;
  context->lone = request->query->kind == VB_QUERY_PHRASE;
  context->request = request;
  set_limit(&context->clock, request->time_limit_ms);
}

static vb_status give_window(top *best, const vb_engine_request *request, vb_engine_result *out) {
  if (best->count > 1) qsort(best->hits, best->count, sizeof *best->hits, best_first);
  size_t from = request->from < best->count ? request->from : best->count;
  out->hits = best->hits + from;
  out->hit_count = best->count - from;
  return VB_OK;
}

void vb_native_close_lists(search_context *context) {
  for (opened_list *l = context->opened; l; l = l->before) {
    vb_native_list_failed(context, &l->list);
    vb_posting_close(&l->list);
  }
  context->opened = NULL;
}

/* Searches the segments one after the other with one list of best hits, so that the hits of earlier
   segments raise the score that later ones must reach; from the one on that asks for it, in pieces,
   which is only where every match is visited anyway. */
static void search_segments(search_context *context, const vb_engine_request *request,
                            outcome *out) {
  size_t count = vb_snapshot_segments(context->snapshot), i = 0;
  while (i < count && context->status == VB_OK) search_segment(context, i++, request, out);
  if (context->divide) {
    context->status = VB_OK;
    vb_native_search_pieces(context, i - 1, request, out);
  }
  vb_native_close_lists(context);
}

vb_status vb_native_search(search_context *context, const vb_engine_request *request,
                           vb_engine_result *out, vb_error *err) {
  *out = (vb_engine_result){0};
  prepare(context, request);
  outcome found = {.best = {.capacity = request->from + request->size}, .exact = true};
  found.best.hits =
      vb_arena_alloc(context->arena, (found.best.capacity + 1) * sizeof *found.best.hits);
  if (request->facets) found.facets = vb_facet_counts_new(context->arena);
  if (!found.best.hits || (request->facets && !found.facets))
    return vb_fail(err, VB_NOMEM, "out of memory");
  search_segments(context, request, &found);
  vb_facet_counts_clear(found.facets);
  if (context->status != VB_OK) {
    if (err) *err = context->error;
    return context->status;
  }
  out->total = found.total;
  out->timed_out = context->clock.passed;
  out->total_exact = found.exact && !out->timed_out;
  vb_status status = found.facets ? vb_facet_counts_give(found.facets, out, err) : VB_OK;
  return status == VB_OK ? give_window(&found.best, request, out) : status;
}
