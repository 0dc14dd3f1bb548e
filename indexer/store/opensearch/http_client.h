/*
 * http_client.h - several HTTP requests at once over kept connections: libcurl, wrapped.
 *
 * No proxy of the environment, no redirect is followed; what is read of an answer is bounded in
 * size and time. One thread at a time.
 */
#ifndef VB_STORE_OPENSEARCH_HTTP_CLIENT_H
#define VB_STORE_OPENSEARCH_HTTP_CLIENT_H

#include "indexer/base/buf.h"
#include "indexer/store/opensearch/cluster_access.h"

enum { VB_HTTP_AT_ONCE_MAX = 16 };

typedef struct vb_http vb_http;

typedef enum vb_http_result {
  VB_HTTP_ANSWERED,  /* with any status */
  VB_HTTP_UNREACHED, /* no connection: nothing was asked */
  VB_HTTP_SILENT,    /* connected, but no whole answer; or it is not alive */
  VB_HTTP_LATE,      /* no answer in time, of a node that is alive as far as is known */
  VB_HTTP_GIVEN_UP,  /* the caller does not wait any longer */
  VB_HTTP_UNTRUSTED, /* TLS: the certificate */
  VB_HTTP_NO_TLS,    /* the other side does not speak TLS, or none that we do */
  VB_HTTP_TOO_LARGE,
  VB_HTTP_NOMEM
} vb_http_result;

typedef struct vb_http_call {
  const char *method, *url;
  vb_str body; /* absent: none */
  bool lines;  /* the body has one JSON value a line, not one in all */
  uint32_t timeout_ms;
  const char *alive; /* an address that a node which is alive answers at once, whatever it is busy
                        with. If it is silent the call ends; NULL: the call waits for its time */
  /* Asked several times a second while no byte has come, with the seconds since the call began:
     whether it ends. NULL: it does not. */
  bool (*give_up)(void *context, double waited);
  void *context; /* of give_up */
  size_t answer_max;
  vb_buf answer; /* appended to; the caller's */
  bool ended;
  vb_http_result result;
  long code;     /* of HTTP, if answered */
  char why[256]; /* if not */
} vb_http_call;

/* access: copied. VB_NOMEM, VB_INVALID. */
vb_status vb_http_new(const vb_cluster_access *access, vb_http **out, vb_error *err);
void vb_http_free(vb_http *http); /* takes NULL */

/* Does all calls at once and waits for all. REQUIRES: count <= VB_HTTP_AT_ONCE_MAX. */
void vb_http_do(vb_http *http, vb_http_call *const *calls, size_t count);

#endif
