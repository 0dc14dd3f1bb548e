/*
 * member_queue.h - members of a container that are read on several threads.
 *
 * Members come in their order and what they report leaves in the same order, in the caller's
 * thread, whatever the threads do. At most some megabytes of them are on their way; larger members,
 * and those that hold members, are read in the caller's thread.
 */
#ifndef VB_ARTICLE_READ_MEMBER_QUEUE_H
#define VB_ARTICLE_READ_MEMBER_QUEUE_H

#include "indexer/article/read/reader_internal.h"

/* The pool and the events are borrowed. NULL without memory. */
vb_member_queue *vb_member_queue_new(vb_task_pool *pool, const vb_reader_events *events);
/* Drops what was not reported; takes NULL. */
void vb_member_queue_free(vb_member_queue *queue);

/* The reading is the member's own; its counts, those of the container, grow when the member has
   reported. The stream is used up to the call's end only. */
vb_status vb_member_queue_add(vb_member_queue *queue, const vb_reading *reading,
                              const vb_member *member, vb_error *err);
/* All have reported when this returns VB_OK. */
vb_status vb_member_queue_drain(vb_member_queue *queue, vb_error *err);

/* The events for a reading that adds to the queue: an article or a problem of its own comes after
   all that were added before. */
vb_reader_events vb_member_queue_events(vb_member_queue *queue);

#endif
