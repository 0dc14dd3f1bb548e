/*
 * clock.c - condition variables that wait by the monotonic clock.
 *
 * POSIX conditions wait by CLOCK_REALTIME unless their attribute says otherwise.
 * A step of the system time would then end a wait early or stall it for hours.
 */
#include "indexer/base/clock.h"

enum { NANOSECONDS = 1000 * 1000 * 1000 };

int vb_clock_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  int failed = pthread_condattr_init(&attributes);
  if (failed) return failed;
  failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  if (!failed) failed = pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
  return failed;
}

void vb_clock_wait(pthread_cond_t *changed, pthread_mutex_t *lock, double seconds) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  time_t whole = (time_t)seconds;
  until.tv_sec += whole;
  until.tv_nsec += (long)((seconds - (double)whole) * NANOSECONDS);
  if (until.tv_nsec >= NANOSECONDS) until.tv_sec++, until.tv_nsec -= NANOSECONDS;
  pthread_cond_timedwait(changed, lock, &until);
}
