/*
 * brotli.h - unpacks brotli, which has no signature: a file by its name, a web answer by its
 * header.
 */
#ifndef VB_ARTICLE_READ_BROTLI_H
#define VB_ARTICLE_READ_BROTLI_H

#include "indexer/article/read/stream.h"

/* NULL without memory. */
vb_stream *vb_brotli_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
