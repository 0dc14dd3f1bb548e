/*
 * clock.h - seconds that only go forward, for durations, deadlines and waits.
 *
 * The time of day can be set back or forward at any moment, so nothing that waits
 * may use it. A condition that is waited on with a time limit must come from
 * vb_clock_condition_init.
 */
#ifndef VB_BASE_CLOCK_H
#define VB_BASE_CLOCK_H

#include <pthread.h>
#include <time.h>

static inline double vb_clock_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Makes a condition whose time limits follow this clock. Returns 0 or the system's error number. */
int vb_clock_condition_init(pthread_cond_t *condition);

/* Waits until the condition is signalled, for `seconds` (0 to 1e6) at most. */
void vb_clock_wait(pthread_cond_t *changed, pthread_mutex_t *lock, double seconds);

#endif
