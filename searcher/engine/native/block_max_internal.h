/*
 * block_max_internal.h - what the two files of block-max ranking share.
 *
 *   block_max.c   which trees, the order of windows, AND and OR
 *   leaf_scores.c one word: its bounds, its scores in a window, what it adds to candidates
 */
#ifndef VB_SEARCHER_ENGINE_NATIVE_BLOCK_MAX_INTERNAL_H
#define VB_SEARCHER_ENGINE_NATIVE_BLOCK_MAX_INTERNAL_H

#include "searcher/engine/native/native_internal.h"

#include <float.h>

enum {
  LEAVES_MAX = 64,       /* trees with more leaves are walked without bounds */
  FIRST = 8,             /* windows that come before the others */
  WINDOW = 4096,         /* documents: their sums fit the processor's first cache */
  ASKED_MAX = 4 * WINDOW /* documents of a range whose weights are gathered to be asked for */
};

/* A word, as one list or as the union of its forms' lists. */
typedef struct leaf {
  cursor *c;
  cursor **lists; /* one, or the forms' */
  size_t list_count;
  float bound;             /* of the whole leaf */
  float here;              /* OR: in the window */
  const uint64_t *members; /* AND: a bit for each document that has it; NULL: not known */
  double below;            /* OR: the sum of `here` of this leaf and those of smaller ones */
} leaf;

/* Room for a range of documents; present, weights and sums are all 0 between uses. */
typedef struct window {
  uint32_t from;
  uint64_t present[WINDOW / 64];
  uint32_t weights[WINDOW]; /* by document - from */
  double sums[WINDOW];
} window;

typedef struct pruned_search {
  segment_search *s;
  leaf leaves[LEAVES_MAX]; /* AND: rarest first */
  double rest[LEAVES_MAX]; /* AND: the most that the leaves after this one add */
  size_t leaf_count;
  cursor *const *filters, *const *excluded; /* what a hit must match too, and must not */
  size_t filter_count, excluded_count;
  uint64_t base;
  top *best;
  uint64_t *seen;
  uint32_t count; /* documents of the window that may be hits */
  uint32_t docs[WINDOW];
  double scores[WINDOW]; /* of docs */
  window *range;         /* OR, and AND led by a union */
  uint32_t *asked;       /* ASKED_MAX weights of a leaf, 0 between uses; NULL: not needed yet */
} pruned_search;

/* What a score must reach to be a hit; below 0 while there is room. */
static inline double vb_leaf_bar(const pruned_search *p) {
  if (p->best->count < p->best->capacity) return -1;
  return p->best->capacity ? p->best->hits[0].score : DBL_MAX;
}

/* Prepares a leaf of this cursor, a LIST or a UNION, as the last of p's. */
void vb_leaf_add(pruned_search *p, cursor *c);
/* The most that a list adds to documents of its block; 0 past the last block. */
float vb_leaf_block_bound(const segment_search *s, const cursor *list, uint32_t block);
/* The most that a leaf adds to documents of [from, to]. */
float vb_leaf_bound_between(const segment_search *s, const leaf *l, uint32_t from, uint32_t to);
/* Adds what a leaf scores in p->range to its sums, but for blocks that cannot reach the bar with
   `others` more. */
void vb_leaf_add_scores(pruned_search *p, const leaf *l, double others);
/* Adds to each candidate what the leaf has for it. Drops those that cannot pass the bar with `rest`
   more, and those that the leaf does not have where it is required. */
void vb_leaf_ask(pruned_search *p, const leaf *l, double rest, bool required);

#endif
