/*
 * clock.h - seconds that only go forward, for durations, deadlines and waits.
 *
 * The time of day is set back and forth by people and by the network; nothing
 * that waits may ask it. A condition that is waited on with a time limit must
 * come from vb_clock_condition_init.
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

/* A condition whose time limits go by this clock. 0, or the number of the system's error. */
int vb_clock_condition_init(pthread_cond_t *condition);

/* Waits until the condition is signalled, for `seconds` (0 to 1e6) at most. */
void vb_clock_wait(pthread_cond_t *changed, pthread_mutex_t *lock, double seconds);

#endif
