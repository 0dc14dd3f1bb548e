/*
 * part.h - one file of a segment: written once, front to back; then mapped, and
 * each 16 KiB of it checked against its checksum before the first use.
 *
 * Offsets count from the start of the file. A reader may be shared by threads.
 * Layout: FORMAT.md, "Part files".
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
  VB_PART_KINDS
} vb_part_kind;

enum { VB_PART_BLOCK_SHIFT = 14, VB_PART_BLOCK = 1 << VB_PART_BLOCK_SHIFT, VB_PART_HEAD = 16 };

const char *vb_part_name(vb_part_kind kind); /* the file's extension: "postings", ... */

/* What the manifest says of a file: it must be this one. */
typedef struct vb_part_id {
  uint64_t size; /* of the whole file */
  uint64_t hash; /* over the checksums of its blocks */
} vb_part_id;

/* ---- writing ---- */

typedef struct vb_part_writer vb_part_writer;

/* Makes the file; one that is there is overwritten. */
vb_status vb_part_create(const char *path, vb_part_kind kind, uint32_t number, vb_part_writer **out,
                         vb_error *err);
/* Failures are kept until vb_part_finish. */
void vb_part_append(vb_part_writer *writer, const void *bytes, size_t n);
uint64_t vb_part_tell(const vb_part_writer *writer);     /* where the next append goes */
void vb_part_align(vb_part_writer *writer, unsigned to); /* zeros up to a multiple of 4 or 8 */
/* Writes the checksums, syncs and closes; the writer is freed in any case. */
vb_status vb_part_finish(vb_part_writer *writer, vb_part_id *id, vb_error *err);
void vb_part_abandon(vb_part_writer *writer); /* closes; the file stays; takes NULL */

/* ---- reading ---- */

/* A mapped file that somebody truncates would end the program (SIGBUS). Opening the first part sets
   a handler for the process, which puts zeros in place of what is gone and passes on what concerns
   no part. */

typedef struct vb_part { /* read-only for all but part.c */
  const unsigned char *bytes;
  uint64_t end;  /* of the content; the checksums lie behind it */
  uint64_t size; /* of the file */
  const unsigned char *table;
  _Atomic uint64_t *checked; /* a bit for each block */
  char *path;
  size_t slot; /* among the mapped files that are watched */
} vb_part;

/* VB_NOT_FOUND, VB_CORRUPT (the file is not the one of `id`), VB_VERSION. */
vb_status vb_part_open(const char *path, vb_part_kind kind, uint32_t number, const vb_part_id *id,
                       vb_part **out, vb_error *err);
void vb_part_close(vb_part *part); /* takes NULL */
/* Gives back the memory that reading has taken so far; what is read again comes again. */
void vb_part_forget(const vb_part *part);

vb_status vb_part_check_slowly(const vb_part *part, uint64_t offset, uint64_t length,
                               vb_error *err);

/* VB_OK: bytes [offset, offset + length) exist and are what was written. */
static inline vb_status vb_part_check(const vb_part *part, uint64_t offset, uint64_t length,
                                      vb_error *err) {
  uint64_t block = offset >> VB_PART_BLOCK_SHIFT;
  if (offset < part->end && length <= part->end - offset &&
      (!length || (offset + length - 1) >> VB_PART_BLOCK_SHIFT == block) &&
      atomic_load_explicit(&part->checked[block / 64], memory_order_acquire) >> block % 64 & 1)
    return VB_OK;
  return vb_part_check_slowly(part, offset, length, err);
}

/* Whether the file was cut short while it was read: what was read of it may be zeros. */
bool vb_part_is_cut(const vb_part *part); /* takes NULL */

#endif
