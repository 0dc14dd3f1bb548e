/*
 * cluster_address.h - the name of an archive in a cluster:
 * "opensearch://HOST:PORT[,HOST:PORT...]/INDEX".
 */
#ifndef VB_STORE_OPENSEARCH_CLUSTER_ADDRESS_H
#define VB_STORE_OPENSEARCH_CLUSTER_ADDRESS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#define VB_CLUSTER_SCHEME "opensearch://"

enum {
  VB_CLUSTER_NODES_MAX = 64,
  VB_CLUSTER_HOST_MAX = 255, /* of DNS */
  VB_CLUSTER_INDEX_MAX = 255 /* bytes, of the cluster */
};

typedef struct vb_cluster_address {
  char nodes[VB_CLUSTER_NODES_MAX][VB_CLUSTER_HOST_MAX + 7]; /* "HOST:PORT" */
  size_t node_count;
  char index[VB_CLUSTER_INDEX_MAX + 1];
} vb_cluster_address;

/* VB_INVALID. */
vb_status vb_cluster_address_read(const char *text, vb_cluster_address *out, vb_error *err);

#endif
