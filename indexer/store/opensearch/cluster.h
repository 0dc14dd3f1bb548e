/*
 * cluster.h - asks a cluster: one request over HTTP, one answer in JSON.
 *
 * A handle keeps one connection and belongs to one thread at a time. If a node does not answer,
 * the next one is asked. The cluster's answers are hostile input: their size and the time are
 * bounded, and whatever is not JSON is an error of one line.
 */
#ifndef VB_STORE_OPENSEARCH_CLUSTER_H
#define VB_STORE_OPENSEARCH_CLUSTER_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"
#include "indexer/store/opensearch/cluster_address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
  /* A page of articles is some 100 KB, the counts of 50,000 days some 3 MB. */
  VB_CLUSTER_ANSWER_MAX = 64 << 20,
  VB_CLUSTER_TIMEOUT_MS = 30000
};

typedef struct vb_cluster vb_cluster;

typedef struct vb_cluster_request {
  const char *method, *path; /* path: from the slash on */
  vb_str body;               /* JSON; absent: none */
  bool lines;                /* the body has one JSON value a line (_bulk, _msearch) */
  uint32_t timeout_ms;       /* 0: that of the handle */
} vb_cluster_request;

typedef struct vb_cluster_answer {
  long http_status;
  json_t *json; /* an object; the caller's, to be released with json_decref */
} vb_cluster_answer;

vb_status vb_cluster_open(const vb_cluster_address *address, uint32_t timeout_ms, vb_cluster **out,
                          vb_error *err);
void vb_cluster_close(vb_cluster *cluster); /* takes NULL */

/* The answer, whatever its HTTP status. VB_UNAVAILABLE: no node answers, or not in time;
   VB_LIMIT: the answer is too large; VB_CORRUPT: it is no JSON. */
vb_status vb_cluster_ask(vb_cluster *cluster, const vb_cluster_request *request,
                         vb_cluster_answer *out, vb_error *err);

/* The same; an HTTP status above 299 is an error with the reason that the cluster gives:
   VB_NOT_FOUND for 404, VB_UNAVAILABLE for what may pass (429, 503), else VB_INVALID. */
vb_status vb_cluster_call(vb_cluster *cluster, const vb_cluster_request *request, json_t **out,
                          vb_error *err);

/* The innermost reason that an error of the cluster gives; borrowed from it. */
const char *vb_cluster_reason(const json_t *json);

/* The node that answered last, "HOST:PORT". */
const char *vb_cluster_node(const vb_cluster *cluster);

#endif
