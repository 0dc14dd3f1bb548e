/*
 * copies.h - where else an article was printed: its copies in a store.
 *
 * The engine finds the articles that share its keys (shingles.h); the texts of
 * these are then compared, and the same is done for each copy found: to be copies
 * of each other holds for all articles of a group, whichever is asked. Past
 * VB_COPIES_MAX the rest of a group is left out.
 */
#ifndef VB_SEARCHER_ANSWER_COPIES_H
#define VB_SEARCHER_ANSWER_COPIES_H

#include "indexer/text/shingles.h"
#include "searcher/engine/engine.h"

enum {
  /* A press release may be printed a hundred times; each costs a search and two readings. */
  VB_COPIES_MAX = 200
};

typedef struct vb_copies_request {
  uint64_t doc;              /* the article itself, which is none of its copies */
  const vb_analysis *words;  /* of its body */
  const vb_engine_hit *hits; /* known to match, by rank; may be NULL */
  size_t hit_count;
  const vb_query *only; /* copies without a rank must match this; NULL: none need to */
  vb_stemmer *stemmer;  /* for `only` */
} vb_copies_request;

/* Copies by rank, then date (unknown last), then id. */
vb_status vb_copies_find(vb_engine *engine, const vb_copies_request *request, vb_arena *arena,
                         vb_copies *out, vb_error *err);

/* What an answer shows of a copy; VB_NOMEM. */
vb_status vb_copy_of(const vb_article *article, vb_arena *arena, vb_copy *out, vb_error *err);

#endif
