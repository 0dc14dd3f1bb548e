/*
 * marks.h - the one table of quotation marks, dashes and white space.
 *
 * Queries, sentences, quotations and verdicts all ask here, so that a mark is
 * the same to each. A quotation mark belongs to a family, and only marks of one
 * family close each other. Marks that look like an apostrophe are a family of
 * their own, since context must tell which of the two they are.
 */
#ifndef VB_TEXT_MARKS_H
#define VB_TEXT_MARKS_H

#include "indexer/base/str.h"

#include <stdint.h>

/* ---- characters (VB_UTF8_BAD is none of these) ------------------------- */

bool vb_char_is_space(int32_t c); /* white space of any script: White_Space of Unicode */
bool vb_char_is_dash(int32_t c);
/* A quotation mark, an apostrophe, or a sign that is typed for one (a prime, an accent). */
bool vb_char_is_quote(int32_t c);
/* Whether c is never seen: soft hyphens, zero-width and direction marks, selectors
   (Default_Ignorable_Code_Point of Unicode). */
bool vb_char_is_ignorable(int32_t c);
/* White space, or nothing to be seen. */
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
  VB_MARK_FACES_IN,     /* “ «, which languages with low marks or »this« close with */
  VB_MARK_FACES_OUT,    /* ” », which some languages open with */
  VB_MARK_LOW           /* „ and ‚ open, always */
} vb_mark_side;

typedef struct vb_quote_mark {
  vb_mark_family family; /* VB_MARK_NONE: no quotation mark begins there */
  vb_mark_side side;
  uint32_t length; /* in bytes, of the mark or of whatever character it is instead */
} vb_quote_mark;

/* The mark that begins at byte `at` (at < text.n). Two apostrophes in a row are one double mark. */
vb_quote_mark vb_mark_at(vb_str text, size_t at);

/* Whether `mark`, of any place, can close what `opened` has opened. */
bool vb_mark_closes(vb_quote_mark opened, vb_quote_mark mark);

/* Whether the mark at `at` can open a quotation there, by its side and by what stands around it. */
bool vb_mark_opens(vb_str text, size_t at, vb_quote_mark mark);

/* White space, a dash, an opening bracket or mark, or nothing stands before byte `at`. */
bool vb_mark_space_before(vb_str text, size_t at);
bool vb_mark_space_at(vb_str text, size_t at); /* also at the end */

/* Whether a byte may begin a quotation mark, for those who skip through a text. */
static inline bool vb_mark_may_begin(unsigned char byte) {
  return byte == '"' || byte == '\'' || byte == '`' || byte == 0xC2 || (byte & 0xF3) == 0xE3 ||
         byte == 0xE2;
}

#endif
