/*
 * worker.h - a second thread, and the tasks that two threads share out between them.
 *
 * The worker takes the most urgent task that nobody has begun, the oldest of its rank first. Who
 * needs a task done does it himself if nobody has begun it, and helps with others while he
 * waits: so there is never a thread that waits for one that is busy with something else.
 *
 * Where a function takes a worker, NULL stands for none: tasks are then done as they are submitted.
 */
#ifndef VB_STORE_WORKER_H
#define VB_STORE_WORKER_H

#include "indexer/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct vb_worker vb_worker;

typedef enum vb_task_rank {                   /* the most urgent first */
                            VB_TASK_BATCH,    /* long, and the next one needs its memory */
                            VB_TASK_TEXT,     /* what it makes waits to be written */
                            VB_TASK_ANALYSIS, /* of articles whose turn comes later */
                            VB_TASK_RANKS
} vb_task_rank;

/* Who does a task: each needs tools of its own. */
typedef enum vb_hand { VB_HAND_CALLER, VB_HAND_WORKER, VB_HANDS } vb_hand;

/* The submitter's, in place until it is done. A zeroed one counts as not done. */
typedef struct vb_task {
  void (*run)(void *context, vb_hand hand);
  void *context;
  struct vb_task *next; /* this and what follows: the worker's own */
  vb_task_rank rank;
  _Atomic int state;
} vb_task;

vb_status vb_worker_new(vb_worker **out, vb_error *err);
/* Does what was submitted; takes NULL. */
void vb_worker_free(vb_worker *worker);

/* Tasks are submitted and finished by the thread that made the worker, and inside tasks. */
void vb_worker_submit(vb_worker *worker, vb_task *task, vb_task_rank rank,
                      void (*run)(void *context, vb_hand hand), void *context);
/* The task is done when this returns, and what it wrote may be read. */
void vb_worker_finish(vb_worker *worker, vb_task *task);
/* Likewise when this is true. */
bool vb_task_is_done(const vb_task *task);

#endif
