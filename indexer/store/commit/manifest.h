/*
 * manifest.h - which segments make up a native store: the one file that a commit replaces.
 *
 *   STORE/native/manifest              text, below
 *   STORE/native/NUMBER.PART           the parts of a segment
 *   STORE/native/NUMBER.GEN.deletions  its deleted articles
 */
#ifndef VB_STORE_COMMIT_MANIFEST_H
#define VB_STORE_COMMIT_MANIFEST_H

#include "indexer/store/segment/segment_layout.h"

/* Some hundred are normal; a reader maps five files for each. */
enum { VB_MANIFEST_VERSION = 1, VB_MANIFEST_SEGMENTS_MAX = 4096 };

typedef struct vb_manifest {
  uint64_t generation; /* of the commit; 1 is the first */
  uint64_t hash;       /* of the text it was read from: tells two stores of one generation apart */
  uint32_t next;       /* number of the next segment; never used twice */
  vb_segment_files *segments; /* owned */
  size_t count, capacity;
} vb_manifest;

/* folder: STORE/native. VB_NOT_FOUND, VB_CORRUPT, VB_VERSION. Clears out first. */
vb_status vb_manifest_read(const char *folder, vb_manifest *out, vb_error *err);
/* Replaces the file in one step; what it names must be synced before. */
vb_status vb_manifest_write(const char *folder, const vb_manifest *manifest, vb_error *err);
vb_status vb_manifest_add(vb_manifest *manifest, const vb_segment_files *files, vb_error *err);
void vb_manifest_clear(vb_manifest *manifest);

/* For tests and the fuzzer: the text of the file, and back. `name` is for messages. */
void vb_manifest_format(const vb_manifest *manifest, vb_buf *out);
vb_status vb_manifest_parse(vb_str text, const char *name, vb_manifest *out, vb_error *err);

/* Removes the segment files in the folder that the manifest does not name: what
   a writer that died left, and what a commit made old. */
vb_status vb_manifest_sweep(const char *folder, const vb_manifest *manifest, vb_error *err);

#endif
