/*
 * watch_state.h - what `verbatim watch` remembers of one query between two runs: the ids of the
 * articles that it has found.
 *
 * The file is text, then numbers:
 *
 *   verbatim watch 1
 *   query QUERY            for people, on one line
 *   watch KEY              hash of the query, its filters and the store's place
 *   store STATE            of the store at the last run; 0: not known
 *   ids COUNT HASH         and the hash over the numbers that follow the empty line
 *
 *   COUNT times 8 bytes    hashes of ids, little-endian, ascending
 *
 * It is replaced as a whole, so that after a crash the old or the new one is there. A lock
 * beside it (FILE.lock) keeps a second run out. A file that is damaged or of another query
 * is refused, never taken for an empty one: all articles would be new.
 */
#ifndef VB_SEARCHER_COMMAND_WATCH_STATE_H
#define VB_SEARCHER_COMMAND_WATCH_STATE_H

#include "indexer/base/buf.h"

#include <stdbool.h>

/* 64 MiB on disk and in memory: a query that finds more is not watched by anybody. */
enum { VB_WATCH_IDS_MAX = 8 * 1024 * 1024 };

typedef struct vb_watch_state {
  char *path; /* owned */
  int lock;
  bool first;      /* there was no file: nothing is remembered yet */
  uint64_t key;    /* of what is watched */
  uint64_t store;  /* its state at the last run */
  uint64_t *known; /* ascending; owned */
  size_t known_count;
  uint64_t *found; /* by this run, in any order; owned */
  size_t found_count, found_capacity;
} vb_watch_state;

/* Locks and reads the file; path: NULL for the key's own file in `folder`, which is made.
   VB_LOCKED, VB_INVALID for a file of another query, VB_CORRUPT. Close it even after a failure. */
vb_status vb_watch_open(vb_watch_state *state, const char *path, const char *folder, uint64_t key,
                        vb_error *err);
/* Whether an article is new; it then belongs to what this run found. VB_LIMIT, VB_NOMEM. */
vb_status vb_watch_meet(vb_watch_state *state, vb_str id, bool *fresh, vb_error *err);
/* Replaces the file by one that has what was known and what was found, and the store's state. */
vb_status vb_watch_save(vb_watch_state *state, vb_str query, uint64_t store, vb_error *err);
void vb_watch_close(vb_watch_state *state);

#endif
