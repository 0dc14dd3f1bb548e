/*
 * packed_record.h - an article's record as it lies in a Xapian database: deflated, behind
 * its length and a checksum.
 */
#ifndef VB_STORE_XAPIAN_PACKED_RECORD_H
#define VB_STORE_XAPIAN_PACKED_RECORD_H

#include "indexer/store/record.h"

/* The encoding of record.h, deflated with zlib behind a length and a checksum (one small inflate an
   article). VB_LIMIT for an article past VB_ARTICLE_MAX; `out` is then as it was. Unpacked strings
   live in the arena. */
vb_status vb_record_pack(const vb_article *article, vb_buf *out, vb_error *err);
vb_status vb_record_unpack(vb_str packed, vb_arena *arena, vb_article *out, vb_error *err);

#endif
