/*
 * pauses.c - each pause is twice as long as the one before, from a tenth of a second to five.
 */
#include "indexer/store/opensearch/pauses.h"

#include "indexer/base/clock.h"

static const double FIRST = 0.1, MOST = 5;

vb_pauses vb_pauses_begin(uint32_t patience_ms) {
  return (vb_pauses){.until = vb_clock_seconds() + patience_ms / 1000.0, .next = FIRST};
}

bool vb_pauses_wait(vb_pauses *p) {
  if (vb_clock_seconds() + p->next >= p->until) return false;
  time_t whole = (time_t)p->next;
  nanosleep(&(struct timespec){whole, (long)((p->next - (double)whole) * 1e9)}, NULL);
  p->next = p->next * 2 < MOST ? p->next * 2 : MOST;
  return true;
}
