/*
 * candidates.h - which articles may carry a quote: the questions that look-up asks an engine.
 *
 * Each query finds every article that it must and as few others as is cheap;
 * the comparison decides. All live in the arena and borrow the quote's words.
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

/* How rare a quote's words are; of a long quote only a sample is asked for. */
typedef struct vb_rarity {
  const vb_analysis *words;
  uint64_t *articles;   /* that have each word; UINT64_MAX where it was not asked */
  vb_rare_word *rarest; /* of those that were, rarest first */
  size_t count;
  uint64_t archive; /* articles in the store */
} vb_rarity;

vb_status vb_rarity_ask(vb_engine *engine, const vb_analysis *words, vb_arena *arena,
                        vb_rarity *out, vb_error *err);

/* The quote as one phrase: what it finds has the quote's words. */
vb_status vb_candidates_phrase(const vb_analysis *words, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* A few of its rarest words at their places: what has the quote's words is found, and little else.
 */
vb_status vb_candidates_rarest(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* All articles that may carry the quote with the changes that it declares. */
vb_status vb_candidates_edited(const vb_declared *declared, vb_arena *arena, const vb_query **out,
                               vb_error *err);
/* Articles that have rare words of the quote near each other; those that have runs of its words;
   either. All for a search by relevance, flat. *out is NULL for a quote too short to be altered and
   still known, or too long to be aligned, and where no word tells anything. */
vb_status vb_candidates_near(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err);
vb_status vb_candidates_runs(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err);
vb_status vb_candidates_altered(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                                vb_error *err);

#endif
