/*
 * word_distance.h - how far apart two words are in spelling, for engines that are given words to
 * choose from.
 */
#ifndef VB_SEARCHER_ENGINE_WORD_DISTANCE_H
#define VB_SEARCHER_ENGINE_WORD_DISTANCE_H

#include "indexer/base/str.h"

/* How many mistakes a word may have: two would change a short one completely. 0 for one that is too
   long to be misspelt. */
unsigned vb_word_mistakes(vb_str word);

/* Levenshtein distance in bytes; most + 1 if it exceeds `most`. REQUIRES: vb_word_mistakes(a)
   is not 0. */
unsigned vb_word_distance(vb_str a, vb_str b, unsigned most);

#endif
