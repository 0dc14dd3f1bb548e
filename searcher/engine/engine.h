/*
 * engine.h - what answers queries: a tree in, ranked hits and facets out.
 *
 * The interface speaks in queries, not in cursors, so that each engine uses
 * its own matcher and a remote shard does its own work. An engine handle shows
 * one snapshot of the store until vb_engine_refresh and belongs to one thread.
 */
#ifndef VB_SEARCHER_ENGINE_ENGINE_H
#define VB_SEARCHER_ENGINE_ENGINE_H

#include "indexer/store/record.h"
#include "searcher/query/query.h"
#include "searcher/verbatim.h"

typedef struct vb_engine vb_engine;

typedef struct vb_engine_request {
  const vb_query *query;
  size_t from, size; /* the window of hits; from + size is at most VB_WINDOW_MAX */
  vb_sort sort;      /* articles without a date come last either way */
  bool facets;       /* count sources and years of all matches, not only of the window */
  bool count;        /* make `total` exact even where that costs more */
  bool flat;         /* of relevance: that a word (a phrase, a NEAR) is there counts, not how often,
                        in long articles as in short ones: which has most of what is asked */
  uint32_t time_limit_ms; /* 0: none. Past it the answer holds what was found, timed_out set */
  size_t memory_limit; /* bytes that the search may take; 0: VB_ENGINE_MEMORY. Past it VB_LIMIT */
} vb_engine_request;

/* What people ask takes less than 1 MiB; a phrase of ten prefixes over many segments some 50. */
#define VB_ENGINE_MEMORY ((size_t)64 << 20)

enum { VB_ENGINE_FACETS_MAX = 50 };

typedef struct vb_engine_hit {
  uint64_t doc; /* the engine's number, good until refresh */
  double score;
} vb_engine_hit;

/* Asks for the articles that have at least `least` of these keys (shingles.h; distinct): what may
   be copies. A key that thousands share counts for some of them only. */
typedef struct vb_near_duplicate_request {
  const uint32_t *keys;
  size_t key_count, least, size; /* size: at most so many articles */
} vb_near_duplicate_request;

typedef struct vb_engine_result { /* all in the arena of the call */
  vb_engine_hit *hits;
  size_t hit_count;
  uint64_t total;   /* matching articles */
  bool total_exact; /* else a lower bound */
  bool timed_out;
  vb_facet *sources, *years; /* most first; years newest first, all of them */
  size_t source_count, year_count;
  vb_shard_failure *failures; /* shards that did not answer; the rest is given */
  size_t failure_count;
} vb_engine_result;

typedef struct vb_engine_info { /* strings are the engine's, until refresh */
  const char *engine, *language;
  uint64_t articles;
  uint32_t first_day, last_day; /* of the known dates; 0 when there are none */
} vb_engine_info;

typedef struct vb_engine_class {
  const char *name;
  vb_status (*search)(vb_engine *, const vb_engine_request *, vb_arena *, vb_engine_result *,
                      vb_error *);
  vb_status (*find)(vb_engine *, vb_str id, uint64_t *doc, vb_error *); /* VB_NOT_FOUND */
  vb_status (*fetch)(vb_engine *, uint64_t doc, vb_arena *, vb_article *, vb_error *);
  /* Articles that hold the term in the field; by_stem: any word of that stem. */
  vb_status (*frequency)(vb_engine *, vb_field, vb_str term, bool by_stem, uint64_t *, vb_error *);
  vb_status (*share)(vb_engine *, const vb_near_duplicate_request *, vb_arena *, vb_engine_hit **,
                     size_t *, vb_error *);
  /* The nearest word of the field by spelling, the most frequent of the nearest; { NULL, 0 } for
   * none. */
  vb_status (*suggest)(vb_engine *, vb_field, vb_str word, vb_arena *, vb_str *, vb_error *);
  vb_status (*refresh)(vb_engine *, bool *changed, vb_error *);
  vb_engine_info (*info)(vb_engine *);
  void (*close)(vb_engine *);
} vb_engine_class;

struct vb_engine {
  const vb_engine_class *class; /* first member of each engine's own struct */
};

vb_status vb_engine_search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                           vb_engine_result *out, vb_error *err);
vb_status vb_engine_find(vb_engine *engine, vb_str id, uint64_t *doc, vb_error *err);
vb_status vb_engine_fetch(vb_engine *engine, uint64_t doc, vb_arena *arena, vb_article *out,
                          vb_error *err);
vb_status vb_engine_frequency(vb_engine *engine, vb_field field, vb_str term, bool by_stem,
                              uint64_t *articles, vb_error *err);
/* Their score is how many of the keys they have: most first, then by doc. */
vb_status vb_engine_near_duplicates(vb_engine *engine, const vb_near_duplicate_request *asked,
                                    vb_arena *arena, vb_engine_hit **out, size_t *count,
                                    vb_error *err);
vb_status vb_engine_suggest(vb_engine *engine, vb_field field, vb_str word, vb_arena *arena,
                            vb_str *out, vb_error *err);
/* Shows what was committed since; doc numbers from before are void when *changed. */
vb_status vb_engine_refresh(vb_engine *engine, bool *changed, vb_error *err);
vb_engine_info vb_engine_about(vb_engine *engine);
void vb_engine_close(vb_engine *engine); /* takes NULL */

#endif
