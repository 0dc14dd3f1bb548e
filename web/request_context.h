/*
 * request_context.h - one request on its way through a route, and the ways to answer it.
 *
 * For the files of web/ only. A route fills the response by one of the vb_context_*
 * functions and returns; errors become JSON below /api/ and a page elsewhere.
 */
#ifndef VB_WEB_REQUEST_CONTEXT_H
#define VB_WEB_REQUEST_CONTEXT_H

#include "searcher/verbatim.h"
#include "web/http.h"
#include "web/metrics.h"
#include "web/web.h"

#include <stdatomic.h>

enum {
  /* 414. Longer than what anybody types; a passage to look up has its own page and its own limit.
   */
  VB_REQUEST_QUERY_MAX = 8 * 1024,
  /* Of any filter and of an id: article ids are addresses or paths (VB_FIELD_MAX). */
  VB_REQUEST_FIELD_MAX = 4096,
  /* 400. Articles in one answer: each costs an inflate and its snippets. */
  VB_REQUEST_SIZE_MAX = 200,
  /* 413. Quotes in one POST: at a millisecond each it ends within the patience of a proxy. */
  VB_REQUEST_QUOTES_MAX = 10000
};

typedef struct vb_web_worker {
  vb_store *store;
  double looked; /* for a commit, last */
} vb_web_worker;

struct vb_web {
  char *store;
  vb_web_worker *workers;
  size_t worker_count;
  vb_metrics metrics;
  vb_http *_Atomic http;
  void (*log)(const char *line);
  double started;
  _Atomic uint64_t articles;
  _Atomic uint64_t refresh_failures;
};

typedef struct vb_request_context {
  vb_web *web;
  size_t worker;
  vb_store *store; /* NULL when no worker has seen the request */
  const vb_http_request *request;
  vb_http_response *response;
  vb_arena *arena;
  vb_str rest; /* of the path, decoded: what follows a route that ends in "/" */
} vb_request_context;

/* The worker's store, refreshed when that was more than a second ago. */
vb_store *vb_web_store(vb_web *web, size_t worker);

/* A parameter as valid UTF-8; absent when missing or empty. */
vb_str vb_context_text(const vb_request_context *call, const char *name);
/* Checked as a whole number up to max; `otherwise` when absent. VB_INVALID names the parameter. */
vb_status vb_context_number(const vb_request_context *call, const char *name, size_t otherwise,
                            size_t max, size_t *out, vb_error *err);

/* The status that an error of the searcher deserves. */
unsigned vb_context_status(vb_status status);
void vb_context_error(vb_request_context *call, unsigned status, const vb_error *error);
void vb_context_refuse(vb_request_context *call, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Answers with the JSON, or with the error when the status is one. */
void vb_context_answer(vb_request_context *call, vb_status status, vb_str json,
                       const vb_error *error);

/* Of the routes. */
void vb_api_search(vb_request_context *call);
void vb_api_quote(vb_request_context *call);
void vb_api_batch(vb_request_context *call); /* POST */
/* The body's quotes, each with the request's filters. */
void vb_batch_answer(vb_request_context *call, const vb_quote_request *request);
void vb_api_article(vb_request_context *call);
void vb_page_search(vb_request_context *call);
void vb_page_article(vb_request_context *call);
void vb_page_quote(vb_request_context *call); /* GET and POST */
void vb_api_said(vb_request_context *call);
void vb_api_speaker(vb_request_context *call);
void vb_page_said(vb_request_context *call);
void vb_page_speaker(vb_request_context *call);
void vb_page_help(vb_request_context *call);
void vb_page_error(vb_request_context *call, unsigned status, const char *message);

#endif
