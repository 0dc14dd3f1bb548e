/*
 * task_pool.h - a pool of threads that run tasks for one program.
 *
 * A thread takes the most urgent queued task, the oldest of its rank first.
 * vb_task_pool_finish() runs the task itself if it is still queued, and helps with
 * other tasks while it runs elsewhere, so no thread idles while work is queued. A
 * program that submits and finishes tasks in a fixed order produces the same result
 * with any number of threads.
 *
 * Functions that take a pool accept NULL: each task then runs inside submit.
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

/* Runs a task. `thread` is 1 to the pool's size for its own threads, and VB_TASK_CALLER (0) for any
   other thread, which submits or helps in finish. Use it to index per-thread resources. */
typedef void vb_task_run(void *context, size_t thread);
enum { VB_TASK_CALLER = 0 };

/* Owned by the submitter, which keeps it in place until it is done. A zeroed one is not done. */
typedef struct vb_task {
  vb_task_run *run;
  void *context;
  struct vb_task *next; /* this and the fields below belong to the pool */
  vb_task_rank rank;
  bool posted;
  _Atomic int state;
} vb_task;

/* How many processors this program may use, at least 1. More threads than that, the caller's
   among them, gain nothing. */
size_t vb_task_pool_processors(void);

vb_status vb_task_pool_new(size_t threads, vb_task_pool **out, vb_error *err);
/* Runs everything that was submitted, then ends the threads; nothing can be posted afterwards. */
void vb_task_pool_stop(vb_task_pool *pool);
void vb_task_pool_free(vb_task_pool *pool); /* stops; takes NULL */
/* How many different values `thread` of a task can have: the pool's size plus one; 1 for NULL. */
size_t vb_task_pool_threads(const vb_task_pool *pool);

/* REQUIRES: called by one thread at a time besides the tasks, or inside a task. A task may submit
   and finish others, but those must not finish any: this excludes circular waiting. */
void vb_task_pool_submit(vb_task_pool *pool, vb_task *task, vb_task_rank rank, vb_task_run *run,
                         void *context);
/* When this returns, the task is done and what it wrote can be read. */
void vb_task_pool_finish(vb_task_pool *pool, vb_task *task);
/* If true, the same holds. */
bool vb_task_is_done(const vb_task *task);

/* Submits a task that nobody finishes; any thread may call this. The task belongs to its run
   function once it runs, which may free it. False when `most` tasks are queued already or the pool
   has stopped. */
bool vb_task_pool_post(vb_task_pool *pool, vb_task *task, vb_task_rank rank, vb_task_run *run,
                       void *context, size_t most);

#endif
