/*
 * listen.h - the socket that the server listens on.
 */
#ifndef VB_WEB_LISTEN_H
#define VB_WEB_LISTEN_H

#include "indexer/base/status.h"

#include <stdbool.h>

enum { VB_LISTEN_TEXT = 300 };

/* Binds host (a name or a numeric address) and port (0: a free one). *address is what a
   browser is told: "http://127.0.0.1:8080/". The caller closes *fd. VB_IO says that the port
   is in use, or what else is wrong; VB_INVALID for a host that is none. */
vb_status vb_listen_open(const char *host, unsigned port, int *fd, char address[VB_LISTEN_TEXT],
                         vb_error *err);

/* Whether nobody but this machine can connect to the socket. */
bool vb_listen_is_here_only(int fd);

#endif
