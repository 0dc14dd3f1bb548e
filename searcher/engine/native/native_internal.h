/*
 * native_internal.h - what the files of the native engine share.
 *
 *   native.c          the engine: snapshot, fetch, frequency, refresh
 *   plan.c            turns a query tree into a tree of cursors over one segment
 *   cursor.c          walks that tree: candidates, confirmation, scores
 *   phrase.c          plans phrases and proximity: which lists lead, words or pairs
 *   positions.c       decides by positions whether a candidate matches
 *   gathered_places.c the places of all words of a prefix, where a cursor for each is too much
 *   within.c          likewise, one sentence, one paragraph, and NEAR of groups and phrases
 *   rank.c            top hits by an exhaustive walk, and counts
 *   facet_counts.c    counts of sources and dates
 *   search_pieces.c   divides a long search into pieces of segments, for several threads
 *   doc_set.c         all matches of a tree of lists as bits, for counts and facets
 *   top_k.c           top hits of one list or phrase, most promising first
 *   block_max.c       top hits of AND and OR by block maxima
 *   flat_top_k.c      top hits of a flat OR of words, phrases and NEAR
 *   terms.c           the terms of a field with a common beginning
 *   nearest_word.c    the word of the lexicon nearest in spelling
 *   word_cache.c      a cache of look-ups in the lexicon
 *   member_sets.c     a cache of the documents of frequent words, as bits
 *   lacks.c           tells that an article lacks too many of some words
 *   near_duplicates.c articles with keys of copies in common
 *
 * Deciding a phrase is expensive, so cursors work in two steps: seek moves to the next
 * candidate, which has all the words; confirm says whether it matches.
 */
#ifndef VB_SEARCHER_ENGINE_NATIVE_NATIVE_INTERNAL_H
#define VB_SEARCHER_ENGINE_NATIVE_NATIVE_INTERNAL_H

#include "indexer/store/commit/snapshot.h"
#include "searcher/engine/day_counts.h"
#include "searcher/engine/engine.h"
#include "searcher/engine/search_threads.h"
#include "searcher/engine/source_counts.h"
#include "searcher/query/match.h"

#include "indexer/base/hash_table.h"

#include <time.h>

enum {
  TIME_CHECK = 256 /* candidates between two checks of the clock */
};

typedef struct opened_list {
  struct opened_list *before;
  vb_posting list;
} opened_list;

typedef struct clock_limit {
  double end; /* of clock.h */
  bool set, passed;
  uint32_t countdown;
} clock_limit;

/* Caches what the lexicons say of words, by (segment, key), because the same few hundred words are
   in every quotation. Void when the snapshot changes. */
typedef struct word_cache word_cache;
word_cache *vb_word_cache_new(void);
void vb_word_cache_clear(word_cache *cache);
void vb_word_cache_free(word_cache *cache);
/* vb_segment_word through the cache; NULL: without one. */
vb_status vb_word_cache_find(word_cache *cache, const vb_segment *segment, vb_str key, vb_term *out,
                             vb_error *err);
/* For a word that will be looked up with others: its place comes in from memory meanwhile. */
void vb_word_cache_expect(const word_cache *cache, const vb_segment *segment, vb_str key);
/* vb_segment_bigram through the cache; NULL: without one. */
vb_status vb_word_cache_find_pair(word_cache *cache, const vb_segment *segment, const vb_term *a,
                                  const vb_term *b, vb_term *out, vb_error *err);

/* Keeps the documents of frequent words as bits, of 16 MiB at most. Void when the snapshot changes.
 */
typedef struct member_sets member_sets;
member_sets *vb_member_sets_new(void);
void vb_member_sets_clear(member_sets *sets);
void vb_member_sets_free(member_sets *sets);

/* For all segments, the articles with a word that begins with the prefix. Computed when the first
   segment asks, because the total number of articles decides what each one weighs. */
typedef struct prefix_docs {
  uint32_t *docs, *weights; /* ascending */
  uint32_t count;
} prefix_docs;

typedef struct prefix_lists {
  struct prefix_lists *before;
  vb_field field;
  vb_str term; /* of the query's text */
  float idf;
  prefix_docs *segments; /* one for each of the snapshot */
} prefix_lists;

/* The idf of a word over the whole snapshot, which each segment asks for. */
typedef struct known_idf {
  struct known_idf *before;
  vb_str term;
  vb_field field;
  bool by_stem;
  float idf;
  uint32_t number; /* of these, from 1 on */
} known_idf;

/* One search over the whole snapshot. All segments share its statistics. */
typedef struct search_context {
  const vb_snapshot *snapshot;
  word_cache *words;    /* NULL: none */
  member_sets *sets;    /* NULL: none */
  const char *language; /* of the stemmer */
  vb_stemmer *stemmer;
  vb_arena *arena;
  vb_arena *kept;              /* for what all segments need; may be the arena */
  double docs;                 /* of all segments */
  double average;              /* words of an article */
  const float *norm;           /* by length code (vb_posting_norms) */
  bool flat;                   /* as in the request */
  bool every;                  /* every match is visited, whatever its score */
  bool rough;                  /* as in the request */
  bool lone;                   /* only one phrase is scored, so its idf does not matter */
  const vb_query *guessed_for; /* the last phrase planned, and for each of its words the number */
  uint32_t *guesses;           /* of articles with it in the previous segment (phrase.c) */
  clock_limit clock;
  vb_arena *scratch;          /* cleared for each article */
  prefix_lists *prefixes;     /* of every PREFIX leaf */
  known_idf *idfs;            /* of the first TERMs that were asked for, the last one first */
  struct opened_list *opened; /* every list of the search; closed at its end */
  vb_status status;           /* the first failure; it ends the walk */
  vb_error error;
  vb_search_threads *threads;       /* that may help; NULL: none */
  const vb_engine_request *request; /* NULL: it is not divided into pieces (search_pieces.c) */
  bool divide;                      /* they shall be: set with a status, which ends the plan */
  uint32_t piece_docs;              /* the most documents of a piece; 0: no bound */
} search_context;

typedef enum cursor_kind {
  CURSOR_EMPTY,
  CURSOR_ALL,   /* every doc */
  CURSOR_LIST,  /* one posting list */
  CURSOR_ARRAY, /* docs and weights in memory: a union of many lists */
  CURSOR_UNION, /* the lists of a stem's words, walked as one list with added weights */
  CURSOR_AND,
  CURSOR_OR,
  CURSOR_ANDNOT, /* the first child without the others */
  CURSOR_DATE,
  CURSOR_PHRASE, /* its children are lists that a match must be in, rarest first */
  CURSOR_NEAR,   /* the same */
  CURSOR_VERIFY  /* its child's candidates, each verified: by positions or by reading the article */
} cursor_kind;

typedef struct gathered_places gathered_places; /* gathered_places.c */

/* The places of one slot of a phrase, or of one side of NEAR. */
typedef struct place_source {
  vb_posting **lists; /* one for each word that fits the slot */
  size_t list_count;
  gathered_places *gathered; /* instead of lists: of very many words */
  int32_t offset;            /* from the start of the phrase */
  bool implied;              /* the lists that lead have only articles with it */
  uint64_t cost;             /* articles */
} place_source;

typedef struct within within; /* within.c */

typedef struct cursor cursor;
struct cursor {
  cursor_kind kind;
  uint32_t doc;       /* the current candidate; VB_DOC_END at the end */
  uint32_t confirmed; /* the last doc that was confirmed, and the answer */
  bool answer;
  uint64_t cost; /* estimated number of candidates */
  float idf;     /* of a leaf */
  cursor **children;
  size_t child_count;
  vb_posting *list; /* LIST */
  bool title_only;  /* LIST, UNION: only docs that have it in the title */
  float bound;      /* LIST: the most that it adds to a score (block_max.c) */
  /* LIST: a block, the documents that it could hold, and the most that it adds */
  uint32_t block, block_first, block_last;
  float block_bound;
  uint32_t *docs; /* ARRAY: ascending */
  uint32_t *weights;
  size_t at, doc_count;
  uint32_t first_day, last_day; /* DATE */
  place_source *places;         /* PHRASE, NEAR: rarest first */
  size_t place_count;
  place_source *said; /* PHRASE: the first and last words of the quotations' parts it must be in */
  bool listed;        /* PHRASE: the lists decide; no positions are needed */
  uint32_t min_position, max_position; /* PHRASE, NEAR: the range in which matches may start */
  uint32_t distance;
  uint32_t weight;       /* PHRASE, NEAR: of the matches in the confirmed doc */
  uint32_t least;        /* PHRASE: matches of less weight than this are not wanted */
  const vb_query *query; /* VERIFY */
  within *within;        /* VERIFY: decides without reading the article; NULL: it must be read */
};

typedef struct segment_search {
  search_context *context;
  const vb_segment *segment;
  size_t number; /* of the segment in the snapshot */
  uint32_t docs;
  uint32_t first, end; /* the documents that are searched: [first, end); all, or those of a piece */
  const uint32_t *first_days, *last_days, *sources;
  const uint16_t *minutes;
  const uint8_t *length_codes;
  bool shares;      /* each list is opened once: its documents are found in any order, not sought */
  float norm_ratio; /* the search's norm is at least this times the segment's norm; at most 1 */
  uint32_t *positions[2]; /* room for place sets */
  size_t positions_capacity[2];
  struct found_prefix *prefixes; /* whose words were looked up before (phrase.c) */
  gathered_places *gathered;     /* the latest */
} segment_search;

/* Records the first failure; true when status is one. */
void vb_native_keep_failure(search_context *context, vb_status status, const vb_error *err);
static inline bool vb_native_failed(search_context *context, vb_status status,
                                    const vb_error *err) {
  if (status != VB_OK) vb_native_keep_failure(context, status, err);
  return status != VB_OK;
}
/* Records that memory ran out; returns false. */
bool vb_native_out_of_memory(search_context *context);
/* Records the failure of a list if it has one; returns whether it has. */
void vb_native_keep_list_failure(search_context *context, const vb_posting *list);
static inline bool vb_native_list_failed(search_context *context, const vb_posting *list) {
  if (list->status != VB_OK) vb_native_keep_list_failure(context, list);
  return list->status != VB_OK;
}
/* Checks the clock every TIME_CHECK calls; true once the time limit has passed. */
bool vb_native_late(search_context *context);
/* Likewise, before a step that takes as long as `steps` candidates; and before one that takes as
   long as hundreds, which always checks. */
bool vb_native_late_after(search_context *context, uint32_t steps);
bool vb_native_late_now(search_context *context);

/* Closes the lists of the search, and records the failure of a damaged one: it went to its end,
   whoever walked it, so the result is not complete. */
void vb_native_close_lists(search_context *context);

/* Opens a list, or returns the open one if the segment shares them. The search closes it at its
 * end. NULL on failure (recorded in the context). */
vb_posting *vb_native_open_list(segment_search *s, const vb_term *term);

/* plan.c */
/* Collects every word of a segment with the prefix into one list, in context->kept. */
vb_status vb_native_gather_prefix(search_context *context, const vb_segment *segment,
                                  const vb_query *prefix, prefix_docs *out, vb_error *err);
/* The tree of cursors over one segment; NULL on failure (recorded in the context). */
cursor *vb_native_plan(segment_search *s, const vb_query *query);
/* The number of articles in one segment that have a TERM; 0 on failure (recorded in the
   context). */
uint64_t vb_native_df(search_context *context, const vb_segment *segment, const vb_query *term);
/* The idf for a number of articles; the idf of a TERM over the whole snapshot, which df articles of
   this segment have (VB_DF_UNKNOWN: they are counted). */
#define VB_DF_UNKNOWN UINT64_MAX
float vb_native_idf(const search_context *context, uint64_t df);
float vb_native_term_idf(segment_search *s, const vb_query *term, uint64_t df);
/* The key of a word in a field. */
vb_str vb_native_key(vb_arena *arena, vb_field field, vb_str term);

/* phrase.c */
cursor *vb_native_plan_phrase(segment_search *s, const vb_query *query);
cursor *vb_native_plan_near(segment_search *s, const vb_query *query);
/* The places of a TERM or PREFIX, and a cursor for the starts of a phrase (vb_native_starts). False
   and NULL on failure, which is recorded, or if positions do not decide it. */
bool vb_native_plan_places(segment_search *s, const vb_query *leaf, place_source *out);
const cursor *vb_native_plan_starts(segment_search *s, const vb_query *phrase);
/* Opens a list of places that are not words; a source without lists if the segment has none. */
bool vb_native_open_places(segment_search *s, vb_places list, place_source *out);
/* positions.c */
int vb_native_by_number(const void *a, const void *b); /* compares two uint32_t */
/* The places of a source in a document, ascending; valid until another source of several lists is
   asked. NULL: none, or a failure, which is recorded. */
const uint32_t *vb_native_places(segment_search *s, const place_source *p, uint32_t doc,
                                 uint32_t *count);
/* Likewise for a source of which documents are asked in ascending order only: faster. */
const uint32_t *vb_native_next_places(segment_search *s, const place_source *p, uint32_t doc,
                                      uint32_t *count);
/* The starts of a phrase in a document, ascending; valid until the next call. */
const uint32_t *vb_native_starts(segment_search *s, const cursor *phrase, uint32_t doc,
                                 uint32_t *count);
bool vb_native_confirm_phrase(segment_search *s, cursor *c);
bool vb_native_confirm_near(segment_search *s, cursor *c);

/* gathered_places.c */
/* The places of all words whose keys begin with this one, in the documents that are searched. NULL
   on failure, which is recorded, or if they take more memory than the search may take. Kept until
   they are dropped. */
gathered_places *vb_native_gather_places(segment_search *s, vb_str key);
uint64_t vb_native_gathered_articles(const gathered_places *gathered); /* those that have one */
/* An ARRAY of these articles, without weights; EMPTY if there is none. NULL on failure. */
cursor *vb_native_gathered_cursor(segment_search *s, const gathered_places *gathered);
/* The places in a document that is searched, ascending; NULL: none. */
const uint32_t *vb_native_gathered(gathered_places *gathered, uint32_t doc, uint32_t *count);
void vb_native_drop_gathered(segment_search *s);

/* within.c */
/* NULL if positions do not decide the query, or on failure, which is recorded. */
within *vb_native_plan_within(segment_search *s, const vb_query *query);
/* Whether the document matches. False if the index does not tell, and the text must be read. */
bool vb_native_within(segment_search *s, within *w, uint32_t doc, bool *answer);

/* cursor.c */
cursor *vb_native_cursor(segment_search *s, cursor_kind kind, size_t child_count);
uint32_t vb_native_seek(segment_search *s, cursor *c, uint32_t target);
bool vb_native_confirm(segment_search *s, cursor *c);
/* Whether a document is of the days of a DATE, in any order. */
bool vb_native_in_dates(const segment_search *s, const cursor *c, uint32_t doc);
/* A word adds a float, and their sum is a double: so the order of adding does not show. */
double vb_native_score(segment_search *s, cursor *c);

static inline float vb_native_saturate(const segment_search *s, uint32_t weight, uint32_t doc) {
  float w = (float)weight;
  if (s->context->flat) return 1;
  return w * (float)(VB_BM25_K1 + 1) / (w + s->context->norm[s->length_codes[doc]]);
}
/* The same of docs[first, end) of a list's block, in loops that are vectorized; not for a flat
   search. */
void vb_native_saturate_block(const segment_search *s, const vb_posting *list, uint32_t first,
                              uint32_t end, const uint32_t *weights, float *restrict scores);

/* rank.c */
typedef struct top { /* the best hits so far: a heap, worst at the root */
  vb_engine_hit *hits;
  size_t count, capacity;
} top;
/* Whether a hit would be kept. Of two with the same score the one with the lower number is better,
   and documents may come in any order. */
static inline bool vb_top_takes(const top *t, double score, uint64_t doc) {
  if (t->count < t->capacity) return true;
  if (!t->capacity) return false;
  const vb_engine_hit *worst = &t->hits[0];
  return score > worst->score || (score == worst->score && doc < worst->doc);
}
void vb_top_offer(top *t, double score, uint64_t doc);
vb_status vb_native_search(search_context *context, const vb_engine_request *request,
                           vb_engine_result *out, vb_error *err);

typedef struct facet_counts {
  vb_day_counts *days;
  vb_source_counts sources; /* of all segments */
  uint64_t *by_ordinal;     /* counts of the current segment */
  uint32_t ordinals;
} facet_counts;

typedef struct outcome { /* what was found so far */
  top best;
  facet_counts *facets; /* NULL: not asked for */
  uint64_t total;
  bool exact; /* of the total */
} outcome;

/* Searches documents [first, end) of a segment, or to its end if that is before, and adds what it
   finds, but for the sources, which are still to be taken over. REQUIRES: `first` is a multiple
   of 64. */
void vb_native_search_range(search_context *context, size_t segment, uint32_t first, uint32_t end,
                            const vb_engine_request *request, outcome *out);

/* facet_counts.c */
facet_counts *vb_facet_counts_new(vb_arena *arena); /* NULL without memory */
void vb_facet_counts_clear(facet_counts *f);        /* takes NULL */
/* Begins a segment; false on failure, which is recorded. Until it is ended, add counts a match. */
bool vb_facet_counts_begin(facet_counts *f, search_context *context, const vb_segment *segment);
static inline void vb_facet_counts_add(facet_counts *f, const segment_search *s, uint32_t doc) {
  vb_day_counts_add(f->days, s->first_days[doc], s->last_days[doc]);
  /* Not counted: an unknown source, or one beyond the list. */
  if (s->sources[doc] < f->ordinals) f->by_ordinal[s->sources[doc]]++;
}
/* Adds the counts of sources, by their names, to `to`, which may be the same. A failure is
 * recorded.
 */
void vb_facet_counts_take_sources(facet_counts *f, search_context *context,
                                  const vb_segment *segment, facet_counts *to);
void vb_facet_counts_take_days(const facet_counts *f, facet_counts *to);
void vb_facet_counts_end(facet_counts *f);
vb_status vb_facet_counts_give(facet_counts *f, vb_engine_result *out, vb_error *err);

/* search_pieces.c */
/* Whether this segment and those after it shall be searched in pieces, because to walk the tree
   takes long. If so, that is recorded as a failure, which ends the plan. */
bool vb_native_divides_walk(segment_search *s, const cursor *c);
/* Likewise because of a step of the plan that takes so long for the whole segment, or needs more
   memory for it than there is. */
bool vb_native_divides_room(segment_search *s, uint64_t ns, uint64_t bytes, size_t room);
/* Gathers a prefix in all segments, by several threads if there are idle ones and much to do. */
vb_status vb_native_gather_prefixes(search_context *context, const vb_query *prefix,
                                    prefix_docs *out, vb_error *err);
/* Searches all segments from that one on in pieces. A failure is recorded. */
void vb_native_search_pieces(search_context *context, size_t segment,
                             const vb_engine_request *request, outcome *out);

/* Whether only a piece of the segment is searched. */
static inline bool vb_native_is_piece(const segment_search *s) {
  return s->end - s->first < s->docs;
}

/* Each returns false, having done nothing, if the tree is not of a kind that they handle. Documents
   that they skip are not counted. The first two are not for a flat search, the last is not for a
   piece of a segment.
   top_k.c; all: every match is offered and counted. */
bool vb_native_top_k(segment_search *s, cursor *c, uint64_t base, bool all, top *best,
                     uint64_t *seen);
/* block_max.c */
bool vb_native_block_max(segment_search *s, cursor *c, uint64_t base, top *best, uint64_t *seen);
/* flat_top_k.c; only for a flat search. */
bool vb_native_flat_top_k(segment_search *s, cursor *c, uint64_t base, top *best, uint64_t *seen);

/* ---- sets of documents: a bit for each ---- */

/* The 64-bit words of a set; at least one. */
static inline size_t vb_doc_set_words(const segment_search *s) {
  return (size_t)s->docs / 64 + 1;
}
/* An expression, which is no call even without optimisation: loops over whole lists ask it. */
#define VB_DOC_SET_HAS(set, doc) ((set)[(doc) / 64] >> (doc) % 64 & 1)
static inline void vb_doc_set_add(uint64_t *set, uint32_t doc) {
  set[doc / 64] |= UINT64_C(1) << doc % 64;
}

/* doc_set.c */
/* Whether lists alone decide the tree, and all its matches are found faster as a set. */
bool vb_native_doc_set_worth(const segment_search *s, const cursor *c);
/* A bit for each match, deleted articles too; NULL on failure, which is recorded. Only for trees of
   lists. Moves the lists. */
uint64_t *vb_native_doc_set(segment_search *s, const cursor *c);
/* Likewise into a set of vb_doc_set_words, which is empty, or has other lists of a union. Of a
   piece of a segment, other documents may have bits too or not. False on failure, which is
   recorded; after the time limit some are missing. */
bool vb_native_fill_doc_set(segment_search *s, const cursor *c, uint64_t *set);

/* member_sets.c: begins a walk over a segment; the sets that were found for the walk before it may
   be freed from now on. Takes NULL. */
void vb_member_sets_begin(member_sets *sets);
/* A bit for each document of a LIST or UNION, deleted ones too, valid until the next walk begins;
   NULL while none are kept of it, and in a piece of a segment. `lead` is how many documents will be
   looked for. May move the lists. */
const uint64_t *vb_member_sets_find(segment_search *s, const cursor *c, uint64_t lead);

/* lacks.c */
typedef struct lack_question { /* as vb_engine_lacks */
  const vb_segment *segment;
  word_cache *words;
  vb_arena *arena;
  vb_field field;
  const vb_str *terms;
  size_t count, most, within;
} lack_question;
bool vb_native_lacks(const lack_question *asked, uint32_t doc);

/* near_duplicates.c */
vb_status vb_native_near_duplicates(const vb_snapshot *snapshot,
                                    const vb_near_duplicate_request *asked, vb_arena *arena,
                                    vb_engine_hit **out, size_t *count, vb_error *err);

/* terms.c */
vb_status vb_native_terms(const vb_snapshot *snapshot, vb_field field, vb_str prefix, size_t most,
                          vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                          vb_error *err);

/* nearest_word.c */
vb_status vb_native_suggest(const vb_snapshot *snapshot, vb_field field, vb_str word, double until,
                            vb_arena *arena, vb_str *out, vb_error *err);

#endif
