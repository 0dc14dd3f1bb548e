/*
 * worker.h - one thread that does what it is given, in the order given.
 */
#ifndef VB_STORE_WORKER_H
#define VB_STORE_WORKER_H

#include "indexer/base/status.h"

#include <stdbool.h>

typedef struct vb_worker vb_worker;

vb_status vb_worker_new(vb_worker **out, vb_error *err);
/* Finishes what was submitted; takes NULL. */
void vb_worker_free(vb_worker *worker);

/* Has run(context) called by the worker. False, and nothing done, when the weights of
   what is not finished come to more than `most` already: do it yourself then. */
bool vb_worker_submit(vb_worker *worker, void (*run)(void *context), void *context,
                      unsigned weight, unsigned most);
/* Until everything is finished; what the worker wrote may then be read. */
void vb_worker_wait(vb_worker *worker);

#endif
