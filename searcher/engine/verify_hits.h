/*
 * verify_hits.h - answers a query that the engine's matcher cannot decide: reads the articles that
 * a wider query finds, and matches each (match.h).
 */
#ifndef VB_SEARCHER_ENGINE_VERIFY_HITS_H
#define VB_SEARCHER_ENGINE_VERIFY_HITS_H

#include "searcher/engine/engine.h"

/* What the wider query finds, as the engine gives it. */
typedef struct vb_candidates {
  /* At most `size` hits after a place of the wider query, in the order that was requested; fewer
     only at the end. In the arena, which is cleared between two calls. */
  vb_status (*next)(void *context, const vb_engine_place *after, size_t size, vb_arena *arena,
                    vb_engine_hit **hits, size_t *count, vb_error *err);
  vb_status (*fetch)(void *context, const uint64_t *docs, size_t count, vb_arena *arena,
                     vb_article *out, vb_error *err);
  void *context;
  vb_stemmer *stemmer;
  vb_engine_place start; /* where to begin */
  bool far;              /* a request costs more than the article that it brings */
} vb_candidates;

/* Ends when the requested hits are found; with a count or facets, when no candidate is left; or
   when the time is up. request->after is not looked at: see start. */
vb_status vb_engine_verify(const vb_candidates *from, const vb_engine_request *request,
                           vb_arena *arena, vb_engine_result *out, vb_error *err);

#endif
