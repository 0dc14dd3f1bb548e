/*
 * task_pool.h - a second thread, and the tasks that two threads share out between them.
 *
 * The worker takes the most urgent task that nobody has begun, the oldest of its rank first. Who
 * needs a task done does it himself if nobody has begun it, and helps with others while he
 * waits: so there is never a thread that waits for one that is busy with something else.
 *
 * Where a function takes a worker, NULL stands for none: tasks are then done as they are submitted.
 */
#ifndef VB_BASE_TASK_POOL_H
#define VB_BASE_TASK_POOL_H

#include "indexer/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct vb_task_pool vb_task_pool;

typedef enum vb_task_rank {                   /* the most urgent first */
                            VB_TASK_BATCH,    /* long, and the next one needs its memory */
                            VB_TASK_TEXT,     /* what it makes waits to be written */
                            VB_TASK_ANALYSIS, /* of articles whose turn comes later */
                            VB_TASK_RANKS
} vb_task_rank;

/* Who does a task: each needs tools of its own. */
typedef enum vb_task_thread {
  VB_TASK_THREAD_CALLER,
  VB_TASK_THREAD_WORKER,
  VB_TASK_THREADS
} vb_task_thread;

/* The submitter's, in place until it is done. A zeroed one counts as not done. */
typedef struct vb_task {
  void (*run)(void *context, vb_task_thread hand);
  void *context;
  struct vb_task *next; /* this and what follows: the worker's own */
  vb_task_rank rank;
  _Atomic int state;
} vb_task;

vb_status vb_task_pool_new(vb_task_pool **out, vb_error *err);
/* Does what was submitted; takes NULL. */
void vb_task_pool_free(vb_task_pool *worker);

/* Tasks are submitted and finished by the thread that made the worker, and inside tasks. */
void vb_task_pool_submit(vb_task_pool *worker, vb_task *task, vb_task_rank rank,
                         void (*run)(void *context, vb_task_thread hand), void *context);
/* The task is done when this returns, and what it wrote may be read. */
void vb_task_pool_finish(vb_task_pool *worker, vb_task *task);
/* Likewise when this is true. */
bool vb_task_is_done(const vb_task *task);

#endif
