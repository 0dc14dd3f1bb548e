/*
 * copykeys.h - which articles of a segment have which shingle keys (shingles.h): the
 * column by which an article's copies are found.
 *
 * Entries are pairs of a key and a doc, ascending by key, then doc, none twice.
 * Layout: FORMAT.md, "Columns".
 */
#ifndef VB_STORE_COPYKEYS_H
#define VB_STORE_COPYKEYS_H

#include "indexer/store/segment_impl.h"
#include "indexer/text/shingles.h"

typedef struct vb_copykey {
  uint32_t key, doc;
} vb_copykey;

/* ---- gathering: articles come by doc, entries leave by key ---- */

typedef struct vb_copykeys { /* plain; zero it to start */
  vb_buf entries;
} vb_copykeys;

void vb_copykeys_clear(vb_copykeys *keys);
void vb_copykeys_reset(vb_copykeys *keys); /* empty again; keeps memory */
/* The keys of the next doc, or of one later; failures are kept until vb_copykeys_sort. */
void vb_copykeys_add(vb_copykeys *keys, uint32_t doc, const uint32_t *of_doc, size_t count);
/* Sorts what was added; the entry at i is vb_copykeys_at from then on. */
vb_status vb_copykeys_sort(vb_copykeys *keys, vb_error *err);
static inline size_t vb_copykeys_count(const vb_copykeys *keys) {
  return keys->entries.n / 8;
}
vb_copykey vb_copykeys_at(const vb_copykeys *keys, size_t i);

/* ---- writing ---- */

typedef struct vb_copykeys_writer { /* of the segment writer */
  vb_part_writer *part;             /* gets the blocks as they fill */
  uint32_t keys[VB_COPYKEY_BLOCK], docs[VB_COPYKEY_BLOCK];
  size_t waiting;
  uint32_t count;
  uint64_t start;      /* of the blocks in the part */
  vb_buf firsts, ends; /* arrays of the column, by block; `start` counts as 0 */
  vb_buf block;
} vb_copykeys_writer;

void vb_copykeys_writer_clear(vb_copykeys_writer *writer);
/* The next entry. The first one starts the column at the part's end, and nothing else may be
   written there until vb_copykeys_flush. */
void vb_copykeys_put(vb_copykeys_writer *writer, vb_copykey entry);
vb_status vb_copykeys_flush(vb_copykeys_writer *writer, vb_error *err);

/* ---- reading ---- */

typedef struct vb_copykeys_cursor {
  const vb_segment *segment;
  uint32_t block;   /* the next to be unpacked */
  size_t at, count; /* in the block in hand */
  uint32_t keys[VB_COPYKEY_BLOCK], docs[VB_COPYKEY_BLOCK];
} vb_copykeys_cursor;

/* To the first entry whose key is at least `key`. */
vb_status vb_copykeys_from(const vb_segment *segment, uint32_t key, vb_copykeys_cursor *cursor,
                           vb_error *err);
/* VB_NOT_FOUND at the end. */
vb_status vb_copykeys_next(vb_copykeys_cursor *cursor, vb_copykey *out, vb_error *err);

/* What the column takes on disk. */
vb_status vb_copykeys_bytes(const vb_segment *segment, uint64_t *bytes, vb_error *err);

#endif
