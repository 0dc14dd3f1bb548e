/*
 * pauses.h - growing pauses between attempts, until a time.
 *
 *   pauses = vb_pauses_begin(patience_ms)
 *   while (!attempt() && vb_pauses_wait(&pauses)) {}
 */
#ifndef VB_STORE_OPENSEARCH_PAUSES_H
#define VB_STORE_OPENSEARCH_PAUSES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_pauses {
  double until, next; /* of vb_clock_seconds; the length of the next pause */
} vb_pauses;

vb_pauses vb_pauses_begin(uint32_t patience_ms);
/* Waits, longer each time. False, at once, if the time would be over then. */
bool vb_pauses_wait(vb_pauses *pauses);

#endif
