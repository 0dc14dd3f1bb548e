/*
 * candidates.h - the queries by which look-up finds articles that may carry a quote.
 *
 * Each query finds every article that it must, and as few others as can be excluded
 * cheaply; the comparison (exact.h, near.h) decides. Queries are in the arena and borrow
 * the quote's words.
 */
#ifndef VB_SEARCHER_QUOTE_CANDIDATES_H
#define VB_SEARCHER_QUOTE_CANDIDATES_H

#include "indexer/text/analysis.h"
#include "searcher/engine/engine.h"
#include "searcher/quote/align.h"

typedef struct vb_rare_word {
  uint32_t at; /* in the quote */
  uint64_t articles;
} vb_rare_word;

/* How rare a quote's words are; of a long quote only a sample is looked up. */
typedef struct vb_rarity {
  const vb_analysis *words;
  uint64_t *articles;   /* by word: how many have it; UINT64_MAX if it was not looked up */
  vb_rare_word *rarest; /* the words that were looked up, rarest first */
  size_t count;
  uint64_t archive; /* articles in the store */
  bool pairs;       /* the engine's */
} vb_rarity;

vb_status vb_rarity_ask(vb_engine *engine, const vb_analysis *words, vb_arena *arena,
                        vb_rarity *out, vb_error *err);

/* The quote as one phrase: every article found has the quote's words. */
vb_status vb_candidates_phrase(const vb_analysis *words, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* A few of its rarest words at their distances: finds every article with the quote's words, and few
   others. */
vb_status vb_candidates_rarest(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* Finds all articles that may carry the quote with the changes that it declares. */
vb_status vb_candidates_edited(const vb_declared *declared, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* near: articles with rare words of the quote near each other; runs: articles with runs of its
   words; the third: either. For searches by relevance with `flat`. *out is NULL if the quote is too
   short to be recognised when altered, too long to be aligned, or has no telling word. */
vb_status vb_candidates_near(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err);
vb_status vb_candidates_runs(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err);
vb_status vb_candidates_altered(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                                vb_error *err);

#endif
