/*
 * test_workers.c - each job that was taken gets exactly one call, whenever the pool stops.
 */
#include "web/workers.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { THREADS = 3, JOBS = 5000 };

typedef struct counted {
  vb_job job;
  atomic_int ran, let_go;
} counted;

typedef struct gate { /* holds the workers until it is opened */
  pthread_mutex_t lock;
  atomic_size_t entered;
} gate;

static void count(void *context, size_t worker, vb_job *job, bool stopped) {
  counted *c = (counted *)job;
  gate *g = context;
  if (!stopped) {
    g->entered++;
    pthread_mutex_lock(&g->lock);
    pthread_mutex_unlock(&g->lock);
  }
  cr_assert(worker < THREADS);
  if (stopped) c->let_go++;
  else c->ran++;
}

Test(workers, every_job_runs_once) {
  gate g = {.lock = PTHREAD_MUTEX_INITIALIZER};
  counted *jobs = calloc(JOBS, sizeof *jobs);
  vb_workers *pool = NULL;
  cr_assert_eq(vb_workers_start(THREADS, JOBS, count, &g, &pool, NULL), VB_OK);
  for (size_t i = 0; i < JOBS; i++) cr_assert(vb_workers_submit(pool, &jobs[i].job, false));
  while (g.entered < JOBS) sched_yield();
  vb_workers_stop(pool);
  for (size_t i = 0; i < JOBS; i++) cr_assert(jobs[i].ran == 1 && jobs[i].let_go == 0);
  vb_workers_free(pool);
  free(jobs);
}

/* The workers stand at the gate with one job each; the queue has room for two more. */
Test(workers, a_full_queue_refuses_and_a_stop_lets_go_what_waits) {
  gate g = {.lock = PTHREAD_MUTEX_INITIALIZER};
  counted jobs[THREADS + 5] = {0};
  vb_workers *pool = NULL;
  pthread_mutex_lock(&g.lock);
  cr_assert_eq(vb_workers_start(THREADS, 2, count, &g, &pool, NULL), VB_OK);
  for (size_t i = 0; i < THREADS; i++) {
    cr_assert(vb_workers_submit(pool, &jobs[i].job, true));
    while (g.entered <= i) sched_yield();
  }
  cr_expect(vb_workers_submit(pool, &jobs[THREADS].job, false));
  cr_expect(vb_workers_submit(pool, &jobs[THREADS + 1].job, false));
  cr_expect_not(vb_workers_submit(pool, &jobs[THREADS + 2].job, false), "the queue is full");
  cr_expect(vb_workers_submit(pool, &jobs[THREADS + 3].job, true), "what was begun goes on");
  pthread_mutex_unlock(&g.lock);
  vb_workers_stop(pool);
  cr_expect_not(vb_workers_submit(pool, &jobs[THREADS + 4].job, true), "the pool is closed");
  for (size_t i = 0; i < THREADS + 4; i++)
    cr_expect_eq(jobs[i].ran + jobs[i].let_go, i == THREADS + 2 ? 0 : 1, "job %zu", i);
  for (size_t i = 0; i < THREADS; i++) cr_expect_eq(jobs[i].ran, 1);
  vb_workers_free(pool);
}
