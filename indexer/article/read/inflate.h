/*
 * inflate.h - unpacks gzip and deflate with zlib, in constant memory.
 */
#ifndef VB_ARTICLE_READ_INFLATE_H
#define VB_ARTICLE_READ_INFLATE_H

#include "indexer/article/read/stream.h"

/* Consecutive gzip members are read as one. Data after the last one that is not gzip (tapes pad
   with zeros) is ignored, as gzip(1) does. NULL when there is no memory. */
vb_stream *vb_gzip_stream(vb_stream *from, vb_unpack_budget *budget);
/* What web servers call deflate: a zlib stream, or the same without its header. */
vb_stream *vb_deflate_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
