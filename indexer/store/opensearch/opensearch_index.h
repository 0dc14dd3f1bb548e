/*
 * opensearch_index.h - the index of an archive in a cluster: whether it is there, ours, of this
 * version, and whole; and its making.
 */
#ifndef VB_STORE_OPENSEARCH_OPENSEARCH_INDEX_H
#define VB_STORE_OPENSEARCH_OPENSEARCH_INDEX_H

#include "indexer/store/opensearch/cluster.h"
#include "indexer/store/store.h"

typedef struct vb_opensearch_index_info {
  bool elasticsearch; /* else OpenSearch */
  char language[VB_STORE_NAME_MAX];
  char health[8]; /* "green", "yellow", "red" */
} vb_opensearch_index_info;

/* Asks what the cluster and its index are, in one round trip. VB_NOT_FOUND: no such index;
   VB_VERSION: a cluster or an index of a version that this program does not know; VB_INVALID: no
   cluster, or the index of another program. A red index is no failure here: see `health`. */
vb_status vb_opensearch_index_look(vb_cluster *cluster, vb_opensearch_index_info *out,
                                   vb_error *err);

/* Makes the index with its mapping, and the cluster's default shards and replicas. No failure if it
   is there by now. */
vb_status vb_opensearch_index_make(vb_cluster *cluster, const char *language, vb_error *err);

/* Makes the index whose name is the archive's and `suffix`; body: its settings and mapping. No
   failure if it is there by now. */
vb_status vb_opensearch_index_create(vb_cluster *cluster, const char *suffix, vb_str body,
                                     vb_error *err);

#endif
