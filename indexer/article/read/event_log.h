/*
 * event_log.h - what reading an input reports, kept until its turn comes.
 *
 * Inputs are read on several threads at once, and what they report must reach the run in their
 * order: each is read into a log of its own, and the logs are replayed one after the other. A log
 * has a bound. What reports more than that ends with VB_LIMIT and is read again without a log.
 */
#ifndef VB_ARTICLE_READ_EVENT_LOG_H
#define VB_ARTICLE_READ_EVENT_LOG_H

#include "indexer/article/read/reader.h"

#include <stdatomic.h>

typedef struct vb_event_log {
  vb_arena *arena; /* of the events; NULL while there are none */
  struct vb_event *first, *last;
  size_t used;        /* bytes of this log */
  atomic_size_t *all; /* bytes of all logs that share a bound; the owner's */
  size_t most;        /* of them all */
  bool full;          /* the bound was met */
} vb_event_log;

/* An empty log that shares a bound with others. */
void vb_event_log_init(vb_event_log *log, atomic_size_t *all, size_t most);
/* Empty again, its share of the bound given back. */
void vb_event_log_clear(vb_event_log *log);
/* The events that write into the log; progress is not kept. */
vb_reader_events vb_event_log_events(vb_event_log *log);
/* Hands them on in their order; what fails ends it. */
vb_status vb_event_log_replay(const vb_event_log *log, const vb_reader_events *to, vb_error *err);

#endif
