/*
 * time_shares.h - how long each request may search, so that a few slow ones do not keep everybody
 * waiting.
 *
 * A search may take its whole time while nobody is kept from being answered by it: one address has
 * at most one such search, all together a quarter of the workers (at least one). Any other is begun
 * with a short time, and a shorter one the more are waiting; nearly all searches end in a fraction
 * of it, and one that does not gives what it found until then and says so. Safe to use from all
 * threads.
 */
#ifndef VB_WEB_TIME_SHARES_H
#define VB_WEB_TIME_SHARES_H

#include "indexer/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  VB_TIME_WHOLE_MS = 5000, /* people have left by then */
  VB_TIME_SHORT_MS = 250,  /* fifty times what a search takes */
  VB_TIME_LEAST_MS = 25    /* however many wait */
};

typedef struct vb_time_shares vb_time_shares;

vb_status vb_time_shares_new(size_t workers, vb_time_shares **out, vb_error *err);
void vb_time_shares_free(vb_time_shares *shares); /* takes NULL */

/* A request waits for a worker. */
void vb_time_shares_wait(vb_time_shares *shares);

/* What a request got when its turn came; given back when it is answered. */
typedef struct vb_time_share {
  uint32_t milliseconds;
  size_t slot; /* of those with the whole time; SIZE_MAX: none */
} vb_time_share;

/* One that waited has its turn. The address is copied. */
vb_time_share vb_time_shares_take(vb_time_shares *shares, const char *address);
void vb_time_shares_give_back(vb_time_shares *shares, const vb_time_share *share);

#endif
