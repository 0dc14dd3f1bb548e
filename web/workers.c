/*
 * workers.c - threads that take work from one queue.
 *
 * One mutex guards the list, its length and the closed flag; a condition wakes
 * one thread for each job. Jobs that still wait when the pool closes are run
 * with `stopped` by the thread that closes it, so each job that was taken gets
 * exactly one call.
 */
#include "web/workers.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct worker {
  struct vb_workers *pool;
  size_t number;
  pthread_t thread;
} worker;

struct vb_workers {
  vb_job_run run;
  void *context;
  size_t queue_max;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  vb_job *first, *last;
  size_t waiting;
  bool closed;
  size_t threads;
  worker *items;
};

static vb_job *take(vb_workers *pool) {
  vb_job *job = pool->first;
  if (job) {
    pool->first = job->next;
    if (!pool->first) pool->last = NULL;
    pool->waiting--;
  }
  return job;
}

static void *work(void *argument) {
  worker *self = argument;
  vb_workers *pool = self->pool;
  pthread_mutex_lock(&pool->lock);
  while (!pool->closed) {
    vb_job *job = take(pool);
    if (!job) {
      pthread_cond_wait(&pool->wake, &pool->lock);
      continue;
    }
    pthread_mutex_unlock(&pool->lock);
    pool->run(pool->context, self->number, job, false);
    pthread_mutex_lock(&pool->lock);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

vb_status vb_workers_start(size_t threads, size_t queue_max, vb_job_run run, void *context,
                           vb_workers **out, vb_error *err) {
  *out = NULL;
  vb_workers *pool = calloc(1, sizeof *pool);
  worker *items = calloc(threads, sizeof *items);
  if (!pool || !items) {
    free(pool);
    free(items);
    return vb_fail(err, VB_NOMEM, "no memory for %zu threads", threads);
  }
  pool->run = run;
  pool->context = context;
  pool->queue_max = queue_max;
  pool->items = items;
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->wake, NULL);
  for (size_t i = 0; i < threads; i++) {
    items[i] = (worker){.pool = pool, .number = i};
    int failed = pthread_create(&items[i].thread, NULL, work, &items[i]);
    if (failed) {
      vb_workers_stop(pool);
      vb_workers_free(pool);
      return vb_fail_errno(err, failed, "cannot start thread %zu of %zu", i + 1, threads);
    }
    pool->threads++;
  }
  *out = pool;
  return VB_OK;
}

bool vb_workers_submit(vb_workers *pool, vb_job *job, bool always) {
  pthread_mutex_lock(&pool->lock);
  bool taken = !pool->closed && (always || pool->waiting < pool->queue_max);
  if (taken) {
    job->next = NULL;
    if (pool->last) pool->last->next = job;
    else pool->first = job;
    pool->last = job;
    pool->waiting++;
    pthread_cond_signal(&pool->wake);
  }
  pthread_mutex_unlock(&pool->lock);
  return taken;
}

void vb_workers_stop(vb_workers *pool) {
  pthread_mutex_lock(&pool->lock);
  pool->closed = true;
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->lock);
  for (size_t i = 0; i < pool->threads; i++) pthread_join(pool->items[i].thread, NULL);
  pool->threads = 0;
  for (vb_job *job; (job = take(pool));) pool->run(pool->context, 0, job, true);
}

void vb_workers_free(vb_workers *pool) {
  if (!pool) return;
  pthread_mutex_destroy(&pool->lock);
  pthread_cond_destroy(&pool->wake);
  free(pool->items);
  free(pool);
}
