/*
 * time_shares.h - limits the time of each search, so that a few slow ones do not delay everybody.
 *
 * At most a quarter of the workers (at least one) run long searches at a time, at most one of them
 * for each address. If none of these places is free, a search starts with a short time, in which
 * nearly all searches end. One that does not is held: it waits for a place, without a worker, and
 * is then started again with a long time, which is shorter the more requests are held. If it gets
 * no place for some seconds, the result of its short time is sent, marked as incomplete.
 *
 *           a place is free                  long time
 *   take ---------------------------------------------------> answered, give_back
 *     `--> short time --> complete ---------------------------^
 *                     `-> incomplete: hold -- place is free --|
 *                                         `-- no place ------- incomplete answer
 *
 * So a worker is nearly always free for short searches. Can be used from all threads.
 */
#ifndef VB_WEB_TIME_SHARES_H
#define VB_WEB_TIME_SHARES_H

#include "indexer/base/status.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  VB_TIME_WHOLE_MS = 5000, /* after this, people have left */
  VB_TIME_LEAST_MS = 250,  /* of a long search, however many requests are held */
  VB_TIME_SHORT_MS = 100,  /* twenty times the usual time of a search */
  VB_TIME_SHORTEST_MS = 25 /* however many requests are queued */
};

typedef struct vb_time_shares vb_time_shares;

/* The share of a request whose turn has come; it is given back when the request is answered. */
typedef struct vb_time_share {
  uint32_t milliseconds;
  size_t place; /* of a long search; SIZE_MAX: none */
} vb_time_share;

/* A request that waits for a place: a member of the caller's struct, valid until let_go. */
typedef struct vb_held {
  struct vb_held *next;
  vb_time_share share; /* set before let_go; without a place if it has waited too long */
  double since;
  char address[INET6_ADDRSTRLEN];
} vb_held;

/* let_go: called for each held request when its wait ends, without a lock, on the thread that gave
   a share back. */
vb_status vb_time_shares_new(size_t workers, void (*let_go)(vb_held *), vb_time_shares **out,
                             vb_error *err);
void vb_time_shares_free(vb_time_shares *shares); /* REQUIRES: nothing is held. Takes NULL */

/* Call it when a request is queued for a worker. */
void vb_time_shares_wait(vb_time_shares *shares);
/* Call it when a queued request's turn comes. The address is copied. */
vb_time_share vb_time_shares_take(vb_time_shares *shares, const char *address);
/* Call it when a request leaves the queue before its turn. */
void vb_time_shares_leave(vb_time_shares *shares);
void vb_time_shares_give_back(vb_time_shares *shares, const vb_time_share *share);

/* Call it when the short time was not enough. False: too many are held, or the server stops. */
bool vb_time_shares_hold(vb_time_shares *shares, vb_held *held, const char *address);
/* Lets all held requests go, without a place; later ones are not held. */
void vb_time_shares_stop(vb_time_shares *shares);

#endif
