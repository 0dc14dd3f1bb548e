/*
 * worker.c - a bounded queue, a mutex, two conditions.
 */
#include "indexer/store/worker.h"

#include <pthread.h>
#include <stdlib.h>

enum { JOBS = 64 }; /* more never wait: submit refuses by weight long before */

typedef struct job {
  void (*run)(void *context);
  void *context;
  unsigned weight;
} job;

struct vb_worker {
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t work, idle;
  job jobs[JOBS];
  unsigned first, count; /* the one at work stays the first until it is finished */
  unsigned weight;
  bool ending;
};

static void *run_jobs(void *context) {
  vb_worker *w = context;
  pthread_mutex_lock(&w->mutex);
  for (;;) {
    while (!w->count && !w->ending) pthread_cond_wait(&w->work, &w->mutex);
    if (!w->count) break;
    job now = w->jobs[w->first];
    pthread_mutex_unlock(&w->mutex);
    now.run(now.context);
    pthread_mutex_lock(&w->mutex);
    w->first = (w->first + 1) % JOBS;
    w->count--;
    w->weight -= now.weight;
    if (!w->count) pthread_cond_broadcast(&w->idle);
  }
  pthread_mutex_unlock(&w->mutex);
  return NULL;
}

vb_status vb_worker_new(vb_worker **out, vb_error *err) {
  vb_worker *w = *out = calloc(1, sizeof *w);
  if (!w) return vb_fail(err, VB_NOMEM, "out of memory");
  pthread_mutex_init(&w->mutex, NULL);
  pthread_cond_init(&w->work, NULL);
  pthread_cond_init(&w->idle, NULL);
  int failed = pthread_create(&w->thread, NULL, run_jobs, w);
  if (!failed) return VB_OK;
  free(w);
  *out = NULL;
  return vb_fail_errno(err, failed, "cannot start a thread");
}

void vb_worker_free(vb_worker *w) {
  if (!w) return;
  pthread_mutex_lock(&w->mutex);
  w->ending = true;
  pthread_cond_signal(&w->work);
  pthread_mutex_unlock(&w->mutex);
  pthread_join(w->thread, NULL);
  pthread_cond_destroy(&w->work);
  pthread_cond_destroy(&w->idle);
  pthread_mutex_destroy(&w->mutex);
  free(w);
}

bool vb_worker_submit(vb_worker *w, void (*run)(void *context), void *context, unsigned weight,
                      unsigned most) {
  pthread_mutex_lock(&w->mutex);
  bool taken = w->count < JOBS && w->weight <= most;
  if (taken) {
    w->jobs[(w->first + w->count++) % JOBS] = (job){run, context, weight};
    w->weight += weight;
    pthread_cond_signal(&w->work);
  }
  pthread_mutex_unlock(&w->mutex);
  return taken;
}

void vb_worker_wait(vb_worker *w) {
  pthread_mutex_lock(&w->mutex);
  while (w->count) pthread_cond_wait(&w->idle, &w->mutex);
  pthread_mutex_unlock(&w->mutex);
}
