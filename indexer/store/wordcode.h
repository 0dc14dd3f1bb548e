/*
 * wordcode.h - writes frequent words as one or two bytes, before deflate.
 *
 * News repeats the same ten thousand words. Deflate sees only the last 32 KiB and
 * spells each of them again; a table of the words, made once for a segment,
 * leaves it a third less to do (word replacing transform: Skibinski, Grabowski,
 * Deorowicz 2005). Any bytes go in and come out again.
 */
#ifndef VB_STORE_WORDCODE_H
#define VB_STORE_WORDCODE_H

#include "indexer/base/buf.h"

enum {
  VB_WORDCODE_SHORT = 64,              /* words of one byte */
  VB_WORDCODE_MAX = 64 + 63 * 256,     /* and of two */
  VB_WORDCODE_WORD = 40                /* longest entry, bytes */
};

/* The table as it lies in a segment: where each word ends, and the words. */
typedef struct vb_wordcode {
  const unsigned char *ends; /* u32 each */
  uint32_t count;
  const char *words;
  uint32_t bytes;
} vb_wordcode;

/* ---- writing ---- */

typedef struct vb_wordcoder vb_wordcoder;

/* Chooses the words by what they would save in the sample. */
vb_status vb_wordcoder_new(vb_str sample, vb_wordcoder **out, vb_error *err);
void vb_wordcoder_free(vb_wordcoder *coder); /* takes NULL */
/* The table, to be kept; borrowed from the coder. */
vb_wordcode vb_wordcoder_table(const vb_wordcoder *coder);
void vb_wordcode_encode(const vb_wordcoder *coder, vb_str raw, vb_buf *out);

/* ---- reading ---- */

/* Exactly `size` bytes into `out` (reset first), or as soon as `upto` of them are there.
   VB_CORRUPT for anything else. */
vb_status vb_wordcode_decode(const vb_wordcode *table, vb_str coded, size_t size, size_t upto,
                             vb_buf *out, vb_error *err);
/* An encoding is never longer than this. */
static inline size_t vb_wordcode_bound(size_t raw) { return 3 * raw; }

#endif
