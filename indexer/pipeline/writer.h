/*
 * writer.h - the only way to write to a store, of any engine.
 *
 * Puts and removals become visible and durable together, at commit. If the memory budget
 * is used up before, put commits on its own, whole articles only. A store has one writer
 * at a time; a second one gets VB_LOCKED. The writer analyses articles itself, so both
 * engines index the same tokens.
 */
#ifndef VB_PIPELINE_WRITER_H
#define VB_PIPELINE_WRITER_H

#include "indexer/store/record.h"
#include "indexer/base/buf.h"
#include "indexer/base/task_pool.h"
#include "indexer/text/analysis.h"

typedef struct vb_writer vb_writer;

typedef struct vb_writer_options {
  const char *engine;   /* "xapian", ...; NULL: the store's, or the default for a new store */
  const char *language; /* of the stemmer; NULL: the store's, or English */
  size_t memory;        /* budget in bytes; 0: the default */
  vb_task_pool *pool;   /* shares the work; the caller's, but vb_writer_close stops it */
  unsigned threads;     /* without a pool: the writer makes one if above 1 */
  bool create;          /* make the store if there is none */
} vb_writer_options;

/* What a store is; the strings belong to the writer. */
typedef struct vb_writer_info {
  const char *engine, *language;
  uint64_t articles;
} vb_writer_info;

typedef struct vb_writer_class {
  const char *engine;
  vb_status (*open)(const char *folder, const vb_writer_options *options, vb_writer **out,
                    vb_error *err);
  /* Learns what `find` will be asked for, in one request; NULL: a find costs no round trip. */
  vb_status (*expect)(vb_writer *writer, const vb_str *ids, size_t count, vb_error *err);
  vb_status (*find)(vb_writer *writer, vb_str id, bool *found, uint64_t *hash, vb_error *err);
  vb_status (*put)(vb_writer *writer, const vb_article *article, const vb_analysis *text,
                   uint64_t hash, vb_error *err);
  vb_status (*remove)(vb_writer *writer, vb_str id, vb_error *err);
  /* Calls `visit` for every article, in no order, with borrowed strings; it must not write to the
     store. Used by --prune. */
  vb_status (*each)(vb_writer *writer,
                    vb_status (*visit)(void *context, vb_str id, vb_str path, vb_error *err),
                    void *context, vb_error *err);
  vb_status (*lines)(vb_writer *writer, vb_buf *out, vb_error *err);
  vb_status (*set_lines)(vb_writer *writer, vb_str bytes, vb_error *err);
  vb_status (*commit)(vb_writer *writer, vb_error *err);
  vb_status (*compact)(vb_writer *writer, vb_error *err);
  vb_writer_info (*info)(vb_writer *writer);
  void (*close)(vb_writer *writer); /* drops what was not committed */
} vb_writer_class;

struct vb_writer {
  const vb_writer_class *class; /* first member of each engine's struct */
  int lock;                     /* on STORE/lock; owned by vb_writer_open */
  vb_task_pool *worker;         /* more threads, for the engine and for callers; NULL: none.
                                Its tasks are done before the engine's close is called. */
  bool owns_worker;
};

extern const vb_writer_class vb_writer_xapian, vb_writer_native, vb_writer_opensearch;

#define VB_WRITER_LANGUAGE_DEFAULT "en"

/* Whether there is a store, or something in its place. */
bool vb_writer_is_there(const char *store);

/* store: a folder, or the address of an archive in a cluster (cluster_address.h). VB_INVALID if the
   options name another engine or language than the store's. */
vb_status vb_writer_open(const char *store, const vb_writer_options *options, vb_writer **out,
                         vb_error *err);
/* Whether vb_writer_find costs a round trip over the network; then vb_writer_expect tells it in one
   what it will be asked for. */
bool vb_writer_is_far(const vb_writer *writer);
vb_status vb_writer_expect(vb_writer *writer, const vb_str *ids, size_t count, vb_error *err);
/* Whether the store has this id, and its content hash; also sees uncommitted puts. */
vb_status vb_writer_find(vb_writer *writer, vb_str id, bool *found, uint64_t *hash, vb_error *err);
/* Adds the article, or replaces the one with its id. */
vb_status vb_writer_put(vb_writer *writer, const vb_article *article, uint64_t hash, vb_error *err);
/* The same, with the words and sentences of the article's text, which the caller has already. */
vb_status vb_writer_put_analysed(vb_writer *writer, const vb_article *article,
                                 const vb_analysis *text, uint64_t hash, vb_error *err);
vb_status vb_writer_remove(vb_writer *writer, vb_str id, vb_error *err); /* VB_NOT_FOUND */
vb_status vb_writer_each(vb_writer *writer,
                         vb_status (*visit)(void *context, vb_str id, vb_str path, vb_error *err),
                         void *context, vb_error *err);
/* What the store knows of its outlets' lines (outlet_lines.h), and what it is to know from the next
   commit on. VB_CORRUPT: damaged; setting it mends that. */
vb_status vb_writer_lines(vb_writer *writer, vb_buf *out, vb_error *err);
vb_status vb_writer_set_lines(vb_writer *writer, vb_str bytes, vb_error *err);
vb_status vb_writer_commit(vb_writer *writer, vb_error *err);
vb_status vb_writer_compact(vb_writer *writer, vb_error *err);
vb_writer_info vb_writer_about(vb_writer *writer);
void vb_writer_close(vb_writer *writer); /* takes NULL */

#endif
