/*
 * worked.h - the processor's time of this thread, for tests of what something costs: what others
 * take of a busy machine is no fault of ours.
 */
#ifndef VB_TESTS_WORKED_H
#define VB_TESTS_WORKED_H

#include <time.h>

static inline double worked_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

#endif
