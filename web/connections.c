/*
 * connections.c - a list of connections under one lock, and a thread that ends slow ones.
 *
 * The HTTP library's timeout notices only silence, and closes without a word. A client
 * that sends a byte now and then is ended by the watch thread, which writes the error
 * directly to the socket. The library has no means for that: it takes a response only from
 * its callback, when the head is read (later: when the request is whole), and writes
 * nothing in between, so the two never mix. A connection leaves the list before its socket
 * is closed, so every socket that the watch sees under the lock is open.
 */
#include "web/connections.h"

#include "indexer/base/buf.h"
#include "indexer/base/clock.h"
#include "web/http.h"
#include "web/linger.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
  WATCH_MS = 500,    /* between two checks for clients whose time is up */
  WATCH_MANY_MS = 20 /* the same while there are more clients than the limit */
};
#define SEND_SECONDS 0.02 /* a client sends its request at once, or after one round trip */

struct vb_connections {
  vb_connections_options options;
  pthread_t watch;
  pthread_mutex_t lock; /* protects the members below */
  vb_linger linger;
  vb_connection *first;
  size_t count;
  size_t open; /* of them, those not `ended` */
  bool over;
};

/* ---- the list ---------------------------------------------------------- */

static void print_address(const struct sockaddr *a, char out[INET6_ADDRSTRLEN]) {
  const void *bytes = NULL;
  if (a && a->sa_family == AF_INET)
    bytes = &((const struct sockaddr_in *)(const void *)a)->sin_addr;
  if (a && a->sa_family == AF_INET6)
    bytes = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
  if (!bytes || !inet_ntop(a->sa_family, bytes, out, INET6_ADDRSTRLEN)) memcpy(out, "-", 2);
}

static void end(vb_connections *clients, vb_connection *c) {
  c->ended = true;
  clients->open--;
  shutdown(c->fd, SHUT_RDWR);
}

/* Ends the connection other than `but` that has waited longest without a complete request, to make
   room; false if none has waited that many seconds. When hundreds connect at once, a client that
   sends its request is answered before its connection is the oldest. */
static bool end_idle(vb_connections *clients, const vb_connection *but, double seconds) {
  double now = vb_clock_seconds();
  vb_connection *oldest = NULL;
  for (vb_connection *c = clients->first; c; c = c->next) {
    if (c == but || c->ended || c->phase != VB_CONNECTION_WAITING) continue;
    if (!oldest || c->since < oldest->since) oldest = c;
  }
  if (!oldest || now - oldest->since < seconds) return false;
  end(clients, oldest);
  return true;
}

static bool too_many(const vb_connections *clients) {
  return clients->open > clients->options.limit;
}

vb_connection *vb_connections_open(vb_connections *clients, int fd,
                                   const struct sockaddr *address) {
  vb_connection *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  c->fd = fd;
  c->since = vb_clock_seconds();
  print_address(address, c->address);
  pthread_mutex_lock(&clients->lock);
  c->next = clients->first;
  if (c->next) c->next->previous = c;
  clients->first = c;
  clients->count++;
  clients->open++;
  c->over = too_many(clients) && !end_idle(clients, c, SEND_SECONDS);
  if (c->over) vb_linger_wake(&clients->linger);
  pthread_mutex_unlock(&clients->lock);
  return c;
}

bool vb_connections_admit(vb_connections *clients, vb_connection *client) {
  pthread_mutex_lock(&clients->lock);
  if (client->over) client->over = too_many(clients) && !end_idle(clients, client, 0);
  pthread_mutex_unlock(&clients->lock);
  return !client->over;
}

void vb_connections_close(vb_connections *clients, vb_connection *c) {
  if (!c) return;
  pthread_mutex_lock(&clients->lock);
  if (c->next) c->next->previous = c->previous;
  if (c->previous) c->previous->next = c->next;
  else clients->first = c->next;
  clients->count--;
  if (!c->ended) clients->open--;
  if (c->lingers) vb_linger_add(&clients->linger, c->fd);
  pthread_mutex_unlock(&clients->lock);
  free(c);
}

void vb_connections_set_phase(vb_connections *clients, vb_connection *client,
                              vb_connection_phase phase) {
  pthread_mutex_lock(&clients->lock);
  client->phase = phase;
  client->since = vb_clock_seconds();
  pthread_mutex_unlock(&clients->lock);
}

size_t vb_connections_count(vb_connections *clients) {
  pthread_mutex_lock(&clients->lock);
  size_t n = clients->count;
  pthread_mutex_unlock(&clients->lock);
  return n;
}

void vb_connection_tell(const vb_connection *client, const char *status, vb_str type, vb_str body) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_printf(&out, "HTTP/1.1 %s\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\n", status,
                VB_STR_ARG(type), body.n);
  vb_buf_text(&out, "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
                    "Connection: close\r\n\r\n");
  vb_buf_str(&out, body);
  if (!out.failed) (void)!send(client->fd, out.p, out.n, MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(client->fd, SHUT_WR);
  vb_buf_clear(&out);
}

/* ---- the watch --------------------------------------------------------- */

static double seconds_of(const vb_connections *clients, vb_connection_phase phase) {
  switch (phase) {
  case VB_CONNECTION_WAITING: return clients->options.request_seconds;
  case VB_CONNECTION_ANSWERING: return VB_HTTP_ANSWER_SECONDS;
  case VB_CONNECTION_LONG_ANSWER: return VB_HTTP_LONG_ANSWER_SECONDS;
  case VB_CONNECTION_DRAINING: break;
  }
  return VB_HTTP_DRAIN_SECONDS;
}

/* Ends a client whose time is up. */
static void end_client(vb_connections *clients, vb_connection *c, double now) {
  double allowed = seconds_of(clients, c->phase);
  if (c->ended || now - c->since < allowed) return;
  if (c->phase == VB_CONNECTION_WAITING)
    clients->options.late(clients->options.context, c, now - c->since);
  end(clients, c);
}

static void *watch(void *context) {
  vb_connections *clients = context;
  pthread_mutex_lock(&clients->lock);
  while (!clients->over) {
    vb_linger_wait(&clients->linger, &clients->lock, too_many(clients) ? WATCH_MANY_MS : WATCH_MS);
    while (too_many(clients) && end_idle(clients, NULL, SEND_SECONDS)) continue;
    double now = vb_clock_seconds();
    for (vb_connection *c = clients->first; c; c = c->next) end_client(clients, c, now);
  }
  pthread_mutex_unlock(&clients->lock);
  return NULL;
}

static void free_all(vb_connections *clients) {
  vb_linger_clear(&clients->linger);
  pthread_mutex_destroy(&clients->lock);
  free(clients);
}

vb_status vb_connections_start(const vb_connections_options *options, vb_connections **out,
                               vb_error *err) {
  *out = NULL;
  vb_connections *clients = calloc(1, sizeof *clients);
  if (!clients) return vb_fail(err, VB_NOMEM, "no memory for the server");
  clients->options = *options;
  vb_status status = vb_linger_init(&clients->linger, err);
  if (status) {
    free(clients);
    return status;
  }
  pthread_mutex_init(&clients->lock, NULL);
  if (pthread_create(&clients->watch, NULL, watch, clients) != 0) {
    free_all(clients);
    return vb_fail(err, VB_IO, "cannot start the server's watch");
  }
  *out = clients;
  return VB_OK;
}

void vb_connections_stop(vb_connections *clients) {
  if (!clients) return;
  pthread_mutex_lock(&clients->lock);
  clients->over = true;
  vb_linger_wake(&clients->linger);
  pthread_mutex_unlock(&clients->lock);
  pthread_join(clients->watch, NULL);
  free_all(clients);
}
