/*
 * native_merging.c - one merge at a time, from the choice of its inputs to its end.
 *
 *   segments --due--> running (a task) --the next is due, or finish--> one segment
 *
 * Until it ends, its inputs stay in the transaction, where their articles are found and
 * deleted as before.
 */
#include "indexer/pipeline/native_merging.h"

void vb_native_merging_clear(vb_native_merging *g) {
  vb_merge_drop(g->merge);
  g->merge = NULL;
}

static void run(void *context, size_t thread) {
  (void)thread; /* there is one merge at a time */
  vb_merge_run(context);
}

static vb_status end(vb_native_merging *g, vb_task_pool *pool, vb_error *err) {
  vb_merge *merge = g->merge;
  if (!merge) return VB_OK;
  vb_task_pool_finish(pool, &g->task);
  g->merge = NULL;
  return vb_merge_end(merge, g->session, err);
}

vb_status vb_native_merging_start(vb_native_merging *g, vb_task_pool *pool, vb_error *err) {
  for (;;) {
    bool due;
    vb_status status = vb_merge_due(g->session, g->merge, &due, err);
    if (status != VB_OK || !due) return status;
    status = end(g, pool, err);
    if (status == VB_OK)
      status = vb_merge_begin(g->session, (vb_merge_means){g->memory, pool, VB_TEXT_FAST},
                              &g->merge, err);
    if (status != VB_OK) return status;
    if (!g->merge) continue;
    /* Urgent: the transaction waits for it in the end, and other threads have the articles. */
    vb_task_pool_submit(pool, &g->task, VB_TASK_URGENT, run, g->merge);
  }
}

vb_status vb_native_merging_finish(vb_native_merging *g, vb_task_pool *pool, vb_error *err) {
  vb_status status = VB_OK;
  while (g->merge && status == VB_OK) {
    status = end(g, pool, err);
    if (status == VB_OK) status = vb_native_merging_start(g, pool, err);
  }
  return status;
}
