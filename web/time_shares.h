/*
 * time_shares.h - limits the time of each search, so that a few slow ones do not delay everybody.
 *
 * A search may take the full time as long as it delays nobody: each address has at most
 * one such search, and all together at most a quarter of the workers (at least one). Other
 * searches get a short time, and less the more requests are queued. Nearly all searches
 * need a fraction of it; one that does not finish returns what it has found, and says so.
 * Can be used from all threads.
 */
#ifndef VB_WEB_TIME_SHARES_H
#define VB_WEB_TIME_SHARES_H

#include "indexer/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  VB_TIME_WHOLE_MS = 5000, /* after this, people have left */
  VB_TIME_SHORT_MS = 250,  /* fifty times the usual time of a search */
  VB_TIME_LEAST_MS = 25    /* however many requests are queued */
};

typedef struct vb_time_shares vb_time_shares;

vb_status vb_time_shares_new(size_t workers, vb_time_shares **out, vb_error *err);
void vb_time_shares_free(vb_time_shares *shares); /* takes NULL */

/* Call it when a request is queued for a worker. */
void vb_time_shares_wait(vb_time_shares *shares);

/* The share of a request whose turn has come; it is given back when the request is answered. */
typedef struct vb_time_share {
  uint32_t milliseconds;
  size_t slot; /* of a share with the full time; SIZE_MAX: none */
} vb_time_share;

/* Call it when a queued request's turn comes. The address is copied. */
vb_time_share vb_time_shares_take(vb_time_shares *shares, const char *address);
void vb_time_shares_give_back(vb_time_shares *shares, const vb_time_share *share);

#endif
