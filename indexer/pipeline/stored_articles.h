/*
 * stored_articles.h - all articles of a store, one after the other, whichever engine keeps it.
 *
 * Reads one commit (of a folder) and locks nobody out. What is written into a cluster meanwhile may
 * come too.
 */
#ifndef VB_PIPELINE_STORED_ARTICLES_H
#define VB_PIPELINE_STORED_ARTICLES_H

#include "indexer/store/record.h"
#include "indexer/store/store.h"

typedef struct vb_stored_articles vb_stored_articles;

/* where: the folder of a store, "xapian://HOST:PORT,..." of all its shards, or the address of an
   archive in a cluster. Fails as
   vb_store_read_marker does, and with VB_UNAVAILABLE if a shard does not answer: what is missing
   would be missed. */
vb_status vb_stored_articles_open(const char *where, vb_stored_articles **out, vb_error *err);
void vb_stored_articles_close(vb_stored_articles *articles); /* takes NULL */

/* The next article, its strings in the arena, and its content hash as it was stored; *end: there is
   none. */
vb_status vb_stored_articles_next(vb_stored_articles *articles, vb_arena *arena, vb_article *out,
                                  uint64_t *hash, bool *end, vb_error *err);

const char *vb_stored_articles_language(const vb_stored_articles *articles); /* of the stemmer */
uint64_t vb_stored_articles_count(const vb_stored_articles *articles);
/* Appends what the store knows of its outlets' lines (outlet_lines.h); nothing if it knows none, or
   is remote in several parts. */
vb_status vb_stored_articles_lines(vb_stored_articles *articles, vb_buf *out, vb_error *err);

#endif
