/*
 * text_decoder.h - decodes articles that text_encoder.h wrote: one code per frequent phrase.
 *
 * A segment has one table of phrases: single bytes, words with the space before them,
 * and frequent sequences of these. An article is the codes of its phrases, bit by bit,
 * starting at a byte of its own, so one article can be decoded alone. The code is a
 * canonical prefix code (Moffat and Turpin, "On the implementation of minimum redundancy
 * prefix codes", 1997; words as symbols: Moura, Navarro, Ziviani, Baeza-Yates, "Fast and
 * flexible word searching on compressed text", 2000). Layout: FORMAT.md, "Text".
 */
#ifndef VB_STORE_TEXT_TEXT_DECODER_H
#define VB_STORE_TEXT_TEXT_DECODER_H

#include "indexer/base/buf.h"

enum {
  VB_TEXT_DECODER_BITS = 20,     /* the longest code: one 64-bit load contains two */
  VB_TEXT_DECODER_MAX = 1 << 16, /* phrases: more would cost more in the table than they save */
  VB_TEXT_DECODER_PHRASE = 48,   /* bytes of the longest phrase: copied in two strides */
  VB_TEXT_DECODER_SLACK = 48     /* bytes after a decoded text that may be overwritten */
};

typedef struct vb_text_decoder vb_text_decoder;

/* Copies the table's bytes. VB_CORRUPT for anything that is not a table. */
vb_status vb_text_decoder_new(vb_str table, vb_text_decoder **out, vb_error *err);
void vb_text_decoder_free(vb_text_decoder *code); /* takes NULL */

/* The size of a text after decoding; VB_CORRUPT if it is above `most`. */
vb_status vb_text_decoder_size(vb_str coded, size_t most, size_t *size, vb_error *err);
/* Writes exactly that many bytes; `to` must have VB_TEXT_DECODER_SLACK more. VB_CORRUPT for
   anything that vb_text_encoder_encode did not write. */
vb_status vb_text_decoder_decode(const vb_text_decoder *code, vb_str coded, char *to,
                                 vb_error *err);

#endif
