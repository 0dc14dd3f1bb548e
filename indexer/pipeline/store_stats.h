/*
 * store_stats.h - what a store holds, counted, whichever engine keeps it.
 *
 * Takes no lock and writes nothing: it sees what was committed last.
 */
#ifndef VB_PIPELINE_STORE_STATS_H
#define VB_PIPELINE_STORE_STATS_H

#include "indexer/base/status.h"
#include "indexer/store/commit/snapshot_stats.h"
#include "indexer/store/store.h"

enum { VB_STORE_STATS_FILES_MAX = 16, VB_STORE_STATS_NAME_MAX = 40 };

typedef struct vb_store_stats_file {
  char name[VB_STORE_STATS_NAME_MAX]; /* a part of a native store, a table of a Xapian database */
  uint64_t bytes;
} vb_store_stats_file;

typedef struct vb_store_stats {
  char engine[VB_STORE_NAME_MAX];
  /* `bytes` is empty with another engine than the native one, and so is what only that counts:
     deleted articles, segments, words, pairs. */
  vb_snapshot_counts counts;
  bool native;
  vb_store_stats_file files[VB_STORE_STATS_FILES_MAX];
  size_t file_count;
} vb_store_stats;

/* Walks all terms. Errors as vb_store_read_marker's, and those of reading. */
vb_status vb_store_stats_take(const char *folder, vb_store_stats *out, vb_error *err);

#endif
