/*
 * utf8_stream.h - turns bytes that should be UTF-8 into valid UTF-8, piece by piece.
 */
#ifndef VB_ARTICLE_READ_UTF8_STREAM_H
#define VB_ARTICLE_READ_UTF8_STREAM_H

#include "indexer/base/buf.h"

typedef struct vb_utf8_stream {
  bool multibyte;    /* a character of several bytes has been seen */
  uint32_t replaced; /* pieces that became U+FFFD */
} vb_utf8_stream;

/* Appends `bytes` as valid UTF-8 without control characters (except tab and line ends). Invalid
   bytes are read as Windows-1252 as long as no multi-byte character was seen, and become U+FFFD
   after that. A character that the end cuts is left for the next call, unless `last`. Returns how
   many bytes were used. */
size_t vb_utf8_stream_put(vb_utf8_stream *state, vb_str bytes, bool last, vb_buf *out);

#endif
