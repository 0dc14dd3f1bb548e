/*
 * opensearch_watch.h - which shards of an index answer, known to all engines of the process.
 *
 *                    no node has it, or those that do
 *                    are silent for 2.2 seconds
 *       answers ------------------------------------------> hidden
 *               <------------------------------------------
 *                    a look gets an answer
 *
 * One thread for each address looks every two seconds, and at once if a request is late. So a node
 * that hangs costs a request some seconds at most, and only those that were under way; all engines
 * leave its shards out, and take them in again, from the same moment on. From any thread.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_WATCH_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_WATCH_H

#include "searcher/engine/engine.h"
#include "searcher/engine/opensearch/shard_places.h"

typedef struct vb_opensearch_watch vb_opensearch_watch;

/* What a snapshot of the index can cover. */
typedef struct vb_opensearch_view {
  uint64_t turn;                      /* differs from that of any other view */
  size_t hidden;                      /* shards that the preference leaves out */
  bool none;                          /* no shard answers */
  char why[160];                      /* if some are hidden */
  char preference[VB_PREFERENCE_MAX]; /* as in vb_shard_places */
} vb_opensearch_view;

/* The watch of an address; the first who joins makes it, with its thread. NULL without memory or
   thread, or if the address cannot be read. */
vb_opensearch_watch *vb_opensearch_watch_join(const char *where, vb_error *err);
/* Ends it with the last who leaves. Takes NULL. */
void vb_opensearch_watch_leave(vb_opensearch_watch *watch);

/* Waits for the first look, for four seconds at most. */
void vb_opensearch_watch_view(vb_opensearch_watch *watch, vb_opensearch_view *out);
/* Whether the view of that turn is not the current one; and whether what answered then has stopped
   since, so that a request of that turn may wait for nothing. */
bool vb_opensearch_watch_changed(vb_opensearch_watch *watch, uint64_t turn);
bool vb_opensearch_watch_lost(vb_opensearch_watch *watch, uint64_t turn);
/* A request is late, or misses shards: looks at once, if the last look is not of this moment. */
void vb_opensearch_watch_hurry(vb_opensearch_watch *watch);

/* An engine has a snapshot of that view; path (a constant) and body of the DELETE that closes it.
   If something of the view stops answering, the thread closes it: a node that comes back cannot
   open a shard again of which it still keeps a snapshot. */
void vb_opensearch_watch_hold(vb_opensearch_watch *watch, uint64_t turn, const char *path,
                              vb_str body);
/* The engine needs it no longer. Whether it is not closed yet. */
bool vb_opensearch_watch_release(vb_opensearch_watch *watch, vb_str body);

/* The shards of the index, as last seen; asks nothing itself, but waits for the first look, for
   three seconds at most. */
vb_status vb_opensearch_watch_shards(vb_opensearch_watch *watch, vb_arena *arena,
                                     vb_shard_health **out, size_t *count, vb_error *err);

#endif
