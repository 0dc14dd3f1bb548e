/*
 * part.h - one file of a segment: written once from front to back, then mapped for reading.
 *
 * Each block of 16 KiB is checked against its checksum before its first use. Offsets
 * count from the start of the file. Threads may share a reader. Layout: FORMAT.md,
 * "Part files".
 */
#ifndef VB_STORE_POSTING_PART_H
#define VB_STORE_POSTING_PART_H

#include "indexer/base/buf.h"

#include <stdatomic.h>

typedef enum vb_part_kind {
  VB_PART_POSTINGS = 1,
  VB_PART_POSITIONS,
  VB_PART_LEXICON,
  VB_PART_COLUMNS,
  VB_PART_TEXT,
  VB_PART_DELETIONS,
  VB_PART_KINDS, /* of a segment; the rest are of a store */
  VB_PART_LINES = VB_PART_KINDS,
  VB_PART_ALL
} vb_part_kind;

enum { VB_PART_BLOCK_SHIFT = 14, VB_PART_BLOCK = 1 << VB_PART_BLOCK_SHIFT, VB_PART_HEAD = 16 };

const char *vb_part_name(vb_part_kind kind); /* the file's extension: "postings", ... */

/* What the manifest records of a file, to recognise it. */
typedef struct vb_part_id {
  uint64_t size; /* of the whole file */
  uint64_t hash; /* over the checksums of its blocks */
} vb_part_id;

/* ---- writing ---- */

typedef struct vb_part_writer vb_part_writer;

/* Creates the file; an existing one is overwritten. */
vb_status vb_part_create(const char *path, vb_part_kind kind, uint32_t number, vb_part_writer **out,
                         vb_error *err);
/* Failures while writing are kept and reported by vb_part_finish. */
void vb_part_append(vb_part_writer *writer, const void *bytes, size_t n);
uint64_t vb_part_tell(const vb_part_writer *writer); /* offset of the next append */
void vb_part_align(vb_part_writer *writer,
                   unsigned to); /* appends zeros up to a multiple of `to` */
/* Writes the checksums, syncs and closes. Frees the writer even on failure. */
vb_status vb_part_finish(vb_part_writer *writer, vb_part_id *id, vb_error *err);
void vb_part_abandon(vb_part_writer *writer); /* closes it; the file remains; takes NULL */

/* ---- reading ---- */

/* Truncating a mapped file would end the program by SIGBUS. Opening the first part installs a
   signal handler for the process, which maps zeros in place of missing pages and leaves all other
   faults to the previous handler. */

typedef struct vb_part { /* only part.c may change it */
  const unsigned char *bytes;
  uint64_t end;  /* of the content; the checksums follow */
  uint64_t size; /* of the file */
  const unsigned char *table;
  _Atomic uint64_t *checked; /* one bit per block */
  char *path;
  size_t slot; /* in the table of mapped files */
} vb_part;

/* VB_NOT_FOUND; VB_CORRUPT: the file is not the one that `id` describes; VB_VERSION. */
vb_status vb_part_open(const char *path, vb_part_kind kind, uint32_t number, const vb_part_id *id,
                       vb_part **out, vb_error *err);
void vb_part_close(vb_part *part); /* takes NULL */
/* Releases the memory of all pages read so far; they are read again on demand. */
void vb_part_forget(const vb_part *part);

vb_status vb_part_check_slowly(const vb_part *part, uint64_t offset, uint64_t length,
                               vb_error *err);

/* VB_OK if bytes [offset, offset + length) exist and match their checksums. */
static inline vb_status vb_part_check(const vb_part *part, uint64_t offset, uint64_t length,
                                      vb_error *err) {
  uint64_t block = offset >> VB_PART_BLOCK_SHIFT;
  if (offset < part->end && length <= part->end - offset &&
      (!length || (offset + length - 1) >> VB_PART_BLOCK_SHIFT == block) &&
      atomic_load_explicit(&part->checked[block / 64], memory_order_acquire) >> block % 64 & 1)
    return VB_OK;
  return vb_part_check_slowly(part, offset, length, err);
}

/* Whether the file got shorter while it was open: bytes read from it may be zeros. */
bool vb_part_is_cut(const vb_part *part); /* takes NULL */

#endif
