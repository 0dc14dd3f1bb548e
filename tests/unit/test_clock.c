/*
 * test_clock.c - waits go by a clock that nobody sets.
 *
 * The time of day is put an hour ahead here, as a step backward of it would leave a deadline.
 */
#include "indexer/base/clock.h"

#include <criterion/criterion.h>

#include <sys/syscall.h>
#include <unistd.h>

static bool stepped;

int clock_gettime(clockid_t clock, struct timespec *now) {
  int failed = (int)syscall(SYS_clock_gettime, clock, now);
  if (!failed && stepped && clock == CLOCK_REALTIME) now->tv_sec += 3600;
  return failed;
}

Test(clock, a_wait_ends_after_its_time_though_the_time_of_day_was_set, .timeout = 20) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition;
  cr_assert_eq(vb_clock_condition_init(&condition), 0);
  stepped = true;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < 3; i++) {
    double before = vb_clock_seconds();
    vb_clock_wait(&condition, &lock, 0.05);
    double took = vb_clock_seconds() - before;
    cr_expect(took > 0.045 && took < 5, "%f", took);
  }
  pthread_mutex_unlock(&lock);
  stepped = false;
  pthread_cond_destroy(&condition);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition;

static void *signal_soon(void *unused) {
  usleep(20 * 1000);
  pthread_mutex_lock(&lock);
  pthread_cond_signal(&condition);
  pthread_mutex_unlock(&lock);
  return unused;
}

Test(clock, a_signal_ends_a_wait_early, .timeout = 20) {
  pthread_t thread;
  cr_assert_eq(vb_clock_condition_init(&condition), 0);
  pthread_mutex_lock(&lock);
  double before = vb_clock_seconds();
  cr_assert_eq(pthread_create(&thread, NULL, signal_soon, NULL), 0);
  vb_clock_wait(&condition, &lock, 15.5);
  cr_expect_lt(vb_clock_seconds() - before, 10);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
}
