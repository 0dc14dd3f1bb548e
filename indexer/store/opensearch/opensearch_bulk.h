/*
 * opensearch_bulk.h - documents on their way into a cluster: written into one request, delivered
 * until each has arrived.
 *
 * Each writing has a number above all earlier ones (VB_OPENSEARCH_NUMBER, and the version of the
 * document in the cluster). So a request that arrives twice, or after a later one, changes nothing.
 */
#ifndef VB_STORE_OPENSEARCH_OPENSEARCH_BULK_H
#define VB_STORE_OPENSEARCH_OPENSEARCH_BULK_H

#include "indexer/base/buf.h"
#include "indexer/store/opensearch/cluster.h"

typedef struct vb_opensearch_bulk {
  vb_buf lines;   /* the body of _bulk: an action, and after "index" the document */
  size_t *starts; /* of the items in lines */
  size_t count, capacity;
} vb_opensearch_bulk; /* {0} is empty */

void vb_opensearch_bulk_reset(vb_opensearch_bulk *bulk); /* keeps the memory */
void vb_opensearch_bulk_clear(vb_opensearch_bulk *bulk);

/* Begins an item: the caller appends the document and a newline to lines after "index", nothing
   after a removal. name: of the document (vb_opensearch_name). */
vb_status vb_opensearch_bulk_add(vb_opensearch_bulk *bulk, const char *name, uint64_t number,
                                 bool removal, vb_error *err);

/* Sends what is in it, and again those items that were refused for now, for patience_ms at most;
   leaves in it what has not arrived. An item that is refused for good is an error that names the
   article. */
vb_status vb_opensearch_bulk_send(vb_cluster *cluster, vb_opensearch_bulk *bulk,
                                  uint32_t patience_ms, vb_error *err);

#endif
