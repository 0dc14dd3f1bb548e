/*
 * cluster.h - asks a cluster: one request over HTTP, or several at once, and answers in JSON.
 *
 * A handle keeps its connections and belongs to one thread at a time. If a node does not answer,
 * another one is asked, and it is left out for some seconds. Refusals that may pass (429, 502, 503,
 * 504, no node at all) are waited out with growing pauses, as long as the handle's patience lasts;
 * so a request may arrive twice, and must be one that may. The cluster's answers are hostile input:
 * their size and the time are bounded, and what is not JSON is an error of one line.
 */
#ifndef VB_STORE_OPENSEARCH_CLUSTER_H
#define VB_STORE_OPENSEARCH_CLUSTER_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"
#include "indexer/store/opensearch/cluster_address.h"

#include <jansson.h>
#include <stdint.h>

enum {
  /* A page of articles is some 100 KB, the counts of 50,000 days some 3 MB, one long article with
     its comments at most 90 MB. */
  VB_CLUSTER_ANSWER_MAX = 96 << 20,
  /* Lists, objects and members of an answer. A tree has some 100 bytes for each. */
  VB_CLUSTER_VALUES_MAX = 4000000,
  VB_CLUSTER_TIMEOUT_MS = 30000,
  VB_CLUSTER_AT_ONCE_MAX = 16
};

typedef struct vb_cluster vb_cluster;

typedef struct vb_cluster_options {
  uint32_t timeout_ms;  /* of one attempt; 0: VB_CLUSTER_TIMEOUT_MS */
  uint32_t patience_ms; /* from the request on, no new attempt is begun after this time, but that
                           every node may be asked once; 0: refusals are not waited out */
} vb_cluster_options;

typedef struct vb_cluster_request {
  const char *method, *path; /* path: from the slash on */
  vb_str body;               /* JSON; absent: none */
  bool lines;                /* the body has one JSON value a line (_bulk, _msearch) */
  bool optional;       /* of several: a failure is none of the others, and leaves http_status 0 */
  uint32_t timeout_ms; /* 0: that of the handle */
  bool (*give_up)(void *context, double waited); /* as in vb_http_call: VB_UNAVAILABLE */
  void *context;
  size_t at; /* the only node to ask, of the address and from 1 on; 0: any */
} vb_cluster_request;

typedef struct vb_cluster_answer {
  long http_status;
  json_t *json; /* an object, the caller's: json_decref. May be NULL if http_status is above 299 */
  const char *node; /* that answered, "HOST:PORT"; the handle's */
} vb_cluster_answer;

/* Reads the address and its access file; asks nothing yet. options may be NULL. VB_INVALID. */
vb_status vb_cluster_open(const char *address, const vb_cluster_options *options, vb_cluster **out,
                          vb_error *err);
void vb_cluster_close(vb_cluster *cluster);                            /* takes NULL */
void vb_cluster_be_patient(vb_cluster *cluster, uint32_t patience_ms); /* from now on */

/* The answer, whatever its HTTP status. VB_UNAVAILABLE: no node answers, or not in time;
   VB_LIMIT: the answer is too large; VB_CORRUPT: it is no JSON; VB_INVALID: TLS fails. */
vb_status vb_cluster_ask(vb_cluster *cluster, const vb_cluster_request *request,
                         vb_cluster_answer *out, vb_error *err);

/* The same for several requests at once, over the nodes. On failure of one there is no answer,
   unless it was optional.
   REQUIRES: count <= VB_CLUSTER_AT_ONCE_MAX. */
vb_status vb_cluster_ask_all(vb_cluster *cluster, const vb_cluster_request *requests, size_t count,
                             vb_cluster_answer *out, vb_error *err);

/* Whether a request refused with this HTTP status may be taken later. */
bool vb_cluster_may_pass(long http_status);

/* Sets err to what an answer with an HTTP status above 299 complains of, in our words where we know
   better: VB_NOT_FOUND for 404, VB_UNAVAILABLE for what may pass, VB_LIMIT for a request that is
   too large, else VB_INVALID. */
vb_status vb_cluster_complaint(const vb_cluster *cluster, const vb_cluster_answer *answer,
                               vb_error *err);
/* The same for the "error" of an item of _bulk or _msearch. */
vb_status vb_cluster_item_complaint(const vb_cluster *cluster, long http_status,
                                    const json_t *error, vb_error *err);

/* Asks, and takes an HTTP status above 299 for a failure. */
vb_status vb_cluster_call(vb_cluster *cluster, const vb_cluster_request *request, json_t **out,
                          vb_error *err);

const vb_cluster_address *vb_cluster_where(const vb_cluster *cluster);
/* The node that was asked last, "HOST:PORT". */
const char *vb_cluster_node(const vb_cluster *cluster);

#endif
