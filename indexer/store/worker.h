/*
 * worker.h - a second thread, and the jobs that two threads share out between them.
 *
 * The worker takes the most urgent job that nobody has begun, the oldest of its rank first. Who
 * needs a job done does it himself if nobody has begun it, and helps with others while he
 * waits: so there is never a thread that waits for one that is busy with something else.
 *
 * Where a function takes a worker, NULL stands for none: jobs are then done as they are submitted.
 */
#ifndef VB_STORE_WORKER_H
#define VB_STORE_WORKER_H

#include "indexer/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct vb_worker vb_worker;

typedef enum vb_job_rank { /* the most urgent first */
  VB_JOB_BATCH,    /* long, and the next one needs its memory */
  VB_JOB_TEXT,     /* what it makes waits to be written */
  VB_JOB_ANALYSIS, /* of articles whose turn comes later */
  VB_JOB_RANKS
} vb_job_rank;

/* Who does a job: each needs tools of its own. */
typedef enum vb_hand { VB_HAND_CALLER, VB_HAND_WORKER, VB_HANDS } vb_hand;

/* The submitter's, in place until it is done. A zeroed one counts as not done. */
typedef struct vb_job {
  void (*run)(void *context, vb_hand hand);
  void *context;
  struct vb_job *next; /* this and what follows: the worker's own */
  vb_job_rank rank;
  _Atomic int state;
} vb_job;

vb_status vb_worker_new(vb_worker **out, vb_error *err);
/* Does what was submitted; takes NULL. */
void vb_worker_free(vb_worker *worker);

/* Jobs are submitted and finished by the thread that made the worker, and inside jobs. */
void vb_worker_submit(vb_worker *worker, vb_job *job, vb_job_rank rank,
                      void (*run)(void *context, vb_hand hand), void *context);
/* The job is done when this returns, and what it wrote may be read. */
void vb_worker_finish(vb_worker *worker, vb_job *job);
/* Likewise when this is true. */
bool vb_job_is_done(const vb_job *job);

#endif
