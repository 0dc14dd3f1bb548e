/*
 * lexicon.h - writes the lexicon part of a segment: words, then stems, then pairs.
 *
 * REQUIRES: each of the three in key order, and complete before the next begins. The
 * reading side is in segment.h and segment_layout.h. Layout: FORMAT.md, "Lexicon".
 */
#ifndef VB_STORE_SEGMENT_LEXICON_H
#define VB_STORE_SEGMENT_LEXICON_H

#include "indexer/store/posting/part.h"
#include "indexer/store/posting/posting.h"

typedef struct vb_lexicon_writer vb_lexicon_writer;

/* Writes into `part`, which the caller keeps. */
vb_status vb_lexicon_writer_new(vb_part_writer *part, vb_lexicon_writer **out, vb_error *err);
void vb_lexicon_writer_free(vb_lexicon_writer *writer);

/* Uses every member of term except ordinal, which is the number of words added before. */
void vb_lexicon_add_word(vb_lexicon_writer *writer, vb_str key, const vb_term *term);
/* ordinals: ascending. Of term, if there is more than one word: df, cf, postings, postings_length
   (0 if the stem has no list of its own, see vb_stem_has_list). */
void vb_lexicon_add_stem(vb_lexicon_writer *writer, vb_str key, const uint32_t *ordinals,
                         size_t count, const vb_term *term);
/* The rule for stems with a list: several words, none of which alone is in 6 of 10 articles of the
   stem. Otherwise, uniting the words' lists costs little more than reading one list that repeats
   most of them. */
static inline bool vb_stem_has_list(size_t words, uint32_t top_df, uint32_t df) {
  return words > 1 && (uint64_t)top_df * 10 < (uint64_t)df * 6;
}
/* key: rank << 16 | rank; of term: df, postings, postings_length. */
void vb_lexicon_add_bigram(vb_lexicon_writer *writer, uint32_t key, const vb_term *term);

/* Writes the indexes after the keys. */
vb_status vb_lexicon_finish(vb_lexicon_writer *writer, vb_error *err);

#endif
