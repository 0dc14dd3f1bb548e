/*
 * lookup.h - which articles carry a quote, and how closely.
 *
 * Any text, no operators in it. White space and the quotation marks around the
 * whole are taken off first; what is left is the quote. Each match carries its
 * verdict, the strictest that holds.
 */
#ifndef VB_SEARCHER_QUOTE_LOOKUP_H
#define VB_SEARCHER_QUOTE_LOOKUP_H

#include "searcher/engine/engine.h"
#include "searcher/query/match.h"
#include "searcher/quote/align.h"

/* The strictest verdict that holds between a quote and the piece of an article
   that has the same words: the comparison of characters, without any engine.
   Both of any bytes; takes no memory. What is no verbatim and no typography is
   case-punctuation: that the words are the same is the caller's to know. */
vb_verdict vb_quote_compare(vb_str quote, vb_str piece);

/* The quote inside what was pasted: without the white space and the quotation
   marks that wrap the whole of it (any kind, mismatched ones too). */
vb_str vb_quote_strip(vb_str pasted);

typedef struct vb_quote_edit { /* bytes, of the quote as it was looked up and of the match's field
                                */
  vb_edit_kind kind;
  uint32_t quote_start, quote_end;
  uint32_t start, end;
} vb_quote_edit;

typedef struct vb_quote_match {
  uint64_t doc;
  vb_article article; /* in the arena */
  vb_verdict verdict;
  vb_span span; /* where in the article, punctuation of the quote included where it agrees; of
                   its tokens only start and end are sure to be set */
  vb_quote_edit *edits; /* in order; none where the words agree one by one in one piece */
  size_t edit_count;
  double agreement;    /* share of words that agree, 0 to 1 */
  unsigned changes;    /* vb_change bits: what changed or was left out */
  bool number_written; /* some number is the same but written otherwise: "1,000" for "1000" */
  vb_str speaker;      /* whose quotation the place lies in; absent where that is not known */
  uint32_t confidence; /* percent: how sure that is; 0 without a speaker */
  bool within;         /* it stands in quotation marks within those words: quoted by that speaker */
} vb_quote_match;

typedef struct vb_quote_result {
  vb_str quote;            /* as it was looked up */
  vb_verdict verdict;      /* the best of all; VB_VERDICT_NOT_FOUND for none */
  vb_quote_match *matches; /* by verdict, then oldest first, undated last */
  size_t match_count;      /* at most `limit` */
  uint64_t total;          /* articles that carry it */
  bool total_exact;
  bool compared_all; /* no candidate was left out for their number */
  bool first_unsure; /* another match is no worse, and may be as early as the first by its date */
  vb_quote_match
      *nearest; /* of a quote that is not found: the text that is nearest, if any is near */
  vb_str note;  /* "" or one sentence: the quote has no word, was cut, ... */
  vb_shard_failure *failures;
  size_t failure_count;
} vb_quote_result;

/* Every place of one article's title and body that has the words of the quote,
   as spans that do not overlap, without leaf; for highlights. */
vb_status vb_quote_spans(vb_match_article *article, vb_str quote, vb_arena *arena, vb_match *out,
                         vb_error *err);

/* The earliest article that prints a near wording of a quote and is surely older than the first
   match of its look-up, which has its words; *out is NULL where there is none. The quote, matches
   and verdict are those of the look-up. */
vb_status vb_quote_earlier(vb_engine *engine, const vb_quote_result *found, const vb_query *filter,
                           vb_arena *arena, vb_quote_match **out, vb_error *err);

/* VB_INVALID for a quote without a word (the sentence says so). A filter may be NULL. When
   very many articles carry the quote, the oldest are compared first and the note says so. */
vb_status vb_quote_lookup(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                          vb_arena *arena, vb_quote_result *out, vb_error *err);

#endif
