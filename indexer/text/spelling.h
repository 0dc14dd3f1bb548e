/*
 * spelling.h - gives words with and without stops or commas inside the same term.
 *
 * Two rules, applied to articles and queries alike:
 *   - A dotted initialism is the word without its stops: "U.N." is "un", "F.B.I." is "fbi",
 *     "a.m." is "am", "Ph.D." is "phd". One exception, because its letters are also a pronoun:
 *     "U.S." is "u.s", and so is "US" in capitals; "us" stays "us".
 *   - Digits in groups of three are the number without its separators: "1,000" is "1000",
 *     "1.000.000" is "1000000". A single point, or a comma before other than three digits, may
 *     be a decimal separator, so "1.000" and "1,5" stay as they are.
 */
#ifndef VB_TEXT_SPELLING_H
#define VB_TEXT_SPELLING_H

#include "indexer/base/str.h"

/* Rewrites a normalised word in place into its term and returns the length. `printed` is the word
   before case folding. The result is at most one byte longer. */
size_t vb_spelling_join(char *term, size_t n, vb_str printed);

/* The size of a dotted initialism at the start of `text`, including its last stop ("U.S." in "U.S.
   and"); 0 if there is none. `text` is as printed, in any case. */
size_t vb_spelling_initialism(vb_str text);

/* The size of a number with grouped digits at the start of `text`: "1,000" of "1,000.50". Groups
   may also be separated by apostrophes, by stops if there are two or more, and by narrow,
   fixed-width or plain spaces, which elsewhere separate words. 0 if there is none. */
size_t vb_spelling_grouped(vb_str text);

/* The size of white space at the start of `text` that may group digits; 0 if there is none. */
size_t vb_spelling_group_space(vb_str text);

#endif
