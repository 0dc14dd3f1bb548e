/*
 * block_max.c - finds the best hits without scoring every match.
 *
 * Each block of a list has an upper bound on the scores of its documents (FORMAT.md,
 * "Impacts"). Once enough hits are found, a document whose blocks' bounds add up to
 * less than the worst hit is skipped without being decoded:
 *   a stem, AND   block by block (Ding and Suel, block-max indexes, 2011)
 *   OR            MaxScore: lists that cannot lift a document into the hits alone only
 *                 add to documents found by the others (Turtle and Flood 1995)
 * One single list, and phrases, are handled in top_k.c. Skipped documents are not
 * counted, so totals are then lower bounds.
 */
#include "searcher/engine/native/native_internal.h"

#include <float.h>
#include <stdlib.h>

enum { LISTS_MAX = 64 }; /* with more children the walk is exhaustive */

/* A segment's bound is on w / (w + n) with its own norm n; this search's norm is >= norm_ratio *
   n. */
static float bound_of(const segment_search *s, float bound, float idf) {
  float rest = s->norm_ratio * (1 / bound - 1);
  return idf * (float)(VB_BM25_K1 + 1) / (1 + rest);
}

/* The bound of a whole leaf. The weights of a union add up, and saturation is concave, so the sum
   of the lists' bounds is a bound of the union. */
static float leaf_bound(segment_search *s, const cursor *c) {
  float bound;
  float sum = 0;
  if (c->kind == CURSOR_LIST)
    return vb_posting_bound(c->list, &bound) ? bound_of(s, bound, c->idf) : FLT_MAX;
  for (size_t i = 0; i < c->child_count; i++) sum += leaf_bound(s, c->children[i]);
  return sum;
}

/* The bound of the block that contains target, and the block's last document. */
static float block_bound(segment_search *s, cursor *c, uint32_t target, uint32_t *last) {
  float bound;
  if (c->kind == CURSOR_UNION) {
    float sum = 0;
    *last = VB_DOC_END - 1;
    for (size_t i = 0; i < c->child_count; i++) {
      uint32_t end;
      sum += block_bound(s, c->children[i], target, &end);
      if (end < *last) *last = end;
    }
    return sum;
  }
  if (!c->bounded || target > c->block_last) {
    c->bounded = true;
    c->block_bound = 0;
    if (vb_posting_shallow(c->list, target, &bound, &c->block_last))
      c->block_bound = bound_of(s, bound, c->idf);
    else c->block_last = VB_DOC_END - 1;
  }
  *last = c->block_last;
  return c->block_bound;
}

static bool stop(segment_search *s) {
  return s->context->status != VB_OK || vb_native_late(s->context);
}

static void offer(segment_search *s, top *best, float score, uint32_t doc, uint64_t base,
                  uint64_t *seen) {
  if (vb_segment_deleted(s->segment, doc)) return;
  ++*seen;
  if (vb_top_takes(best, score)) vb_top_offer(best, score, base | doc);
}

static bool is_leaf(const cursor *c) {
  return (c->kind == CURSOR_LIST || c->kind == CURSOR_UNION) && !c->title_only;
}

/* The score that a hit must exceed; -1 while there is room. */
static float bar_of(const top *best) {
  return best->count < best->capacity ? -1 : (float)best->hits[0].score;
}

/* ---- a union alone, AND: all must have the document ---- */

/* The first document from `doc` whose blocks' bounds exceed the bar. */
static uint32_t skip_blocks(segment_search *s, cursor **lists, size_t count, uint32_t doc,
                            const top *best) {
  for (;;) {
    float bar = bar_of(best), sum = 0;
    if (bar < 0 || doc == VB_DOC_END) return doc;
    uint32_t nearest = VB_DOC_END - 1;
    for (size_t i = 0; i < count; i++) {
      uint32_t last;
      float bound = block_bound(s, lists[i], doc, &last);
      if (bound <= 0) return VB_DOC_END;
      if (last < nearest) nearest = last;
      sum += bound;
    }
    if (sum > bar) return doc;
    if (nearest >= VB_DOC_END - 1) return VB_DOC_END;
    doc = nearest + 1;
  }
}

static void walk_all(segment_search *s, cursor *c, cursor **lists, size_t count, uint64_t base,
                     top *best, uint64_t *seen) {
  for (uint32_t doc = 0; !stop(s);) {
    doc = skip_blocks(s, lists, count, doc, best);
    if (doc == VB_DOC_END) break;
    doc = vb_native_seek(s, c, doc);
    if (doc == VB_DOC_END) break;
    if (vb_native_confirm(s, c)) offer(s, best, vb_native_score(s, c), doc, base, seen);
    doc++;
  }
}

/* ---- OR ---- */

typedef struct ranked_list {
  cursor *c;
  float bound, below; /* of the whole list; of it and all that come before it */
} ranked_list;

static int by_bound(const void *a, const void *b) {
  const ranked_list *x = a, *y = b;
  return (x->bound > y->bound) - (x->bound < y->bound);
}

/* Lists [0, *optional) cannot exceed the bar together; extends this range as the bar rises. */
static void advance_optional(const ranked_list *lists, size_t count, float bar, size_t *optional) {
  while (*optional < count && lists[*optional].below <= bar) ++*optional;
}

/* The score of doc; less than the bar as soon as it cannot reach it. */
static float score_or(segment_search *s, ranked_list *lists, size_t count, size_t optional,
                      uint32_t doc, float bar) {
  float score = 0;
  for (size_t i = optional; i < count; i++)
    if (lists[i].c->doc == doc) score += vb_native_score(s, lists[i].c);
  for (size_t i = optional; i-- > 0;) {
    if (score + lists[i].below <= bar) return -1;
    uint32_t last;
    float rest = i ? lists[i - 1].below : 0;
    if (score + rest + block_bound(s, lists[i].c, doc, &last) <= bar) continue;
    if (vb_native_seek(s, lists[i].c, doc) == doc) score += vb_native_score(s, lists[i].c);
  }
  return score;
}

static void walk_any(segment_search *s, ranked_list *lists, size_t count, uint64_t base, top *best,
                     uint64_t *seen) {
  size_t optional = 0;
  for (uint32_t doc = 0; !stop(s); doc++) {
    advance_optional(lists, count, bar_of(best), &optional);
    if (optional == count) break;
    uint32_t next = VB_DOC_END;
    for (size_t i = optional; i < count; i++) {
      uint32_t at = vb_native_seek(s, lists[i].c, doc);
      if (at < next) next = at;
    }
    if (next == VB_DOC_END) break;
    doc = next;
    float score = score_or(s, lists, count, optional, doc, bar_of(best));
    if (score >= 0) offer(s, best, score, doc, base, seen);
  }
}

bool vb_native_block_max(segment_search *s, cursor *c, uint64_t base, top *best, uint64_t *seen) {
  if (is_leaf(c)) {
    walk_all(s, c, &c, 1, base, best, seen);
    return true;
  }
  if ((c->kind != CURSOR_AND && c->kind != CURSOR_OR) || c->child_count == 0 ||
      c->child_count > LISTS_MAX)
    return false;
  for (size_t i = 0; i < c->child_count; i++)
    if (!is_leaf(c->children[i])) return false;
  if (c->kind == CURSOR_AND) {
    walk_all(s, c, c->children, c->child_count, base, best, seen);
  } else {
    ranked_list lists[LISTS_MAX];
    for (size_t i = 0; i < c->child_count; i++)
      lists[i] = (ranked_list){.c = c->children[i], .bound = leaf_bound(s, c->children[i])};
    qsort(lists, c->child_count, sizeof *lists, by_bound);
    float below = 0;
    for (size_t i = 0; i < c->child_count; i++) lists[i].below = below += lists[i].bound;
    walk_any(s, lists, c->child_count, base, best, seen);
  }
  return true;
}
