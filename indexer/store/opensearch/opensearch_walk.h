/*
 * opensearch_walk.h - all documents of an archive in a cluster, page after page, by number; and
 * its counts.
 *
 * A shard that does not answer is an error: what it has would be missed. An article that is written
 * while the walk goes on may come again, with its new number.
 */
#ifndef VB_STORE_OPENSEARCH_OPENSEARCH_WALK_H
#define VB_STORE_OPENSEARCH_OPENSEARCH_WALK_H

#include "indexer/store/opensearch/cluster.h"

typedef struct vb_opensearch_walk {
  vb_cluster *cluster; /* borrowed */
  const char *fields;  /* of _source, as a list in JSON: "[\"id\"]" */
  size_t size;         /* of a page; made smaller if an answer is too large */
  uint64_t after;      /* the number of the last document */
  json_t *page;
  size_t next; /* hit of the page */
  bool end;
} vb_opensearch_walk;

/* The next document's _source, borrowed until the next call; NULL: there is none. A failure ends
   the walk: there is none after it. */
vb_status vb_opensearch_walk_next(vb_opensearch_walk *walk, const json_t **source, vb_error *err);
void vb_opensearch_walk_close(vb_opensearch_walk *walk);

typedef struct vb_opensearch_counts {
  uint64_t articles, last_number;
  uint32_t first_day, last_day; /* of the known dates; 0 for none */
  uint64_t bytes;               /* of the shards, replicas too */
} vb_opensearch_counts;

vb_status vb_opensearch_count(vb_cluster *cluster, vb_opensearch_counts *out, vb_error *err);

/* A string of a document's _source; absent if it has none. */
vb_str vb_opensearch_string(const json_t *source, const char *name);
/* Its VB_OPENSEARCH_HASH; 0 if it has none. */
uint64_t vb_opensearch_hash(const json_t *source);

#endif
