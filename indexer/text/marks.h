/*
 * marks.h - the one table of quotation marks, dashes and white space.
 *
 * Queries, sentences, quotations and verdicts all use this table, so a mark means
 * the same to each. A quotation mark belongs to a family, and only marks of one
 * family close each other. Marks that can also be apostrophes are a family of
 * their own, because only the context tells which of the two they are.
 */
#ifndef VB_TEXT_MARKS_H
#define VB_TEXT_MARKS_H

#include "indexer/base/str.h"

#include <stdint.h>

/* ---- characters (all false for VB_UTF8_BAD) ------------------------- */

bool vb_char_is_space(int32_t c); /* white space of any script: White_Space of Unicode */
bool vb_char_is_dash(int32_t c);
/* A quotation mark, an apostrophe, or a sign typed in place of one (a prime, an accent). */
bool vb_char_is_quote(int32_t c);
/* Whether c is invisible: soft hyphens, zero-width and direction marks, variation selectors
   (Unicode's Default_Ignorable_Code_Point). */
bool vb_char_is_ignorable(int32_t c);
/* White space or ignorable. */
bool vb_char_is_blank(int32_t c);

/* ---- quotation marks --------------------------------------------------- */

typedef enum vb_mark_family {
  VB_MARK_NONE = 0,
  VB_MARK_DOUBLE,           /* " “ ” „ ＂ 〝, and two of an apostrophe's: `` '' */
  VB_MARK_SINGLE,           /* ' ‘ ’ ‚ and other apostrophes */
  VB_MARK_GUILLEMET,        /* « » */
  VB_MARK_SINGLE_GUILLEMET, /* ‹ › */
  VB_MARK_CORNER,           /* 「 」 */
  VB_MARK_WHITE_CORNER      /* 『 』 */
} vb_mark_family;

typedef enum vb_mark_side {
  VB_MARK_FACES_EITHER, /* " and ' */
  VB_MARK_FACES_IN,     /* “ « usually open; they close after low marks and in »this« style */
  VB_MARK_FACES_OUT,    /* ” » usually close; some languages open with them */
  VB_MARK_LOW           /* „ and ‚ always open */
} vb_mark_side;

typedef struct vb_quote_mark {
  vb_mark_family family; /* VB_MARK_NONE: no quotation mark begins there */
  vb_mark_side side;
  uint32_t length; /* in bytes, of the mark, or of the character that is there instead */
} vb_quote_mark;

/* The mark at byte `at` (at < text.n). Two apostrophes in a row are one double mark. */
vb_quote_mark vb_mark_at(vb_str text, size_t at);

/* Whether `mark`, wherever it is, can close a quotation that `opened` began. */
bool vb_mark_closes(vb_quote_mark opened, vb_quote_mark mark);

/* Whether the mark at `at` can open a quotation there, judging by its side and its neighbours. */
bool vb_mark_opens(vb_str text, size_t at, vb_quote_mark mark);

/* Whether byte `at` comes after white space, a dash, an opening bracket or mark, or nothing. */
bool vb_mark_space_before(vb_str text, size_t at);
bool vb_mark_space_at(vb_str text, size_t at); /* white space or the end of the text */

/* Whether a byte can begin a quotation mark: a cheap test for loops that skip through a text. */
static inline bool vb_mark_may_begin(unsigned char byte) {
  return byte == '"' || byte == '\'' || byte == '`' || byte == 0xC2 || (byte & 0xF3) == 0xE3 ||
         byte == 0xE2;
}

#endif
