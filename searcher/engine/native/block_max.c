/*
 * block_max.c - the best hits of AND and OR without scoring every match.
 *
 * Each block of a list has a bound on what its documents can score (FORMAT.md,
 * "Impacts"). Once enough hits are found, the worst of them is the bar, and what
 * cannot pass it is left out as early as that is known. Documents are taken a
 * window at a time, so that the inner loops run over arrays:
 *
 *   AND   a window is a block of the rarest list. All its documents are scored at
 *         once; those stay that can pass the bar with the most that the other lists
 *         can add. Each further list is asked for what stayed, and its block is
 *         decoded only where its bound does not settle the question; frequent words
 *         that were asked for before say first which documents they have
 *         (member_sets.c).
 *   OR    a window is a range of documents. The lists whose bounds there stay below
 *         the bar together are optional: they are asked only about documents that
 *         the others found (MaxScore: Turtle and Flood 1995; by windows: Grand and
 *         others, "From MaxScore to Block-Max WAND", 2020).
 *
 * The few windows with the largest bounds come first, since they raise the bar; the
 * rest follow in the order of their documents, which decodes each block about once.
 *
 * One list alone, and phrases, are in top_k.c. What is left out is not counted:
 * totals are lower bounds then. What a word adds is a float, and sums are doubles:
 * so the order of adding does not show, and all ways of ranking agree.
 */
#include "searcher/engine/native/block_max_internal.h"

#include <stdlib.h>

static bool stop(const pruned_search *p, uint32_t steps) {
  return p->s->context->status != VB_OK || vb_native_late_after(p->s->context, steps);
}

/* Whether a document that scores this could be a hit: of equal scores the earlier document is. */
static bool may_enter(const pruned_search *p, double score, double bar, uint32_t doc) {
  return score > bar || (score == bar && (p->base | doc) < p->best->hits[0].doc);
}

/* ---- hits ---- */

/* Makes candidates of the range's documents whose sum can pass the bar with `rest` more. */
static void take_range(pruned_search *p, double rest) {
  window *w = p->range;
  const double bar = vb_leaf_bar(p);
  p->count = 0;
  for (uint32_t word = 0; word < WINDOW / 64; word++) {
    for (uint64_t bits = w->present[word]; bits; bits &= bits - 1) {
      uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(bits);
      double sum = w->sums[at];
      w->sums[at] = 0;
      if (sum + rest < bar) continue;
      p->docs[p->count] = w->from + at;
      p->scores[p->count++] = sum;
    }
    w->present[word] = 0;
  }
}

static bool passes_filters(pruned_search *p, uint32_t doc) {
  segment_search *s = p->s;
  for (size_t i = 0; i < p->filter_count; i++)
    if (!vb_native_in_dates(s, p->filters[i], doc)) return false;
  for (size_t i = 0; i < p->excluded_count; i++)
    if (vb_native_seek(s, p->excluded[i], doc) == doc && vb_native_confirm(s, p->excluded[i]))
      return false;
  return !stop(p, 1);
}

/* Drops the documents of the window that are not searched. */
static void drop_outside(pruned_search *p) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    if (p->docs[i] < p->s->first || p->docs[i] >= p->s->end) continue;
    p->docs[kept] = p->docs[i];
    p->scores[kept++] = p->scores[i];
  }
  p->count = kept;
}

/* Offers what is left of the window. */
static void offer_window(pruned_search *p) {
  if (vb_native_is_piece(p->s)) drop_outside(p);
  bool plain = p->filter_count + p->excluded_count == 0;
  for (uint32_t i = 0; i < p->count; i++) {
    uint32_t doc = p->docs[i];
    if (vb_segment_deleted(p->s->segment, doc)) continue;
    bool enters = may_enter(p, p->scores[i], vb_leaf_bar(p), doc);
    if (!plain && (!enters || !passes_filters(p, doc))) continue;
    ++*p->seen;
    if (enters) vb_top_offer(p->best, p->scores[i], p->base | doc);
  }
}

/* ---- the order of windows ---- */

typedef void (*window_fn)(pruned_search *p, uint32_t index);
typedef float (*window_bound_fn)(const pruned_search *p, uint32_t index);

/* Does the few windows with the largest bounds, then all others in order. What is excluded is asked
   for in the order of documents, so then no window comes first. */
static void do_windows(pruned_search *p, uint32_t from, uint32_t end, window_bound_fn bound,
                       window_fn run) {
  uint32_t first[FIRST], n = 0;
  float bounds[FIRST];
  for (uint32_t i = from; i < end && p->excluded_count == 0 && end - from > FIRST; i++) {
    float b = bound(p, i);
    if (n == FIRST && b <= bounds[FIRST - 1]) continue;
    uint32_t at = n < FIRST ? n++ : FIRST - 1;
    for (; at > 0 && bounds[at - 1] < b; at--)
      bounds[at] = bounds[at - 1], first[at] = first[at - 1];
    bounds[at] = b, first[at] = i;
  }
  /* A range of documents asks all lists, a block of the lead mostly none. */
  const uint32_t steps = p->range ? TIME_CHECK : TIME_CHECK / 16;
  for (uint32_t i = 0; i < n && !stop(p, steps); i++) run(p, first[i]);
  for (uint32_t i = from; i < end && !stop(p, steps); i++) {
    bool done = false;
    for (uint32_t k = 0; k < n; k++) done |= first[k] == i;
    if (!done) run(p, i);
  }
}

/* ---- AND ---- */

/* Drops the documents that a leaf does not have, before any leaf is asked. */
static void keep_members(pruned_search *p) {
  for (size_t i = 1; i < p->leaf_count; i++) {
    const uint64_t *members = p->leaves[i].members;
    uint32_t kept = 0;
    if (!members) continue;
    for (uint32_t k = 0; k < p->count; k++) { /* no branch: nothing for the processor to guess */
      uint32_t doc = p->docs[k];
      p->docs[kept] = doc;
      p->scores[kept] = p->scores[k];
      kept += VB_DOC_SET_HAS(members, doc);
    }
    p->count = kept;
  }
}

static void finish_window(pruned_search *p) {
  keep_members(p);
  for (size_t i = 1; i < p->leaf_count && p->count; i++)
    vb_leaf_ask(p, &p->leaves[i], p->rest[i], true);
  offer_window(p);
}

/* A window that is a block of the lead. */
static float lead_bound(const pruned_search *p, uint32_t block) {
  return vb_leaf_block_bound(p->s, p->leaves[0].lists[0], block);
}

/* Scores the articles of one block of the first leaf. A block whose bound, with the most that all
   other leaves can add, is below the worst of the best hits is not decoded. */
static void run_block(pruned_search *p, uint32_t block) {
  const cursor *c = p->leaves[0].c;
  vb_posting *list = p->leaves[0].lists[0]->list;
  const double rest = p->rest[0], bar = vb_leaf_bar(p);
  float scores[VB_PACK_BLOCK];
  uint32_t weights[VB_PACK_BLOCK];
  p->count = 0;
  if ((double)lead_bound(p, block) + rest < bar) return;
  if (!vb_posting_enter(list, block) || !vb_posting_weights(list, c->title_only, weights)) {
    vb_native_list_failed(p->s->context, list);
    return;
  }
  vb_native_saturate_block(p->s, list, 0, list->count, weights, scores);
  for (uint32_t i = 0; i < list->count; i++) {
    double score = (double)(c->idf * scores[i]);
    if (weights[i] == 0 || score + rest < bar) continue;
    p->docs[p->count] = list->docs[i];
    p->scores[p->count++] = score;
  }
  finish_window(p);
}

/* A window that is a range of documents, for a lead that is a union. */
static float range_bound(const pruned_search *p, uint32_t index) {
  uint32_t from = index * WINDOW;
  return vb_leaf_bound_between(p->s, &p->leaves[0], from, from + WINDOW - 1);
}

static void run_range(pruned_search *p, uint32_t index) {
  float most = range_bound(p, index);
  p->range->from = index * WINDOW;
  if (most <= 0 || (double)most + p->rest[0] < vb_leaf_bar(p)) return;
  vb_leaf_add_scores(p, &p->leaves[0], p->rest[0]);
  take_range(p, p->rest[0]);
  finish_window(p);
}

/* Does the ranges, or the blocks of a list, that have documents which are searched. */
static void do_ranges(pruned_search *p, window_bound_fn bound, window_fn run) {
  do_windows(p, p->s->first / WINDOW, p->s->end / WINDOW + 1, bound, run);
}

static void do_blocks(pruned_search *p, const vb_posting *list) {
  uint32_t from = 0, end = list->block_count;
  if (vb_native_is_piece(p->s)) {
    uint32_t last = vb_posting_block_at(list, p->s->end - 1);
    from = vb_posting_block_at(list, p->s->first);
    if (last < end) end = last + 1;
  }
  do_windows(p, from, end, lead_bound, run_block);
}

static void walk_all(pruned_search *p) {
  double rest = 0;
  for (size_t i = p->leaf_count; i-- > 0; rest += (double)p->leaves[i].bound) p->rest[i] = rest;
  vb_member_sets_begin(p->s->context->sets);
  for (size_t i = 1; i < p->leaf_count; i++)
    p->leaves[i].members = vb_member_sets_find(p->s, p->leaves[i].c, p->leaves[0].c->cost);
  if (p->leaves[0].list_count > 1) do_ranges(p, range_bound, run_range);
  else do_blocks(p, p->leaves[0].lists[0]->list);
}

/* ---- OR ---- */

static float any_bound(const pruned_search *p, uint32_t index) {
  float sum = 0;
  uint32_t from = index * WINDOW;
  for (size_t i = 0; i < p->leaf_count; i++)
    sum += vb_leaf_bound_between(p->s, &p->leaves[i], from, from + WINDOW - 1);
  return sum;
}

static int by_bound_here(const void *a, const void *b) {
  const leaf *x = a, *y = b;
  return (x->here > y->here) - (x->here < y->here);
}

/* The leaves by their bounds in the range; how many of them are optional. */
static size_t order_leaves(pruned_search *p) {
  double below = 0, bar = vb_leaf_bar(p);
  size_t optional = 0;
  uint32_t from = p->range->from;
  for (size_t i = 0; i < p->leaf_count; i++)
    p->leaves[i].here = vb_leaf_bound_between(p->s, &p->leaves[i], from, from + WINDOW - 1);
  qsort(p->leaves, p->leaf_count, sizeof *p->leaves, by_bound_here);
  for (size_t i = 0; i < p->leaf_count; i++) {
    p->leaves[i].below = below += (double)p->leaves[i].here;
    if (below < bar) optional = i + 1;
  }
  return optional;
}

static void run_any(pruned_search *p, uint32_t index) {
  p->range->from = index * WINDOW;
  size_t optional = order_leaves(p);
  if (optional == p->leaf_count) return;
  double all = p->leaves[p->leaf_count - 1].below;
  for (size_t i = optional; i < p->leaf_count; i++)
    vb_leaf_add_scores(p, &p->leaves[i], all - (double)p->leaves[i].here);
  take_range(p, optional ? p->leaves[optional - 1].below : 0);
  for (size_t i = optional; i-- > 0 && p->count;)
    vb_leaf_ask(p, &p->leaves[i], i ? p->leaves[i - 1].below : 0, false);
  offer_window(p);
}

/* ---- which trees ---- */

static bool is_leaf(const cursor *c) {
  return c->kind == CURSOR_LIST || c->kind == CURSOR_UNION;
}

/* Splits the children of AND, whose order is by cost, into leaves and filters without a score. */
static bool split_children(pruned_search *p, cursor *c) {
  cursor **filters = vb_arena_alloc(p->s->context->arena, (c->child_count + 1) * sizeof *filters);
  if (!filters) return false;
  p->filters = filters;
  for (size_t i = 0; i < c->child_count; i++) {
    cursor *child = c->children[i];
    if (is_leaf(child) && p->leaf_count < LEAVES_MAX) vb_leaf_add(p, child);
    else if (child->kind == CURSOR_DATE) filters[p->filter_count++] = child;
    else return false;
  }
  return p->leaf_count > 0;
}

static bool only_leaves(const cursor *c) {
  if (c->child_count == 0 || c->child_count > LEAVES_MAX) return false;
  for (size_t i = 0; i < c->child_count; i++)
    if (!is_leaf(c->children[i])) return false;
  return true;
}

/* Tries to skip by the bounds of blocks (block-max pruning). Returns false for a query whose shape
   has no such bounds; the caller then walks everything. */
bool vb_native_block_max(segment_search *s, cursor *c, uint64_t base, top *best, uint64_t *seen) {
  const cursor *outer = c;
  search_context *context = s->context;
  if (c->kind == CURSOR_ANDNOT) c = c->children[0];
  if (!is_leaf(c) && c->kind != CURSOR_AND && !(c->kind == CURSOR_OR && only_leaves(c)))
    return false;
  pruned_search *p = vb_arena_alloc(context->arena, sizeof *p);
  if (!p) {
    vb_native_out_of_memory(context);
    return true;
  }
  p->s = s, p->base = base, p->best = best, p->seen = seen;
  p->leaf_count = p->filter_count = 0;
  p->excluded = outer->children + 1, p->excluded_count = outer != c ? outer->child_count - 1 : 0;
  p->range = NULL, p->asked = NULL;
  if (is_leaf(c)) vb_leaf_add(p, c);
  else if (c->kind == CURSOR_OR)
    for (size_t i = 0; i < c->child_count; i++) vb_leaf_add(p, c->children[i]);
  else if (!split_children(p, c)) return false;
  if (context->status == VB_OK && (c->kind == CURSOR_OR || p->leaves[0].list_count > 1) &&
      !(p->range = vb_arena_calloc(context->arena, 1, sizeof *p->range)))
    vb_native_out_of_memory(context);
  if (context->status != VB_OK) return true;
  if (c->kind == CURSOR_OR) do_ranges(p, any_bound, run_any);
  else walk_all(p);
  return true;
}
