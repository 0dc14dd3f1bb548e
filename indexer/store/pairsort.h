/*
 * pairsort.h - the pairs of one first word, sorted by the second; and which words pair.
 */
#ifndef VB_STORE_PAIRSORT_H
#define VB_STORE_PAIRSORT_H

#include "indexer/store/segment_impl.h"

enum {
  /* A word of the text is paired when it is in at least one article of so many. Of a news
     archive's text the pairs cost 20% at one in 50, 14% at one in 20, 9% at one in 10; random
     phrases are answered half as slowly again at one in 12 as at one in 20. */
  VB_PAIR_ONE_IN = 15,
  VB_PAIR_DF_MIN = 16 /* a smaller segment is quick without */
};

static inline bool vb_pair_worthy(uint32_t df, uint32_t docs) {
  return df >= VB_PAIR_DF_MIN && df >= docs / VB_PAIR_ONE_IN;
}

/* Plain; zero it to start. */
typedef struct vb_pairsort {
  uint32_t *seconds, *places, *sorted, *starts;
  size_t count, capacity;
  uint32_t ranks, ranks_capacity;
} vb_pairsort;

void vb_pairsort_clear(vb_pairsort *sort);
/* Forgets what was added; seconds will be below `ranks`. False without memory. */
bool vb_pairsort_start(vb_pairsort *sort, uint32_t ranks, size_t most);
/* One place of the pair, docs ascending; at most `most` in all. */
static inline void vb_pairsort_add(vb_pairsort *sort, uint32_t second, uint32_t doc, bool title) {
  sort->seconds[sort->count] = second;
  sort->places[sort->count++] = doc * 2 + title;
}
void vb_pairsort_sort(vb_pairsort *sort);
/* After sorting: the places of one second word, turned into a list without positions that is
   appended to `list`. False without memory. */
bool vb_pairsort_list(const vb_pairsort *sort, uint32_t second, vb_list *list);
static inline bool vb_pairsort_has(const vb_pairsort *sort, uint32_t second) {
  return sort->starts[second + 1] > sort->starts[second];
}

#endif
