/*
 * bitpack.h - packs small integers at the bit width that they need.
 *
 * A block of 128 is packed in four interleaved lanes (value i in lane i % 4), so that
 * SIMD unpacks four at a time. The few values that are too wide are stored separately
 * (patched frame of reference: Zukowski et al. 2006; lanes as in Lemire and Boytsov
 * 2015). Fewer than 128 values are packed consecutively. SIMD and scalar code read and
 * write the same bytes; the choice is made once per process.
 */
#ifndef VB_STORE_POSTING_BITPACK_H
#define VB_STORE_POSTING_BITPACK_H

#include "indexer/base/buf.h"

enum { VB_PACK_BLOCK = 128, VB_PACK_BYTES_MAX = 3 + 128 * 4 + 255 };

/* Appends the encoding of n <= 128 values. */
void vb_pack(const uint32_t *values, size_t n, vb_buf *out);

/* Decodes n values that vb_pack wrote, from p. Returns the bytes used, or 0 if the encoding is
   malformed or passes `end`. `out` has room for VB_PACK_BLOCK values. */
size_t vb_unpack(const unsigned char *p, const unsigned char *end, size_t n, uint32_t *out);

/* Skips `packs` encodings of VB_PACK_BLOCK values each. Returns the byte after them, or NULL if one
   passes `end`. */
const unsigned char *vb_pack_skip(const unsigned char *p, const unsigned char *end, size_t packs);

/* Turns n gaps into ascending numbers in place: docs[i] = base + 1 + gaps[0] + 1 + ... False if
   they would reach `limit`. */
bool vb_pack_accumulate(uint32_t *values, size_t n, uint32_t base, uint32_t limit);

/* Adds one to each of n counts, of which `parts` counts some again. False if one would pass
   INT32_MAX, or is less than its part. */
bool vb_pack_counts(uint32_t *counts, const uint32_t *parts, size_t n);
/* ends[i] = counts[0] + ... + counts[i]. False if that passes 32 bits. */
bool vb_pack_ends(const uint32_t *counts, size_t n, uint32_t *ends);

/* For tests: selects the code that runs from now on in this process. */
typedef enum vb_pack_code { VB_PACK_AUTO, VB_PACK_SCALAR, VB_PACK_SIMD } vb_pack_code;
/* False when the machine lacks it. REQUIRES: no other thread packs or unpacks meanwhile. */
bool vb_pack_choose(vb_pack_code code);

#endif
