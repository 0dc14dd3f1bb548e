/*
 * normalise.h - the one spelling under which a word is indexed and looked up.
 *
 * Canonical decomposition, removal of accents and points, full case folding,
 * composition (UAX #15), and a few letters that readers do not distinguish: full
 * and half width, and the forms of alef, yeh and teh marbuta in Arabic. Combining
 * marks stay in scripts where they are vowels (Indic) or change the letter
 * (Japanese, Korean).
 */
#ifndef VB_TEXT_NORMALISE_H
#define VB_TEXT_NORMALISE_H

#include "indexer/base/str.h"
#include "indexer/text/analysis.h"

#include <stdint.h>

/* Writes the normal form of one word, cut at a character boundary, and returns its length in bytes;
   0 when nothing is left. Accepts any bytes; invalid UTF-8 is left out. */
size_t vb_normalise_word(vb_str word, char out[VB_TERM_MAX]);

#endif
