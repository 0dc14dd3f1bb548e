/*
 * index_inversion.h - what turns the words of a builder into lists.
 *
 *   index_inversion.c   sorts words and stems, and counts out their occurrences
 *   index_lists.c       makes the lists of some of the words, stems or pairs, in memory
 *   builder_write.c     shares them out among threads, and writes what they made in order
 */
#ifndef VB_STORE_SEGMENT_INDEX_INVERSION_H
#define VB_STORE_SEGMENT_INDEX_INVERSION_H

#include "indexer/base/sort_texts.h"
#include "indexer/store/bigram/bigram_sort.h"
#include "indexer/store/segment/builder_internal.h"

#define VB_NO_RANK UINT16_MAX /* of a word whose pairs are not indexed */

typedef struct vb_word_place {
  uint32_t start; /* of the word's slots, or the group's; after counting out, their end */
  uint16_t rank;  /* of a word in pairs, or VB_NO_RANK */
} vb_word_place;

/* Nothing here changes while lists are made of it. */
typedef struct vb_inversion {
  const vb_builder *b;
  uint32_t *order;       /* words by key */
  vb_word_place *places; /* by word, or of starts, by group */
  uint32_t *slots; /* indexes of tokens: ascending within a word, or within a group of stems */
  uint16_t *nexts; /* by slot of a word in pairs, which come first: the rank of the next word */
  uint32_t *hints[KINDS]; /* for token 64 * i: the last run that begins at or before it */
  uint8_t *rarities;      /* by rank */
  uint8_t *own_stem;      /* by word */
  uint32_t paired, *paired_words;
  vb_sort_text
      *stems; /* of all words, by stem, then by word; number: the word's place in `order` */
  vb_buf stem_keys;
  const uint8_t *lengths; /* length codes by document */
  const float *norms;
} vb_inversion;

enum { VB_HINT_SHIFT = 6 }; /* the run of every 64th token is recorded */

/* ---- index_inversion.c ---- */

/* Sorts words and stems, and chooses the words of pairs. Clear it in any case. tools; lengths and
   norms of the segment: kept by the caller. */
vb_status vb_inversion_init(vb_inversion *inversion, const vb_builder *builder,
                            vb_builder_tools *tools, const uint8_t *lengths, const float *norms,
                            vb_error *err);
void vb_inversion_clear(vb_inversion *inversion);
/* Counts out the occurrences of each word. */
void vb_inversion_count_words(vb_inversion *inversion);
/* Counts out those of each stem of several words, in place of the words'. */
vb_status vb_inversion_count_stems(vb_inversion *inversion, vb_error *err);
/* The end of the words from stems[from] on that have the same stem. */
size_t vb_inversion_stem_end(const vb_inversion *inversion, size_t from);

/* The word of stems[i]. */
static inline const word *vb_inversion_stem_word(const vb_inversion *inversion, size_t i) {
  return &inversion->b->words[inversion->order[inversion->stems[i].number]];
}

/* How many slots the stem of stems[from, to) has: none if that is one word, whose list serves. */
uint32_t vb_inversion_stem_slots(const vb_inversion *inversion, size_t from, size_t to);

/* ---- index_lists.c ---- */

typedef enum vb_list_kind { VB_LISTS_OF_WORDS, VB_LISTS_OF_PAIRS, VB_LISTS_OF_STEMS } vb_list_kind;

/* What a thread needs to make lists; zero it to start. */
typedef struct vb_list_maker {
  vb_posting_list list;
  vb_bigram_sort pairs; /* of one first word */
  bool sorts_pairs;     /* whether `pairs` knows the words of pairs */
} vb_list_maker;

void vb_list_maker_clear(vb_list_maker *maker);

typedef struct vb_made_list {
  vb_term term;        /* the places count from the start of the share's bytes */
  uint32_t first, end; /* a word of `order`, [first, end) of `stems`, or the key of a pair */
} vb_made_list;

/* The lists of some words of `order`, of some first words of pairs by rank, or of some `stems`. */
typedef struct vb_list_share {
  const vb_inversion *v;
  vb_list_kind kind;
  uint32_t from, to; /* stems are not cut in two */
  uint32_t slot;     /* of stems: where the slots of the first one begin */
  /* What is made: */
  vb_buf postings, positions;
  vb_buf lists; /* of vb_made_list, in the order of keys */
  vb_status status;
  vb_error error;
} vb_list_share;

/* Makes them; the result is in status and error. */
void vb_list_share_make(vb_list_share *share, vb_list_maker *maker);

#endif
