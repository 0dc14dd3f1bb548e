/*
 * bitpack.h - packs small integers at the width that they need.
 *
 * A block of 128 is packed in four interleaved lanes (value i in lane i % 4), so
 * that SIMD unpacks four at a time, with the few values that are too wide kept
 * apart (patched frame of reference: Zukowski et al. 2006; lanes as in Lemire
 * and Boytsov 2015). Fewer values are packed one behind the other. SIMD and
 * scalar code read and write the same bytes; which one runs is chosen once.
 */
#ifndef VB_STORE_POSTING_BITPACK_H
#define VB_STORE_POSTING_BITPACK_H

#include "indexer/base/buf.h"

enum { VB_PACK_BLOCK = 128, VB_PACK_BYTES_MAX = 3 + 128 * 4 + 255 };

/* Appends the encoding of n <= 128 values. */
void vb_pack(const uint32_t *values, size_t n, vb_buf *out);

/* Decodes n values that vb_pack wrote, from p on; bytes used, or 0 when the
   encoding is malformed or passes `end`. out has room for VB_PACK_BLOCK. */
size_t vb_unpack(const unsigned char *p, const unsigned char *end, size_t n, uint32_t *out);

/* Passes over `packs` encodings of VB_PACK_BLOCK values each without decoding them: what comes
   behind them, or NULL when one passes `end`. */
const unsigned char *vb_pack_skip(const unsigned char *p, const unsigned char *end, size_t packs);

/* docs[i] = base + 1 + gaps[0] + 1 + ... : turns n gaps into ascending numbers
   in place. False when they would reach `limit`. */
bool vb_pack_accumulate(uint32_t *values, size_t n, uint32_t base, uint32_t limit);

/* For tests: which code runs from now on, in this process. */
typedef enum vb_pack_code { VB_PACK_AUTO, VB_PACK_SCALAR, VB_PACK_SIMD } vb_pack_code;
/* False when the machine lacks it. Not for use while others pack. */
bool vb_pack_choose(vb_pack_code code);

#endif
