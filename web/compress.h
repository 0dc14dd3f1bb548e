/*
 * compress.h - gzip for answers (RFC 9110, section 8.4.1.3): whole ones, and streams.
 */
#ifndef VB_WEB_COMPRESS_H
#define VB_WEB_COMPRESS_H

#include "indexer/base/buf.h"

/* Below this an answer fits one packet, and packing it wins nothing. */
enum { VB_COMPRESS_LEAST = 1024 };

/* Whether an Accept-Encoding (as sent; may be absent) takes gzip. */
bool vb_compress_accepted(vb_str accept_encoding);
/* Whether a Content-Type is of text; an image is packed already. */
bool vb_compress_is_text(const char *type);

/* Appends the packed bytes; false without memory. */
bool vb_compress_all(vb_str bytes, vb_buf *out);

typedef struct vb_compressor vb_compressor;

vb_compressor *vb_compressor_new(void);    /* NULL without memory */
void vb_compressor_free(vb_compressor *c); /* takes NULL */
/* Appends the next piece packed, so that its reader can unpack all of it at once; last: ends the
   stream. False without memory. */
bool vb_compressor_add(vb_compressor *c, vb_str piece, bool last, vb_buf *out);

#endif
