/*
 * answer_internal.h - what the files that make answers share.
 */
#ifndef VB_SEARCHER_ANSWER_ANSWER_INTERNAL_H
#define VB_SEARCHER_ANSWER_ANSWER_INTERNAL_H

#include "indexer/base/utf8.h"
#include "indexer/store/quotation_fields.h"
#include "searcher/answer/copies.h"
#include "searcher/answer/people.h"
#include "searcher/query/match.h"
#include "searcher/quote/history.h"
#include "searcher/verbatim.h"

struct vb_store {
  vb_engine *engine;
  vb_stemmer *stemmer;
  vb_people *people;
};

/* An answer fails if a part of the archive stops answering in the middle of it. Asked for once
   more, there is one without that part. */
typedef struct vb_attempt {
  vb_store *store;
  uint64_t state;
  unsigned times;
} vb_attempt;
vb_attempt vb_attempt_begin(vb_store *store);
/* Whether what failed so is to be asked for again. */
bool vb_attempt_again(vb_attempt *attempt, vb_status status);

/* The speaker that is asked for. */
typedef struct vb_asked_speaker {
  const vb_query *words;    /* of the name, in their order; NULL: any speaker */
  const vb_query *articles; /* that may quote whom is asked for; NULL: any */
  vb_named named;           /* whom the name may mean */
  bool by_person;           /* those alone, under all their names; else whoever has the words */
} vb_asked_speaker;

/* Reads a typed name; persons are borrowed until the next request. */
vb_status vb_asked_speaker_read(vb_store *store, vb_str typed, vb_arena *arena,
                                vb_asked_speaker *out, vb_error *err);
/* Whether a quotation of an article is theirs. */
vb_status vb_asked_speaker_is(vb_store *store, const vb_asked_speaker *asked,
                              vb_match_article *words, const vb_article *article, size_t quotation,
                              vb_arena *scratch, bool *yes, vb_error *err);
/* Whom the name may mean, each with the articles that quote them; the one name where it means one.
 */
vb_status vb_asked_speaker_people(vb_store *store, const vb_asked_speaker *asked, vb_arena *arena,
                                  vb_facet **people, size_t *count, vb_str *person, vb_error *err);

/* Where a list of quotations goes on (said_place.c). */
typedef struct vb_said_place {
  vb_engine_place articles; /* those that are done */
  uint64_t given;           /* how many quotations of the next article */
} vb_said_place;

/* Reads the place of a request; *known is false if it has none, or that of another question or of
   another state of the store. VB_INVALID for a text that is no place. */
vb_status vb_said_place_read(vb_store *store, const vb_said_request *request, vb_said_place *out,
                             bool *known, vb_error *err);
/* The text of a place; absent if the store does not tell its state. */
vb_status vb_said_place_write(vb_store *store, const vb_said_request *request,
                              const vb_said_place *place, vb_arena *arena, vb_str *out,
                              vb_error *err);

/* A query of articles in which speaker:"ADA BROOK" means the person, under all names; parts of the
   query are kept as they are. */
vb_status vb_asked_speaker_widen(vb_store *store, const vb_query *query, vb_arena *arena,
                                 const vb_query **out, vb_error *err);

/* How a quotation's speaker is shown: the person's name where that is known, else the name as it
   stands; absent without one. Borrowed until the next request, or the article's. */
vb_status vb_shown_speaker(vb_store *store, const vb_article *article,
                           const vb_quotation *quotation, vb_str *out, vb_error *err);

double vb_search_clock_ms(void); /* the monotonic clock, in milliseconds */

/* The query with each word that the store lacks replaced by the nearest one that it has. Absent if
   no word can be improved, or if the new query finds nothing either. It takes some tenths of a
   second at most, and ends at `deadline` (of vb_search_clock_ms; 0: none). */
vb_status vb_search_did_you_mean(vb_engine *engine, vb_stemmer *stemmer, vb_str query,
                                 const vb_query *root, const vb_query *filter, double deadline,
                                 vb_arena *arena, vb_str *out, vb_error *err);

/* Call it if nothing was found: adds a note if no source has the name that the filter chooses, with
   the sources that have its words; no note for an existing source, or for several. */
vb_status vb_search_note_source(vb_engine *engine, const vb_filter *filter, vb_arena *arena,
                                vb_query_reading *reading, vb_error *err);

/* Adds notes on names between quotation marks that other articles have as possessives only, and on
   those that they have with or without an apostrophe, with how many. root: of `query`, as typed. */
vb_status vb_search_note_forms(vb_engine *engine, vb_str query, const vb_query *root,
                               const vb_query *filter, vb_arena *arena, vb_query_reading *reading,
                               vb_error *err);

/* Adds a copy of a note. */
vb_status vb_reading_note(vb_query_reading *reading, vb_str text, vb_arena *arena, vb_error *err);

/* The part of a parse that answers show. */
static inline vb_query_reading vb_reading_of(const vb_query_parse *parse) {
  return (vb_query_reading){parse->read_as, parse->notes, parse->note_count};
}

/* The words of a filter, in order, as a phrase in the field; NULL without a word. */
vb_status vb_search_field_filter(vb_field field, vb_str text, vb_arena *arena, const vb_query **out,
                                 vb_error *err);
/* All filters of a request as one query; NULL without filters. REQUIRES: vb_people_begin. */
vb_status vb_search_filter(vb_store *store, const vb_filter *filter, vb_arena *arena,
                           const vb_query **out, vb_error *err);
/* The same without those of one facet; VB_FACET_KINDS: with all. */
vb_status vb_search_filter_without(vb_store *store, const vb_filter *filter, vb_facet_kind without,
                                   vb_arena *arena, const vb_query **out, vb_error *err);
/* Whether the filter chooses or excludes values of this facet. */
bool vb_search_chooses(const vb_filter *filter, vb_facet_kind kind);
/* Copies the texts and choices of a filter into the arena. VB_NOMEM. */
vb_status vb_search_filter_copy(vb_filter *filter, vb_arena *arena, vb_error *err);

/* The head of an article for an answer. Nothing is copied, so the article must outlive the head. */
vb_article_head vb_head_of(const vb_article *article);
/* The same, copied: the article may be freed. */
vb_status vb_head_copy(const vb_article *from, vb_arena *arena, vb_article_head *to, vb_error *err);

/* A cursor that converts byte offsets to code points; zero is the start of the text. */
typedef struct vb_points {
  uint32_t byte, count;
} vb_points;

/* A quotation of the article as answers show it, without its head, in the arena, with the matches
   in it marked. `points` is zero, or where it was after the previous quotation. VB_NOMEM. */
vb_status vb_quotation_list(const vb_article *article, const vb_quotation *from,
                            const vb_match *match, vb_points *points, vb_arena *arena,
                            vb_listed_quotation *to, vb_error *err);

/* Sets a wording's difference from the quote. */
vb_status vb_wording_diff(vb_str quote, vb_arena *arena, vb_quote_variant *variant, vb_error *err);

size_t vb_snippet_chars(size_t asked); /* the default for 0, and at most a limit */

/* The speakers quoted in some articles, by person, with the number of articles of each. */
typedef struct vb_speaker_counts vb_speaker_counts;
vb_speaker_counts *vb_speaker_counts_new(vb_arena *arena); /* NULL when there is no memory */
/* number: of the article, ascending. */
vb_status vb_speaker_counts_add(vb_speaker_counts *counts, const vb_article *article,
                                uint32_t number, vb_error *err);
/* Most first. */
vb_status vb_speaker_counts_list(vb_speaker_counts *counts, vb_store *store, vb_facet **out,
                                 size_t *out_count, vb_error *err);

/* How a search was read. All in the arena, except persons, which are borrowed until the next
 * request. */
typedef struct vb_search_reading {
  vb_query_reading shown;
  const vb_query *query;  /* as typed, with the persons that it names: what is marked */
  const vb_query *filter; /* NULL: none */
  const vb_query *whole;  /* both: what is searched */
} vb_search_reading;
vb_status vb_search_read(vb_store *store, const vb_search_request *request, vb_arena *arena,
                         vb_search_reading *out, vb_error *err);

/* What the facets of a search are counted from (facets.c). */
typedef struct vb_facet_counting {
  vb_store *store;
  const vb_search_request *request;
  const vb_query *query;         /* as typed; NULL: filters alone */
  const vb_engine_result *found; /* with facets, and its first VB_FACET_ARTICLES hits */
  double deadline;               /* of vb_search_clock_ms; 0: none */
  vb_arena *arena;
} vb_facet_counting;
/* Sets the facets of an answer, and timed_out. */
vb_status vb_search_facets(const vb_facet_counting *counting, vb_search_result *out, vb_error *err);
/* Makes its calls to an engine that gathers them; what it sets is of no use. */
void vb_search_facets_expect(const vb_facet_counting *counting, vb_search_result *out);

/* The folding of one answer: which hits of the ranking represent which others. */
typedef struct vb_fold {
  vb_engine *engine;
  vb_stemmer *stemmer;
  const vb_query *query;     /* with filters: listed copies must match it */
  const vb_engine_hit *hits; /* the ranking from its first hit */
  size_t hit_count;
  vb_arena *arena;  /* of the answer */
  uint64_t *folded; /* copies of the articles shown so far */
  size_t folded_count, capacity;
  vb_copy_texts *texts; /* read so far; released by vb_fold_clear */
} vb_fold;

void vb_fold_clear(vb_fold *fold);

/* Whether this article is a copy of one that is shown. */
bool vb_fold_knows(const vb_fold *fold, uint64_t doc);
/* Looks up the copies of the hit at `rank`; call it in order of rank. Either *folded (an earlier
   hit represents it), or it is shown with the copies in *out. words: of its body. */
vb_status vb_fold_meet(vb_fold *fold, size_t rank, const vb_analysis *words, vb_copies *out,
                       bool *folded, vb_error *err);

/* What the hits of one answer are made with. */
typedef struct vb_hit_making {
  vb_store *store;
  const vb_query *query; /* what is marked */
  size_t snippets, snippet_chars;
  vb_fold *fold;     /* NULL: copies are not looked for */
  vb_arena *scratch; /* that of the articles */
  vb_arena *arena;   /* of the answer */
} vb_hit_making;
/* Fills all of a hit but its score, rank and matches of others; *folded: an earlier hit represents
   it, and it is not filled. REQUIRES: its rank is set. */
vb_status vb_search_hit_make(const vb_hit_making *making, const vb_article *article,
                             vb_search_hit *hit, bool *folded, vb_error *err);

/* Removes matches that are copies of an earlier match; out: for each remaining match, its
   copies. */
vb_status vb_fold_quotes(vb_quote_result *found, vb_arena *arena, vb_copies **out, vb_error *err);

#endif
