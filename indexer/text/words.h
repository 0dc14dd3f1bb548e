/*
 * words.h - finds where words begin and end (UAX #29), and their terms.
 *
 * The standard's rules, with four changes that help searching: a colon separates
 * words ("update:minister" is two, as in CLDR's tailoring); so does a narrow no-break
 * space ("10 000" is two words whatever the space); U+02BC is an apostrophe; and
 * every default-ignorable character is ignored as the standard ignores a soft
 * hyphen. Underscores at the ends of a word do not belong to it.
 */
#ifndef VB_TEXT_WORDS_H
#define VB_TEXT_WORDS_H

#include "indexer/text/analysis.h"

typedef enum vb_words_path {
  VB_WORDS_FAST,        /* by bytes where the text allows it, by characters elsewhere */
  VB_WORDS_BY_CHARACTER /* by characters everywhere; tests compare the fast path with it */
} vb_words_path;

/* Fills tokens and token_count. VB_NOMEM; VB_LIMIT past VB_TEXT_MAX. */
vb_status vb_words_cut(vb_str text, vb_words_path path, vb_arena *arena, vb_analysis *out,
                       vb_error *err);

#endif
