/*
 * deflate.h - zlib, wrapped for the store: one call, one block of bytes.
 *
 * Raw deflate (RFC 1951) without zlib's header and checksum, because every caller
 * stores a length and a better checksum. A preset dictionary, if any, must be the same
 * in both directions; VB_STR_NONE for none.
 */
#ifndef VB_STORE_XAPIAN_DEFLATE_H
#define VB_STORE_XAPIAN_DEFLATE_H

#include "indexer/base/buf.h"

/* Appends `raw` deflated at `level` (1 fastest to 9 smallest). VB_LIMIT past 1 GiB. */
vb_status vb_deflate(vb_str raw, vb_str dictionary, int level, vb_buf *out, vb_error *err);

/* Fills out[0, length) exactly, from all of `packed`. VB_CORRUPT if the bytes are not a deflate
   stream, or contain more or less than `length`. Never writes out of bounds. */
vb_status vb_inflate(vb_str packed, vb_str dictionary, char *out, size_t length, vb_error *err);

/* Whether `packed` bytes can contain `length` bytes at all (deflate's maximum is 1032:1). Call it
   before allocating a length that hostile bytes claim. */
bool vb_inflate_plausible(size_t packed, uint64_t length);

#endif
