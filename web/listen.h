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

/* A socket that systemd opened for this program (sd_listen_fds(3): LISTEN_PID and LISTEN_FDS); *fd
   is -1 when there is none. Otherwise as vb_listen_open. VB_INVALID: more than one, or not a stream
   socket that listens. Clears the variables, so that no other program takes the socket for its own.
 */
vb_status vb_listen_inherited(int *fd, char address[VB_LISTEN_TEXT], vb_error *err);

/* Whether only this machine can connect to the socket. */
bool vb_listen_is_here_only(int fd);

#endif
