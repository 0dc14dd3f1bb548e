/*
 * bigram.h - which pairs of words have a list of their own.
 *
 * Without a list, a pair is found by reading positions in every article that has
 * both words: by chance df * df / docs of them, so that a frequent word makes a
 * pair dear even beside a middling one. So the product of the two frequencies
 * decides. A word's rarity is how often its df can grow by the root of 2 before it
 * passes the number of articles; a pair is indexed when the rarities of its words
 * add up to no more than VB_BIGRAM_RARITY_MAX, that is where chance alone would bring
 * them together in about one article of 2^(VB_BIGRAM_RARITY_MAX / 2).
 *
 * The rarity is kept with each word: readers ask the lexicon and never the rule.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_H
#define VB_STORE_BIGRAM_BIGRAM_H

#include "indexer/store/posting/posting.h"

enum {
  /* Of a news archive's text the pairs cost 8% at 9, 11% at 11, 12% at 12, 15% at 14 (FORMAT.md):
     with 9 a new store of 4 to 6 segments stays below 0.8 of the text. */
  VB_BIGRAM_RARITY_MAX = 9,
  VB_BIGRAM_DF_MIN = 16 /* a smaller segment is quick without */
};

/* What a writer gives a word of title and text; VB_NOT_IN_BIGRAMS when no pair of it is indexed. */
static inline uint32_t vb_bigram_rarity(uint32_t df, uint32_t docs) {
  uint64_t all = (uint64_t)docs * docs, part = (uint64_t)df * df; /* below 2^48 */
  uint32_t rarity = 0;
  if (df < VB_BIGRAM_DF_MIN) return VB_NOT_IN_BIGRAMS;
  while (rarity <= VB_BIGRAM_RARITY_MAX && part << (rarity + 1) <= all) rarity++;
  return rarity <= VB_BIGRAM_RARITY_MAX ? rarity : VB_NOT_IN_BIGRAMS;
}

/* Whether the pair of two words of one segment is indexed: then no list means never neighbours. */
static inline bool vb_bigram_indexed(const vb_term *a, const vb_term *b) {
  return a->bigram_rank != VB_NOT_IN_BIGRAMS && b->bigram_rank != VB_NOT_IN_BIGRAMS &&
         a->bigram_rarity + b->bigram_rarity <= VB_BIGRAM_RARITY_MAX;
}

#endif
