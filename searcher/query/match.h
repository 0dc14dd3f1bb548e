/*
 * match.h - finds where a query matches inside one article.
 *
 * This is the definition of every operator. Engines may find articles by any method but
 * must agree with it. Snippets and highlights come from its spans, and an engine whose
 * index cannot decide a query exactly verifies its candidates with it.
 *
 * Body, title, each author, each speaker, each comment, each part of a quotation and
 * each other field are parts that no match crosses. Words said (VB_FIELD_SAID) match in
 * the parts of quotations; their spans are places of the body. Two matches are near
 * each other, or in one sentence or paragraph, only if they share no word: "a NEAR/5 a"
 * needs two of them. A phrase must be wholly inside the sentence or paragraph. If a NEAR
 * is the child of another operator, any of its matches that has a partner counts.
 */
#ifndef VB_SEARCHER_QUERY_MATCH_H
#define VB_SEARCHER_QUERY_MATCH_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"
#include "searcher/query/query.h"

/* An article cut into words; each part is cut when it is first needed. */
typedef struct vb_match_article vb_match_article;

/* Borrows the article and the stemmer; the result is in the arena. */
vb_status vb_match_open(const vb_article *article, vb_stemmer *stemmer, vb_arena *arena,
                        vb_match_article **out, vb_error *err);

/* The words of a part: VB_FIELD_TITLE, VB_FIELD_TEXT (the body only), VB_FIELD_SOURCE ...; a
   comment or an author by its index. VB_NOT_FOUND when the article has no such part. */
vb_status vb_match_analysis(vb_match_article *article, vb_field field, size_t comment,
                            const vb_analysis **out, vb_error *err);

typedef struct vb_span {
  vb_field field;      /* VB_FIELD_TITLE, VB_FIELD_TEXT (body), VB_FIELD_COMMENTS, others */
  uint32_t comment;    /* index, for VB_FIELD_COMMENTS and VB_FIELD_AUTHOR */
  uint32_t start, end; /* bytes of that part's text */
  uint32_t first_token, end_token;
  const vb_query *leaf; /* the TERM, PREFIX or PHRASE that matched here */
} vb_span;

typedef struct vb_match {
  bool matched;
  vb_span *spans; /* ordered by field (its number), comment, start; a phrase is one span; no place
                     occurs twice; excluded words have none */
  size_t span_count;
} vb_match;

enum { VB_MATCH_SPANS_MAX = 10000 }; /* an article may repeat one word; the first ones are kept */

/* VB_NOMEM; VB_LIMIT for a phrase of more than VB_QUERY_TERMS_MAX words. Words for which an
   operator (NEAR, w/s) is not satisfied give no spans. */
vb_status vb_match_query(vb_match_article *article, const vb_query *query, vb_arena *arena,
                         vb_match *out, vb_error *err);

/* The same, as if this were the article's only quotation: its speaker, the words it reports. */
vb_status vb_match_quotation(vb_match_article *article, const vb_query *query, size_t quotation,
                             vb_arena *arena, vb_match *out, vb_error *err);

#endif
