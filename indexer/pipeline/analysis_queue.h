/*
 * analysis_queue.h - analyses articles ahead of their turn, on a second thread if there is one.
 *
 * Articles leave in the order in which they came, in the caller's thread, so results do
 * not depend on the number of threads. The queue's articles take at most some megabytes.
 */
#ifndef VB_PIPELINE_ANALYSIS_QUEUE_H
#define VB_PIPELINE_ANALYSIS_QUEUE_H

#include "indexer/article/quotation/quotation.h"
#include "indexer/base/task_pool.h"

/* What reader and store know about an article before its analysis; passed through unchanged. */
typedef struct vb_analysis_queue_facts {
  uint64_t hash, size;
  bool replaces; /* the store has an article with this id and other content */
} vb_analysis_queue_facts;

/* Called when an article's turn has come, with its quotations and the words of its text; everything
   is borrowed until the call returns. */
typedef vb_status vb_on_analysed(void *context, const vb_article *article, const vb_analysis *text,
                                 const vb_analysis_queue_facts *facts, vb_error *err);

typedef struct vb_analysis_queue vb_analysis_queue;

/* worker: NULL for one thread. The pool and the finder are borrowed. */
vb_status vb_analysis_queue_new(vb_task_pool *worker, const vb_quotation_finder *finder,
                                vb_on_analysed *put, void *context, vb_analysis_queue **out,
                                vb_error *err);
/* Drops articles that are still queued; takes NULL. */
void vb_analysis_queue_free(vb_analysis_queue *ahead);

/* Adds a copy of an article (its quotations are not known yet). First passes on older articles
   until there is room; an error may come from one of these and ends the run. */
vb_status vb_analysis_queue_add(vb_analysis_queue *ahead, const vb_article *article,
                                const vb_analysis_queue_facts *facts, vb_error *err);
/* Passes on all queued articles. */
vb_status vb_analysis_queue_drain(vb_analysis_queue *ahead, vb_error *err);

#endif
