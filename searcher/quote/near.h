/*
 * near.h - articles that carry a quote in other words: where to look, and how near they come.
 *
 * For look-up, when no article has the quote's words one by one. The candidates
 * of an edited quote (align.h) have all its fixed pieces; those of an altered
 * one share a few of its runs of neighbouring words.
 */
#ifndef VB_QUOTE_NEAR_H
#define VB_QUOTE_NEAR_H

#include "searcher/quote/exact.h"

/* What an article comes to. */
typedef struct vb_near {
  vb_verdict verdict; /* VB_VERDICT_NOT_FOUND: not near enough; then the rest is of the nearest */
  vb_span span;
  vb_quote_edit *edits; /* in the arena of the reading */
  size_t edit_count;
  double agreement;
  unsigned changes;
} vb_near;

/* All articles that may carry the quote with the changes that it declares. */
vb_status vb_near_edited_query(const vb_declared *declared, vb_arena *arena, const vb_query **out,
                               vb_error *err);

/* Articles that share runs of words with the quote, for a search by relevance; *out is NULL for a
   quote too short to be altered and still known. */
vb_status vb_near_altered_query(vb_engine *engine, const vb_analysis *quote, vb_arena *arena,
                                const vb_query **out, vb_error *err);

vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err);
/* A quotation split by its attribution first, with its verdict; else the nearest place. */
vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err);

#endif
