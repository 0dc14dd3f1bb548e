/*
 * words.h - where words begin and end (UAX #29), and their terms.
 *
 * The rules of the standard, with four decisions of our own, all for finding:
 * the colon parts words (as in CLDR's tailoring: "update:minister" is two), the
 * narrow no-break space parts them too ("10 000" is two words however it is
 * spaced), U+02BC is an apostrophe, and every default-ignorable character is
 * seen through as the standard sees through a soft hyphen. Underscores around a
 * word do not belong to it.
 */
#ifndef VB_TEXT_WORDS_H
#define VB_TEXT_WORDS_H

#include "indexer/text/analysis.h"

typedef enum vb_words_path {
  VB_WORDS_FAST,        /* by bytes where the text allows it, by characters elsewhere */
  VB_WORDS_BY_CHARACTER /* everywhere: what the fast path is tested against */
} vb_words_path;

/* Fills tokens and token_count. VB_NOMEM; VB_LIMIT past VB_TEXT_MAX. */
vb_status vb_words_cut(vb_str text, vb_words_path path, vb_arena *arena, vb_analysis *out,
                       vb_error *err);

#endif
