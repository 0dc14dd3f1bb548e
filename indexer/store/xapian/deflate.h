/*
 * deflate.h - zlib, wrapped once for the store: one call, one block of bytes.
 *
 * Raw deflate (RFC 1951) without zlib's own header and checksum, since every
 * caller keeps a length and a better checksum beside it. A preset dictionary,
 * when given, must be the same for both directions; VB_STR_NONE for none.
 */
#ifndef VB_STORE_XAPIAN_DEFLATE_H
#define VB_STORE_XAPIAN_DEFLATE_H

#include "indexer/base/buf.h"

/* Appends `raw` deflated at `level` (1 fastest to 9 smallest). VB_LIMIT past 1 GiB. */
vb_status vb_deflate(vb_str raw, vb_str dictionary, int level, vb_buf *out, vb_error *err);

/* Fills out[0, length) exactly, from all of `packed`; VB_CORRUPT when the bytes
   are no deflate stream, or hold more or less than `length`. Never writes past. */
vb_status vb_inflate(vb_str packed, vb_str dictionary, char *out, size_t length, vb_error *err);

/* Whether `packed` bytes could hold `length` bytes at all (deflate reaches at
   most 1032:1). Ask before allocating what a hostile length claims. */
bool vb_inflate_plausible(size_t packed, uint64_t length);

#endif
