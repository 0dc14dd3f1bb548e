/*
 * request_context.h - a request while a route handles it, and the ways to answer it.
 *
 * For the files of web/ only. A route fills the response with one of the vb_context_*
 * functions and returns. Errors are JSON for addresses below /api/, and pages elsewhere.
 */
#ifndef VB_WEB_REQUEST_CONTEXT_H
#define VB_WEB_REQUEST_CONTEXT_H

#include "searcher/verbatim.h"
#include "web/cors.h"
#include "web/examples.h"
#include "web/http.h"
#include "web/metrics.h"
#include "web/web.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
  /* Status 414. Longer than anybody types; long quotes have their own page and limit. */
  VB_REQUEST_QUERY_MAX = 8 * 1024,
  /* For each filter and for an id: ids of articles are addresses or paths (VB_FIELD_MAX). */
  VB_REQUEST_FIELD_MAX = 4096,
  /* Status 400. Values of one filter, and characters of one: no name is longer, and all filters
     together fit an address. */
  VB_REQUEST_CHOICES_MAX = 20,
  VB_REQUEST_CHOICE_MAX = 500,
  /* Status 400. Articles in one answer: each must be unpacked, and its snippets made. */
  VB_REQUEST_SIZE_MAX = 200,
  /* Status 413. Quotes in one POST: at a millisecond each, within the timeout of proxies. */
  VB_REQUEST_QUOTES_MAX = 10000
};

typedef struct vb_web_worker {
  vb_store *store;
  double looked; /* when it last checked for a commit */
  vb_examples examples;
  vb_arena *examples_arena; /* NULL: not made yet */
  uint64_t examples_of;     /* the store's number of articles then */
} vb_web_worker;

enum { VB_EXPORTS_MAX = 64 }; /* a quarter of the maximum of 256 workers */

/* Who has an export running (api_export.c). */
typedef struct vb_exports {
  pthread_mutex_t lock;
  char holders[VB_EXPORTS_MAX][INET6_ADDRSTRLEN]; /* addresses; "": free */
} vb_exports;

struct vb_web {
  char *store;
  uint32_t memory_mib; /* of a search */
  vb_search_threads *search_threads;
  struct vb_tokens *tokens; /* NULL: everybody may read */
  vb_cors cors;
  vb_exports exports;
  uint64_t edition; /* of the program and its templates */
  vb_buf *packed;   /* the assets by gzip, in their order; empty: not worth it. May be NULL */
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
  vb_store *store; /* NULL if no worker has seen the request */
  const vb_http_request *request;
  vb_http_response *response;
  vb_arena *arena;
  bool stranger; /* has not shown a token that is asked for */
  vb_str rest;   /* of the path, decoded: what comes after a route that ends in "/" */
  vb_str back;   /* on an article's page: what its links say to go back to (pages/back_link.c) */
} vb_request_context;

/* The worker's store; refreshed if the last refresh was over a second ago. */
vb_store *vb_web_store(vb_web *web, size_t worker);

/* Examples from the worker's store, made again when its number of articles changes. */
const vb_examples *vb_web_examples(const vb_request_context *call);

/* A parameter as valid UTF-8; absent if missing or empty. */
vb_str vb_context_text(const vb_request_context *call, const char *name);
/* All parameters of that name that are not empty, at most max in `out`; returns how many there
   are. */
size_t vb_context_texts(const vb_request_context *call, const char *name, size_t max, vb_str *out);
/* A whole number up to max; `otherwise` if absent. VB_INVALID: the message names the parameter. */
vb_status vb_context_number(const vb_request_context *call, const char *name, size_t otherwise,
                            size_t max, size_t *out, vb_error *err);

/* True if every parameter is one of the names (ended by NULL), and given once unless its name there
   ends with a "*"; otherwise answers 400. For programs: one that misspells a filter must get an
   error, not an answer without the filter. */
bool vb_context_params(vb_request_context *call, const char *const *names);
/* The parameters of vb_context_filter, for vb_context_params. */
#define VB_FILTER_PARAMS                                                                           \
  "after", "before", "source*", "author*", "section*", "date*", "not-source*", "not-author*",      \
      "not-section*", "not-date*", "not-speaker*"
/* Reads the filters of a search. by_speaker: the speakers are filters, and not what is asked for.
   VB_INVALID. */
vb_status vb_context_filter(const vb_request_context *call, bool by_speaker, vb_filter *out,
                            vb_error *err);

/* "true" or "1", "false" or "0". VB_INVALID. */
vb_status vb_context_boolean(const vb_request_context *call, const char *name, bool otherwise,
                             bool *out, vb_error *err);
/* Whether a person reads what is at this path; errors for others are JSON. */
bool vb_context_is_page(vb_str path);

/* "from" and "size" of a window; one that reaches past VB_WINDOW_MAX ends there. VB_INVALID. */
vb_status vb_context_window(const vb_request_context *call, size_t *from, size_t *size,
                            vb_error *err);

/* The HTTP status for an error of the searcher. */
unsigned vb_context_status(vb_status status);
void vb_context_error(vb_request_context *call, unsigned status, const vb_error *error);
void vb_context_refuse(vb_request_context *call, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Answers with the JSON, or with the error if status is not VB_OK. */
void vb_context_answer(vb_request_context *call, vb_status status, vb_str json,
                       const vb_error *error);

/* The routes: */
void vb_api_search(vb_request_context *call);
void vb_api_quote(vb_request_context *call);
void vb_api_batch(vb_request_context *call); /* POST */
/* Answers the quotes in the body, each with the request's filters. For CSV: column: the heading of
   the column with the quotes, or absent; neutral: as in vb_quote_record. */
void vb_batch_answer(vb_request_context *call, const vb_quote_request *request, vb_str column,
                     bool neutral);
/* How a page shows the answers to a batch, row by row as they come; borrowed until its end. */
enum { VB_BATCH_ERRORS = VB_VERDICT_NOT_FOUND + 2, VB_BATCH_TALLIES };
typedef struct vb_batch_view {
  vb_str head, tail; /* before the rows, after them */
  /* answer: NULL if there is none, because of `wrong`. */
  void (*row)(vb_buf *out, vb_arena *scratch, uint64_t number, vb_str quote,
              const vb_quote_answer *answer, const vb_error *wrong);
  /* tally: rows by verdict, and at VB_BATCH_ERRORS those without an answer. */
  void (*end)(vb_buf *out, const uint64_t tally[VB_BATCH_TALLIES], vb_str tail);
} vb_batch_view;
/* Answers the quotes of a text: lines, JSON lines or a table. view: NULL for CSV. */
void vb_batch_show(vb_request_context *call, const vb_quote_request *request, vb_str text,
                   vb_str column, const vb_batch_view *view);
void vb_page_batch(vb_request_context *call); /* GET and POST */
void vb_api_article(vb_request_context *call);
void vb_api_export(vb_request_context *call);
void vb_page_search(vb_request_context *call);
void vb_page_article(vb_request_context *call);
void vb_page_quote(vb_request_context *call); /* GET and POST */
void vb_page_quote_history(vb_request_context *call);
void vb_api_said(vb_request_context *call);
void vb_api_trend(vb_request_context *call);
void vb_api_speaker(vb_request_context *call);
void vb_page_said(vb_request_context *call);
void vb_page_speaker(vb_request_context *call);
void vb_page_trends(vb_request_context *call);
void vb_page_help(vb_request_context *call);
void vb_page_saved(vb_request_context *call);
void vb_feed_search(vb_request_context *call);
void vb_feed_said(vb_request_context *call);
void vb_feed_quote(vb_request_context *call);
void vb_opensearch(vb_request_context *call);
void vb_page_login(vb_request_context *call);  /* GET and POST */
void vb_page_logout(vb_request_context *call); /* POST */
/* The login page in the place of the page that was asked for. */
void vb_page_ask_for_token(vb_request_context *call);
/* Whether a request has a token, as a program or as a browser shows it, or needs none. */
bool vb_web_admits(const vb_web *web, const vb_http_request *request);
/* state.c */
void vb_state_healthz(vb_request_context *call);
void vb_state_metrics(vb_request_context *call);
void vb_page_error(vb_request_context *call, unsigned status, const char *message);

#endif
