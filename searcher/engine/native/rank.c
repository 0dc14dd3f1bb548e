/*
 * rank.c - searches all segments: top hits, counts, facets.
 *
 * Documents are numbered (segment << 32 | doc) over the snapshot. Unless totals or
 * facets are requested, trees of plain lists are pruned (block_max.c, top_k.c); where
 * they are, such trees are ranked so, too, and counted as sets (doc_set.c); all others
 * are walked match by match. Of equal scores the earlier document ranks higher,
 * so an answer does not depend on the method.
 */
#include "searcher/engine/day_counts.h"
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/clock.h"
#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <math.h>
#include <stdlib.h>

enum {
  COUNT_ALWAYS = 256 /* candidates in a segment; so few are all walked, and so counted exactly */
};

typedef struct facet_counts {
  vb_day_counts *days;
  vb_facet *sources; /* all segments' names, merged */
  size_t source_count, source_capacity;
  vb_hash_table names;  /* of sources */
  uint64_t *by_ordinal; /* counts of the current segment */
} facet_counts;

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

/* ---- facets ---- */

/* The source of that name, a new one if need be; NULL without memory. */
static vb_facet *source_named(facet_counts *f, vb_str name, vb_arena *arena) {
  uint32_t hash = vb_hash_short(name);
  if (!vb_hash_table_reserve(&f->names, 1)) return NULL;
  vb_hash_slot *slot = vb_hash_table_first(&f->names, hash);
  for (; slot->value; slot = vb_hash_table_next(&f->names, slot))
    if (slot->hash == hash && vb_str_eq(f->sources[slot->value - 1].value, name))
      return &f->sources[slot->value - 1];
  vb_str copy = vb_arena_copy(arena, name);
  if (!copy.p || !VB_ARENA_GROW(arena, f->sources, &f->source_capacity, f->source_count))
    return NULL;
  f->sources[f->source_count++] = (vb_facet){copy, 0};
  vb_hash_table_put(&f->names, slot, hash, (uint32_t)f->source_count);
  return &f->sources[f->source_count - 1];
}

static void merge_sources(segment_search *s, facet_counts *f, uint32_t sources) {
  search_context *context = s->context;
  for (uint32_t i = 0; i < sources; i++) {
    if (!f->by_ordinal[i]) continue;
    vb_str name;
    vb_error err;
    vb_status status = vb_segment_source(s->segment, i, &name, &err);
    vb_facet *to = status == VB_OK ? source_named(f, name, context->arena) : NULL;
    if (status == VB_OK && !to) status = vb_fail(&err, VB_NOMEM, "out of memory");
    if (vb_native_failed(context, status, &err)) return;
    to->count += f->by_ordinal[i];
  }
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

static vb_status give_facets(facet_counts *f, vb_engine_result *out, vb_error *err) {
  if (f->source_count > 1) qsort(f->sources, f->source_count, sizeof(vb_facet), most_first);
  out->sources = f->sources;
  out->source_count =
      f->source_count < VB_ENGINE_FACETS_MAX ? f->source_count : VB_ENGINE_FACETS_MAX;
  return vb_day_counts_list(f->days, &out->days, &out->day_count, err);
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

static void count_facets(const segment_search *s, facet_counts *facets, uint32_t doc) {
  vb_day_counts_add(facets->days, s->first_days[doc], s->last_days[doc]);
  /* Not counted: an unknown source, or one beyond the list. */
  if (s->sources[doc] < vb_segment_about(s->segment)->sources)
    facets->by_ordinal[s->sources[doc]]++;
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
                 top *best, facet_counts *facets, uint64_t *seen) {
  ++*seen;
  if (best->capacity) offer(s, c, request, base | c->doc, best);
  if (facets) count_facets(s, facets, c->doc);
}

static void walk_everything(segment_search *s, cursor *c, const vb_engine_request *request,
                            uint64_t base, top *best, facet_counts *facets, uint64_t *seen) {
  search_context *context = s->context;
  const uint32_t size = size_of(c);
  for (uint32_t doc = vb_native_seek(s, c, 0); doc != VB_DOC_END && context->status == VB_OK;
       doc = vb_native_seek(s, c, doc + 1)) {
    if (vb_native_late_after(context, size)) break;
    if (vb_segment_deleted(s->segment, doc) || !vb_native_confirm(s, c)) continue;
    take(s, c, request, base, best, facets, seen);
  }
}

/* Likewise for an array, which is mostly that of a few letters and so has most articles. */
static void walk_array(segment_search *s, cursor *c, const vb_engine_request *request,
                       uint64_t base, top *best, facet_counts *facets, uint64_t *seen) {
  for (c->at = 0; c->at < c->doc_count && !vb_native_late(s->context); c->at++) {
    c->doc = c->docs[c->at];
    if (!vb_segment_deleted(s->segment, c->doc)) take(s, c, request, base, best, facets, seen);
  }
}

/* Counts all matches, without moving from one to the next; offers them if they are sorted by
   date. */
static void count_set(segment_search *s, cursor *c, const vb_engine_request *request, uint64_t base,
                      top *best, facet_counts *facets, uint64_t *seen) {
  const uint64_t *set = vb_native_doc_set(s, c);
  bool dated = best->capacity && request->sort != VB_SORT_RELEVANCE;
  for (uint32_t from = 0; set && from < s->docs; from += 64)
    for (uint64_t left = set[from / 64]; left; left &= left - 1) {
      uint32_t doc = from + (uint32_t)__builtin_ctzll(left);
      if (vb_segment_deleted(s->segment, doc)) continue;
      ++*seen;
      if (dated) offer(s, c, request, base | doc, best);
      if (facets) count_facets(s, facets, doc);
    }
}

/* Ranks and counts in two steps where both are faster than a walk; false: nothing was done. */
static bool rank_and_count(segment_search *s, cursor *c, const vb_engine_request *request,
                           uint64_t base, top *best, facet_counts *facets, uint64_t *seen) {
  bool ranked = best->capacity && request->sort == VB_SORT_RELEVANCE;
  if (!vb_native_doc_set_worth(s, c) || (ranked && (request->after || request->flat))) return false;
  if (ranked) {
    uint64_t some = 0;
    cursor *again = vb_native_plan(s, request->query); /* each step moves its own lists */
    if (!again || !(vb_native_top_k(s, again, base, false, best, &some) ||
                    vb_native_block_max(s, again, base, best, &some)))
      return s->context->status != VB_OK;
  }
  count_set(s, c, request, base, best, facets, seen);
  return true;
}

/* Whether flat_top_k.c may take the query: it takes none with a filter. */
static bool may_be_flat(const vb_query *q) {
  return q->kind != VB_QUERY_AND && q->kind != VB_QUERY_ANDNOT;
}

/* A ranked search without a count may skip articles that cannot be among the best hits; the total
   is then a lower bound. If few articles match, or everything must be counted, all of them are
   visited. */
static void find_hits(segment_search *s, uint64_t base, const vb_engine_request *request, top *best,
                      facet_counts *facets, vb_engine_result *out) {
  bool ranked = !request->count && !facets && !request->after && request->sort == VB_SORT_RELEVANCE;
  s->shares = ranked && request->flat && may_be_flat(request->query);
  cursor *c = vb_native_plan(s, request->query);
  if (s->shares && c && c->kind != CURSOR_EMPTY) {
    bool done = vb_native_flat_top_k(s, c, base, best, &out->total); /* else it moved the lists */
    if (done) out->total_exact = out->total_exact && best->count < best->capacity;
    s->shares = false;
    c = done ? NULL : vb_native_plan(s, request->query);
  }
  if (!c || c->kind == CURSOR_EMPTY) return;
  bool all = c->cost <= COUNT_ALWAYS && !request->flat;
  if (ranked && !request->flat &&
      (vb_native_top_k(s, c, base, all, best, &out->total) ||
       (!all && vb_native_block_max(s, c, base, best, &out->total))))
    out->total_exact =
        out->total_exact && (all || best->count < best->capacity); /* otherwise some were skipped */
  else if (c->kind == CURSOR_ARRAY) walk_array(s, c, request, base, best, facets, &out->total);
  else if (ranked || !rank_and_count(s, c, request, base, best, facets, &out->total))
    walk_everything(s, c, request, base, best, facets, &out->total);
}

static void search_segment(search_context *context, const vb_segment *segment, uint64_t base,
                           const vb_engine_request *request, top *best, facet_counts *facets,
                           vb_engine_result *out) {
  const vb_segment_info *info = vb_segment_about(segment);
  segment_search s = {.context = context, .segment = segment, .docs = info->docs};
  vb_error err;
  double average = info->words ? (double)info->words / info->docs : 1;
  s.norm_ratio = average < context->average ? (float)(average / context->average) : 1;
  vb_status status = vb_segment_columns(segment, &s.first_days, &s.last_days, &s.minutes,
                                        &s.sources, &s.length_codes, &err);
  if (vb_native_failed(context, status, &err)) return;
  if (facets) {
    facets->by_ordinal = calloc(info->sources + 1, sizeof *facets->by_ordinal);
    if (!facets->by_ordinal) {
      vb_native_out_of_memory(context);
      return;
    }
  }
  find_hits(&s, base, request, best, facets, out);
  vb_native_drop_gathered(&s);
  if (facets) {
    merge_sources(&s, facets, info->sources);
    free(facets->by_ordinal);
  }
}

static void prepare(search_context *context, const vb_engine_request *request) {
  vb_snapshot_info info = vb_snapshot_about(context->snapshot);
  context->docs = (double)info.docs;
  context->average = info.words ? (double)info.words / (double)info.docs : 1;
  context->flat = request->flat;
  context->every = request->sort != VB_SORT_RELEVANCE;
  context->rough = request->rough;
  context->lone = request->query->kind == VB_QUERY_PHRASE;
  set_limit(&context->clock, request->time_limit_ms);
}

static vb_status give_window(top *best, const vb_engine_request *request, vb_engine_result *out) {
  if (best->count > 1) qsort(best->hits, best->count, sizeof *best->hits, best_first);
  size_t from = request->from < best->count ? request->from : best->count;
  out->hits = best->hits + from;
  out->hit_count = best->count - from;
  return VB_OK;
}

/* A damaged list went to its end, whoever walked it, so the result is not complete: report it. */
static void close_lists(search_context *context) {
  for (opened_list *l = context->opened; l; l = l->before) {
    vb_native_list_failed(context, &l->list);
    vb_posting_close(&l->list);
  }
}

/* Searches the segments one after the other with one list of best hits, so that the hits of earlier
   segments raise the score that later ones must reach. */
vb_status vb_native_search(search_context *context, const vb_engine_request *request,
                           vb_engine_result *out, vb_error *err) {
  *out = (vb_engine_result){.total_exact = true};
  prepare(context, request);
  top best = {.capacity = request->from + request->size};
  best.hits = vb_arena_alloc(context->arena, (best.capacity + 1) * sizeof *best.hits);
  facet_counts *facets = NULL;
  if (request->facets) facets = vb_arena_calloc(context->arena, 1, sizeof *facets);
  if (facets) facets->days = vb_day_counts_new(context->arena);
  if (!best.hits || (request->facets && (!facets || !facets->days)))
    return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < vb_snapshot_segments(context->snapshot) && context->status == VB_OK; i++)
    search_segment(context, vb_snapshot_segment(context->snapshot, i), (uint64_t)i << 32, request,
                   &best, facets, out);
  close_lists(context);
  if (facets) vb_hash_table_clear(&facets->names);
  if (context->status != VB_OK) {
    if (err) *err = context->error;
    *out = (vb_engine_result){0};
    return context->status;
  }
  out->timed_out = context->clock.passed;
  if (out->timed_out) out->total_exact = false;
  if (facets) {
    vb_status status = give_facets(facets, out, err);
    if (status != VB_OK) return status;
  }
  return give_window(&best, request, out);
}
