/*
 * clock.h - seconds that only go forward, for durations and deadlines; and a short wait.
 */
#ifndef VB_WEB_CLOCK_H
#define VB_WEB_CLOCK_H

#include <pthread.h>
#include <time.h>

static inline double vb_clock_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Half a second, or until the condition is signalled. */
static inline void vb_clock_wait(pthread_cond_t *changed, pthread_mutex_t *lock) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 500 * 1000 * 1000;
  if (until.tv_nsec >= 1000 * 1000 * 1000) until.tv_sec++, until.tv_nsec -= 1000 * 1000 * 1000;
  pthread_cond_timedwait(changed, lock, &until);
}

#endif
