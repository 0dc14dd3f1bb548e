/*
 * workers.h - a fixed number of threads that take work from one bounded queue.
 *
 * The queue is an intrusive list: a job is embedded in what it works on and
 * belongs to the caller, who must keep it until it has run.
 */
#ifndef VB_WEB_WORKERS_H
#define VB_WEB_WORKERS_H

#include "indexer/base/status.h"

#include <stdbool.h>

typedef struct vb_workers vb_workers;

typedef struct vb_job {
  struct vb_job *next;
} vb_job;

/* worker: 0 to threads-1. stopped: the job was still waiting at vb_workers_stop; only let go. */
typedef void (*vb_job_run)(void *context, size_t worker, vb_job *job, bool stopped);

vb_status vb_workers_start(size_t threads, size_t queue_max, vb_job_run run, void *context,
                           vb_workers **out, vb_error *err);

/* False when the queue is full or closed. `always`: goes in even when it is full
   (work that was begun before must be able to end). */
bool vb_workers_submit(vb_workers *workers, vb_job *job, bool always);

/* Ends what runs, lets go what waits, joins the threads; nothing is taken afterwards. */
void vb_workers_stop(vb_workers *workers);
void vb_workers_free(vb_workers *workers); /* takes NULL; after vb_workers_stop */

#endif
