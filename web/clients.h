/*
 * clients.h - who is connected to the server, and the watch that ends those who
 * take too long: its thread looks through the clients twice a second.
 */
#ifndef VB_WEB_CLIENTS_H
#define VB_WEB_CLIENTS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <netinet/in.h>
#include <stdbool.h>

typedef struct vb_clients vb_clients;

typedef enum vb_client_phase {
  VB_CLIENT_WAITING, /* for its request to be whole */
  VB_CLIENT_ANSWERING,
  VB_CLIENT_DRAINING /* refused; what it still sends is read and forgotten */
} vb_client_phase;

typedef struct vb_client { /* one connection */
  struct vb_client *next, *previous;
  int fd;
  vb_client_phase phase;
  double since; /* begin of the phase */
  bool over;    /* one more than the limit */
  bool ended;   /* the watch has shut it */
  char address[INET6_ADDRSTRLEN];
} vb_client;

typedef struct vb_clients_options {
  size_t limit; /* a client past it is `over` */
  unsigned request_seconds;
  /* The time to send a request is up. Its socket is still open, and shut afterwards. Called under
     the lock: nothing of this header may be called, and it must not be slow. */
  void (*late)(void *context, const vb_client *client, double seconds);
  void *context;
} vb_clients_options;

/* Starts the watch. */
vb_status vb_clients_start(const vb_clients_options *options, vb_clients **out, vb_error *err);
/* Ends the watch; all clients are closed before. Takes NULL. */
void vb_clients_stop(vb_clients *clients);

/* NULL without memory. Address: of the other side, or NULL. */
vb_client *vb_clients_open(vb_clients *clients, int fd, const struct sockaddr *address);
void vb_clients_close(vb_clients *clients, vb_client *client); /* takes a NULL client */
void vb_clients_set_phase(vb_clients *clients, vb_client *client, vb_client_phase phase);
size_t vb_clients_count(vb_clients *clients);

/* An answer on the bare socket, for a request that will never be whole. What does not fit the
   socket's buffer is lost: nobody waits for such a client. */
void vb_client_tell(const vb_client *client, const char *status, vb_str type, vb_str body);

#endif
