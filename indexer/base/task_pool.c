/*
 * task_pool.c - a list of tasks for each rank, a mutex, two conditions.
 *
 *   submit -> QUEUED --take (worker, or whoever finishes)--> RUNNING --> DONE
 *
 * The worker takes from the most urgent rank. Who waits for a task that is under
 * way helps from the least urgent one, whose tasks are short, so that he is back
 * soon. A task may finish others (a batch its blocks of text): what is waited for
 * is always under way in the other hand and waits for nothing itself, or is done here.
 */
#include "indexer/base/task_pool.h"

#include <pthread.h>
#include <stdlib.h>

enum { NEW, QUEUED, RUNNING, DONE }; /* of a task; changes under the mutex */

typedef struct queue {
  vb_task *first, *last;
} queue;

struct vb_task_pool {
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t submitted, done;
  queue queues[VB_TASK_RANKS];
  bool ending;
};

static vb_task *most_urgent(const vb_task_pool *w) {
  for (int rank = 0; rank < VB_TASK_RANKS; rank++)
    if (w->queues[rank].first) return w->queues[rank].first;
  return NULL;
}

static vb_task *least_urgent(const vb_task_pool *w) {
  for (int rank = VB_TASK_RANKS; rank-- > 0;)
    if (w->queues[rank].first) return w->queues[rank].first;
  return NULL;
}

/* Nearly always the first: what is finished early was submitted early. */
static void take_out(vb_task_pool *w, vb_task *task) {
  queue *q = &w->queues[task->rank];
  vb_task **link = &q->first, *before = NULL;
  while (*link != task) before = *link, link = &before->next;
  *link = task->next;
  if (q->last == task) q->last = before;
}

static int state_of(const vb_task *task) {
  return atomic_load_explicit(&task->state, memory_order_acquire);
}

static void set_state(vb_task *task, int state) {
  atomic_store_explicit(&task->state, state, memory_order_release);
}

/* Under the mutex, which is released for the time of the task; the task may be gone afterwards. */
static void do_task(vb_task_pool *w, vb_task *task, vb_task_thread hand) {
  take_out(w, task);
  set_state(task, RUNNING);
  pthread_mutex_unlock(&w->mutex);
  task->run(task->context, hand);
  pthread_mutex_lock(&w->mutex);
  set_state(task, DONE);
  pthread_cond_broadcast(&w->done);
}

static void *do_tasks(void *context) {
  vb_task_pool *w = context;
  pthread_mutex_lock(&w->mutex);
  for (;;) {
    vb_task *task = most_urgent(w);
    if (task) do_task(w, task, VB_TASK_THREAD_WORKER);
    else if (w->ending) break;
    else pthread_cond_wait(&w->submitted, &w->mutex);
  }
  pthread_mutex_unlock(&w->mutex);
  return NULL;
}

vb_status vb_task_pool_new(vb_task_pool **out, vb_error *err) {
  vb_task_pool *w = *out = calloc(1, sizeof *w);
  if (!w) return vb_fail(err, VB_NOMEM, "out of memory");
  pthread_mutex_init(&w->mutex, NULL);
  pthread_cond_init(&w->submitted, NULL);
  pthread_cond_init(&w->done, NULL);
  int failed = pthread_create(&w->thread, NULL, do_tasks, w);
  if (!failed) return VB_OK;
  free(w);
  *out = NULL;
  return vb_fail_errno(err, failed, "cannot start a thread");
}

void vb_task_pool_free(vb_task_pool *w) {
  if (!w) return;
  pthread_mutex_lock(&w->mutex);
  w->ending = true;
  pthread_cond_signal(&w->submitted);
  pthread_mutex_unlock(&w->mutex);
  pthread_join(w->thread, NULL);
  pthread_cond_destroy(&w->submitted);
  pthread_cond_destroy(&w->done);
  pthread_mutex_destroy(&w->mutex);
  free(w);
}

void vb_task_pool_submit(vb_task_pool *w, vb_task *task, vb_task_rank rank,
                         void (*run)(void *context, vb_task_thread hand), void *context) {
  task->run = run;
  task->context = context;
  task->next = NULL;
  task->rank = rank;
  if (!w) {
    run(context, VB_TASK_THREAD_CALLER);
    set_state(task, DONE);
    return;
  }
  pthread_mutex_lock(&w->mutex);
  queue *q = &w->queues[rank];
  *(q->first ? &q->last->next : &q->first) = task;
  q->last = task;
  set_state(task, QUEUED);
  pthread_cond_signal(&w->submitted);
  pthread_mutex_unlock(&w->mutex);
}

void vb_task_pool_finish(vb_task_pool *w, vb_task *task) {
  if (vb_task_is_done(task)) return;
  vb_task_thread hand =
      pthread_equal(pthread_self(), w->thread) ? VB_TASK_THREAD_WORKER : VB_TASK_THREAD_CALLER;
  pthread_mutex_lock(&w->mutex);
  while (!vb_task_is_done(task)) {
    vb_task *next = state_of(task) == QUEUED ? task : least_urgent(w);
    if (next) do_task(w, next, hand);
    else pthread_cond_wait(&w->done, &w->mutex);
  }
  pthread_mutex_unlock(&w->mutex);
}

bool vb_task_is_done(const vb_task *task) {
  return state_of(task) == DONE;
}
