/*
 * web.h - the site for one store: opened once, then passed to an HTTP server.
 *
 * It has one searcher per worker thread. A worker checks for commits at most once a
 * second, so new commits of an indexer appear without a restart.
 */
#ifndef VB_WEB_WEB_H
#define VB_WEB_WEB_H

#include "web/http.h"

typedef struct vb_web vb_web;

typedef struct vb_web_options {
  const char *store;
  size_t threads, memory_mib; /* memory: of one search */
  size_t search_threads;      /* of a long search while nothing else is asked; 0: one a processor */
  const char *token_file;     /* NULL: everybody may read */
  const char *const *origins; /* whose pages may read the API (cors.h); borrowed */
  size_t origin_count;
} vb_web_options;

/* Fails as vb_store_open and vb_tokens_read do. */
vb_status vb_web_open(const vb_web_options *options, vb_web **out, vb_error *err);
void vb_web_close(vb_web *web); /* takes NULL; after the server was stopped */

/* The functions that the server calls. log: called with one line per request, from any thread; may
   be NULL. */
vb_http_handler vb_web_handler(vb_web *web, void (*log)(const char *line));

/* Makes /metrics report the number of open connections. */
void vb_web_serve(vb_web *web, vb_http *http);

#endif
