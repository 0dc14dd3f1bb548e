/*
 * text_decoder.h - reads articles that text_encoder.h wrote: a code for every frequent phrase.
 *
 * A segment has one table of phrases: single bytes, words with the space in front
 * of them, and frequent sequences of such. An article is the codes of its phrases,
 * bit by bit, and begins at a byte of its own, so that reading one article decodes
 * that article only. The code is a canonical prefix code (Moffat and Turpin, "On
 * the implementation of minimum redundancy prefix codes", 1997; words as symbols:
 * Moura, Navarro, Ziviani, Baeza-Yates, "Fast and flexible word searching on
 * compressed text", 2000). Layout: FORMAT.md, "Text".
 */
#ifndef VB_STORE_TEXT_TEXT_DECODER_H
#define VB_STORE_TEXT_TEXT_DECODER_H

#include "indexer/base/buf.h"

enum {
  VB_TEXT_DECODER_BITS = 20,     /* the longest code: two of them fit what is loaded at once */
  VB_TEXT_DECODER_MAX = 1 << 16, /* phrases: more cost more in the table than they save */
  VB_TEXT_DECODER_PHRASE = 48,   /* bytes of the longest one: copied in two strides */
  VB_TEXT_DECODER_SLACK = 48     /* bytes behind a decoded text that may be written to */
};

typedef struct vb_text_decoder vb_text_decoder;

/* From the table's bytes, which are copied. VB_CORRUPT for anything that is no table. */
vb_status vb_text_decoder_new(vb_str table, vb_text_decoder **out, vb_error *err);
void vb_text_decoder_free(vb_text_decoder *code); /* takes NULL */

/* How long a coded text is when decoded, at most `most`; VB_CORRUPT. */
vb_status vb_text_decoder_size(vb_str coded, size_t most, size_t *size, vb_error *err);
/* Writes exactly that many bytes; `to` has room for VB_TEXT_DECODER_SLACK more. VB_CORRUPT for
   anything that vb_text_encoder_encode did not write. */
vb_status vb_text_decoder_decode(const vb_text_decoder *code, vb_str coded, char *to,
                                 vb_error *err);

#endif
