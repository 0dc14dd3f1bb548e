/*
 * search_threads.h - lends idle threads to a long search (vb_search_threads of verbatim.h).
 *
 * A search takes the threads only while no other store that shares them is at work, and only one
 * search has them at a time. They start with the first search that takes them.
 */
#ifndef VB_SEARCHER_ENGINE_SEARCH_THREADS_H
#define VB_SEARCHER_ENGINE_SEARCH_THREADS_H

#include "searcher/verbatim.h"

/* A store is at work between these. */
void vb_search_threads_enter(vb_search_threads *threads);
void vb_search_threads_leave(vb_search_threads *threads);

/* How many threads a search may have at most, its own among them; 1 for NULL. */
size_t vb_search_threads_count(const vb_search_threads *threads);
/* Whether the only store at work is the one that asks; false if a search has one thread anyway. */
bool vb_search_threads_idle(const vb_search_threads *threads);

/* Called by each thread of a search at once; worker: 0 for the search's own thread, then 1, 2, ...
 */
typedef void vb_search_work(void *context, size_t worker);
/* Runs the work in the calling thread and, if it can have them, in the others. Returns when all
   calls have returned. NULL: the calling thread alone. */
void vb_search_threads_run(vb_search_threads *threads, vb_search_work *work, void *context);

/* How often a search has had them. */
size_t vb_search_threads_taken(const vb_search_threads *threads);

/* How a search is divided; for tests, which have small stores. */
typedef struct vb_division {
  uint64_t least_ns;   /* a search that is estimated to take less is not divided */
  uint32_t least_docs; /* of a piece */
} vb_division;
void vb_search_threads_set_division(vb_search_threads *threads, vb_division division);
vb_division vb_search_threads_division(const vb_search_threads *threads);

#endif
