/*
 * ahead.h - analyses articles ahead of their turn, on the second thread where there is one.
 *
 * Articles leave in the order in which they came, in the caller's thread: what becomes of them
 * does not depend on the threads. At most some megabytes of them are on their way.
 */
#ifndef VB_PIPELINE_AHEAD_H
#define VB_PIPELINE_AHEAD_H

#include "indexer/article/quotation.h"
#include "indexer/store/worker.h"

/* What the reader and the store had to say of an article before its analysis: handed through. */
typedef struct vb_ahead_facts {
  uint64_t hash, size;
  bool replaces; /* the store has other content under its id */
} vb_ahead_facts;

/* An article whose turn has come, with its quotations and the words of its text; all of it is
   borrowed until the call returns. */
typedef vb_status vb_ahead_put(void *context, const vb_article *article, const vb_analysis *text,
                               const vb_ahead_facts *facts, vb_error *err);

typedef struct vb_ahead vb_ahead;

/* worker: NULL for one thread. It and the finder are borrowed. */
vb_status vb_ahead_new(vb_worker *worker, const vb_quotation_finder *finder, vb_ahead_put *put,
                       void *context, vb_ahead **out, vb_error *err);
/* Drops what was not put; takes NULL. */
void vb_ahead_free(vb_ahead *ahead);

/* Takes an article in (a copy; its quotations are to be found yet). First those are put for
   which there is no room beside it; what fails may be one of them, and ends it all. */
vb_status vb_ahead_add(vb_ahead *ahead, const vb_article *article, const vb_ahead_facts *facts,
                       vb_error *err);
/* Puts them all. */
vb_status vb_ahead_drain(vb_ahead *ahead, vb_error *err);

#endif
