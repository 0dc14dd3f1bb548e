/*
 * lookup.h - finds which articles carry a quote, and how closely.
 *
 * A quote is any text; it has no operators. White space and quotation marks around the
 * whole are removed first. Each match has a verdict, the strictest that is true of it.
 */
#ifndef VB_SEARCHER_QUOTE_LOOKUP_H
#define VB_SEARCHER_QUOTE_LOOKUP_H

#include "searcher/engine/engine.h"
#include "searcher/query/match.h"
#include "searcher/quote/align.h"

/* The strictest verdict for a quote and a piece of an article that has the same words: compares
   characters, without an engine. Both may have any bytes; uses no memory. REQUIRES: the words are
   the same; whatever is neither verbatim nor typography is then case-punctuation. */
vb_verdict vb_quote_compare(vb_str quote, vb_str piece);

/* The quote inside a pasted text: without white space at both ends and without quotation marks
   around the whole (of any kind, also mismatched ones). */
vb_str vb_quote_strip(vb_str pasted);

typedef struct vb_quote_edit { /* offsets in bytes of the quote as looked up, and of the match's
                                  field */
  vb_edit_kind kind;
  uint32_t quote_start, quote_end;
  uint32_t start, end;
} vb_quote_edit;

typedef struct vb_quote_match {
  uint64_t doc;
  vb_article article; /* in the arena */
  vb_verdict verdict;
  vb_span span; /* the place in the article, with the quote's punctuation as far as it agrees; of
                   its members only start and end are certain to be set */
  vb_quote_edit *edits; /* in order; none if all words agree in one piece */
  size_t edit_count;
  double agreement;              /* share of words that agree, 0 to 1 */
  unsigned changes;              /* vb_change bits: what changed or was left out */
  bool number_written;           /* a number is equal but written differently: "1,000" for "1000" */
  const vb_quotation *quotation; /* of the article, in which the place lies; NULL for none */
  vb_str speaker;      /* the speaker of the quotation that contains it; absent if unknown */
  uint32_t confidence; /* percent: how certain that is; 0 without a speaker */
  bool within;         /* it is in quotation marks inside those words: quoted by that speaker */
  const vb_quotation *inner; /* the quotation inside that one, if the record has it; else NULL */
} vb_quote_match;

typedef struct vb_quote_result {
  vb_str quote;            /* as it was looked up */
  vb_verdict verdict;      /* the best of all; VB_VERDICT_NOT_FOUND or _UNKNOWN for none */
  vb_quote_match *matches; /* by verdict, then oldest first, undated last */
  size_t match_count;      /* at most `limit` */
  uint64_t total;          /* articles that carry it */
  bool total_exact;
  bool compared_all;       /* no candidate was skipped because there were too many */
  vb_quote_match *earlier; /* certainly older than the first, with the same words in other signs or
                              capitals; NULL for none */
  bool first_unsure; /* another match is no worse, and by its date may be as early as the first; or
                        a part of the archive is missing */
  vb_quote_match *nearest; /* for a quote that is not found: the nearest text, if any is near
                              and it was asked for */
  vb_str note;             /* "" or one sentence: the quote has no word, was cut, ... */
  vb_shard_failure *failures;
  size_t failure_count;
} vb_quote_result;

/* Every place in one article's title and body that has the words of the quote, for highlights:
   spans that do not overlap, without leaf. */
vb_status vb_quote_spans(vb_match_article *article, vb_str quote, vb_arena *arena, vb_match *out,
                         vb_error *err);

/* The earliest article that prints a similar wording and is certainly older than the first match of
   the look-up, which has the quote's words; *out is NULL if there is none. `found` is the result of
   the look-up. */
vb_status vb_quote_earlier(vb_engine *engine, const vb_quote_result *found, const vb_query *filter,
                           vb_arena *arena, vb_quote_match **out, vb_error *err);

/* VB_INVALID for a quote without a word. `filter` may be NULL. If very many articles carry the
   quote, the oldest are compared first and the note says so. Without `nearest` fewer articles are
   read for a quote that is not found. */
vb_status vb_quote_lookup(vb_engine *engine, vb_str quote, size_t limit, bool nearest,
                          const vb_query *filter, vb_arena *arena, vb_quote_result *out,
                          vb_error *err);

#endif
