/*
 * textcoder.h - learns the phrases of a segment from a sample, and codes its articles.
 *
 * textcode.h has the other side. A coder is not changed by encoding, so that
 * several threads may encode with one.
 */
#ifndef VB_STORE_TEXTCODER_H
#define VB_STORE_TEXTCODER_H

#include "indexer/base/buf.h"

typedef struct vb_textcoder vb_textcoder;

/* `more`: how many times as much text as the sample will be coded; 1 when the sample is all. More
   text pays for a larger table. The same sample gives the same table. */
vb_status vb_textcoder_new(vb_str sample, unsigned more, vb_textcoder **out, vb_error *err);
void vb_textcoder_free(vb_textcoder *coder); /* takes NULL */
/* Appends the table, to be kept for vb_textcode_new. */
void vb_textcoder_table(const vb_textcoder *coder, vb_buf *out);
/* Appends the coded text; any bytes can be coded. */
void vb_textcoder_encode(const vb_textcoder *coder, vb_str text, vb_buf *out);

#endif
