/*
 * match.h - where a query matches inside one article, by looking at its words.
 *
 * The definition of what every operator means: engines may find articles any way
 * they like but must agree with this. Snippets and highlights come from its
 * spans; an engine whose index cannot decide a query exactly verifies its
 * candidates with it.
 */
#ifndef VB_QUERY_MATCH_H
#define VB_QUERY_MATCH_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"
#include "searcher/query/query.h"

/* An article cut into words, each part when first needed. */
typedef struct vb_match_article vb_match_article;

/* Borrows the article and the stemmer; lives in the arena. */
vb_status vb_match_open(const vb_article *article, vb_stemmer *stemmer, vb_arena *arena,
                        vb_match_article **out, vb_error *err);

/* The words of a part: VB_FIELD_TITLE, VB_FIELD_TEXT (body only) or a comment by index. */
vb_status vb_match_analysis(vb_match_article *article, vb_field field, size_t comment,
                            const vb_analysis **out, vb_error *err);

typedef struct vb_span {
  vb_field field;      /* VB_FIELD_TITLE, VB_FIELD_TEXT (body), VB_FIELD_COMMENTS, others */
  uint32_t comment;    /* index, for VB_FIELD_COMMENTS */
  uint32_t start, end; /* bytes of that part's text */
  uint32_t first_token, end_token;
  const vb_query *leaf; /* the TERM, PREFIX or PHRASE that matched here */
} vb_span;

typedef struct vb_match {
  bool matched;
  vb_span *spans; /* by field, comment, start; a phrase is one span; excluded words have none */
  size_t span_count;
} vb_match;

enum { VB_MATCH_SPANS_MAX = 10000 }; /* an article that repeats one word; the first ones are kept */

/* Spans of words that merely occur where an operator (NEAR, w/s) did not hold are left out. */
vb_status vb_match_query(vb_match_article *article, const vb_query *query, vb_arena *arena,
                         vb_match *out, vb_error *err);

#endif
