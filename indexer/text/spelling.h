/*
 * spelling.h - words that are printed with stops or commas inside, and without.
 *
 * Two rules, for both sides alike:
 *   - A dotted initialism is the word without its stops: "U.N." is "un", "F.B.I." is "fbi",
 *     "a.m." is "am", "Ph.D." is "phd". One is kept apart, since its letters are a pronoun: "U.S."
 *     is "u.s", and so is "US" in capitals; "us" stays "us".
 *   - Digits in groups of three are the number without its commas: "1,000" is "1000", "1.000.000"
 *     is "1000000". One point or comma alone parts a fraction, or may: "1.000" and "1,5" stay.
 */
#ifndef VB_TEXT_SPELLING_H
#define VB_TEXT_SPELLING_H

#include "indexer/base/str.h"

/* The term of a normalised word in its place, and how long it is; `printed` is the word before it
   was folded to small letters. It grows by one byte at most. */
size_t vb_spelling_join(char *term, size_t n, vb_str printed);

/* The bytes of a dotted initialism that begins a word at the start of `text`, its last stop
   included ("U.S." in "U.S. and"); 0 for none. Of printed text, in any case. */
size_t vb_spelling_initialism(vb_str text);

/* The bytes of a number with grouped digits at the start of `text`: "1,000" of "1,000.50". Also by
   apostrophes, by stops if there are two or more, and by narrow, fixed or plain spaces, which part
   words elsewhere. 0 for none. */
size_t vb_spelling_grouped(vb_str text);

/* The bytes of the white space that may group digits at the start of `text`; 0 for none. */
size_t vb_spelling_group_space(vb_str text);

#endif
