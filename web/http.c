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
 *                       |                      `------> HELD ------'   (time_shares.h)
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
 * http_request.c reads heads and forms, http_answer.c makes and sends the answers. Clients that are
 * slow in ways that the library does not notice are ended by connections.c.
 */
#include "web/http_internal.h"

#include "indexer/base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- requests ---- */

/* Before the body, so that the library ends the connection. */
static enum MHD_Result answer_early(vb_exchange *x) {
  x->ends = x->client->lingers = true;
  x->stage = ANSWERED;
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_ANSWERING);
  return vb_exchange_send(x);
}

static enum MHD_Result drain_refused(vb_exchange *x) {
  vb_connection_tell(x->client, "413 Content Too Large", vb_str_of(x->response.type),
                     vb_buf_view(&x->response.body));
  x->sent = x->response.body.n;
  x->stage = REFUSED;
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_DRAINING);
  return MHD_YES;
}

static enum MHD_Result begin(vb_exchange *x, const char *method) {
  vb_error error;
  x->stage = RECEIVING;
  unsigned refused = vb_exchange_read_head(x, method, &error);
  if (refused) vb_exchange_refuse(x, refused, error.text);
  if (x->ends) return answer_early(x);
  const char *length =
      MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Length");
  if (!length || strtoull(length, NULL, 10) <= VB_HTTP_BODY_MAX) {
    if (!refused) vb_exchange_begin_form(x);
    return MHD_YES;
  }
  vb_exchange_refuse_body(x);
  return answer_early(x);
}

static enum MHD_Result receive(vb_exchange *x, const char *bytes, size_t *n) {
  size_t more = *n;
  *n = 0;
  if (x->stage == REFUSED) return MHD_YES;
  if (x->received + more > VB_HTTP_BODY_MAX) {
    vb_exchange_refuse_body(x);
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
static enum MHD_Result dispatch(vb_exchange *x) {
  vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_ANSWERING);
  if (x->response.status) { /* refused because of its head */
    x->stage = ANSWERED;
    return vb_exchange_send(x);
  }
  x->request.body = vb_buf_view(&x->body);
  vb_exchange_end_form(x);
  if (x->http->handler.at_once(x->http->handler.context, &x->request, &x->response)) {
    vb_exchange_finish(x);
    x->stage = ANSWERED;
    return vb_exchange_send(x);
  }
  x->stage = QUEUED;
  x->queued = vb_clock_seconds();
  MHD_suspend_connection(x->connection);
  vb_time_shares_wait(x->http->shares);
  if (!vb_exchange_give_to_worker(x, x->http->queue_max)) {
    vb_time_shares_leave(x->http->shares);
    vb_exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE,
                       "too many requests at once; try again in a moment");
    x->stage = ANSWERED;
    MHD_resume_connection(x->connection);
  }
  return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *n, void **state) {
  vb_exchange *x = *state;
  (void)context, (void)connection, (void)url, (void)version;
  if (!x) return MHD_NO; /* there was no memory for it */
  switch (x->stage) {
  case NEW: return begin(x, method);
  case RECEIVING: return *n ? receive(x, bytes, n) : dispatch(x);
  case REFUSED: return *n ? receive(x, bytes, n) : MHD_NO;
  case ANSWERED: return vb_exchange_send(x);
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
  vb_exchange *x = calloc(1, sizeof *x);
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
  vb_exchange *x = *state;
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
  vb_exchange_clear_form(x);
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

/* ---- connections ---- */

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

/* ---- start and stop ---- */

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
  status = vb_time_shares_new(options->threads, vb_exchange_let_go, &http->shares, err);
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
