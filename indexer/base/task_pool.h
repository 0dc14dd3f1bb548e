/*
 * task_pool.h - threads, and the tasks that they share out between them.
 *
 * A thread takes the most urgent task that nobody has begun, the oldest of its
 * rank first. finish() runs the task itself if it is still queued, and helps
 * with others while the task is under way elsewhere: no thread waits for one
 * that is busy with something else, and a program that submits and finishes in
 * one order makes the same with any number of threads.
 *
 * Where a function takes a pool, NULL stands for none: tasks are then done as they are submitted.
 */
#ifndef VB_BASE_TASK_POOL_H
#define VB_BASE_TASK_POOL_H

#include "indexer/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct vb_task_pool vb_task_pool;

typedef enum vb_task_rank {
  VB_TASK_URGENT,
  VB_TASK_SOON,
  VB_TASK_LATER,
  VB_TASK_RANKS
} vb_task_rank;

/* Which thread does a task: 0 for one that is not the pool's (it submits, or helps in finish), else
   1 to the pool's number. What tasks use up is best kept by this number. */
typedef void vb_task_run(void *context, size_t thread);
enum { VB_TASK_CALLER = 0 };

/* The submitter's, in place until it is done. A zeroed one counts as not done. */
typedef struct vb_task {
  vb_task_run *run;
  void *context;
  struct vb_task *next; /* this and what follows: the pool's own */
  vb_task_rank rank;
  bool posted;
  _Atomic int state;
} vb_task;

vb_status vb_task_pool_new(size_t threads, vb_task_pool **out, vb_error *err);
/* Does what was submitted and ends the threads; nothing can be posted afterwards. */
void vb_task_pool_stop(vb_task_pool *pool);
void vb_task_pool_free(vb_task_pool *pool); /* stops; takes NULL */
/* The numbers that `thread` of a task can have. */
size_t vb_task_pool_threads(const vb_task_pool *pool);

/* Tasks are submitted and finished by the thread that made the pool, and inside tasks. A task may
   finish others, which must not finish any: then nobody waits in a circle. */
void vb_task_pool_submit(vb_task_pool *pool, vb_task *task, vb_task_rank rank, vb_task_run *run,
                         void *context);
/* The task is done when this returns, and what it wrote may be read. */
void vb_task_pool_finish(vb_task_pool *pool, vb_task *task);
/* Likewise when this is true. */
bool vb_task_is_done(const vb_task *task);

/* From any thread: submits a task that nobody finishes. It is its own again once it is run, which
   may free it. False when `most` tasks wait already or the pool has stopped. */
bool vb_task_pool_post(vb_task_pool *pool, vb_task *task, vb_task_rank rank, vb_task_run *run,
                       void *context, size_t most);

#endif
