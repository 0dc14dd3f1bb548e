/*
 * http.h - an HTTP/1.1 server: requests in, responses out; no type of a library is visible.
 *
 * One thread reads and writes all connections, and a fixed number of worker threads make
 * the answers. A worker gets only complete requests, so a slow client never blocks one.
 * Requests that exceed a limit are refused by the server itself, with an answer that the
 * handler's `refuse` makes.
 */
#ifndef VB_WEB_HTTP_H
#define VB_WEB_HTTP_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "web/url.h"

enum {
  /* Status 414. Enough for a long query with all filters; browsers and proxies allow 8 to 32
     KiB. */
  VB_HTTP_URL_MAX = 16 * 1024,
  /* Status 431 (414 for the request line alone). Memory per connection for address, headers and
     buffers; leaves room for cookies of other programs on the same host. */
  VB_HTTP_CONNECTION_MEMORY = 256 * 1024,
  /* Status 413. Ten thousand quotes of 800 bytes. */
  VB_HTTP_BODY_MAX = 8 * 1024 * 1024,
  /* Status 503. Below the usual limit of 1,024 open files, with room for the store's. */
  VB_HTTP_CONNECTIONS = 512,
  /* Further connections that are accepted to get a 503 at once instead of waiting. */
  VB_HTTP_CONNECTIONS_SPARE = 32,
  /* Status 408. From the start of the connection, or the end of the previous request, to the end
     of the request: enough for a full body at 300 kB/s, and ends clients that send byte by
     byte. */
  VB_HTTP_REQUEST_SECONDS = 30,
  /* A connection without any traffic is closed, so that idle browsers do not fill the table. */
  VB_HTTP_IDLE_SECONDS = 15,
  /* A client that reads a streamed answer more slowly than this is disconnected. */
  VB_HTTP_ANSWER_SECONDS = 600,
  /* The same for one that says it is long: a whole archive's results over a slow line. */
  VB_HTTP_LONG_ANSWER_SECONDS = 3600,
  /* Status 503. Queued requests per worker: further ones would wait longer than people do. */
  VB_HTTP_QUEUE_PER_WORKER = 32,
  /* Status 503. A request that was queued this long is not answered: its sender has probably
     left. */
  VB_HTTP_QUEUE_SECONDS = 5,
  /* How long a stop waits for answers in progress. */
  VB_HTTP_STOP_SECONDS = 10,
  /* How long the rest of a refused request is read and dropped, so that the client sees the
     error. */
  VB_HTTP_DRAIN_SECONDS = 2
};

typedef struct vb_http vb_http;

/* Header fields of a request that its answer depends on. */
typedef enum vb_http_field {
  VB_HTTP_ACCEPT = 0,
  VB_HTTP_ACCEPT_ENCODING,
  VB_HTTP_AUTHORIZATION,
  VB_HTTP_COOKIE,
  VB_HTTP_IF_NONE_MATCH,
  VB_HTTP_ORIGIN,
  VB_HTTP_PREFLIGHT,  /* Access-Control-Request-Method */
  VB_HTTP_FETCH_SITE, /* Sec-Fetch-Site: where a browser's request comes from */
  VB_HTTP_PROTOCOL,   /* X-Forwarded-Proto: how the client reaches a server in front of this one */
  VB_HTTP_PREFIX,     /* X-Forwarded-Prefix: the path that a server in front takes off */
  VB_HTTP_HOST,
  VB_HTTP_FIELDS
} vb_http_field;

typedef struct vb_http_request {
  vb_str method;                 /* as sent; "HEAD" is passed as "GET" */
  vb_str path;                   /* as sent, still percent-encoded, without the query */
  vb_str query;                  /* as sent, without the "?" */
  vb_url_params params;          /* of the query */
  vb_str content_type;           /* lower case, without parameters; absent if not sent */
  vb_str fields[VB_HTTP_FIELDS]; /* as sent; may be absent */
  const char *client;            /* its address */
  vb_str body;                   /* empty for a form with files (multipart/form-data) ... */
  vb_url_params form; /* ... whose fields are here instead; a file's value is its content */
  bool form_broken;   /* it ends too early, or has too many fields */
  vb_arena *arena;    /* for the answer; valid until it is sent */
  uint32_t time_ms;   /* how long its search may take; a second try gets more (time_shares.h) */
} vb_http_request;

/* Appends the next piece of a streamed answer; false if that was the last. A piece should take much
   less than a second. A buffer that failed breaks the answer off, so that its reader sees that the
   end is missing. Called on any worker, on one at a time. */
typedef bool (*vb_http_more)(void *state, size_t worker, vb_buf *out);

typedef struct vb_http_header {
  const char *name, *value;
} vb_http_header;

enum { VB_HTTP_HEADERS_MAX = 8 }; /* of one answer, besides those that all have */

typedef struct vb_http_response {
  unsigned status;
  const char *route;    /* for counting; a constant */
  const char *type;     /* Content-Type */
  vb_buf body;          /* cleared by the server */
  vb_str fixed;         /* instead of body: bytes that outlive the server */
  vb_str fixed_packed;  /* the same by gzip; may be absent */
  const char *cache;    /* Cache-Control; NULL: no-cache, with an ETag of the body */
  const char *file;     /* the name under which it is saved; NULL: it is shown */
  const char *etag;     /* up to 20 characters; NULL: computed from the body */
  const char *allow;    /* for 405 */
  const char *location; /* for 301 and 303, in the arena */
  const char *
      successor; /* for an old address: the new one, relative to it, sent as a header; a constant */
  unsigned retry_after;                        /* seconds; 0: no header */
  bool cut;                                    /* the time was over before everything was found */
  bool vary_origin;                            /* it depends on who asks (cors.h) */
  bool packed;                                 /* body or pieces are by gzip; set by the server */
  bool long_answer;                            /* a stream of up to VB_HTTP_LONG_ANSWER_SECONDS */
  vb_http_header headers[VB_HTTP_HEADERS_MAX]; /* constants, or in the arena: vb_http_set */
  size_t header_count;
  vb_http_more more;             /* instead of body: streamed */
  void (*more_end)(void *state); /* called once when the stream ends or breaks; may be NULL */
  void *state;
} vb_http_response;

/* Adds a header field; NULL: none. Both must be constants or in the request's arena. */
void vb_http_set(vb_http_response *response, const char *name, const char *value);

typedef struct vb_http_done { /* the outcome of a request, for logs and counters */
  const char *route, *client;
  vb_str method, path;
  unsigned status;
  uint64_t bytes;
  double seconds;
} vb_http_done;

typedef struct vb_http_handler {
  void *context;
  void (*answer)(void *context, size_t worker, const vb_http_request *, vb_http_response *);
  /* Makes the answer for an error that occurs before a worker sees the request. Must be fast. */
  void (*refuse)(void *context, const vb_http_request *, unsigned status, const char *message,
                 vb_http_response *);
  /* Answers requests that need no worker (health, metrics, files) on the library's thread, so that
     they work while all workers are busy; it must not wait for anything. False: nothing was done, a
     worker answers. */
  bool (*at_once)(void *context, const vb_http_request *, vb_http_response *);
  void (*done)(void *context, const vb_http_done *); /* from any thread */
} vb_http_handler;

typedef struct vb_http_options {
  int listen_fd; /* the server closes it, even if starting fails */
  size_t threads;
  size_t connections;       /* 0: VB_HTTP_CONNECTIONS */
  unsigned request_seconds; /* 0: VB_HTTP_REQUEST_SECONDS */
  /* Answer only requests whose Host is this machine (request_rules.h) or one of these names; for a
     server that listens on this machine alone. */
  bool here_only;
  const char *const *allowed_hosts; /* borrowed while the server runs */
  size_t allowed_host_count;
  /* Take a client's address from X-Forwarded-For, for its share of time and the log. */
  bool trust_proxy;
} vb_http_options;

vb_status vb_http_start(const vb_http_options *options, const vb_http_handler *handler,
                        vb_http **out, vb_error *err);
size_t vb_http_connections(vb_http *http); /* currently open */
/* Stops accepting, waits for answers in progress (VB_HTTP_STOP_SECONDS), frees all. Takes NULL. */
void vb_http_stop(vb_http *http);

#endif
