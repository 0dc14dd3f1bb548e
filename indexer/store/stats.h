/*
 * stats.h - what a native store holds, counted.
 */
#ifndef VB_STORE_STATS_H
#define VB_STORE_STATS_H

#include "indexer/store/part.h"
#include "indexer/store/snapshot.h"

typedef struct vb_store_stats {
  uint64_t articles, deleted;
  size_t segments;
  uint64_t words;                /* in titles and texts, those of deleted articles too */
  uint64_t terms;                /* distinct words of all fields */
  uint64_t pairs;                /* lists of neighbouring words, summed over the segments */
  uint64_t copykeys;             /* entries by which copies are found, likewise */
  uint64_t copykey_bytes;        /* of the columns' */
  uint64_t bytes[VB_PART_KINDS]; /* by vb_part_kind */
  uint64_t total_bytes;
  uint32_t first_day, last_day; /* YYYYMMDD; 0 when no article has a date */
} vb_store_stats;

/* Walks the lexicons of all segments. */
vb_status vb_snapshot_stats(const vb_snapshot *snapshot, vb_store_stats *out, vb_error *err);

#endif
