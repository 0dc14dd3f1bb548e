/*
 * clock.h - seconds that only go forward, for durations and deadlines.
 */
#ifndef VB_WEB_CLOCK_H
#define VB_WEB_CLOCK_H

#include <time.h>

static inline double vb_clock_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
