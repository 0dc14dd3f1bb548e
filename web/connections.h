/*
 * connections.h - who is connected to the server, and the watch that ends those who
 * take too long: its thread looks through the clients twice a second.
 */
#ifndef VB_WEB_CONNECTIONS_H
#define VB_WEB_CONNECTIONS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <netinet/in.h>
#include <stdbool.h>

typedef struct vb_connections vb_connections;

typedef enum vb_connection_phase {
  VB_CONNECTION_WAITING, /* for its request to be whole */
  VB_CONNECTION_ANSWERING,
  VB_CONNECTION_LONG_ANSWER,
  VB_CONNECTION_DRAINING /* refused; what it still sends is read and forgotten */
} vb_connection_phase;

typedef struct vb_connection { /* one connection */
  struct vb_connection *next, *previous;
  int fd;
  vb_connection_phase phase;
  double since; /* begin of the phase */
  bool over;    /* one more than the limit; see vb_connections_admit */
  bool ended;   /* the watch has shut it */
  bool lingers; /* answered before its request was whole: linger.h takes over at its close */
  char address[INET6_ADDRSTRLEN];
} vb_connection;

typedef struct vb_connections_options {
  size_t limit; /* a client past it is `over` */
  unsigned request_seconds;
  /* The time to send a request is up. Its socket is still open, and shut afterwards. Called under
     the lock: nothing of this header may be called, and it must not be slow. */
  void (*late)(void *context, const vb_connection *client, double seconds);
  void *context;
} vb_connections_options;

/* Starts the watch. */
vb_status vb_connections_start(const vb_connections_options *options, vb_connections **out,
                               vb_error *err);
/* Ends the watch; all clients are closed before. Takes NULL. */
void vb_connections_stop(vb_connections *clients);

/* NULL without memory. Address: of the other side, or NULL. */
vb_connection *vb_connections_open(vb_connections *clients, int fd, const struct sockaddr *address);
/* The client's request has arrived: false if it is `over` and no other client, one that has not
   sent its request yet, can give way to it. Those that send nothing give way soon in any case. */
bool vb_connections_admit(vb_connections *clients, vb_connection *client);
void vb_connections_close(vb_connections *clients, vb_connection *client); /* takes a NULL client */
void vb_connections_set_phase(vb_connections *clients, vb_connection *client,
                              vb_connection_phase phase);
size_t vb_connections_count(vb_connections *clients);

/* An answer on the bare socket, for a request that will never be whole. What does not fit the
   socket's buffer is lost: nobody waits for such a client. */
void vb_connection_tell(const vb_connection *client, const char *status, vb_str type, vb_str body);

#endif
