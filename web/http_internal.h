/*
 * http_internal.h - one request and its answer, as the files of the server share it.
 *
 * The parts of an exchange's way (http.c): its head and form are read in http_request.c, its answer
 * is made and sent in http_answer.c.
 */
#ifndef VB_WEB_HTTP_INTERNAL_H
#define VB_WEB_HTTP_INTERNAL_H

#include "web/http.h"

#include "indexer/base/task_pool.h"
#include "web/compress.h"
#include "web/connections.h"
#include "web/response_head.h"
#include "web/time_shares.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct vb_http {
  struct MHD_Daemon *daemon;
  vb_task_pool *workers;
  size_t queue_max; /* requests that may wait for a worker */
  vb_connections *clients;
  vb_time_shares *shares;
  vb_http_handler handler;
  bool here_only, trust_proxy;
  const char *const *allowed_hosts;
  size_t allowed_host_count;
  pthread_mutex_t lock; /* protects `exchanges` */
  pthread_cond_t changed;
  size_t exchanges;
  atomic_bool stopping; /* accepts no new requests */
  atomic_bool over;     /* does not answer the requests that are still queued */
};

typedef enum stage { NEW, RECEIVING, QUEUED, HELD, ANSWERED, REFUSED } stage;

typedef struct form_field {
  char *name;
  vb_buf value;
} form_field;

typedef struct vb_exchange { /* one request and its answer */
  vb_task task;
  vb_held held; /* while its search waits for more time */
  vb_http *http;
  vb_connection *client;
  char from[INET6_ADDRSTRLEN]; /* the address of the client, also of one behind a proxy */
  struct MHD_Connection *connection;
  stage stage;
  char *uri;
  vb_arena *arena;     /* of the request */
  vb_arena *answering; /* of a try to answer it: one that is held keeps no more than its body */
  vb_http_request request;
  vb_http_response response;
  vb_buf body, piece;
  struct MHD_PostProcessor *post; /* of a form with files */
  form_field *fields;             /* of a form */
  size_t field_count, received;
  bool too_many_fields;
  size_t piece_at;
  bool last_piece, broken;
  vb_compressor *compressor; /* of a stream that is packed */
  char etag[VB_ETAG_TEXT];   /* "": none */
  bool ends; /* with this answer the connection: nothing more is read as a request */
  double started, queued;
  uint64_t sent;
} vb_exchange;

/* ---- http_request.c: on the library's thread ---- */

/* Reads the head of a request. 0, or the status to refuse it with; `ends` is set if nothing may be
   read after it. */
unsigned vb_exchange_read_head(vb_exchange *x, const char *method, vb_error *err);

/* A body of the type of forms with files is taken apart as it arrives, so that no thread has to do
   it at once; other bodies are left as they are. */
void vb_exchange_begin_form(vb_exchange *x);
void vb_exchange_end_form(vb_exchange *x); /* the fields are in the request then */
void vb_exchange_clear_form(vb_exchange *x);

/* ---- http_answer.c ---- */

/* In place of any answer there is. */
void vb_exchange_refuse(vb_exchange *x, unsigned status, const char *message);
void vb_exchange_refuse_body(vb_exchange *x); /* which is too large */

/* Queues the task of the exchange, if fewer than `most` wait. The connection is suspended. */
bool vb_exchange_give_to_worker(vb_exchange *x, size_t most);
/* Runs on any thread: a held request gets its place, or its partial answer is sent. */
void vb_exchange_let_go(vb_held *held);

/* An answer that may be cached gets a validator, and is packed if its reader takes that; a client
   that has it gets 304 and no body. A route may have made the 304 itself, without the work of an
   answer. */
void vb_exchange_finish(vb_exchange *x);
enum MHD_Result vb_exchange_send(vb_exchange *x); /* on the library's thread */

#endif
