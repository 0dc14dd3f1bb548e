/*
 * shard_watch.h - which remote shards answer, known to all engines of the process.
 *
 *            an engine reports a failure, the connection
 *            is refused, or two looks get no answer
 *       up --------------------------------------------> down
 *          <--------------------------------------------
 *            a look gets an answer: a new turn begins
 *
 * One thread looks at all shards at the same time, every few seconds: it connects and waits for the
 * greeting of the server. So a shard that hangs is noticed once and not by each thread for itself,
 * and all engines leave it out, and take it in again, from the same moment on. Can be used from all
 * threads.
 */
#ifndef VB_ENGINE_XAPIAN_SHARD_WATCH_H
#define VB_ENGINE_XAPIAN_SHARD_WATCH_H

#include "indexer/base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_shard_watch vb_shard_watch; /* of one address */

typedef struct vb_shard_state {
  bool up;
  uint64_t turn;     /* differs each time that the shard has come back */
  uint64_t failures; /* times that it went down */
} vb_shard_state;

/* The watch of an address, which starts as up; made by the first who joins, with the thread if it
   is the first of all. NULL without memory or thread. */
vb_shard_watch *vb_shard_watch_join(const char *host, uint16_t port, vb_error *err);
/* Ends it with the last who leaves. Takes NULL. */
void vb_shard_watch_leave(vb_shard_watch *watch);

/* why: set if the shard is down; may be NULL. */
vb_shard_state vb_shard_watch_state(vb_shard_watch *watch, vb_error *why);

/* Says that a connection made in that turn has failed. Of an earlier turn it means nothing: the
   shard has come back since. */
void vb_shard_watch_report(vb_shard_watch *watch, uint64_t turn, const vb_error *why);

#endif
