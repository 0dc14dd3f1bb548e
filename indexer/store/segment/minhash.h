/*
 * minhash.h - which articles of a segment have which shingle keys (shingles.h); used to
 * find an article's copies.
 *
 * Entries are pairs (key, doc), ascending by key, then doc, without duplicates.
 * Layout: FORMAT.md, "Columns".
 */
#ifndef VB_STORE_SEGMENT_MINHASH_H
#define VB_STORE_SEGMENT_MINHASH_H

#include "indexer/store/segment/segment_layout.h"
#include "indexer/text/shingles.h"

typedef struct vb_minhash_key {
  uint32_t key, doc;
} vb_minhash_key;

/* ---- collecting: added by doc, read back by key ---- */

typedef struct vb_minhash { /* plain; zero it to start */
  vb_buf entries;
} vb_minhash;

void vb_minhash_clear(vb_minhash *keys);
void vb_minhash_reset(vb_minhash *keys); /* empties it; keeps its memory */
/* Adds the keys of a doc. REQUIRES: docs ascend. Failures are kept and reported by
   vb_minhash_sort. */
void vb_minhash_add(vb_minhash *keys, uint32_t doc, const uint32_t *of_doc, size_t count);
/* Sorts what was added; vb_minhash_at then returns entries in order. */
vb_status vb_minhash_sort(vb_minhash *keys, vb_error *err);
static inline size_t vb_minhash_count(const vb_minhash *keys) {
  return keys->entries.n / 8;
}
vb_minhash_key vb_minhash_at(const vb_minhash *keys, size_t i);

/* ---- writing ---- */

typedef struct vb_minhash_writer { /* part of the segment writer */
  vb_part_writer *part;            /* receives each block when it is full */
  uint32_t keys[VB_MINHASH_BLOCK], docs[VB_MINHASH_BLOCK];
  size_t waiting;
  uint32_t count;
  uint64_t start;      /* where the blocks begin in the part */
  vb_buf firsts, ends; /* columns by block; ends count from `start` */
  vb_buf block;
} vb_minhash_writer;

void vb_minhash_writer_clear(vb_minhash_writer *writer);
/* Adds the next entry. The first entry starts the column at the part's end; nothing else may be
   written there until vb_minhash_flush. */
void vb_minhash_put(vb_minhash_writer *writer, vb_minhash_key entry);
vb_status vb_minhash_flush(vb_minhash_writer *writer, vb_error *err);

/* ---- reading ---- */

typedef struct vb_minhash_cursor {
  const vb_segment *segment;
  uint32_t block;   /* the next one to unpack */
  size_t at, count; /* in the current block */
  uint32_t keys[VB_MINHASH_BLOCK], docs[VB_MINHASH_BLOCK];
} vb_minhash_cursor;

/* Moves before the first entry whose key is at least `key`. */
vb_status vb_minhash_from(const vb_segment *segment, uint32_t key, vb_minhash_cursor *cursor,
                          vb_error *err);
/* VB_NOT_FOUND at the end. */
vb_status vb_minhash_next(vb_minhash_cursor *cursor, vb_minhash_key *out, vb_error *err);

/* The size of the column on disk. */
vb_status vb_minhash_bytes(const vb_segment *segment, uint64_t *bytes, vb_error *err);

#endif
