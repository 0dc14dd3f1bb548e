/*
 * opensearch_internal.h - what the files of the opensearch engine share.
 *
 * A snapshot is a point in time of the cluster (PIT), which it keeps for some minutes after the
 * last search. If it is lost, or what it covers is not what answers now (opensearch_watch.h), a new
 * one is made. The engine's number of an article is the field `number` of its document, so numbers
 * outlive a snapshot.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_INTERNAL_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_INTERNAL_H

#include "indexer/base/hash_table.h"
#include "indexer/base/json_writer.h"
#include "indexer/store/opensearch/cluster.h"
#include "indexer/store/opensearch/opensearch_schema.h"
#include "indexer/store/store.h"
#include "searcher/engine/opensearch/opensearch.h"
#include "searcher/engine/opensearch/opensearch_answers.h"
#include "searcher/engine/opensearch/opensearch_watch.h"

/* What an answer has of each article: its record. */
#define VB_OPENSEARCH_READ "[\"" VB_OPENSEARCH_RECORD "\"]"

enum {
  VB_OPENSEARCH_PAGE = 10000,      /* hits of one answer: index.max_result_window */
  VB_OPENSEARCH_EXPANSIONS = 1000, /* words of a prefix inside intervals: the cluster's limit */
  VB_OPENSEARCH_SEARCH_MS = 30000, /* of a search without a limit */
  VB_OPENSEARCH_FETCH_MAX = 500,   /* articles of one search: some 2 MB */
  VB_OPENSEARCH_READ_MAX = 128,    /* articles that come along with the hits of a search */
  VB_OPENSEARCH_DOCS_MAX = 4000    /* articles that are gathered: some 16 MB */
};

/* Shards that a point in time lacks. */
typedef struct vb_opensearch_missing {
  uint64_t count;
  char reason[200];
} vb_opensearch_missing;

typedef struct vb_opensearch {
  vb_engine base;
  vb_cluster *cluster;
  vb_opensearch_watch *watch;
  vb_cluster_address address;
  uint32_t timeout_ms;
  bool cluster_is_opensearch;    /* otherwise Elasticsearch */
  char *pit;                     /* empty: the cluster makes none, the index is searched as it is */
  vb_opensearch_view view;       /* of the snapshot */
  vb_opensearch_missing missing; /* that it hides, and that did not answer when it was made */
  bool may_be_back;              /* some of the latter */
  double missing_since;          /* of vb_clock_seconds: when the snapshot was last tried anew */
  double look_failed;            /* when the last look for commits was not answered; 0: it was */
  char language[VB_STORE_NAME_MAX];
  vb_stemmer *stemmer;
  uint64_t articles, last_number;
  uint32_t first_day, last_day;
  vb_buf query, body;  /* of the current request */
  vb_answers *answers; /* of the snapshot */
  /* What calls asked for while they were gathered. */
  unsigned gathering; /* nested */
  vb_buf gathered;    /* the lines of an _msearch */
  size_t gathered_count, doc_count;
  vb_answers *noted; /* without answers: what is in the lines */
  uint64_t docs[VB_OPENSEARCH_DOCS_MAX];
  /* Frequencies that are known of the snapshot. */
  vb_hash_table known;
  struct vb_known_frequency *frequencies;
  size_t frequency_count;
  vb_arena *terms;
} vb_opensearch;

/* ---- opensearch_query.c ---- */

typedef struct vb_opensearch_how {
  bool flat;   /* as in vb_engine_request */
  bool ranked; /* scores are wanted */
  bool loose;  /* a prefix inside a phrase or NEAR is only required to occur */
} vb_opensearch_how;

/* Writes the query as JSON. *exact: it finds the query's matches only; otherwise others too, and
   each must be verified. A flat query needs the frequencies of its words. */
vb_status vb_opensearch_compile(vb_opensearch *engine, const vb_query *query,
                                const vb_opensearch_how *how, vb_buf *out, bool *exact,
                                vb_error *err);

/* ---- opensearch_snapshot.c ---- */

/* How long a request of a view waits: until something of the view stops answering. A context of
   vb_cluster_request, and its give_up. */
typedef struct vb_opensearch_patience {
  vb_opensearch_watch *watch;
  uint64_t turn; /* of the view */
} vb_opensearch_patience;
bool vb_opensearch_waits_for_nothing(void *patience, double waited);

void vb_opensearch_snapshot_close(vb_opensearch *engine);
/* A new one if the index has changed. */
vb_status vb_opensearch_snapshot_refresh(vb_opensearch *engine, bool *changed, vb_error *err);

/* Begins engine->body with the snapshot; the caller adds members and closes the object. */
vb_json_writer vb_opensearch_begin(vb_opensearch *engine);
/* A new snapshot, in these requests too. */
vb_status vb_opensearch_snapshot_renew(vb_opensearch *engine, vb_buf *requests, vb_error *err);
/* Whether it is time to try for a new one, after a shard did not answer; and whether the present
   one should not be asked any more. */
bool vb_opensearch_snapshot_due(const vb_opensearch *engine);
bool vb_opensearch_snapshot_stale(const vb_opensearch *engine);
/* Adds shards; the reason is that of the first ones. */
void vb_opensearch_missing_add(vb_opensearch_missing *missing, uint64_t count, const char *reason);
/* Sets *out to the shards that did not answer, if there are any. */
void vb_opensearch_count_missing(const json_t *answer, vb_opensearch_missing *out);

/* ---- opensearch_ask.c ---- */

/* The milliseconds until a deadline of vb_clock_seconds, at least 1; 0 for none. */
uint32_t vb_opensearch_time_left(double deadline);

/* Asks _search with engine->body, unless the answer is known. Shards that did not answer are
   counted in *missing. The JSON is the caller's. VB_UNAVAILABLE also while calls are gathered. */
vb_status vb_opensearch_ask(vb_opensearch *engine, uint32_t time_limit_ms, json_t **out,
                            vb_opensearch_missing *missing, vb_error *err);
/* The same with scores by the frequencies in the whole archive, not in each shard. */
vb_status vb_opensearch_ask_ranked(vb_opensearch *engine, uint32_t time_limit_ms, json_t **out,
                                   vb_opensearch_missing *missing, vb_error *err);
/* The same of what is not worth keeping as a whole. */
vb_status vb_opensearch_ask_unkept(vb_opensearch *engine, json_t **out,
                                   vb_opensearch_missing *missing, vb_error *err);
/* Adds the search in engine->body to many. */
void vb_opensearch_add_search(const vb_opensearch *engine, vb_buf *lines);
/* The same of many searches. There are as many responses as searches, and none is an error. */
vb_status vb_opensearch_ask_many(vb_opensearch *engine, vb_buf *lines, size_t count, json_t **out,
                                 vb_opensearch_missing *missing, vb_error *err);
/* The kept answer to engine->body; borrowed, NULL if there is none. */
json_t *vb_opensearch_known_answer(const vb_opensearch *engine);

/* vb_engine_gather and vb_engine_ask_gathered. */
void vb_opensearch_gather(vb_opensearch *engine);
bool vb_opensearch_ask_gathered(vb_opensearch *engine);
/* While calls are gathered: notes the search in engine->body, or articles. VB_UNAVAILABLE. */
vb_status vb_opensearch_note_search(vb_opensearch *engine, vb_error *err);
vb_status vb_opensearch_note_docs(vb_opensearch *engine, const uint64_t *docs, size_t count,
                                  vb_error *err);

/* ---- opensearch_search.c ---- */

vb_status vb_opensearch_search(vb_opensearch *engine, const vb_engine_request *request,
                               vb_arena *arena, vb_engine_result *out, vb_error *err);
/* The list of hits in an answer, as it is; and how many articles match, 0 and false if it does not
   say. */
const json_t *vb_opensearch_list(const json_t *answer);
bool vb_opensearch_total(const json_t *answer, uint64_t *out);
/* The hits of an answer that is sorted by score, or by a minute, and then by number. */
vb_status vb_opensearch_hits(const vb_opensearch *engine, const json_t *answer, vb_sort sort,
                             vb_arena *arena, vb_engine_hit **hits, size_t *count, vb_error *err);
vb_status vb_opensearch_odd(const vb_opensearch *engine, const char *what, vb_error *err);

/* ---- opensearch_fetch.c ---- */

/* An article that is not there has no id. */
vb_status vb_opensearch_fetch(vb_opensearch *engine, const uint64_t *docs, size_t count,
                              vb_arena *arena, vb_article *out, vb_error *err);
/* Writes the search for articles to engine->body; keeps the articles of an answer whose hits have
   them, and the article's number as the sort key at that place. */
void vb_opensearch_write_fetch(vb_opensearch *engine, const uint64_t *docs, size_t count);
void vb_opensearch_keep_articles(vb_opensearch *engine, const json_t *answer, size_t key);

/* ---- opensearch_facets.c ---- */

void vb_opensearch_ask_facets(vb_json_writer *json);
vb_status vb_opensearch_read_facets(const vb_opensearch *engine, const json_t *answer,
                                    vb_arena *arena, vb_engine_result *out, vb_error *err);

/* ---- opensearch_words.c ---- */

vb_status vb_opensearch_frequencies(vb_opensearch *engine, vb_field field, const vb_str *terms,
                                    size_t count, bool by_stem, uint64_t *articles, vb_error *err);
/* 0 if it was not asked for. */
uint64_t vb_opensearch_known_frequency(const vb_opensearch *engine, vb_field field, vb_str term,
                                       bool by_stem);
/* Asks for the frequencies of all words of a tree. */
vb_status vb_opensearch_know_words(vb_opensearch *engine, const vb_query *query, vb_error *err);
void vb_opensearch_forget_words(vb_opensearch *engine);
vb_status vb_opensearch_suggest(vb_opensearch *engine, vb_field field, vb_str word, double until,
                                vb_arena *arena, vb_str *out, vb_error *err);
vb_status vb_opensearch_terms(vb_opensearch *engine, vb_field field, vb_str prefix, size_t most,
                              vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                              vb_error *err);

#endif
