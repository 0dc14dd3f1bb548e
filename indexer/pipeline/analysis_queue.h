/*
 * analysis_queue.h - analyses articles ahead of their turn, on the second thread where there is
 * one.
 *
 * Articles leave in the order in which they came, in the caller's thread: what becomes of them
 * does not depend on the threads. At most some megabytes of them are on their way.
 */
#ifndef VB_PIPELINE_ANALYSIS_QUEUE_H
#define VB_PIPELINE_ANALYSIS_QUEUE_H

#include "indexer/article/quotation/quotation.h"
#include "indexer/base/task_pool.h"

/* What the reader and the store had to say of an article before its analysis: handed through. */
typedef struct vb_analysis_queue_facts {
  uint64_t hash, size;
  bool replaces; /* the store has other content under its id */
} vb_analysis_queue_facts;

/* An article whose turn has come, with its quotations and the words of its text; all of it is
   borrowed until the call returns. */
typedef vb_status vb_on_analysed(void *context, const vb_article *article, const vb_analysis *text,
                                 const vb_analysis_queue_facts *facts, vb_error *err);

typedef struct vb_analysis_queue vb_analysis_queue;

/* worker: NULL for one thread. It and the finder are borrowed. */
vb_status vb_analysis_queue_new(vb_task_pool *worker, const vb_quotation_finder *finder,
                                vb_on_analysed *put, void *context, vb_analysis_queue **out,
                                vb_error *err);
/* Drops what was not put; takes NULL. */
void vb_analysis_queue_free(vb_analysis_queue *ahead);

/* Takes an article in (a copy; its quotations are to be found yet). First those are put for
   which there is no room beside it; what fails may be one of them, and ends it all. */
vb_status vb_analysis_queue_add(vb_analysis_queue *ahead, const vb_article *article,
                                const vb_analysis_queue_facts *facts, vb_error *err);
/* Puts them all. */
vb_status vb_analysis_queue_drain(vb_analysis_queue *ahead, vb_error *err);

#endif
