/*
 * http.h - an HTTP/1.1 server: requests in, responses out, nothing of any library shown.
 *
 * One thread reads and writes all connections; a fixed number of worker threads
 * answer. A request reaches a worker only when it is there whole, and a slow
 * client never holds one. What exceeds a limit is refused by the server itself,
 * in the words of the handler.
 */
#ifndef VB_WEB_HTTP_H
#define VB_WEB_HTTP_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "web/url.h"

enum {
  /* 414. Room for a long query with all its filters; browsers and proxies cut at 8 to 32 KiB. */
  VB_HTTP_URL_MAX = 16 * 1024,
  /* 431 (or 414 for a request line alone). The memory of one connection: address, headers and
     buffers; cookies of other programs on the same host fit well. */
  VB_HTTP_CONNECTION_MEMORY = 256 * 1024,
  /* 413. Ten thousand quotations of 800 bytes. */
  VB_HTTP_BODY_MAX = 8 * 1024 * 1024,
  /* 503. Below the usual limit of 1,024 open files, with room for the store's. */
  VB_HTTP_CONNECTIONS = 512,
  /* Connections above the limit that are still accepted, to be told 503 instead of waiting. */
  VB_HTTP_CONNECTIONS_SPARE = 32,
  /* 408. From the connection, or the end of the request before, to the end of the request:
     enough for a full body over a poor line (300 kB/s), and an end for a dripping one. */
  VB_HTTP_REQUEST_SECONDS = 30,
  /* A connection where nothing moves is closed; keeps idle browsers from filling the table. */
  VB_HTTP_IDLE_SECONDS = 15,
  /* A client that takes a streamed answer this slowly is let go. */
  VB_HTTP_ANSWER_SECONDS = 600,
  /* 503. Requests that wait for a worker, for each worker: more than these would wait for
     longer than people do. */
  VB_HTTP_QUEUE_PER_WORKER = 32,
  /* 503. A request that waited so long is not begun; its sender has most likely gone. */
  VB_HTTP_QUEUE_SECONDS = 5,
  /* How long a stop waits for answers under way. */
  VB_HTTP_STOP_SECONDS = 10,
  /* How long what a refused client still sends is read and forgotten, so that it sees why. */
  VB_HTTP_DRAIN_SECONDS = 2
};

typedef struct vb_http vb_http;

typedef struct vb_http_request {
  vb_str method;        /* as sent; "HEAD" is given as "GET" */
  vb_str path;          /* as sent, still percent-encoded, without the query */
  vb_url_params params; /* of the query */
  vb_str content_type;  /* lower case, without its parameters; absent when not sent */
  vb_str accept;        /* as sent, perhaps absent */
  vb_str body;
  vb_arena *arena;  /* for the answer; lives until it is sent */
  uint32_t time_ms; /* that its search may take (time_shares.h) */
} vb_http_request;

/* Appends the next piece of a streamed answer; false when that was the last. One piece
   should take well under a second. Runs on any worker, on one at a time. */
typedef bool (*vb_http_more)(void *state, size_t worker, vb_buf *out);

typedef struct vb_http_response {
  unsigned status;
  const char *route;             /* for counting; a constant */
  const char *type;              /* Content-Type */
  vb_buf body;                   /* the server clears it */
  vb_str fixed;                  /* instead of body: bytes that outlive the server */
  const char *cache;             /* Cache-Control; NULL: no-cache, with an ETag made of the body */
  const char *etag;              /* NULL: made of the body */
  const char *allow;             /* for 405 */
  const char *location;          /* for 301 and 303, in the arena */
  const char *successor;         /* of an old address, the new one: said in headers; a constant */
  unsigned retry_after;          /* seconds; 0 for none */
  vb_http_more more;             /* instead of body: streamed */
  void (*more_end)(void *state); /* once, when the stream is over or broken; may be NULL */
  void *state;
} vb_http_response;

typedef struct vb_http_done { /* what became of a request */
  const char *route, *client;
  vb_str method, path;
  unsigned status;
  uint64_t bytes;
  double seconds;
} vb_http_done;

typedef struct vb_http_handler {
  void *context;
  void (*answer)(void *context, size_t worker, const vb_http_request *, vb_http_response *);
  /* An error before any worker saw the request. Must not be slow. */
  void (*refuse)(void *context, const vb_http_request *, unsigned status, const char *message,
                 vb_http_response *);
  /* Answers what needs no worker (health, counters, files): on the library's thread, so that it is
     answered while all workers are busy; it must not wait for anything. False: nothing done, a
     worker answers. */
  bool (*at_once)(void *context, const vb_http_request *, vb_http_response *);
  void (*done)(void *context, const vb_http_done *); /* from any thread */
} vb_http_handler;

typedef struct vb_http_options {
  int listen_fd; /* the server closes it, also when the start fails */
  size_t threads;
  size_t connections;       /* 0: VB_HTTP_CONNECTIONS */
  unsigned request_seconds; /* 0: VB_HTTP_REQUEST_SECONDS */
  /* Only requests that name this machine are answered (request_rules.h), or one of these names; for
     a server that listens on this machine alone. */
  bool here_only;
  const char *const *allowed_hosts; /* borrowed while the server runs */
  size_t allowed_host_count;
} vb_http_options;

vb_status vb_http_start(const vb_http_options *options, const vb_http_handler *handler,
                        vb_http **out, vb_error *err);
size_t vb_http_connections(vb_http *http); /* open now */
/* Accepts no more, lets answers under way end (VB_HTTP_STOP_SECONDS), frees all. NULL is taken. */
void vb_http_stop(vb_http *http);

#endif
