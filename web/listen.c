/*
 * listen.c - opens the socket that the server listens on.
 *
 * The HTTP library could open it, but would only report "failed". A port in use, a port
 * that needs privileges, and an address of another machine need different remedies.
 */
#include "web/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections that the system queues until they are accepted. */
enum { BACKLOG = 128 };

static vb_status open_one(const struct addrinfo *at, const char *host, unsigned port, int *fd,
                          vb_error *err) {
  int one = 1;
  *fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
  if (*fd < 0) return vb_fail_errno(err, errno, "cannot open a socket");
  /* Without this, a restart would have to wait until old connections time out. */
  setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(*fd, at->ai_addr, at->ai_addrlen) == 0 && listen(*fd, BACKLOG) == 0) return VB_OK;
  int saved = errno;
  close(*fd);
  *fd = -1;
  if (saved == EADDRINUSE)
    return vb_fail(err, VB_IO,
                   "port %u on %s is in use by another program; choose another with --port, or "
                   "--port 0 for any free one",
                   port, host);
  if (saved == EACCES)
    return vb_fail(err, VB_IO,
                   "port %u on %s needs rights that this user does not have; choose "
                   "one above 1023 with --port",
                   port, host);
  return vb_fail_errno(err, saved, "cannot listen on %s port %u", host, port);
}

static vb_status describe(int fd, char address[VB_LISTEN_TEXT], vb_error *err) {
  struct sockaddr_storage bound = {0};
  socklen_t n = sizeof bound;
  char host[NI_MAXHOST], port[NI_MAXSERV];
  if (getsockname(fd, (struct sockaddr *)&bound, &n))
    return vb_fail_errno(err, errno, "cannot ask the socket for its port");
  if (getnameinfo((struct sockaddr *)&bound, n, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV))
    return vb_fail(err, VB_INTERNAL, "cannot print the address of the socket");
  bool six = bound.ss_family == AF_INET6;
  snprintf(address, VB_LISTEN_TEXT, "http://%s%.250s%s:%s/", six ? "[" : "", host, six ? "]" : "",
           port);
  return VB_OK;
}

vb_status vb_listen_open(const char *host, unsigned port, int *fd, char address[VB_LISTEN_TEXT],
                         vb_error *err) {
  *fd = -1;
  char service[16];
  snprintf(service, sizeof service, "%u", port);
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
  struct addrinfo *found = NULL;
  int failed = getaddrinfo(host, service, &hints, &found);
  if (failed) return vb_fail(err, VB_INVALID, "--host %s: %s", host, gai_strerror(failed));
  vb_status status = VB_IO;
  for (const struct addrinfo *at = found; at && status; at = at->ai_next)
    status = open_one(at, host, port, fd, err);
  if (!status) status = describe(*fd, address, err);
  if (status && *fd >= 0) {
    close(*fd);
    *fd = -1;
  }
  freeaddrinfo(found);
  return status;
}

/* The first descriptor that systemd passes. */
enum { INHERITED = 3 };

static bool variable_is(const char *name, long expected) {
  const char *value = getenv(name);
  char *end;
  return value && *value && strtol(value, &end, 10) == expected && !*end;
}

/* Makes the socket as open_one would have made it. */
static vb_status adopt(int fd, vb_error *err) {
  int listens = 0, kind = 0;
  socklen_t n = sizeof listens, m = sizeof kind;
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) || !listens ||
      getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &m) || kind != SOCK_STREAM)
    return vb_fail(err, VB_INVALID,
                   "the descriptor passed by systemd is no stream socket that listens; see "
                   "ListenStream= in verbatim.socket");
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) || fcntl(fd, F_SETFD, FD_CLOEXEC))
    return vb_fail_errno(err, errno, "cannot use the socket passed by systemd");
  return VB_OK;
}

vb_status vb_listen_inherited(int *fd, char address[VB_LISTEN_TEXT], vb_error *err) {
  *fd = -1;
  bool any = variable_is("LISTEN_PID", getpid()), one = variable_is("LISTEN_FDS", 1);
  static const char *const names[] = {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"};
  for (size_t i = 0; i < 3; i++) unsetenv(names[i]);
  if (!any) return VB_OK;
  if (!one)
    return vb_fail(err, VB_INVALID,
                   "systemd passed more than one socket; give verbatim.socket one ListenStream=");
  vb_status status = adopt(INHERITED, err);
  if (!status) status = describe(INHERITED, address, err);
  if (!status) *fd = INHERITED;
  return status;
}

bool vb_listen_is_here_only(int fd) {
  struct sockaddr_storage bound = {0};
  socklen_t n = sizeof bound;
  if (getsockname(fd, (struct sockaddr *)&bound, &n)) return true;
  if (bound.ss_family == AF_INET6)
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)&bound)->sin6_addr);
  return bound.ss_family == AF_INET &&
         ntohl(((const struct sockaddr_in *)(const void *)&bound)->sin_addr.s_addr) >> 24 == 127;
}
