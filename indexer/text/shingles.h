/*
 * shingles.h - measures how much of one article's text occurs in another, by runs of words.
 *
 * Broder, "On the resemblance and containment of documents" (1997): a text is
 * represented by the set of its shingles, the runs of VB_SHINGLE_WORDS adjacent
 * words. Two texts resemble each other as far as their sets overlap. The shingles
 * with the lowest hashes are a fair sample of the set, so copies have most of them
 * in common. They are the keys by which the store finds an article's copies.
 *
 * A text of fewer than VB_SHINGLE_TEXT_MIN words has no shingles and no copies.
 * Everything here depends on the normalised words alone: letter case and the kind
 * of quotation marks make no difference.
 */
#ifndef VB_TEXT_SHINGLES_H
#define VB_TEXT_SHINGLES_H

#include "indexer/text/analysis.h"

enum {
  /* A changed word changes as many shingles as a shingle has words. With three words, articles on
     one subject share too many shingles; with five, an edited copy keeps too few. */
  VB_SHINGLE_WORDS = 4,
  VB_SHINGLE_TEXT_MIN = 30, /* words; shorter texts (a caption, a calendar entry) prove no copy */
  VB_SHINGLE_KEYS = 8,
  /* How many keys two copies must share. With one, every second article would have to be read only
     to be rejected; with two, one copy in a hundred is missed, one of the most changed. */
  VB_SHINGLE_KEYS_MIN = 2,
  /* As many key values as the largest segment has keys, so that by chance a key belongs to one
     article there, and two rarely coincide. One more bit would cost 1 byte per article. */
  VB_SHINGLE_KEY_BITS = 27,
  VB_SHINGLES_MAX = 4096 /* per set; longer texts (25 KB and more) are compared by a sample */
};

/* Distinct hashes below `limit`, ascending: all of the text's, or a fair sample of them. */
typedef struct vb_shingles {
  uint64_t limit;
  size_t count;
  uint32_t hashes[VB_SHINGLES_MAX];
} vb_shingles;

void vb_shingles_of(const vb_token *tokens, size_t count, vb_shingles *out);

/* Whether one text is a copy of the other: they share most of both, or nearly all of the shorter.
   False for a text without shingles. */
bool vb_shingles_copy(const vb_shingles *a, const vb_shingles *b);

/* A set to which many others are compared. Most of these share little with it, which is seen from a
   bit for each of its hashes. The set is borrowed. */
enum { VB_SHINGLE_FILTER_WORDS = 1024 }; /* 8 KiB; of a set of 600, one bit in a hundred is set */
typedef struct vb_shingle_filter {
  const vb_shingles *set;
  uint64_t bits[VB_SHINGLE_FILTER_WORDS];
} vb_shingle_filter;
void vb_shingle_filter_of(const vb_shingles *set, vb_shingle_filter *out);
/* vb_shingles_copy of the filter's set and another. */
bool vb_shingles_copy_of(const vb_shingle_filter *filter, const vb_shingles *other);

/* Shared shingles divided by all distinct shingles of both texts (Jaccard), 0 to 1. */
double vb_shingles_resemblance(const vb_shingles *a, const vb_shingles *b);

/* Writes the text's keys, distinct and ascending, each of VB_SHINGLE_KEY_BITS bits; returns how
 * many. */
size_t vb_shingle_keys(const vb_analysis *text, uint32_t out[VB_SHINGLE_KEYS]);
/* The same keys, of the text whose set this is. */
size_t vb_shingles_keys(const vb_shingles *set, uint32_t out[VB_SHINGLE_KEYS]);

#endif
