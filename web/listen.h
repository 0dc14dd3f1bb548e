/*
 * listen.h - the socket that the server listens on.
 */
#ifndef VB_WEB_LISTEN_H
#define VB_WEB_LISTEN_H

#include "indexer/base/status.h"

#include <stdbool.h>

enum { VB_LISTEN_TEXT = 300 };

/* Binds host (a name or a numeric address) and port (0: any free one). *address is the URL for
   browsers: "http://127.0.0.1:8080/". The caller closes *fd. VB_IO: the port is in use, or another
   reason; VB_INVALID: host is not a name or address. */
vb_status vb_listen_open(const char *host, unsigned port, int *fd, char address[VB_LISTEN_TEXT],
                         vb_error *err);

/* Whether only this machine can connect to the socket. */
bool vb_listen_is_here_only(int fd);

#endif
