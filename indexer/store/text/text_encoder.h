/*
 * text_encoder.h - learns the phrases of a segment from a sample, and codes its articles.
 *
 * text_decoder.h has the other side. A coder is not changed by encoding, so that
 * several threads may encode with one.
 */
#ifndef VB_STORE_TEXT_TEXT_ENCODER_H
#define VB_STORE_TEXT_TEXT_ENCODER_H

#include "indexer/base/buf.h"

typedef struct vb_text_encoder vb_text_encoder;

/* `more`: how many times as much text as the sample will be coded; 1 when the sample is all. More
   text pays for a larger table. The same sample gives the same table. */
vb_status vb_text_encoder_new(vb_str sample, unsigned more, vb_text_encoder **out, vb_error *err);
void vb_text_encoder_free(vb_text_encoder *coder); /* takes NULL */
/* Appends the table, to be kept for vb_text_decoder_new. */
void vb_text_encoder_table(const vb_text_encoder *coder, vb_buf *out);
/* Appends the coded text; any bytes can be coded. */
void vb_text_encoder_encode(const vb_text_encoder *coder, vb_str text, vb_buf *out);

#endif
