/*
 * textblock.h - a few records compressed together, and back.
 *
 * Words are coded (wordcode.h), the rest is raw deflate (RFC 1951) by
 * libdeflate, which any zlib reads.
 */
#ifndef VB_STORE_TEXTBLOCK_H
#define VB_STORE_TEXTBLOCK_H

#include "indexer/store/wordcode.h"

typedef struct vb_text_packer vb_text_packer;

vb_status vb_text_packer_new(vb_text_packer **out, vb_error *err);
void vb_text_packer_free(vb_text_packer *packer); /* takes NULL */
/* Appends the packed block. */
vb_status vb_text_pack(vb_text_packer *packer, const vb_wordcoder *words, vb_str raw, vb_buf *out,
                       vb_error *err);

/* Exactly `size` bytes into out (reset first), or as soon as `upto` of them are there: a reader of
   one article needs nothing behind it. VB_CORRUPT for anything else. */
vb_status vb_text_unpack(vb_str packed, const vb_wordcode *words, size_t size, size_t upto,
                         vb_buf *out, vb_error *err);

#endif
