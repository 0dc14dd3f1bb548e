/*
 * snapshot.h - a native store in the state of one commit: its segments and deletions.
 *
 * A snapshot never changes and locks nobody out. Files that a later commit removes
 * stay readable through it. Any number of threads may read one snapshot.
 */
#ifndef VB_STORE_COMMIT_SNAPSHOT_H
#define VB_STORE_COMMIT_SNAPSHOT_H

#include "indexer/store/segment/segment.h"

typedef struct vb_snapshot vb_snapshot;

/* folder: the store's (its native/ is inside). VB_NOT_FOUND, VB_CORRUPT, VB_VERSION. */
vb_status vb_snapshot_open(const char *folder, vb_snapshot **out, vb_error *err);
void vb_snapshot_close(vb_snapshot *snapshot); /* takes NULL */
/* Whether a later commit exists; open a new snapshot to see it. Costs one small read. */
vb_status vb_snapshot_stale(const vb_snapshot *snapshot, bool *stale, vb_error *err);

uint64_t vb_snapshot_generation(const vb_snapshot *snapshot); /* of the commit */
/* A number for the contents: another one after each commit, and for another store. Not 0. */
uint64_t vb_snapshot_state(const vb_snapshot *snapshot);
uint64_t vb_snapshot_lines_bytes(const vb_snapshot *snapshot); /* of the outlets' lines */
/* Appends them, checked; nothing if there are none. VB_CORRUPT. */
vb_status vb_snapshot_lines(const vb_snapshot *snapshot, vb_buf *out, vb_error *err);
size_t vb_snapshot_segments(const vb_snapshot *snapshot);
const vb_segment *vb_snapshot_segment(const vb_snapshot *snapshot, size_t i);

/* Sums over all segments. `articles` leaves out deleted ones; `docs` and `words` include them. */
typedef struct vb_snapshot_info {
  uint64_t articles, docs, words;
  uint32_t first_day, last_day;
} vb_snapshot_info;
vb_snapshot_info vb_snapshot_about(const vb_snapshot *snapshot);

/* Reads and checks everything. Calls `problem` with one sentence per fault; returns VB_CORRUPT if
   there was any. */
vb_status vb_snapshot_verify(const vb_snapshot *snapshot,
                             void (*problem)(void *context, const char *sentence), void *context,
                             vb_error *err);
/* The same for a store that may not open: checks each segment on its own. *articles counts those in
   sound segments. VB_OK, VB_CORRUPT, or why nothing could be checked. */
vb_status vb_snapshot_check(const char *folder,
                            void (*problem)(void *context, const char *sentence), void *context,
                            uint64_t *articles, vb_error *err);

#endif
