/*
 * near.h - how near an article is to a quote in other words.
 *
 * Look-up uses it when no article has the quote's words one by one.
 */
#ifndef VB_SEARCHER_QUOTE_NEAR_H
#define VB_SEARCHER_QUOTE_NEAR_H

#include "searcher/quote/exact.h"

/* The result for one article. */
typedef struct vb_near {
  vb_verdict
      verdict; /* VB_VERDICT_NOT_FOUND: not near enough; the rest describes the nearest place */
  vb_span span;
  vb_quote_edit *edits; /* in the arena of the reading */
  size_t edit_count;
  double agreement;
  unsigned changes;
  bool number_written; /* a number is equal but written differently: "1,000" for "1000" */
} vb_near;

/* The best place that has the words of the quote. Altered if a number has other signs. */
vb_status vb_near_exact(const vb_needle *needle, vb_reading *reading, vb_near *out, vb_error *err);

vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err);
/* The most words of a quote of so many that a text may lack and still be near it (`altered`), or be
   the nearest text of a quote that is not found. */
size_t vb_near_lacks_most(size_t words, bool altered);
/* How many adjacent words of a text or title have all words that agree with a quote of `words`, if
   some word of the quote is nowhere in it: the place that is aligned, and as many as the quote has
   before and after it (the words spoken there). */
size_t vb_near_reach(size_t words);
/* A quotation split by its attribution has priority, with its verdict; otherwise the nearest place
   in the text or among the spoken words. Edited if only the article's own brackets were left
   out. */
vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err);

#endif
