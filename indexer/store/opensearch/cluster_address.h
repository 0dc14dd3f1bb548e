/*
 * cluster_address.h - the name of an archive that a cluster of OpenSearch or Elasticsearch holds:
 *
 *   opensearch://HOST:PORT[,HOST:PORT...]/INDEX[?access=FILE]
 *   opensearchs://...                             the same over TLS
 *
 * FILE has what must be in no list of processes, passwords above all (cluster_access.h).
 */
#ifndef VB_STORE_OPENSEARCH_CLUSTER_ADDRESS_H
#define VB_STORE_OPENSEARCH_CLUSTER_ADDRESS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#define VB_CLUSTER_SCHEME "opensearch://"
#define VB_CLUSTER_SCHEME_TLS "opensearchs://"

enum {
  VB_CLUSTER_NODES_MAX = 64,
  VB_CLUSTER_HOST_MAX = 255, /* of DNS */
  /* The cluster's limit is 255 bytes; the index beside it (opensearch_index.h) has a longer name.
   */
  VB_CLUSTER_INDEX_MAX = 240,
  VB_CLUSTER_FILE_MAX = 4095 /* of Linux */
};

typedef struct vb_cluster_address {
  char nodes[VB_CLUSTER_NODES_MAX][VB_CLUSTER_HOST_MAX + 9]; /* "HOST:PORT", "[ADDRESS]:PORT" */
  size_t node_count;
  char index[VB_CLUSTER_INDEX_MAX + 1];
  char access[VB_CLUSTER_FILE_MAX + 1]; /* "": none */
  bool tls;
} vb_cluster_address;

/* Whether a store's name is such an address, well formed or not. */
bool vb_cluster_is_address(const char *store);

/* VB_INVALID. */
vb_status vb_cluster_address_read(const char *text, vb_cluster_address *out, vb_error *err);

#endif
