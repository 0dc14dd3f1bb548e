/*
 * brotli.h - unpacks brotli. It has no signature: files are recognised by name, web answers by
 * their header.
 */
#ifndef VB_ARTICLE_READ_BROTLI_H
#define VB_ARTICLE_READ_BROTLI_H

#include "indexer/article/read/stream.h"

/* NULL when there is no memory. */
vb_stream *vb_brotli_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
