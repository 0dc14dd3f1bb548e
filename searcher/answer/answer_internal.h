/*
 * answer_internal.h - what the files that make answers share.
 */
#ifndef VB_SEARCHER_ANSWER_ANSWER_INTERNAL_H
#define VB_SEARCHER_ANSWER_ANSWER_INTERNAL_H

#include "indexer/base/utf8.h"
#include "indexer/store/quotation_fields.h"
#include "searcher/answer/copies.h"
#include "searcher/query/match.h"
#include "searcher/quote/history.h"
#include "searcher/verbatim.h"

struct vb_store {
  vb_engine *engine;
  vb_stemmer *stemmer;
};

double vb_search_clock_ms(void); /* of a clock that never goes back */

/* The query with each word that the store does not have replaced by the nearest
   one that it has; absent when no word can be bettered, or when the query so
   made finds nothing either. */
vb_status vb_search_did_you_mean(vb_engine *engine, vb_stemmer *stemmer, vb_str query,
                                 const vb_query *root, const vb_query *filter, vb_arena *arena,
                                 vb_str *out, vb_error *err);

/* Where nothing was found for it: adds a note that no source has this name, and which have its
   words; no note for a source that there is. */
vb_status vb_search_note_source(vb_engine *engine, vb_str source, vb_arena *arena,
                                vb_query_reading *reading, vb_error *err);

/* What is shown of how a query was read. */
static inline vb_query_reading vb_reading_of(const vb_query_parse *parse) {
  return (vb_query_reading){parse->read_as, parse->notes, parse->note_count};
}

/* The words of a filter in their order, as a phrase in the field; NULL without a word. */
vb_status vb_search_field_filter(vb_field field, vb_str text, vb_arena *arena, const vb_query **out,
                                 vb_error *err);
/* All filters of a request as one query, a source by its whole name; NULL without any. */
vb_status vb_search_filter(const vb_filter *filter, vb_arena *arena, const vb_query **out,
                           vb_error *err);

/* What an answer shows of an article, which must outlive the head: nothing is copied. */
vb_article_head vb_head_of(const vb_article *article);
/* The same copied: the article may go. */
vb_status vb_head_copy(const vb_article *from, vb_arena *arena, vb_article_head *to, vb_error *err);

/* How far the code points of a text are counted; zero is its start. */
typedef struct vb_points {
  uint32_t byte, count;
} vb_points;

/* A quotation of the article as answers show it, all but its head, in the arena; what matched in it
   is marked. `points` was counted up to the end of the quotation before, or not at all. VB_NOMEM.
   */
vb_status vb_quotation_list(const vb_article *article, const vb_quotation *from,
                            const vb_match *match, vb_points *points, vb_arena *arena,
                            vb_listed_quotation *to, vb_error *err);

size_t vb_snippet_chars(size_t asked); /* the usual for 0, and a limit */

/* The speakers of these articles, with in how many of them each is quoted, most first. */
vb_status vb_search_speakers(vb_store *store, const vb_engine_hit *hits, size_t count,
                             vb_arena *arena, vb_facet **out, size_t *out_count, vb_error *err);

/* The folding of one answer: which hits of the ranking stand for which others. */
typedef struct vb_fold {
  vb_engine *engine;
  vb_stemmer *stemmer;
  const vb_query *query;     /* filters and all: what listed copies must match */
  const vb_engine_hit *hits; /* the ranking from its first hit on */
  size_t hit_count;
  vb_arena *arena;  /* of the answer */
  uint64_t *folded; /* copies of what was shown so far */
  size_t folded_count, capacity;
} vb_fold;

/* Whether a shown article has this one among its copies. */
bool vb_fold_knows(const vb_fold *fold, uint64_t doc);
/* Looks up the copies of the hit at `rank`, in order of rank: either it is folded, or
   it is to be shown with those that it stands for. words: of its body. */
vb_status vb_fold_meet(vb_fold *fold, size_t rank, const vb_analysis *words, vb_copies *out,
                       bool *folded, vb_error *err);

/* Leaves of the matches that are copies of each other the first; out: the others, for each match
   left. */
vb_status vb_fold_quotes(vb_quote_result *found, vb_arena *arena, vb_copies **out, vb_error *err);

#endif
