/*
 * textcode.h - reads articles that textcoder.h wrote: a code for every frequent phrase.
 *
 * A segment has one table of phrases: single bytes, words with the space in front
 * of them, and frequent sequences of such. An article is the codes of its phrases,
 * bit by bit, and begins at a byte of its own, so that reading one article decodes
 * that article only. The code is a canonical prefix code (Moffat and Turpin, "On
 * the implementation of minimum redundancy prefix codes", 1997; words as symbols:
 * Moura, Navarro, Ziviani, Baeza-Yates, "Fast and flexible word searching on
 * compressed text", 2000). Layout: FORMAT.md, "Text".
 */
#ifndef VB_STORE_TEXTCODE_H
#define VB_STORE_TEXTCODE_H

#include "indexer/base/buf.h"

enum {
  VB_TEXTCODE_BITS = 20,     /* the longest code: two of them fit what is loaded at once */
  VB_TEXTCODE_MAX = 1 << 16, /* phrases: more cost more in the table than they save */
  VB_TEXTCODE_PHRASE = 48,   /* bytes of the longest one: copied in two strides */
  VB_TEXTCODE_SLACK = 48     /* bytes behind a decoded text that may be written to */
};

typedef struct vb_textcode vb_textcode;

/* From the table's bytes, which are copied. VB_CORRUPT for anything that is no table. */
vb_status vb_textcode_new(vb_str table, vb_textcode **out, vb_error *err);
void vb_textcode_free(vb_textcode *code); /* takes NULL */

/* How long a coded text is when decoded, at most `most`; VB_CORRUPT. */
vb_status vb_textcode_size(vb_str coded, size_t most, size_t *size, vb_error *err);
/* Writes exactly that many bytes; `to` has room for VB_TEXTCODE_SLACK more. VB_CORRUPT for
   anything that vb_textcoder_encode did not write. */
vb_status vb_textcode_decode(const vb_textcode *code, vb_str coded, char *to, vb_error *err);

#endif
