/*
 * near.h - how near an article comes that carries a quote in other words.
 *
 * For look-up, when no article has the quote's words one by one.
 */
#ifndef VB_SEARCHER_QUOTE_NEAR_H
#define VB_SEARCHER_QUOTE_NEAR_H

#include "searcher/quote/exact.h"

/* What an article comes to. */
typedef struct vb_near {
  vb_verdict verdict; /* VB_VERDICT_NOT_FOUND: not near enough; then the rest is of the nearest */
  vb_span span;
  vb_quote_edit *edits; /* in the arena of the reading */
  size_t edit_count;
  double agreement;
  unsigned changes;
  bool number_written; /* a number is the same, but written otherwise: "1,000" for "1000" */
} vb_near;

/* The best place that has the words of the quote. Altered where a number has other signs. */
vb_status vb_near_exact(const vb_needle *needle, vb_reading *reading, vb_near *out, vb_error *err);

vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err);
/* A quotation split by its attribution first, with its verdict; else the nearest place, in the text
   or among the words spoken. Edited where only the article's own brackets were left out. */
vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err);

#endif
