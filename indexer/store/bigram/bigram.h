/*
 * bigram.h - which pairs of adjacent words have a list of their own.
 *
 * Without a list, a pair is found by reading the positions in every article that has
 * both words. By chance that is df1 * df2 / docs articles, so a frequent word makes a
 * pair expensive even next to a word of middling frequency. The product of the two
 * frequencies decides. A word's rarity is how many times its df can be multiplied by
 * the square root of 2 before it passes the number of articles. A pair is indexed if
 * the rarities of its words add up to at most VB_BIGRAM_RARITY_MAX: then chance alone
 * would put both words into one article of 2^(VB_BIGRAM_RARITY_MAX / 2).
 *
 * The rarity is stored with each word, so readers use what the writer decided.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_H
#define VB_STORE_BIGRAM_BIGRAM_H

#include "indexer/store/posting/posting.h"

enum {
  /* With 9, pairs cost 8% of a news archive's text; with 11 11%, 12 12%, 14 15% (FORMAT.md). With
     9 a new store of 4 to 6 segments stays below 0.8 of the text's size. */
  VB_BIGRAM_RARITY_MAX = 9,
  VB_BIGRAM_DF_MIN = 16 /* lists shorter than this are fast without */
};

/* The rarity that a writer gives a word of title and text; VB_NOT_IN_BIGRAMS if its pairs are not
   indexed. */
static inline uint32_t vb_bigram_rarity(uint32_t df, uint32_t docs) {
  uint64_t all = (uint64_t)docs * docs, part = (uint64_t)df * df; /* below 2^48 */
  uint32_t rarity = 0;
  if (df < VB_BIGRAM_DF_MIN) return VB_NOT_IN_BIGRAMS;
  while (rarity <= VB_BIGRAM_RARITY_MAX && part << (rarity + 1) <= all) rarity++;
  return rarity <= VB_BIGRAM_RARITY_MAX ? rarity : VB_NOT_IN_BIGRAMS;
}

/* Whether the pair of two words of one segment is indexed. If so, no list means that they are never
   adjacent. */
static inline bool vb_bigram_indexed(const vb_term *a, const vb_term *b) {
  return a->bigram_rank != VB_NOT_IN_BIGRAMS && b->bigram_rank != VB_NOT_IN_BIGRAMS &&
         a->bigram_rarity + b->bigram_rarity <= VB_BIGRAM_RARITY_MAX;
}

#endif
