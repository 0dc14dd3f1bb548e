/*
 * source_counts.h - collects how many articles each source has, for the facets of a result.
 */
#ifndef VB_SEARCHER_ENGINE_SOURCE_COUNTS_H
#define VB_SEARCHER_ENGINE_SOURCE_COUNTS_H

#include "indexer/base/hash_table.h"
#include "searcher/engine/engine.h"

typedef struct vb_source_counts {
  vb_arena *arena;
  vb_facet *items;
  size_t count, capacity;
  vb_hash_table table; /* of the items that are found by name */
  bool failed;         /* no memory: the counts are not complete */
} vb_source_counts;

/* Start with the arena alone. */
void vb_source_counts_clear(vb_source_counts *counts); /* the items stay in the arena */

/* A source, which is copied, with all its articles. REQUIRES: each is added once, and
   vb_source_counts_more is not called. */
void vb_source_counts_add(vb_source_counts *counts, vb_str source, uint64_t articles);
/* More articles of a source; none for an absent one. */
void vb_source_counts_more(vb_source_counts *counts, vb_str source, uint64_t articles);
/* Sets the sources of a result: most articles first, VB_ENGINE_FACETS_MAX of them. VB_NOMEM. */
vb_status vb_source_counts_give(vb_source_counts *counts, vb_engine_result *out, vb_error *err);

#endif
