/*
 * test_task_pool.c - every task is done once, by whoever is free, the urgent ones first.
 */
#include "indexer/base/task_pool.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TASKS = 3000 };

typedef struct counted {
  vb_task task;
  int runs; /* not atomic: finishing must order it */
  size_t hand;
} counted;

static vb_task_pool *worker;
static vb_error err;

static void start(void) {
  cr_assert_eq(vb_task_pool_new(1, &worker, &err), VB_OK, "%s", err.text);
}
static void stop(void) {
  vb_task_pool_free(worker);
}

TestSuite(task_pool, .init = start, .fini = stop);

static void count(void *context, size_t hand) {
  counted *c = context;
  c->runs++;
  c->hand = hand;
}

/* Holds whoever runs it until it is opened. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool entered;

static void hold(void *context, size_t hand) {
  count(context, hand);
  entered = true;
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
}

static void hold_worker(counted *c) {
  pthread_mutex_lock(&gate);
  vb_task_pool_submit(worker, &c->task, VB_TASK_URGENT, hold, c);
  while (!entered) usleep(100);
}

Test(task_pool, does_a_task_at_once_where_there_is_no_second_thread) {
  counted c = {.runs = 0};
  vb_task_pool_submit(NULL, &c.task, VB_TASK_SOON, count, &c);
  cr_assert(vb_task_is_done(&c.task));
  vb_task_pool_finish(NULL, &c.task);
  cr_expect_eq(c.runs, 1);
  cr_expect_eq(c.hand, VB_TASK_CALLER);
}

Test(task_pool, leaves_what_it_has_not_begun_to_whoever_needs_it) {
  counted held = {.runs = 0}, wanted = {.runs = 0};
  hold_worker(&held);
  vb_task_pool_submit(worker, &wanted.task, VB_TASK_URGENT, count, &wanted);
  cr_expect_not(vb_task_is_done(&wanted.task));
  vb_task_pool_finish(worker, &wanted.task);
  cr_expect_eq(wanted.hand, VB_TASK_CALLER);
  cr_expect_not(vb_task_is_done(&held.task));
  pthread_mutex_unlock(&gate);
  vb_task_pool_finish(worker, &held.task);
  cr_expect_eq(held.hand, 1);
  cr_expect_eq(held.runs + wanted.runs, 2);
}

static void open_gate(void *context, size_t hand) {
  count(context, hand);
  pthread_mutex_unlock(&gate);
}

Test(task_pool, who_waits_for_it_helps_with_the_least_urgent_first) {
  counted held = {.runs = 0}, urgent = {.runs = 0}, first = {.runs = 0}, opening = {.runs = 0};
  hold_worker(&held);
  vb_task_pool_submit(worker, &urgent.task, VB_TASK_SOON, count, &urgent);
  vb_task_pool_submit(worker, &first.task, VB_TASK_LATER, count, &first);
  vb_task_pool_submit(worker, &opening.task, VB_TASK_LATER, open_gate, &opening);
  vb_task_pool_finish(worker, &held.task); /* only helping opens the gate */
  cr_expect_eq(held.hand, 1);
  cr_expect_eq(first.hand, VB_TASK_CALLER);
  cr_expect_eq(opening.hand, VB_TASK_CALLER);
  vb_task_pool_finish(worker, &urgent.task);
  cr_expect_eq(held.runs + urgent.runs + first.runs + opening.runs, 4);
}

typedef struct ordered {
  vb_task task;
  unsigned *next, place;
} ordered;

static void take_place(void *context, size_t hand) {
  (void)hand;
  ordered *o = context;
  o->place = (*o->next)++;
}

Test(task_pool, takes_the_most_urgent_first_and_the_oldest_of_a_rank) {
  counted held = {.runs = 0};
  unsigned next = 0;
  ordered tasks[6];
  static const vb_task_rank ranks[6] = {VB_TASK_LATER,  VB_TASK_SOON, VB_TASK_LATER,
                                        VB_TASK_URGENT, VB_TASK_SOON, VB_TASK_URGENT};
  static const unsigned places[6] = {4, 2, 5, 0, 3, 1};
  hold_worker(&held);
  for (int i = 0; i < 6; i++) {
    tasks[i] = (ordered){.next = &next};
    vb_task_pool_submit(worker, &tasks[i].task, ranks[i], take_place, &tasks[i]);
  }
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < 6; i++)
    while (!vb_task_is_done(&tasks[i].task)) usleep(100);
  for (int i = 0; i < 6; i++) cr_expect_eq(tasks[i].place, places[i], "task %d", i);
}

Test(task_pool, of_several_threads_each_has_its_number_and_all_of_them_work) {
  enum { THREADS = 3 };
  counted held[THREADS] = {0};
  vb_task_pool_free(worker);
  cr_assert_eq(vb_task_pool_new(THREADS, &worker, &err), VB_OK, "%s", err.text);
  cr_expect_eq(vb_task_pool_threads(worker), THREADS + 1);
  cr_expect_eq(vb_task_pool_threads(NULL), 1);
  bool seen[THREADS + 1] = {false};
  pthread_mutex_lock(&gate);
  for (int i = 0; i < THREADS; i++) {
    entered = false;
    vb_task_pool_submit(worker, &held[i].task, VB_TASK_LATER, hold, &held[i]);
    while (!entered) usleep(100);
  }
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < THREADS; i++) {
    vb_task_pool_finish(worker, &held[i].task);
    cr_assert(held[i].hand >= 1 && held[i].hand <= THREADS);
    cr_expect_not(seen[held[i].hand], "one thread held two tasks at a time");
    seen[held[i].hand] = true;
  }
}

/* A task that finishes others, as a batch does its blocks. */
typedef struct nest {
  vb_task task;
  counted inner[8];
} nest;

static void finish_inner(void *context, size_t hand) {
  nest *n = context;
  (void)hand;
  for (int i = 8; i-- > 0;) vb_task_pool_finish(worker, &n->inner[i].task);
}

static void finish_in_any_order(void) {
  static counted tasks[TASKS];
  static nest nests[TASKS / 100];
  memset(tasks, 0, sizeof tasks);
  memset(nests, 0, sizeof nests);
  for (int i = 0; i < TASKS; i++) {
    vb_task_pool_submit(worker, &tasks[i].task, i % 2 ? VB_TASK_LATER : VB_TASK_SOON, count,
                        &tasks[i]);
    if (i % 100 == 50) {
      nest *n = &nests[i / 100];
      for (int k = 0; k < 8; k++)
        vb_task_pool_submit(worker, &n->inner[k].task, VB_TASK_SOON, count, &n->inner[k]);
      vb_task_pool_submit(worker, &n->task, VB_TASK_URGENT, finish_inner, n);
    }
    if (i % 7 == 0) vb_task_pool_finish(worker, &tasks[i / 2].task);
    if (i % 500 == 499) vb_task_pool_finish(worker, &tasks[i].task);
  }
  for (int i = TASKS; i-- > 0;) vb_task_pool_finish(worker, &tasks[i].task);
  for (int i = 0; i < TASKS / 100; i++) vb_task_pool_finish(worker, &nests[i].task);
  for (int i = 0; i < TASKS; i++) cr_assert_eq(tasks[i].runs, 1);
  for (int i = 0; i < TASKS / 100; i++)
    for (int k = 0; k < 8; k++) cr_assert_eq(nests[i].inner[k].runs, 1);
}

Test(task_pool, does_each_of_many_tasks_once_in_whatever_order_they_are_finished) {
  for (size_t threads = 1; threads <= 8; threads *= 2) {
    vb_task_pool_free(worker);
    cr_assert_eq(vb_task_pool_new(threads, &worker, &err), VB_OK, "%s", err.text);
    finish_in_any_order();
  }
}

Test(task_pool, does_what_was_submitted_before_it_ends) {
  static counted tasks[100];
  for (int i = 0; i < 100; i++)
    vb_task_pool_submit(worker, &tasks[i].task, VB_TASK_SOON, count, &tasks[i]);
  vb_task_pool_free(worker);
  worker = NULL;
  for (int i = 0; i < 100; i++) cr_expect_eq(tasks[i].runs, 1);
}

/* ---- posted: nobody waits for them ---- */

typedef struct posted {
  vb_task task;
  atomic_int *runs;
} posted;

static void count_and_free(void *context, size_t thread) {
  posted *p = context;
  cr_assert(thread >= 1);
  ++*p->runs;
  free(p);
}

Test(task_pool, what_is_posted_runs_once_and_may_free_itself) {
  atomic_int runs = 0;
  for (int i = 0; i < TASKS; i++) {
    posted *p = calloc(1, sizeof *p);
    cr_assert(p);
    p->runs = &runs;
    cr_assert(vb_task_pool_post(worker, &p->task, VB_TASK_SOON, count_and_free, p, TASKS));
  }
  vb_task_pool_stop(worker);
  cr_expect_eq(runs, TASKS);
}

Test(task_pool, a_full_queue_refuses_and_one_that_stopped_takes_nothing) {
  counted held = {.runs = 0}, tasks[4] = {0};
  hold_worker(&held);
  cr_expect(vb_task_pool_post(worker, &tasks[0].task, VB_TASK_SOON, count, &tasks[0], 2));
  cr_expect(vb_task_pool_post(worker, &tasks[1].task, VB_TASK_LATER, count, &tasks[1], 2));
  cr_expect_not(vb_task_pool_post(worker, &tasks[2].task, VB_TASK_SOON, count, &tasks[2], 2));
  cr_expect(vb_task_pool_post(worker, &tasks[2].task, VB_TASK_SOON, count, &tasks[2], SIZE_MAX));
  pthread_mutex_unlock(&gate);
  vb_task_pool_stop(worker);
  cr_expect_not(
      vb_task_pool_post(worker, &tasks[3].task, VB_TASK_SOON, count, &tasks[3], SIZE_MAX));
  for (int i = 0; i < 4; i++) cr_expect_eq(tasks[i].runs, i < 3, "task %d", i);
}
