/*
 * signs.h - what belongs to a printed number besides its digits.
 *
 * A number is a word that begins with a digit. Its signs are a currency before or
 * after it, a minus or plus, a percent, per-mille or degree sign, and the single mark
 * that joins it to the digits after it ("9/11", "10:30", "7-4"). White space between
 * a sign and the digits makes no difference, nor does the kind of dash. Any other
 * difference in signs makes it another number.
 */
#ifndef VB_TEXT_SIGNS_H
#define VB_TEXT_SIGNS_H

#include "indexer/text/analysis.h"

typedef struct vb_number_signs {
  int32_t currency;    /* the character; 0: none */
  int32_t sign;        /* '-', '+' */
  int32_t unit;        /* '%', per mille, degree */
  int32_t joint;       /* the mark between it and the digits right after it */
  uint32_t start, end; /* of the number with its signs, in bytes of the text */
} vb_number_signs;

bool vb_is_number(const vb_token *token);

/* The signs of a token that is a number. */
vb_number_signs vb_signs_of(const vb_analysis *text, size_t token);

/* Whether two numbers have the same signs. Joints are compared only if both have one. */
bool vb_signs_same(const vb_number_signs *a, const vb_number_signs *b);

/* Whether a number is printed as its term; "1,000" is not, since its term is "1000". */
bool vb_number_is_plain(const vb_analysis *text, size_t token);

/* Whether digits stand one space away from a number, which may be another group of its digits. */
bool vb_number_goes_on(const vb_analysis *text, size_t token);

/* Joins tokens whose digits are grouped by a space into one word, as other grouped digits are one
   word: "1 000" becomes "1000". For comparing two texts; the resulting indexes are not the
   positions of the index. The result is in the arena; VB_NOMEM. */
vb_status vb_join_numbers(vb_analysis *words, vb_arena *arena, vb_error *err);

#endif
