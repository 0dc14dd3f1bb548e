/*
 * bigram_sort.h - the pairs of one first word, sorted by the second.
 *
 * Words go by their pair ranks. A first word forms pairs with the words that are
 * frequent enough beside it (bigram.h); these are numbered anew for each rarity,
 * so that a rare first word, which has few, is sorted and walked as quickly.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_SORT_H
#define VB_STORE_BIGRAM_BIGRAM_SORT_H

#include "indexer/store/bigram/bigram.h"
#include "indexer/store/posting/posting_list.h"

#define VB_NO_SECOND UINT16_MAX

/* The words up to one rarity: by rank their place among them, and back. */
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
  const vb_bigram_seconds *eligible; /* beside the first word in hand */
} vb_bigram_sort;

void vb_bigram_sort_clear(vb_bigram_sort *sort);
/* Once, before all else: the rarities of the paired words by rank, kept by the caller. False
   without memory. */
bool vb_bigram_sort_words(vb_bigram_sort *sort, const uint8_t *rarities, uint32_t count);
/* Forgets what was added; pairs of the word `first` follow. False without memory. */
bool vb_bigram_sort_start(vb_bigram_sort *sort, uint32_t first, size_t most);
/* Whether the pair with this word is indexed. */
static inline bool vb_bigram_sort_takes(const vb_bigram_sort *sort, uint32_t second) {
  return sort->eligible->places[second] != VB_NO_SECOND;
}
/* One place of a pair that is taken, docs ascending; at most `most` in all. */
static inline void vb_bigram_sort_add(vb_bigram_sort *sort, uint32_t second, uint32_t doc,
                                      bool title) {
  sort->seconds[sort->count] = sort->eligible->places[second];
  sort->places[sort->count++] = doc * 2 + title;
}
void vb_bigram_sort_sort(vb_bigram_sort *sort);
/* After sorting: walks the second words that have places, ranks ascending. *at is 0 at first and
   then what the call before left; false at the end. */
bool vb_bigram_sort_next(const vb_bigram_sort *sort, uint32_t *at, uint32_t *second);
/* The places of one second word, turned into a list without positions that is appended to `list`;
   nothing for a word that has none. False without memory. */
bool vb_bigram_sort_list(const vb_bigram_sort *sort, uint32_t second, vb_posting_list *list);

#endif
