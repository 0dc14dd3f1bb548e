/*
 * signs.h - what belongs to a printed number besides its digits.
 *
 * A number is a word that begins with a digit. Its signs are a currency before or behind it, a
 * minus or plus, a percent or per-mille sign or a degree, and the single mark that joins it with
 * the digits behind ("9/11", "10:30", "7-4"). White space between a currency or percent sign and
 * the digits is no difference, and neither is the kind of dash; everything else makes another
 * number of it.
 */
#ifndef VB_TEXT_SIGNS_H
#define VB_TEXT_SIGNS_H

#include "indexer/text/analysis.h"

typedef struct vb_number_signs {
  int32_t currency;    /* the character; 0: none */
  int32_t sign;        /* '-', '+' */
  int32_t unit;        /* '%', per mille, degree */
  int32_t joint;       /* the mark between it and the digits right behind */
  uint32_t start, end; /* of the number with its signs, in bytes of the text */
} vb_number_signs;

bool vb_is_number(const vb_token *token);

/* The signs of a token that is a number. */
vb_number_signs vb_signs_of(const vb_analysis *text, size_t token);

/* Whether two numbers have the same signs. A joint counts where both go on with digits. */
bool vb_signs_same(const vb_number_signs *a, const vb_number_signs *b);

/* Whether a number is printed as its term: "1,000" is not, whose term is "1000". */
bool vb_number_is_plain(const vb_analysis *text, size_t token);

/* The words of a text in which digits grouped by a space are one word, as other grouped digits are:
   "1 000" is "1000". What stands in two texts is compared like this; places are no positions of the
   index. Lives in the arena; VB_NOMEM. */
vb_status vb_join_numbers(vb_analysis *words, vb_arena *arena, vb_error *err);

#endif
