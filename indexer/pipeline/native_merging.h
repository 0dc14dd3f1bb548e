/*
 * native_merging.h - merges of a native store in the background of its writer.
 *
 * A merge is a task of the pool. It ends when the next one is due, or when everything is
 * to be in the transaction; so what it makes does not depend on how long it takes, nor
 * on the number of threads.
 */
#ifndef VB_PIPELINE_NATIVE_MERGING_H
#define VB_PIPELINE_NATIVE_MERGING_H

#include "indexer/base/task_pool.h"
#include "indexer/store/merge/merge.h"

typedef struct vb_native_merging {
  vb_write_transaction *session; /* borrowed */
  size_t memory;                 /* of a merge, for finding pairs */
  vb_merge *merge;               /* NULL: none is running */
  vb_task task;
} vb_native_merging;

/* Drops the running merge. REQUIRES: its task is done. */
void vb_native_merging_clear(vb_native_merging *merging);
/* Starts the merge that is due, if one is; the running one ends before. Call this after each
   segment that is added. pool: may be NULL. */
vb_status vb_native_merging_start(vb_native_merging *merging, vb_task_pool *pool, vb_error *err);
/* Ends the running merge, and makes those that are due then. */
vb_status vb_native_merging_finish(vb_native_merging *merging, vb_task_pool *pool, vb_error *err);

#endif
