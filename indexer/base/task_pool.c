/*
 * task_pool.c - one queue per rank, a mutex and two conditions.
 *
 *   submit -> QUEUED --started by a thread of the pool, or by finish()--> RUNNING --> DONE
 *
 * The pool's threads take the oldest task of the most urgent rank. A thread that
 * waits in finish() for a task running elsewhere helps with a task of the least
 * urgent rank; those are short, so it returns soon.
 *
 * No deadlock: tasks nest one level deep. A task that finishes others (a batch of
 * articles finishes its blocks of text) waits only for tasks that wait for nothing.
 */
#include "indexer/base/task_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

enum { NEW, QUEUED, RUNNING, DONE }; /* of a task; changes under the mutex */

typedef struct queue {
  vb_task *first, *last;
} queue;

typedef struct thread {
  vb_task_pool *pool;
  size_t number;
  pthread_t id;
} thread;

struct vb_task_pool {
  pthread_mutex_t mutex;
  pthread_cond_t submitted, done;
  queue queues[VB_TASK_RANKS];
  size_t waiting; /* in the queues */
  bool ending;
  size_t count, started; /* threads: asked for, and running */
  thread threads[];
};

static vb_task *most_urgent(const vb_task_pool *p) {
  for (int rank = 0; rank < VB_TASK_RANKS; rank++)
    if (p->queues[rank].first) return p->queues[rank].first;
  return NULL;
}

static vb_task *least_urgent(const vb_task_pool *p) {
  for (int rank = VB_TASK_RANKS; rank-- > 0;)
    if (p->queues[rank].first) return p->queues[rank].first;
  return NULL;
}

/* Removes a task from its queue. It is nearly always the first: early tasks are finished early. */
static void take_out(vb_task_pool *p, vb_task *task) {
  queue *q = &p->queues[task->rank];
  vb_task **link = &q->first, *before = NULL;
  while (*link != task) before = *link, link = &before->next;
  *link = task->next;
  if (q->last == task) q->last = before;
  p->waiting--;
}

/* Not inlined: when it is, gcc 12 warns about a write of size 0 that does not exist. */
__attribute__((noinline)) static int state_of(const vb_task *task) {
  return atomic_load_explicit(&task->state, memory_order_acquire);
}

static void set_state(vb_task *task, int state) {
  atomic_store_explicit(&task->state, state, memory_order_release);
}

/* Runs a task. REQUIRES: the mutex is held; it is released while the task runs. The owner may free
   the task as soon as it is DONE, and a posted task may free itself, so neither is read again. */
static void do_task(vb_task_pool *p, vb_task *task, size_t number) {
  bool posted = task->posted;
  take_out(p, task);
  set_state(task, RUNNING);
  pthread_mutex_unlock(&p->mutex);
  task->run(task->context, number);
  pthread_mutex_lock(&p->mutex);
  if (posted) return;
  set_state(task, DONE);
  pthread_cond_broadcast(&p->done);
}

static void *do_tasks(void *context) {
  thread *self = context;
  vb_task_pool *p = self->pool;
  pthread_mutex_lock(&p->mutex);
  for (;;) {
    vb_task *task = most_urgent(p);
    if (task) do_task(p, task, self->number);
    else if (p->ending) break;
    else pthread_cond_wait(&p->submitted, &p->mutex);
  }
  pthread_mutex_unlock(&p->mutex);
  return NULL;
}

size_t vb_task_pool_processors(void) {
  cpu_set_t processors;
  bool known = sched_getaffinity(0, sizeof processors, &processors) == 0;
  return known && CPU_COUNT(&processors) > 1 ? (size_t)CPU_COUNT(&processors) : 1;
}

vb_status vb_task_pool_new(size_t threads, vb_task_pool **out, vb_error *err) {
  *out = NULL;
  if (threads > (SIZE_MAX - sizeof(vb_task_pool)) / sizeof(thread))
    return vb_fail(err, VB_LIMIT, "%zu threads are too many", threads);
  vb_task_pool *p = calloc(1, sizeof *p + threads * sizeof *p->threads);
  if (!p) return vb_fail(err, VB_NOMEM, "no memory for %zu threads", threads);
  pthread_mutex_init(&p->mutex, NULL);
  pthread_cond_init(&p->submitted, NULL);
  pthread_cond_init(&p->done, NULL);
  p->count = threads;
  for (; p->started < threads; p->started++) {
    thread *t = &p->threads[p->started];
    *t = (thread){.pool = p, .number = p->started + 1};
    int failed = pthread_create(&t->id, NULL, do_tasks, t);
    if (!failed) continue;
    size_t number = t->number;
    vb_task_pool_free(p);
    return vb_fail_errno(err, failed, "cannot start thread %zu of %zu", number, threads);
  }
  *out = p;
  return VB_OK;
}

void vb_task_pool_stop(vb_task_pool *p) {
  pthread_mutex_lock(&p->mutex);
  p->ending = true;
  pthread_cond_broadcast(&p->submitted);
  pthread_mutex_unlock(&p->mutex);
  for (size_t i = 0; i < p->started; i++) pthread_join(p->threads[i].id, NULL);
  p->started = 0;
}

void vb_task_pool_free(vb_task_pool *p) {
  if (!p) return;
  vb_task_pool_stop(p);
  pthread_cond_destroy(&p->submitted);
  pthread_cond_destroy(&p->done);
  pthread_mutex_destroy(&p->mutex);
  free(p);
}

size_t vb_task_pool_threads(const vb_task_pool *p) {
  return p ? p->count + 1 : 1;
}

static void put_last(vb_task_pool *p, vb_task *task) {
  queue *q = &p->queues[task->rank];
  *(q->first ? &q->last->next : &q->first) = task;
  q->last = task;
  p->waiting++;
  set_state(task, QUEUED);
  pthread_cond_signal(&p->submitted);
}

static void make_ready(vb_task *task, vb_task_rank rank, vb_task_run *run, void *context) {
  task->run = run;
  task->context = context;
  task->next = NULL;
  task->rank = rank;
  task->posted = false;
}

void vb_task_pool_submit(vb_task_pool *p, vb_task *task, vb_task_rank rank, vb_task_run *run,
                         void *context) {
  make_ready(task, rank, run, context);
  if (!p) {
    run(context, VB_TASK_CALLER);
    set_state(task, DONE);
    return;
  }
  pthread_mutex_lock(&p->mutex);
  put_last(p, task);
  pthread_mutex_unlock(&p->mutex);
}

bool vb_task_pool_post(vb_task_pool *p, vb_task *task, vb_task_rank rank, vb_task_run *run,
                       void *context, size_t most) {
  pthread_mutex_lock(&p->mutex);
  bool taken = !p->ending && p->waiting < most;
  if (taken) {
    make_ready(task, rank, run, context);
    task->posted = true;
    put_last(p, task);
  }
  pthread_mutex_unlock(&p->mutex);
  return taken;
}

static size_t own_number(const vb_task_pool *p) {
  for (size_t i = 0; i < p->started; i++)
    if (pthread_equal(pthread_self(), p->threads[i].id)) return p->threads[i].number;
  return VB_TASK_CALLER;
}

void vb_task_pool_finish(vb_task_pool *p, vb_task *task) {
  if (vb_task_is_done(task)) return;
  size_t number = own_number(p);
  pthread_mutex_lock(&p->mutex);
  while (!vb_task_is_done(task)) {
    vb_task *next = state_of(task) == QUEUED ? task : least_urgent(p);
    if (next) do_task(p, next, number);
    else pthread_cond_wait(&p->done, &p->mutex);
  }
  pthread_mutex_unlock(&p->mutex);
}

bool vb_task_is_done(const vb_task *task) {
  return state_of(task) == DONE;
}
