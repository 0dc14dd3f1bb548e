/*
 * http.c - the server: libmicrohttpd's connections and our workers.
 *
 * The library's single thread (epoll) reads requests and writes answers. A complete
 * request becomes a task: its connection is suspended, a worker makes the answer and
 * resumes it.
 *
 *   library thread:  RECEIVING --complete--> QUEUED ........... ANSWERED --> sent
 *                       |                      | suspended         ^
 *   worker:             |                      |------answer-------|
 *                       |                      `------> HELD ------'   a long search
 * (time_shares.h)
 *                       `--grows too large--> REFUSED: error sent, the rest read and dropped
 *
 * A request whose head alone is reason to refuse it (ambiguous, a stated length past the
 * limit) is answered at once and its connection ends (linger.h). A body that grows past the
 * limit without having said so is answered on the bare socket: the library takes a response
 * when the head is read and when the request is whole, and not in between (in 0.9.75 and
 * in 1.0).
 *
 * An exchange belongs to the library's thread, except between suspend and resume, when it
 * belongs to its worker; queue and resume order the memory accesses. A streamed answer
 * takes the same way for each piece: when the library wants bytes and there are none, the
 * connection is suspended and the task queued again. So no worker ever waits for a
 * client.
 *
 * Clients that are slow in ways that the library does not notice are ended by
 * connections.c.
 */
#include "web/http.h"

#include "web/connections.h"
#include "indexer/base/clock.h"
#include "indexer/base/task_pool.h"
#include "web/compress.h"
#include "web/request_rules.h"
#include "web/response_head.h"
#include "web/time_shares.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

enum { FORM_FIELDS_MAX = 32, FORM_BUFFER = 16 * 1024 };

typedef struct form_field {
  char *name;
  vb_buf value;
} form_field;

typedef struct exchange { /* one request and its answer */
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
  form_field *fields;             /* FORM_FIELDS_MAX of them, with a form */
  size_t field_count, received;
  bool too_many_fields;
  size_t piece_at;
  bool last_piece, broken;
  vb_compressor *compressor; /* of a stream that is packed */
  char etag[VB_ETAG_TEXT];   /* "": none */
  bool ends; /* with this answer the connection: nothing more is read as a request */
  double started, queued;
  uint64_t sent;
} exchange;

/* ---- refusals ---------------------------------------------------------- */

static void refuse(exchange *x, unsigned status, const char *message) {
  vb_buf_clear(&x->response.body);
  x->response = (vb_http_response){.status = status, .route = "none", .body = VB_BUF_INIT};
  x->http->handler.refuse(x->http->handler.context, &x->request, status, message, &x->response);
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE) x->response.retry_after = 1;
}

static void refuse_body(exchange *x) {
  char message[100];
  snprintf(message, sizeof message, "the body is larger than the limit of %d bytes",
           VB_HTTP_BODY_MAX);
  refuse(x, MHD_HTTP_CONTENT_TOO_LARGE, message);
  vb_buf_clear(&x->body);
}

static enum MHD_Result drain_refused(exchange *x) {
  vb_connection_tell(x->client, "413 Content Too Large", vb_str_of(x->response.type),
                     vb_buf_view(&x->response.body));
  x->sent = x->response.body.n;
  x->stage = REFUSED;
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_DRAINING);
  return MHD_YES;
}

/* ---- answers ----------------------------------------------------------- */

static bool give_to_worker(exchange *x, size_t most);

static ssize_t read_stream(void *context, uint64_t at, char *out, size_t max) {
  exchange *x = context;
  (void)at;
  if (x->broken) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (x->piece_at < x->piece.n) {
    size_t n = x->piece.n - x->piece_at;
    if (n > max) n = max;
    memcpy(out, x->piece.p + x->piece_at, n);
    x->piece_at += n;
    x->sent += n;
    return (ssize_t)n;
  }
  if (x->last_piece) return MHD_CONTENT_READER_END_OF_STREAM;
  MHD_suspend_connection(x->connection);
  if (!give_to_worker(x, SIZE_MAX)) { /* a stream continues however many requests wait */
    x->broken = true;                 /* the workers have ended: the server is stopping */
    MHD_resume_connection(x->connection);
  }
  return 0;
}

static bool may_be_cached(const exchange *x) {
  const vb_http_response *r = &x->response;
  return r->status == MHD_HTTP_OK && !r->more && vb_str_is(x->request.method, "GET") &&
         !(r->cache && strstr(r->cache, "no-store"));
}

/* Packs the answer if its reader takes that and it is worth it; without memory it stays. */
static void pack(exchange *x) {
  vb_http_response *r = &x->response;
  vb_buf packed = VB_BUF_INIT;
  if (r->status != MHD_HTTP_OK || !r->type || !vb_compress_is_text(r->type) ||
      !vb_compress_accepted(x->request.fields[VB_HTTP_ACCEPT_ENCODING]))
    return;
  if (r->more) {
    x->compressor = vb_compressor_new();
    r->packed = x->compressor != NULL;
  } else if (r->fixed.p) {
    r->packed = r->fixed_packed.p != NULL;
    if (r->packed) r->fixed = r->fixed_packed;
  } else if (r->body.n >= VB_COMPRESS_LEAST && vb_compress_all(vb_buf_view(&r->body), &packed)) {
    vb_buf_clear(&r->body);
    r->body = packed;
    r->packed = true;
  } else {
    vb_buf_clear(&packed);
  }
}

/* An answer that may be cached gets a validator; a client that has it gets 304 and no body. A route
   may have made the 304 itself, without the work of an answer. */
static void finish_answer(exchange *x) {
  vb_http_response *r = &x->response;
  if (r->status == MHD_HTTP_NOT_MODIFIED) vb_etag_of(r, VB_STR(""), x->etag);
  if (may_be_cached(x)) {
    vb_etag_of(r, r->fixed.p ? r->fixed : vb_buf_view(&r->body), x->etag);
    if (vb_etag_matches(x->request.fields[VB_HTTP_IF_NONE_MATCH], x->etag)) {
      r->status = MHD_HTTP_NOT_MODIFIED;
      r->fixed = VB_STR("");
    }
  }
  pack(x);
}

static void put_header(void *out, const char *name, const char *value) {
  MHD_add_response_header(out, name, value);
}

static enum MHD_Result send_answer(exchange *x) {
  vb_http_response *r = &x->response;
  vb_str body = r->fixed.p ? r->fixed : vb_buf_view(&r->body);
  struct MHD_Response *out =
      r->more ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, read_stream, x, NULL)
              : MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
                                                MHD_RESPMEM_PERSISTENT);
  if (!out) return MHD_NO;
  vb_response_head(r, x->etag[0] ? x->etag : NULL, put_header, out);
  if (x->client->over || x->ends) MHD_add_response_header(out, "Connection", "close");
  if (!r->more) x->sent = body.n;
  if (r->long_answer)
    vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_LONG_ANSWER);
  enum MHD_Result queued = MHD_queue_response(x->connection, r->status, out);
  MHD_destroy_response(out);
  return queued;
}

/* Runs on a worker: makes an answer within the share's time, in place of an earlier one. */
static void try_to_answer(exchange *x, size_t worker, const vb_time_share *share) {
  vb_http *http = x->http;
  x->request.time_ms = share->milliseconds;
  vb_buf_clear(&x->response.body);
  x->response = (vb_http_response){.body = VB_BUF_INIT};
  x->answering = vb_arena_new();
  if (x->answering) {
    x->request.arena = x->answering;
    http->handler.answer(http->handler.context, worker, &x->request, &x->response);
  } else {
    refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "no memory for the answer");
  }
  vb_time_shares_give_back(http->shares, share);
}

/* Runs on a worker. False: not held, so the partial answer is sent. */
static bool hold(exchange *x) {
  x->request.arena = x->arena;
  vb_arena_free(x->answering);
  x->answering = NULL;
  x->stage = HELD;
  return vb_time_shares_hold(x->http->shares, &x->held, x->from);
}

/* Runs on a worker. False: the request is held, and another thread may have it already. */
static bool answer(exchange *x, size_t worker) {
  vb_http *http = x->http;
  if (x->stage == HELD) {
    try_to_answer(x, worker, &x->held.share);
    return true;
  }
  if (vb_clock_seconds() - x->queued > VB_HTTP_QUEUE_SECONDS) {
    vb_time_shares_leave(http->shares);
    refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "too many requests at once; try again in a moment");
    return true;
  }
  vb_time_share share = vb_time_shares_take(http->shares, x->from);
  try_to_answer(x, worker, &share);
  return !x->response.cut || share.place != SIZE_MAX || !hold(x);
}

/* Runs on any thread: a held request gets its place, or its partial answer is sent. */
static void let_go(vb_held *held) {
  exchange *x = (exchange *)(void *)((char *)held - offsetof(exchange, held));
  if (held->share.place != SIZE_MAX && give_to_worker(x, SIZE_MAX)) return;
  vb_time_shares_give_back(x->http->shares, &held->share);
  x->stage = ANSWERED;
  MHD_resume_connection(x->connection);
}

/* The share of a held request is given back. */
static void refuse_stopped(exchange *x) {
  if (x->stage == HELD) vb_time_shares_give_back(x->http->shares, &x->held.share);
  refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "the server is stopping");
}

/* Runs on a worker: makes the next piece of a stream. */
static void make_piece(exchange *x, size_t worker) {
  vb_buf plain = VB_BUF_INIT;
  vb_buf *to = x->compressor ? &plain : &x->piece;
  vb_buf_reset(&x->piece);
  x->piece_at = 0;
  x->last_piece = !x->response.more(x->response.state, worker, to);
  x->broken = to->failed;
  if (x->compressor && !x->broken)
    x->broken = !vb_compressor_add(x->compressor, vb_buf_view(&plain), x->last_piece, &x->piece);
  vb_buf_clear(&plain);
}

/* Runs on a worker. */
static void run_task(void *context, size_t thread) {
  exchange *x = context;
  vb_http *http = x->http;
  size_t worker = thread - 1;
  bool stopped = http->over;
  if (x->stage == ANSWERED) {
    if (stopped) x->broken = true;
    else make_piece(x, worker);
  } else {
    if (stopped) refuse_stopped(x);
    else if (!answer(x, worker)) return;
    finish_answer(x);
    x->stage = ANSWERED;
  }
  MHD_resume_connection(x->connection); /* from here on another thread may free the exchange */
}

static bool give_to_worker(exchange *x, size_t most) {
  return vb_task_pool_post(x->http->workers, &x->task, VB_TASK_SOON, run_task, x, most);
}

/* ---- requests ---------------------------------------------------------- */

static vb_str lower_type(const char *sent, vb_arena *arena) {
  if (!sent) return VB_STR_NONE;
  vb_str type = vb_str_trim((vb_str){sent, strcspn(sent, ";")});
  char *copy = vb_arena_alloc(arena, type.n + 1);
  if (!copy) return VB_STR_NONE;
  for (size_t i = 0; i < type.n; i++)
    copy[i] = (char)(type.p[i] >= 'A' && type.p[i] <= 'Z' ? type.p[i] + 32 : type.p[i]);
  return (vb_str){copy, type.n};
}

/* Whether a field stands on two lines. libmicrohttpd passes a name and its value where they
   arrived, one after the other, but 0.9.75 appends a continued line to the name
   ("Transfer-Encodingchunked"), in a copy that it makes after the value. Later versions refuse such
   fields. */
static bool is_continued(const char *name, const char *value) {
  return (uintptr_t)value <= (uintptr_t)name;
}

static enum MHD_Result add_field(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value) {
  (void)kind;
  vb_request_head *head = context;
  if (value && is_continued(name, value)) head->continued = true;
  vb_request_head_add(head, vb_str_of(name), vb_str_of(value));
  return MHD_YES;
}

/* Returns 0, or the status for a head that is ambiguous or not meant for this machine. */
static unsigned check_head(exchange *x, vb_str *uri, vb_error *err) {
  vb_request_head head = {0};
  vb_str host;
  MHD_get_connection_values(x->connection, MHD_HEADER_KIND, add_field, &head);
  if (x->http->trust_proxy) vb_request_client(&head, x->from);
  if (vb_request_head_check(&head, err)) {
    x->ends = true;
    return err->status == VB_LIMIT ? MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE
                                   : MHD_HTTP_BAD_REQUEST;
  }
  /* Browsers send the name in the address as Host; only without a Host the address itself
     counts. */
  if (vb_request_absolute(uri, &host) && !head.hosts) head.host = host, head.hosts = 1;
  if (!x->http->here_only || !head.hosts ||
      vb_request_host_is_here(head.host, x->http->allowed_hosts, x->http->allowed_host_count))
    return 0;
  vb_fail(err, VB_INVALID,
          "this server answers on this machine alone, not as '%.*s'; --allow-host adds a name",
          (int)(head.host.n > 100 ? 100 : head.host.n), head.host.p);
  return MHD_HTTP_FORBIDDEN;
}

/* Copies the fields that answers depend on; false without memory. */
static bool read_fields(exchange *x) {
  static const char *const names[VB_HTTP_FIELDS] = {
      [VB_HTTP_ACCEPT] = "Accept",
      [VB_HTTP_ACCEPT_ENCODING] = "Accept-Encoding",
      [VB_HTTP_AUTHORIZATION] = "Authorization",
      [VB_HTTP_COOKIE] = "Cookie",
      [VB_HTTP_IF_NONE_MATCH] = "If-None-Match",
      [VB_HTTP_ORIGIN] = "Origin",
      [VB_HTTP_PREFLIGHT] = "Access-Control-Request-Method",
      [VB_HTTP_FETCH_SITE] = "Sec-Fetch-Site",
      [VB_HTTP_PROTOCOL] = "X-Forwarded-Proto",
      [VB_HTTP_PREFIX] = "X-Forwarded-Prefix",
      [VB_HTTP_HOST] = "Host",
  };
  for (size_t i = 0; i < VB_HTTP_FIELDS; i++) {
    const char *sent = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, names[i]);
    x->request.fields[i] = vb_arena_copy(x->arena, vb_str_of(sent));
    if (sent && !x->request.fields[i].p) return false;
  }
  return true;
}

/* Returns 0, or the error status for the request's head. */
static unsigned read_head(exchange *x, const char *method, vb_error *err) {
  vb_http_request *r = &x->request;
  vb_str uri = vb_str_of(x->uri);
  unsigned unsound = check_head(x, &uri, err);
  size_t path = 0;
  while (path < uri.n && uri.p[path] != '?') path++;
  r->method = vb_arena_copy(x->arena, vb_str_of(strcmp(method, "HEAD") ? method : "GET"));
  r->path = path ? vb_str_slice(uri, 0, path) : VB_STR("/");
  r->query = vb_str_slice(uri, path + 1, uri.n);
  r->client = x->from;
  r->content_type = lower_type(
      MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Type"), x->arena);
  if (!read_fields(x)) r->method = VB_STR_NONE;
  if (!r->method.p) return vb_fail(err, VB_NOMEM, "no memory"), MHD_HTTP_SERVICE_UNAVAILABLE;
  if (unsound) return unsound;
  if (uri.n > VB_HTTP_URL_MAX) {
    vb_fail(err, VB_LIMIT, "the address is longer than the limit of %d bytes", VB_HTTP_URL_MAX);
    return MHD_HTTP_URI_TOO_LONG;
  }
  if (vb_url_params_read(r->query, x->arena, &r->params, err))
    return err->status == VB_LIMIT ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_SERVICE_UNAVAILABLE;
  if (!vb_connections_admit(x->http->clients, x->client) || x->http->stopping) {
    vb_fail(err, VB_UNAVAILABLE, "too many connections at once; try again in a moment");
    return MHD_HTTP_SERVICE_UNAVAILABLE;
  }
  return 0;
}

/* Before the body, so that the library ends the connection. */
static enum MHD_Result answer_early(exchange *x) {
  x->ends = x->client->lingers = true;
  x->stage = ANSWERED;
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_ANSWERING);
  return send_answer(x);
}

/* ---- forms with files ---------------------------------------------------- */

/* Called with each piece of a field; off: where it begins in the field. */
static enum MHD_Result add_to_field(void *context, enum MHD_ValueKind kind, const char *key,
                                    const char *file, const char *type, const char *coding,
                                    const char *bytes, uint64_t off, size_t n) {
  exchange *x = context;
  (void)kind, (void)file, (void)type, (void)coding;
  form_field *last = x->field_count ? &x->fields[x->field_count - 1] : NULL;
  if (off == 0) {
    if (x->field_count == FORM_FIELDS_MAX) {
      x->too_many_fields = true;
      return MHD_NO;
    }
    last = &x->fields[x->field_count];
    last->name = strdup(key ? key : "");
    if (!last->name) return MHD_NO;
    x->field_count++;
  }
  if (!last) return MHD_NO;
  vb_buf_append(&last->value, bytes, n);
  return last->value.failed ? MHD_NO : MHD_YES;
}

/* A body of this type is taken apart as it arrives, so that no thread has to do it at once. */
static void begin_form(exchange *x) {
  if (!vb_str_is(x->request.content_type, "multipart/form-data")) return;
  x->fields = calloc(FORM_FIELDS_MAX, sizeof *x->fields);
  if (x->fields) x->post = MHD_create_post_processor(x->connection, FORM_BUFFER, add_to_field, x);
  x->request.form_broken = !x->post;
}

static void end_form(exchange *x) {
  vb_http_request *r = &x->request;
  if (!x->fields) return;
  if (x->post && MHD_destroy_post_processor(x->post) != MHD_YES) r->form_broken = true;
  x->post = NULL;
  r->form_broken |= x->too_many_fields;
  vb_url_param *items = vb_arena_calloc(x->arena, x->field_count + 1, sizeof *items);
  if (!items) r->form_broken = true;
  for (size_t i = 0; items && i < x->field_count; i++) {
    items[i] = (vb_url_param){vb_str_of(x->fields[i].name), vb_buf_view(&x->fields[i].value)};
    r->form = (vb_url_params){items, i + 1};
  }
}

static void clear_form(exchange *x) {
  if (x->post) MHD_destroy_post_processor(x->post);
  for (size_t i = 0; i < x->field_count; i++) {
    free(x->fields[i].name);
    vb_buf_clear(&x->fields[i].value);
  }
  free(x->fields);
}

static enum MHD_Result begin(exchange *x, const char *method) {
  vb_error error;
  x->stage = RECEIVING;
  unsigned refused = read_head(x, method, &error);
  if (refused) refuse(x, refused, error.text);
  if (x->ends) return answer_early(x);
  const char *length =
      MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Length");
  if (!length || strtoull(length, NULL, 10) <= VB_HTTP_BODY_MAX) {
    if (!refused) begin_form(x);
    return MHD_YES;
  }
  refuse_body(x);
  return answer_early(x);
}

static enum MHD_Result receive(exchange *x, const char *bytes, size_t *n) {
  size_t more = *n;
  *n = 0;
  if (x->stage == REFUSED) return MHD_YES;
  if (x->received + more > VB_HTTP_BODY_MAX) {
    refuse_body(x);
    return drain_refused(x);
  }
  if (x->response.status) return MHD_YES; /* already refused, but small enough to read to its end */
  x->received += more;
  if (x->fields) {
    if (x->post && MHD_post_process(x->post, bytes, more) != MHD_YES) x->request.form_broken = true;
    return MHD_YES;
  }
  vb_buf_append(&x->body, bytes, more);
  return x->body.failed ? MHD_NO : MHD_YES;
}

/* Requests that need no search are answered on the network thread at once. The others wait in the
   queue for a worker, and their connection is suspended meanwhile, so that it costs no thread. */
static enum MHD_Result dispatch(exchange *x) {
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_ANSWERING);
  if (x->response.status) { /* refused because of its head */
    x->stage = ANSWERED;
    return send_answer(x);
  }
  x->request.body = vb_buf_view(&x->body);
  end_form(x);
  if (x->http->handler.at_once(x->http->handler.context, &x->request, &x->response)) {
    finish_answer(x);
    x->stage = ANSWERED;
    return send_answer(x);
  }
  x->stage = QUEUED;
  x->queued = vb_clock_seconds();
  MHD_suspend_connection(x->connection);
  vb_time_shares_wait(x->http->shares);
  if (!give_to_worker(x, x->http->queue_max)) {
    vb_time_shares_leave(x->http->shares);
    refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "too many requests at once; try again in a moment");
    x->stage = ANSWERED;
    MHD_resume_connection(x->connection);
  }
  return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *n, void **state) {
  exchange *x = *state;
  (void)context, (void)connection, (void)url, (void)version;
  if (!x) return MHD_NO; /* there was no memory for it */
  switch (x->stage) {
  case NEW: return begin(x, method);
  case RECEIVING: return *n ? receive(x, bytes, n) : dispatch(x);
  case REFUSED: return *n ? receive(x, bytes, n) : MHD_NO;
  case ANSWERED: return send_answer(x);
  case QUEUED:
  case HELD: break; /* suspended: the library does not call */
  }
  return MHD_YES;
}

/* Called with the address as sent, as soon as the request line has been read. */
static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection) {
  vb_http *http = context;
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  exchange *x = calloc(1, sizeof *x);
  if (!x || !info || !info->socket_context) goto none;
  x->http = http;
  x->client = info->socket_context;
  memcpy(x->from, x->client->address, sizeof x->from);
  x->connection = connection;
  x->started = vb_clock_seconds();
  x->uri = strdup(uri);
  x->request.arena = x->arena = vb_arena_new();
  if (!x->uri || !x->arena) goto none;
  pthread_mutex_lock(&http->lock);
  http->exchanges++;
  pthread_mutex_unlock(&http->lock);
  return x;
none:
  if (x) {
    free(x->uri);
    vb_arena_free(x->arena);
  }
  free(x);
  return NULL;
}

/* Runs for every request, also for those that the client gave up; it is the only place that frees
   an exchange. */
static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why) {
  vb_http *http = context;
  exchange *x = *state;
  (void)connection, (void)why;
  if (!x) return;
  *state = NULL;
  if (x->response.more && x->response.more_end) x->response.more_end(x->response.state);
  if (x->response.status) {
    vb_http_done done = {x->response.route,
                         x->from,
                         x->request.method,
                         x->request.path,
                         x->response.status,
                         x->sent,
                         vb_clock_seconds() - x->started};
    http->handler.done(http->handler.context, &done);
  }
  if (x->stage != REFUSED)
    vb_connections_set_phase(http->clients, x->client, VB_CONNECTION_WAITING);
  vb_buf_clear(&x->response.body);
  clear_form(x);
  vb_buf_clear(&x->body);
  vb_buf_clear(&x->piece);
  vb_compressor_free(x->compressor);
  vb_arena_free(x->arena);
  vb_arena_free(x->answering);
  free(x->uri);
  free(x);
  pthread_mutex_lock(&http->lock);
  http->exchanges--;
  if (http->stopping) pthread_cond_broadcast(&http->changed);
  pthread_mutex_unlock(&http->lock);
}

/* ---- connections ------------------------------------------------------- */

/* If there was no memory for a client, all requests of its connection are refused. */
static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what) {
  vb_http *http = context;
  if (what != MHD_CONNECTION_NOTIFY_STARTED) {
    vb_connections_close(http->clients, *state);
    return;
  }
  /* The result is valid until the next call: libmicrohttpd 1.0 uses one buffer for all. */
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *from = info ? info->client_addr : NULL;
  info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  *state = info ? vb_connections_open(http->clients, info->connect_fd, from) : NULL;
}

#define LATE                                                                                       \
  "{\"error\":{\"status\":\"limit\",\"message\":\"the request took too long to arrive\"}}\n"

static void refuse_late(void *context, const vb_connection *client, double seconds) {
  static const vb_str late = {LATE, sizeof LATE - 1};
  vb_http *http = context;
  vb_connection_tell(client, "408 Request Timeout", VB_STR("application/json"), late);
  vb_http_done done = {"none", client->address, VB_STR("-"), VB_STR("-"), MHD_HTTP_REQUEST_TIMEOUT,
                       late.n, seconds};
  http->handler.done(http->handler.context, &done);
}

/* ---- start and stop ---------------------------------------------------- */

static void say_nothing(void *context, const char *format, va_list args) {
  (void)context, (void)format, (void)args; /* errors of clients are not logged */
}

static vb_status start_daemon(vb_http *http, const vb_http_options *options, size_t limit,
                              vb_error *err) {
  http->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
      on_request, http, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, MHD_OPTION_LISTEN_SOCKET,
      options->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
      (unsigned)(limit + VB_HTTP_CONNECTIONS_SPARE), MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)VB_HTTP_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)VB_HTTP_CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_URI_LOG_CALLBACK, on_uri, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
      MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_END);
  return http->daemon ? VB_OK : vb_fail(err, VB_IO, "cannot start the HTTP server");
}

vb_status vb_http_start(const vb_http_options *options, const vb_http_handler *handler,
                        vb_http **out, vb_error *err) {
  *out = NULL;
  vb_status status = VB_OK;
  vb_http *http = calloc(1, sizeof *http);
  if (!http || vb_clock_condition_init(&http->changed) != 0) {
    free(http);
    close(options->listen_fd);
    return vb_fail(err, VB_NOMEM, "no memory for the server");
  }
  http->handler = *handler;
  http->here_only = options->here_only;
  http->trust_proxy = options->trust_proxy;
  http->allowed_hosts = options->allowed_hosts;
  http->allowed_host_count = options->allowed_host_count;
  vb_connections_options clients = {
      .limit = options->connections ? options->connections : VB_HTTP_CONNECTIONS,
      .request_seconds =
          options->request_seconds ? options->request_seconds : VB_HTTP_REQUEST_SECONDS,
      .late = refuse_late,
      .context = http};
  pthread_mutex_init(&http->lock, NULL);
  http->queue_max = options->threads * VB_HTTP_QUEUE_PER_WORKER;
  status = vb_time_shares_new(options->threads, let_go, &http->shares, err);
  if (!status) status = vb_task_pool_new(options->threads, &http->workers, err);
  if (!status) status = vb_connections_start(&clients, &http->clients, err);
  if (!status) status = start_daemon(http, options, clients.limit, err);
  if (status) {
    close(options->listen_fd);
    vb_http_stop(http);
    return status;
  }
  *out = http;
  return VB_OK;
}

size_t vb_http_connections(vb_http *http) {
  return vb_connections_count(http->clients);
}

static void wait_for_exchanges(vb_http *http) {
  double until = vb_clock_seconds() + VB_HTTP_STOP_SECONDS;
  pthread_mutex_lock(&http->lock);
  http->stopping = true;
  for (double left; http->exchanges && (left = until - vb_clock_seconds()) > 0;)
    vb_clock_wait(&http->changed, &http->lock, left);
  pthread_mutex_unlock(&http->lock);
}

/* The order matters: no new connections, then the answers that are being given, then the workers,
   which resume every connection that they have, and only then the library. */
void vb_http_stop(vb_http *http) {
  if (!http) return;
  if (http->daemon) {
    MHD_socket fd = MHD_quiesce_daemon(http->daemon);
    if (fd != MHD_INVALID_SOCKET) close(fd);
    wait_for_exchanges(http);
  }
  /* The workers first, which resume every connection that they have: none may be suspended when the
     library stops. */
  http->over = true;
  vb_time_shares_stop(http->shares);
  if (http->workers) vb_task_pool_stop(http->workers);
  if (http->daemon) MHD_stop_daemon(http->daemon);
  vb_task_pool_free(http->workers);
  vb_connections_stop(http->clients);
  vb_time_shares_free(http->shares);
  pthread_cond_destroy(&http->changed);
  pthread_mutex_destroy(&http->lock);
  free(http);
}
