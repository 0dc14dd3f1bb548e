/*
 * stem.h - the stem of a normalised word, by Snowball through libxapian.
 *
 * A stemmer caches the words that it has seen (a bounded number), because a news
 * archive repeats the same few hundred thousand. One stemmer per thread.
 */
#ifndef VB_TEXT_STEM_H
#define VB_TEXT_STEM_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

typedef struct vb_stemmer vb_stemmer;

/* language: an ISO 639-1 code or English name that Snowball has ("en"), or
   "none", which leaves every word as it is. VB_INVALID names the languages. */
vb_status vb_stemmer_open(const char *language, vb_stemmer **out, vb_error *err);
void vb_stemmer_close(vb_stemmer *stemmer);

/* The stem, borrowed until the next call on this stemmer. A word that cannot be stemmed, or for
   which there is no memory, is returned as its own stem. */
vb_str vb_stem(vb_stemmer *stemmer, vb_str word);

/* Whether every stem of the language begins with the first byte of its word, and if it has a second
   one, that is the word's too, or i for a word's y ("dying", "die"). True for English: so a search
   for words of one stem can skip words that begin otherwise. */
bool vb_stemmer_keeps_beginning(const vb_stemmer *stemmer);

#endif
