/*
 * stock.h - what a store holds, counted, whichever engine keeps it.
 *
 * Takes no lock and writes nothing: it sees what was committed last.
 */
#ifndef VB_PIPELINE_STOCK_H
#define VB_PIPELINE_STOCK_H

#include "indexer/base/status.h"
#include "indexer/store/stats.h"
#include "indexer/store/store.h"

enum { VB_STOCK_FILES_MAX = 16, VB_STOCK_NAME_MAX = 40 };

typedef struct vb_stock_file {
  char name[VB_STOCK_NAME_MAX]; /* a part of a native store, a table of a Xapian database */
  uint64_t bytes;
} vb_stock_file;

typedef struct vb_stock {
  char engine[VB_STORE_NAME_MAX];
  /* `bytes` is empty with another engine than the native one, and so is what only that counts:
     deleted articles, segments, words, pairs. */
  vb_store_stats counts;
  bool native;
  vb_stock_file files[VB_STOCK_FILES_MAX];
  size_t file_count;
} vb_stock;

/* Walks all terms. Errors as vb_store_read_marker's, and those of reading. */
vb_status vb_stock_take(const char *folder, vb_stock *out, vb_error *err);

#endif
