/*
 * bigram_sort.h - the pairs of one first word, sorted by the second.
 *
 * Words are identified by their pair ranks. A first word forms pairs with the words
 * that are frequent enough next to it (bigram.h). For each rarity these have numbers
 * of their own, so a rare first word, which has few of them, is sorted quickly.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_SORT_H
#define VB_STORE_BIGRAM_BIGRAM_SORT_H

#include "indexer/store/bigram/bigram.h"
#include "indexer/store/posting/posting_list.h"

#define VB_NO_SECOND UINT16_MAX

/* The words up to one rarity: their numbers by rank, and their ranks by number. */
typedef struct vb_bigram_seconds {
  uint16_t *places, *ranks; /* VB_NO_SECOND: rarer */
  uint32_t count;
} vb_bigram_seconds;

/* Plain; zero it to start. */
typedef struct vb_bigram_sort {
  uint32_t *seconds, *places, *sorted, *starts;
  size_t count, capacity;
  const uint8_t *rarities; /* by rank; the caller's */
  uint16_t *tables;        /* what `by_rarity` points into */
  vb_bigram_seconds by_rarity[VB_BIGRAM_RARITY_MAX + 1];
  const vb_bigram_seconds *eligible; /* second words for the current first word */
} vb_bigram_sort;

void vb_bigram_sort_clear(vb_bigram_sort *sort);
/* Called once, before anything else. rarities: of the paired words, by rank; kept by the caller.
   False when there is no memory. */
bool vb_bigram_sort_words(vb_bigram_sort *sort, const uint8_t *rarities, uint32_t count);
/* Forgets earlier places; those of pairs that begin with the word `first` follow, at most `most`.
   False when there is no memory. */
bool vb_bigram_sort_start(vb_bigram_sort *sort, uint32_t first, size_t most);
/* Whether the pair with this word is indexed. */
static inline bool vb_bigram_sort_takes(const vb_bigram_sort *sort, uint32_t second) {
  return sort->eligible->places[second] != VB_NO_SECOND;
}
/* Adds one place of a pair that vb_bigram_sort_takes. REQUIRES: docs ascend. */
static inline void vb_bigram_sort_add(vb_bigram_sort *sort, uint32_t second, uint32_t doc,
                                      bool title) {
  sort->seconds[sort->count] = sort->eligible->places[second];
  sort->places[sort->count++] = doc * 2 + title;
}
void vb_bigram_sort_sort(vb_bigram_sort *sort);
/* After sorting: walks the second words that have places, by ascending rank. Start with *at 0 and
   pass it back unchanged. False at the end. */
bool vb_bigram_sort_next(const vb_bigram_sort *sort, uint32_t *at, uint32_t *second);
/* Appends the places of one second word to `list`, without positions; nothing if it has none. False
   when there is no memory. */
bool vb_bigram_sort_list(const vb_bigram_sort *sort, uint32_t second, vb_posting_list *list);

#endif
