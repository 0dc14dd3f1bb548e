/*
 * find_queue.h - articles on their way to the question whether the store has them, which is asked
 * for many at once where each question costs a round trip.
 *
 * With a store of this machine nothing waits: an article is passed on as it comes.
 */
#ifndef VB_PIPELINE_FIND_QUEUE_H
#define VB_PIPELINE_FIND_QUEUE_H

#include "indexer/pipeline/writer.h"

/* Called in the order in which articles came; vb_writer_find answers from memory then. hash and
   size: as they were given. */
typedef vb_status vb_on_findable(void *context, const vb_article *article, uint64_t hash,
                                 uint64_t size, vb_error *err);

typedef struct vb_find_queue vb_find_queue;

vb_status vb_find_queue_new(vb_writer *writer, vb_on_findable *pass, void *context,
                            vb_find_queue **out, vb_error *err);
void vb_find_queue_free(vb_find_queue *queue); /* drops what waits; takes NULL */

/* Adds a copy of an article that has no quotations yet. An error may come from an older one. */
vb_status vb_find_queue_add(vb_find_queue *queue, const vb_article *article, uint64_t hash,
                            uint64_t size, vb_error *err);
vb_status vb_find_queue_drain(vb_find_queue *queue, vb_error *err);

#endif
