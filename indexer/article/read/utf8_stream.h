/*
 * utf8_stream.h - bytes that ought to be UTF-8, made so piece by piece.
 */
#ifndef VB_ARTICLE_READ_UTF8_STREAM_H
#define VB_ARTICLE_READ_UTF8_STREAM_H

#include "indexer/base/buf.h"

typedef struct vb_utf8_stream {
  bool multibyte;    /* a character of several bytes has been seen */
  uint32_t replaced; /* pieces that became U+FFFD */
} vb_utf8_stream;

/* Appends `bytes` as valid UTF-8 without control characters (tab and line ends aside, which stay).
   What is no UTF-8 is Windows-1252 as long as nothing has been, U+FFFD from then on. A character
   that the end cuts in two is left for the next call, unless it is the last. Returns how many bytes
   were used. */
size_t vb_utf8_stream_put(vb_utf8_stream *state, vb_str bytes, bool last, vb_buf *out);

#endif
