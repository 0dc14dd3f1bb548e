/*
 * cors.h - which other sites' pages may read the API (the Fetch standard, "CORS protocol").
 *
 * Only for addresses that scripts read: /api/, /openapi.yaml, /healthz. Never with
 * credentials: a page of another site gets nothing by its reader's cookie.
 */
#ifndef VB_WEB_CORS_H
#define VB_WEB_CORS_H

#include "web/http.h"

typedef struct vb_cors {
  const char *const *origins; /* "https://desk.example", or "*" for all; borrowed */
  size_t count;
} vb_cors;

/* VB_INVALID for an origin that no browser would send: one with a path, or without a scheme. */
vb_status vb_cors_check(const vb_cors *cors, vb_error *err);
/* Answers a preflight; false if the request is none, or of an origin that is not allowed. */
bool vb_cors_preflight(const vb_cors *cors, const vb_http_request *request,
                       vb_http_response *response);
/* Adds the header fields that let the page read the answer. */
void vb_cors_allow(const vb_cors *cors, const vb_http_request *request, vb_http_response *response);

#endif
