/*
 * packed_record.h - an article's record as a Xapian database stores it: a length, a checksum,
 * and the deflated bytes.
 */
#ifndef VB_STORE_XAPIAN_PACKED_RECORD_H
#define VB_STORE_XAPIAN_PACKED_RECORD_H

#include "indexer/store/record.h"

/* Packs the encoding of record.h. VB_LIMIT for an article above VB_ARTICLE_MAX; `out` is then
   unchanged. Unpacked strings are in the arena. One article is one small inflate. */
vb_status vb_record_pack(const vb_article *article, vb_buf *out, vb_error *err);
vb_status vb_record_unpack(vb_str packed, vb_arena *arena, vb_article *out, vb_error *err);

#endif
