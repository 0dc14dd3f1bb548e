/*
 * manifest.h - which segments make up a native store: the one file that a commit replaces.
 *
 *   STORE/native/manifest              text, below
 *   STORE/native/NUMBER.PART           the parts of a segment
 *   STORE/native/NUMBER.GEN.deletions  its deleted articles
 *   STORE/native/NUMBER.lines          the recurring lines of its outlets
 */
#ifndef VB_STORE_COMMIT_MANIFEST_H
#define VB_STORE_COMMIT_MANIFEST_H

#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/segment/segment_layout.h"

/* Some hundred segments are normal. The limit bounds what a reader maps: five files for each. */
enum {
  VB_MANIFEST_VERSION = 2, /* 1: the same without a file of outlets' lines, and written so */
  VB_MANIFEST_SEGMENTS_MAX = 4096
};

typedef struct vb_manifest {
  uint64_t generation; /* the number of the commit, from 1 */
  uint64_t hash;       /* of the text that was read; differs between stores of one generation */
  vb_lines_file lines;
  uint32_t next;              /* the number for the next segment; no number is used twice */
  vb_segment_files *segments; /* owned */
  size_t count, capacity;
} vb_manifest;

/* folder: STORE/native. VB_NOT_FOUND, VB_CORRUPT, VB_VERSION. Clears out first. */
vb_status vb_manifest_read(const char *folder, vb_manifest *out, vb_error *err);
/* Replaces the file atomically. REQUIRES: the files that it names are synced. */
vb_status vb_manifest_write(const char *folder, const vb_manifest *manifest, vb_error *err);
vb_status vb_manifest_add(vb_manifest *manifest, const vb_segment_files *files, vb_error *err);
void vb_manifest_clear(vb_manifest *manifest);

/* For tests and the fuzzer: the text of the file, and back. `name` is for messages. */
void vb_manifest_format(const vb_manifest *manifest, vb_buf *out);
vb_status vb_manifest_parse(vb_str text, const char *name, vb_manifest *out, vb_error *err);

/* Removes segment files that the manifest does not name: the remains of a writer that died, and
   what a commit has replaced. */
vb_status vb_manifest_sweep(const char *folder, const vb_manifest *manifest, vb_error *err);

#endif
