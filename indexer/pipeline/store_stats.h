/*
 * store_stats.h - the contents of a store in numbers, for either engine.
 *
 * Takes no lock and writes nothing; it sees the last commit.
 */
#ifndef VB_PIPELINE_STORE_STATS_H
#define VB_PIPELINE_STORE_STATS_H

#include "indexer/base/status.h"
#include "indexer/store/commit/snapshot_stats.h"
#include "indexer/store/store.h"

enum { VB_STORE_STATS_FILES_MAX = 16, VB_STORE_STATS_NAME_MAX = 40 };

typedef struct vb_store_stats_file {
  char name[VB_STORE_STATS_NAME_MAX]; /* of a native store's part, or a Xapian database's table */
  uint64_t bytes;
} vb_store_stats_file;

typedef struct vb_store_stats {
  char engine[VB_STORE_NAME_MAX];
  /* With another engine than native, `bytes` is empty, and so are its other counts: deleted
     articles, segments, words, pairs. */
  vb_snapshot_counts counts;
  bool native;
  vb_store_stats_file files[VB_STORE_STATS_FILES_MAX];
  size_t file_count;
} vb_store_stats;

/* Walks all terms. Fails as vb_store_read_marker does, or with the error of a read. */
vb_status vb_store_stats_take(const char *folder, vb_store_stats *out, vb_error *err);

#endif
