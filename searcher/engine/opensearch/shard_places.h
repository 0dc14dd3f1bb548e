/*
 * shard_places.h - which shards of an index have a copy on a node that answers, and how a request
 * is restricted to these copies.
 *
 * Read from two answers of the cluster: where it placed the copies, which any node knows; and which
 * nodes did not answer the node that was asked. A node that hangs still has its copies for the
 * cluster, half a minute or longer.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_SHARD_PLACES_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_SHARD_PLACES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum {
  VB_SHARD_PLACES_MAX = 1024, /* of an index, by the cluster */
  VB_SILENT_NODES_MAX = 64,   /* more are not told apart from those that answer */
  VB_NODE_NAME_MAX = 64,      /* the cluster gives 22 bytes */
  VB_PREFERENCE_MAX = 3500    /* a cluster takes 4,096 bytes of method, path and parameters */
};

/* What to ask, with /INDEX and a timeout between the two parts of the first. */
#define VB_SHARD_PLACES_ASK "/_cluster/state/routing_table/"
#define VB_SHARD_PLACES_WANTED                                                                     \
  "?local=true&filter_path=routing_table.indices.*.shards.*.state,"                                \
  "routing_table.indices.*.shards.*.node"
#define VB_SILENT_NODES_ASK                                                                        \
  "/_nodes/os?filter_path=_nodes.failures.node_id,_nodes.failures.caused_by.type&timeout="

typedef struct vb_silent_nodes {
  char names[VB_SILENT_NODES_MAX][VB_NODE_NAME_MAX];
  size_t count;
} vb_silent_nodes;

void vb_silent_nodes_read(const json_t *answer, vb_silent_nodes *out);
bool vb_silent_nodes_have(const vb_silent_nodes *nodes, const char *name);
/* Those of `some` that are in `others` too. */
void vb_silent_nodes_common(const vb_silent_nodes *some, const vb_silent_nodes *others,
                            vb_silent_nodes *out);

typedef enum vb_shard_place {
  VB_SHARD_ANSWERS,
  VB_SHARD_HANGS,  /* no copy but on silent nodes */
  VB_SHARD_NOWHERE /* no node has a copy that can be searched */
} vb_shard_place;

typedef struct vb_shard_places {
  vb_shard_place place[VB_SHARD_PLACES_MAX];
  size_t count, answering;
  /* The value of the parameter "preference" that restricts a request to copies on nodes that
     answer; empty: there is no need for it, or no way. */
  char preference[VB_PREFERENCE_MAX];
} vb_shard_places;

/* False: the answer does not say where the shards are. */
bool vb_shard_places_read(const json_t *answer, const vb_silent_nodes *silent,
                          vb_shard_places *out);

#endif
