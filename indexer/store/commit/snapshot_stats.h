/*
 * snapshot_stats.h - the contents of a native store in numbers, for `stats`.
 */
#ifndef VB_STORE_COMMIT_SNAPSHOT_STATS_H
#define VB_STORE_COMMIT_SNAPSHOT_STATS_H

#include "indexer/store/posting/part.h"
#include "indexer/store/commit/snapshot.h"

typedef struct vb_snapshot_counts {
  uint64_t articles, deleted;
  size_t segments;
  uint64_t words;              /* in titles and texts, including deleted articles */
  uint64_t terms;              /* distinct words of all fields */
  uint64_t pairs;              /* lists of adjacent words, summed over the segments */
  uint64_t minhash;            /* entries by which copies are found, summed likewise */
  uint64_t minhash_bytes;      /* size of their columns */
  uint64_t bytes[VB_PART_ALL]; /* by vb_part_kind */
  uint64_t total_bytes;
  uint32_t first_day, last_day; /* YYYYMMDD; 0 when no article has a date */
} vb_snapshot_counts;

/* Walks the lexicons of all segments, so its time grows with the number of distinct words. */
vb_status vb_snapshot_count(const vb_snapshot *snapshot, vb_snapshot_counts *out, vb_error *err);

#endif
