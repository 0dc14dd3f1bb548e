/*
 * text_encoder.h - learns a segment's phrases from a sample, and encodes its articles.
 *
 * The decoding side is text_decoder.h. Encoding does not change an encoder, so several
 * threads may share one.
 */
#ifndef VB_STORE_TEXT_TEXT_ENCODER_H
#define VB_STORE_TEXT_TEXT_ENCODER_H

#include "indexer/base/buf.h"

typedef struct vb_text_encoder vb_text_encoder;

typedef enum vb_text_effort {
  VB_TEXT_FAST,
  VB_TEXT_SMALL /* texts get 5% smaller for two thirds as much work again */
} vb_text_effort;

/* more: how many times as much text as the sample will be encoded; 1 if the sample is all. The more
   text, the larger a table pays. The same sample and effort give the same table. */
vb_status vb_text_encoder_new(vb_str sample, unsigned more, vb_text_effort effort,
                              vb_text_encoder **out, vb_error *err);
void vb_text_encoder_free(vb_text_encoder *coder); /* takes NULL */
/* Appends the table; vb_text_decoder_new reads it. */
void vb_text_encoder_table(const vb_text_encoder *coder, vb_buf *out);
/* Appends the encoded text. Any bytes can be encoded. */
void vb_text_encoder_encode(const vb_text_encoder *coder, vb_str text, vb_buf *out);

#endif
