/*
 * engine.h - answers queries: takes a query tree, returns ranked hits and facets.
 *
 * The interface takes whole queries and has no cursors, so that each engine can use its
 * own matcher and a remote shard can do its own work. An engine handle shows one
 * snapshot of the store until vb_engine_refresh, and belongs to one thread at a time.
 */
#ifndef VB_SEARCHER_ENGINE_ENGINE_H
#define VB_SEARCHER_ENGINE_ENGINE_H

#include "indexer/store/record.h"
#include "searcher/query/query.h"
#include "searcher/verbatim.h"

typedef struct vb_engine vb_engine;

typedef struct vb_engine_hit {
  uint64_t doc; /* the engine's number, valid until refresh */
  double score;
} vb_engine_hit;

/* Where a walk over all hits of a search stands: after `count` hits, of which this was the last. */
typedef struct vb_engine_place {
  uint64_t count;
  vb_engine_hit last;
} vb_engine_place;

typedef struct vb_engine_request {
  const vb_query *query;
  size_t from, size; /* the window of hits; from + size <= VB_WINDOW_MAX */
  vb_sort sort;      /* articles without a date come last in every order by date */
  bool facets;       /* count sources and dates of all matches, not only of the window */
  bool count;        /* make `total` exact even if that costs more */
  bool flat;  /* score whether a word (a phrase, a NEAR) is in the article, not how often, whatever
                 its length: ranks the articles that have most of the query's parts first */
  bool read;  /* the articles of the hits are read next: an engine over a network fetches them with
                 the search, if they are not many */
  bool rough; /* the only article of a segment that has all words of the phrase may be returned
                 wherever they are: the caller reads what is returned */
  uint32_t
      time_limit_ms;   /* 0: none. After it, the result has what was found, and timed_out is set */
  size_t memory_limit; /* bytes that the search may use; 0: the engine's. Beyond it VB_LIMIT */
  const vb_engine_place *after; /* not NULL: the next `size` hits after this place, in rank order;
                                   `from` is 0, and the window has no end */
} vb_engine_request;

enum {
  VB_ENGINE_FACETS_MAX = 10000, /* sources; of more, those with most articles are counted */
  VB_ENGINE_STEP_MAX = 1 << 20, /* hits after a place: 16 MB */
  VB_ENGINE_COUNT_LEAST = 1000  /* matches: what xapian and a cluster count at least */
};

/* Asks for articles that have at least `least` of these keys (shingles.h; distinct), that is,
   possible copies. For a key that thousands of articles share, only some of them are counted. */
typedef struct vb_near_duplicate_request {
  const uint32_t *keys;
  size_t key_count, least, size; /* size: return at most this many articles */
} vb_near_duplicate_request;

typedef struct vb_engine_result { /* all in the arena of the call */
  vb_engine_hit *hits;
  size_t hit_count;
  uint64_t total;   /* matching articles */
  bool total_exact; /* otherwise `total` is a lower bound */
  bool timed_out;
  vb_facet *sources, *years; /* sources: most articles first; years: newest first; complete */
  size_t source_count, year_count;
  vb_day_count *days; /* latest first; complete */
  size_t day_count;
  uint64_t undated;           /* with facets: articles whose date is unknown */
  vb_shard_failure *failures; /* shards that did not answer; the result is from the others */
  size_t failure_count;
} vb_engine_result;

/* A term of a field, and in how many articles it is, those that were replaced since perhaps too. */
typedef struct vb_engine_term {
  vb_str term;
  uint64_t articles;
} vb_engine_term;

typedef struct vb_engine_info { /* strings belong to the engine, until refresh */
  const char *engine, *language;
  uint64_t articles;
  uint32_t first_day, last_day; /* of the known dates; 0 when there are none */
  uint64_t state;               /* another number for another snapshot; 0: not known */
} vb_engine_info;

typedef struct vb_engine_class {
  const char *name;
  vb_status (*search)(vb_engine *, const vb_engine_request *, vb_arena *, vb_engine_result *,
                      vb_error *);
  vb_status (*find)(vb_engine *, vb_str id, uint64_t *doc, vb_error *); /* VB_NOT_FOUND */
  vb_status (*fetch)(vb_engine *, const uint64_t *docs, size_t count, vb_arena *, vb_article *,
                     vb_error *);
  /* For each term the number of articles with it in the field; by_stem: with any word of that stem.
   */
  vb_status (*frequencies)(vb_engine *, vb_field, const vb_str *terms, size_t count, bool by_stem,
                           uint64_t *, vb_error *);
  vb_status (*share)(vb_engine *, const vb_near_duplicate_request *, vb_arena *, vb_engine_hit **,
                     size_t *, vb_error *);
  /* As vb_engine_lacks. NULL: that takes as long as to read the article. */
  bool (*lacks)(vb_engine *, uint64_t doc, vb_field, const vb_str *terms, size_t count, size_t most,
                size_t within);
  /* The word of the field nearest in spelling, the most frequent of these; {NULL, 0} for none, and
     if the clock (clock.h) reaches `until` before all words were compared; 0: no limit. */
  vb_status (*suggest)(vb_engine *, vb_field, vb_str word, double until, vb_arena *, vb_str *,
                       vb_error *);
  /* The terms of the field that begin so, in byte order, at most `most`; *more: there are others.
   */
  vb_status (*terms)(vb_engine *, vb_field, vb_str prefix, size_t most, vb_arena *,
                     vb_engine_term **, size_t *, bool *more, vb_error *);
  /* Asks for all of these at once, and answers `share` from them afterwards. NULL: no need. */
  void (*share_ahead)(vb_engine *, const vb_near_duplicate_request *, size_t count);
  /* NULL: it asks call by call. */
  void (*gather)(vb_engine *);
  bool (*ask_gathered)(vb_engine *);
  vb_status (*refresh)(vb_engine *, bool *changed, vb_error *);
  vb_engine_info (*info)(vb_engine *);
  /* The remote parts; NULL: it has none. From any thread. */
  vb_status (*shards)(vb_engine *, vb_arena *, vb_shard_health **, size_t *, vb_error *);
  void (*close)(vb_engine *);
} vb_engine_class;

struct vb_engine {
  const vb_engine_class *class; /* first member of each engine's struct */
  size_t memory_limit;          /* bytes of a search; 0: VB_MEMORY_MIB */
  bool far;                     /* a request costs more than the article that it brings */
  bool pairs;                   /* two frequent words that are adjacent have a list of their own */
  vb_search_threads *threads;   /* that may help in a long search; NULL: none */
  unsigned entered;             /* calls under way, one in another (vb_engine_enter) */
};

/* The remote parts of the store, and whether they answer; none for a folder. May be called from any
   thread while the engine is open. */
vb_status vb_engine_shards(vb_engine *engine, vb_arena *arena, vb_shard_health **out, size_t *count,
                           vb_error *err);

/* Between these the engine counts as at work, so that other engines with the same threads leave
   them alone; may be nested. Searches and fetches enter by themselves. */
void vb_engine_enter(vb_engine *engine);
void vb_engine_leave(vb_engine *engine);

vb_status vb_engine_search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                           vb_engine_result *out, vb_error *err);
vb_status vb_engine_find(vb_engine *engine, vb_str id, uint64_t *doc, vb_error *err);
/* The articles in the order of docs, in one request; one that is not there has no id (id.p is
   NULL). For a walk over hits use article_reader.h. */
vb_status vb_engine_fetch_many(vb_engine *engine, const uint64_t *docs, size_t count,
                               vb_arena *arena, vb_article *out, vb_error *err);
/* One article; VB_NOT_FOUND. */
vb_status vb_engine_fetch(vb_engine *engine, uint64_t doc, vb_arena *arena, vb_article *out,
                          vb_error *err);
vb_status vb_engine_frequencies(vb_engine *engine, vb_field field, const vb_str *terms,
                                size_t count, bool by_stem, uint64_t *articles, vb_error *err);
vb_status vb_engine_frequency(vb_engine *engine, vb_field field, vb_str term, bool by_stem,
                              uint64_t *articles, vb_error *err);
/* Whether an article certainly lacks some of the terms, and any `within` adjacent words of it
   (0: all words) lack more than `most` of them; false as well if that takes as long as to read it.
   Ask for rare ones first. */
bool vb_engine_lacks(vb_engine *engine, uint64_t doc, vb_field field, const vb_str *terms,
                     size_t count, size_t most, size_t within);
/* The score is the number of keys that an article has; highest first, then by doc. */
vb_status vb_engine_near_duplicates(vb_engine *engine, const vb_near_duplicate_request *asked,
                                    vb_arena *arena, vb_engine_hit **out, size_t *count,
                                    vb_error *err);
/* Says which of them are asked for next, so that an engine over a network asks for them together.
   False: it has no use for it. */
bool vb_engine_expect_near_duplicates(vb_engine *engine, const vb_near_duplicate_request *asked,
                                      size_t count);
vb_status vb_engine_suggest(vb_engine *engine, vb_field field, vb_str word, double until,
                            vb_arena *arena, vb_str *out, vb_error *err);
vb_status vb_engine_terms(vb_engine *engine, vb_field field, vb_str prefix, size_t most,
                          vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                          vb_error *err);
/* Makes one request of many calls. After vb_engine_gather, a call that the engine cannot answer
   from what it got before is noted, and fails with VB_UNAVAILABLE. vb_engine_ask_gathered asks for
   all that was noted; then the calls are made again. Pairs of these may be nested; only the outer
   one asks. */
bool vb_engine_gather(vb_engine *engine); /* false: the engine has no need of it; make the calls */
/* False: there was nothing to ask for, or no whole answer to it: another round would bring no more,
   and the calls ask themselves. */
bool vb_engine_ask_gathered(vb_engine *engine);
/* Shows what was committed since. If *changed, earlier doc numbers are void. */
vb_status vb_engine_refresh(vb_engine *engine, bool *changed, vb_error *err);
vb_engine_info vb_engine_about(vb_engine *engine);
void vb_engine_close(vb_engine *engine); /* takes NULL */

#endif
