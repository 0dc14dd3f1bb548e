/*
 * web.h - the site over one store: opened once, then given to an HTTP server.
 *
 * Holds one searcher for each worker thread. A worker looks for commits at most
 * once a second, so what an indexer commits shows without a restart.
 */
#ifndef VB_WEB_WEB_H
#define VB_WEB_WEB_H

#include "web/http.h"

typedef struct vb_web vb_web;

/* Errors as vb_store_open's. */
vb_status vb_web_open(const char *store, size_t threads, vb_web **out, vb_error *err);
void vb_web_close(vb_web *web); /* takes NULL; after the server was stopped */

/* What the server calls. log: called with one line for each request, from any thread; may be NULL.
 */
vb_http_handler vb_web_handler(vb_web *web, void (*log)(const char *line));

/* Lets /metrics say how many connections are open. */
void vb_web_serve(vb_web *web, vb_http *http);

#endif
