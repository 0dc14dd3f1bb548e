/*
 * xapian_internal.h - what the files of the xapian engine share.
 *
 * An engine has one shard (a folder's database) or several (one per server). `whole` is
 * one database that combines all shards that answer; which these are may change between
 * calls. The engine's document numbers do not depend on that: document d of shard i of n
 * is (d - 1) * n + i + 1.
 */
#ifndef VB_SEARCHER_ENGINE_XAPIAN_XAPIAN_INTERNAL_H
#define VB_SEARCHER_ENGINE_XAPIAN_XAPIAN_INTERNAL_H

#include "indexer/store/store.h"
#include "indexer/xapian-c/xapian_c.h"
#include "searcher/engine/xapian/shard_watch.h"
#include "searcher/engine/xapian/xapian.h"
#include "indexer/store/xapian/shard_address.h"
#include "indexer/store/xapian/xapian_schema.h"

#include <sys/types.h>

enum { VB_SHARD_TIMEOUT_DEFAULT = 5000 /* milliseconds */ };

/* A connection that only fetches articles (shard_fetch.c). */
typedef struct vb_spare_line {
  vb_xapian_database *db; /* NULL until it is needed */
  bool outdated;          /* the searching connection was refreshed since */
} vb_spare_line;

/* With the searching connection eight: two round trips for the first articles of a page. Each is a
   process of the server for each engine, that is, each thread that searches. */
enum { VB_SHARD_SPARES = 7 };

typedef struct vb_shard {
  char *name; /* "host:port"; NULL for a folder */
  char *host;
  uint16_t port;
  vb_xapian_database *db; /* NULL while it does not answer */
  vb_shard_watch *watch;  /* NULL for a folder */
  uint64_t turn;          /* of the watch, when it was connected */
  uint64_t retry_at;      /* in milliseconds (vb_engine_now); no attempt before, in this turn */
  vb_error failure;       /* why it does not answer */
  vb_spare_line spares[VB_SHARD_SPARES];
  uint64_t spares_at; /* in milliseconds; no spare lines before */
} vb_shard;

typedef struct vb_xapian_engine {
  vb_engine base;
  vb_shard *shards;
  size_t shard_count;
  uint32_t timeout_ms;
  vb_xapian_database *whole; /* of the live shards; the one shard's own db for a folder */
  size_t live[VB_SHARDS_MAX], live_count; /* indexes of the shards in `whole`, in its order */
  char *path;                             /* of a folder's database; NULL for servers */
  dev_t device;                           /* and inode: of that folder when it was opened; */
  ino_t inode;                            /* a compaction replaces the folder by another */
  char language[VB_STORE_NAME_MAX];
  vb_stemmer *stemmer;
  vb_arena *scratch;      /* cleared for each candidate */
  struct vb_ahead *ahead; /* what was asked ahead (shard_ahead.c); NULL: nothing */
  uint64_t articles;
  uint32_t first_day, last_day;
} vb_xapian_engine;

uint64_t vb_engine_now(void); /* milliseconds of the monotonic clock */

/* ---- shards.c ---- */

/* "xapian://h:p,..." into engine->shards; VB_INVALID. */
vb_status vb_shards_parse(vb_xapian_engine *engine, const char *list, vb_error *err);
/* Connects the shards that are due, and makes `whole`. *changed: its shards are different ones than
   before. VB_UNAVAILABLE when none answers. */
vb_status vb_shards_ready(vb_xapian_engine *engine, bool *changed, vb_error *err);
/* Call it after a call failed with `failure` (VB_UNAVAILABLE). Sets aside the shard that the
   message names and reopens the other connections, which may be in the middle of an answer. False
   if that cannot help and the failure is final. */
bool vb_shards_settle(vb_xapian_engine *engine, const vb_error *failure);
vb_status vb_shards_failures(const vb_xapian_engine *engine, vb_arena *arena, vb_engine_result *out,
                             vb_error *err);
/* What the watches of the shards say; from any thread. */
vb_status vb_shards_health(const vb_xapian_engine *engine, vb_arena *arena, vb_shard_health **out,
                           size_t *count, vb_error *err);
void vb_shards_close(vb_xapian_engine *engine);

/* ---- xapian_query.c ---- */

typedef struct vb_xapian_compiled {
  const vb_xapian_query *query;
  bool exact; /* otherwise it finds a superset, and each candidate must be verified */
} vb_xapian_compiled;

vb_status vb_xapian_compile(vb_xapian_engine *engine, const vb_query *query, vb_xapian_pool *pool,
                            vb_arena *arena, vb_xapian_compiled *out, vb_error *err);

/* ---- xapian_search.c ---- */

/* One attempt over `whole`. */
vb_status vb_xapian_engine_search(vb_xapian_engine *engine, const vb_engine_request *request,
                                  vb_arena *arena, vb_engine_result *out, vb_error *err);
/* The same; `whole`: the engine's own, or one of spare lines to the same shards. */
vb_status vb_xapian_engine_near_duplicates(const vb_xapian_engine *engine,
                                           vb_xapian_database *whole,
                                           const vb_near_duplicate_request *asked, vb_arena *arena,
                                           vb_engine_hit **out, size_t *count, vb_error *err);
/* Counts matches by date, of which facet_slots counted the first and the last days (xapian_days.c).
 */
struct vb_day_counts;
vb_status vb_xapian_days(const vb_xapian_matches *matches, size_t first_facet, size_t last_facet,
                         vb_arena *arena, struct vb_day_counts **out, vb_error *err);
/* Converts a document number of `whole` to the engine's. */
uint64_t vb_xapian_engine_doc(const vb_xapian_engine *engine, uint64_t number);

/* ---- shard_fetch.c ---- */

/* One attempt; an article that is not there has no id. */
vb_status vb_xapian_engine_fetch(vb_xapian_engine *engine, const uint64_t *docs, size_t count,
                                 vb_arena *arena, vb_article *out, vb_error *err);
/* Makes a spare line ready for use; one thread at a time for each line. */
vb_status vb_shard_ready_spare(vb_xapian_engine *engine, const vb_shard *shard, vb_spare_line *line,
                               vb_error *err);
void vb_shard_pause_spares(vb_shard *shard); /* after one could not be made */
bool vb_shard_has_spares(const vb_shard *shard);
/* Call it when the searching connection is closed, and when it shows another snapshot. */
void vb_shard_close_spares(vb_shard *shard);
void vb_shard_outdate_spares(vb_shard *shard);

/* ---- shard_ahead.c ---- */

/* Asks over the spare lines at once; what fails is left to be asked for one by one. */
void vb_xapian_share_ahead(vb_xapian_engine *engine, const vb_near_duplicate_request *asked,
                           size_t count);
/* The answer that is there already; false: it has to be asked for. */
bool vb_xapian_shared_ahead(const vb_xapian_engine *engine, const vb_near_duplicate_request *asked,
                            vb_arena *arena, vb_engine_hit **out, size_t *count);
/* Call it when the snapshot or the set of live shards may be another one. */
void vb_xapian_forget_ahead(vb_xapian_engine *engine);

#endif
