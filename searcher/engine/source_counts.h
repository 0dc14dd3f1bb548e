/*
 * source_counts.h - collects how many articles each source has, for the facets of a result.
 */
#ifndef VB_SEARCHER_ENGINE_SOURCE_COUNTS_H
#define VB_SEARCHER_ENGINE_SOURCE_COUNTS_H

#include "searcher/engine/engine.h"

typedef struct vb_source_counts {
  vb_arena *arena;
  vb_facet *items;
  size_t count, capacity;
  bool failed; /* no memory: the counts are not complete */
} vb_source_counts;

/* A source, which is copied, with all its articles. REQUIRES: it was not added before. */
void vb_source_counts_add(vb_source_counts *counts, vb_str source, uint64_t articles);
/* One more article of a source; none for an absent one. */
void vb_source_counts_one(vb_source_counts *counts, vb_str source);
/* Sets the sources of a result: most articles first, VB_ENGINE_FACETS_MAX of them. VB_NOMEM. */
vb_status vb_source_counts_give(vb_source_counts *counts, vb_engine_result *out, vb_error *err);

#endif
