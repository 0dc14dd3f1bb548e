/*
 * normalise.h - the one spelling under which a word is indexed and looked up.
 *
 * Canonical decomposition, accents and points taken off, full case folding,
 * composition (UAX #15), and a handful of letters that readers take for one
 * another: full and half width, the alefs, yehs and teh marbuta of Arabic. Marks of scripts where
 * they are vowels (Indic) or change the letter (Japanese, Korean) stay.
 */
#ifndef VB_TEXT_NORMALISE_H
#define VB_TEXT_NORMALISE_H

#include "indexer/base/str.h"
#include "indexer/text/analysis.h"

#include <stdint.h>

/* The normal form of one word, cut at a character; how many bytes it has, 0
   when nothing is left. Any bytes are taken, invalid UTF-8 is left out. */
size_t vb_normalise_word(vb_str word, char out[VB_TERM_MAX]);

#endif
