/*
 * inflate.h - unpacks gzip and deflate with zlib, in constant memory.
 */
#ifndef VB_ARTICLE_READ_INFLATE_H
#define VB_ARTICLE_READ_INFLATE_H

#include "indexer/article/read/stream.h"

/* Members of gzip one after the other read as one. What follows the last of them and is no gzip
   (tapes pad with zeros) is ignored, as gzip(1) does. NULL without memory. */
vb_stream *vb_gzip_stream(vb_stream *from, vb_unpack_budget *budget);
/* What web servers call deflate: a zlib stream, or one without its header. */
vb_stream *vb_deflate_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
