/*
 * shingles.h - how much of one article's text is another's, by its runs of words.
 *
 * Broder, "On the resemblance and containment of documents" (1997): a text is
 * the set of its shingles, the runs of VB_SHINGLE_WORDS neighbouring words. Two
 * texts resemble each other as their sets overlap. The shingles with the lowest
 * hashes are a fair sample of the set, so copies have most of them in common:
 * they are the keys under which an archive finds an article's copies.
 *
 * A text of fewer than VB_SHINGLE_TEXT_MIN words has no shingles and no copies.
 * All of this is a pure function of the normalised words: neither letter case nor
 * the kind of quotation marks matters.
 */
#ifndef VB_TEXT_SHINGLES_H
#define VB_TEXT_SHINGLES_H

#include "indexer/text/analysis.h"

enum {
  /* Four words: a changed word spoils four shingles. With three, articles of one subject share
     too much; with five, an edited copy keeps too little. */
  VB_SHINGLE_WORDS = 4,
  VB_SHINGLE_TEXT_MIN = 30, /* words; a calendar entry or a caption says little about a copy */
  VB_SHINGLE_KEYS = 8,
  /* Of the keys, which a copy has in common. With one, every second article would have to be read
     to see that it is none; with two, one copy in a hundred is missed, the most changed ones. */
  VB_SHINGLE_KEYS_MIN = 2,
  /* As many values as there are keys in the largest segment, so that even there a key has one
     article by mere chance; a copy has two keys in common. A bit more is 1 byte an article. */
  VB_SHINGLE_KEY_BITS = 27,
  VB_SHINGLES_MAX = 4096 /* of a set; of longer texts (25 KB and more) a sample is compared */
};

/* Distinct hashes below `limit`, ascending: all of a text's, or a fair sample. */
typedef struct vb_shingles {
  uint64_t limit;
  size_t count;
  uint32_t hashes[VB_SHINGLES_MAX];
} vb_shingles;

void vb_shingles_of(const vb_token *tokens, size_t count, vb_shingles *out);

/* Whether one text is a copy of the other: the greater part of both in common, or nearly all of
   the shorter. Never for a text without shingles. */
bool vb_shingles_copy(const vb_shingles *a, const vb_shingles *b);
/* Shared shingles as a share of both texts' together, 0 to 1. */
double vb_shingles_resemblance(const vb_shingles *a, const vb_shingles *b);

/* The text's keys, distinct and ascending, each of VB_SHINGLE_KEY_BITS. Returns how many. */
size_t vb_shingle_keys(const vb_analysis *text, uint32_t out[VB_SHINGLE_KEYS]);

#endif
