/*
 * linger.c - a table of duplicated sockets and one poll over them and an eventfd.
 *
 * Only the waiting thread takes sockets out, and others append, so the places that were
 * polled are still the same when the lock is taken again. A turn reads at most TURN bytes
 * of each socket, so that a fast sender does not keep the thread.
 */
#include "web/linger.h"

#include "indexer/base/clock.h"
#include "web/http.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 16 * 1024, TURN = 1024 * 1024 };

vb_status vb_linger_init(vb_linger *linger, vb_error *err) {
  linger->count = 0;
  linger->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (linger->wake >= 0) return VB_OK;
  return vb_fail_errno(err, errno, "cannot start the server's watch");
}

void vb_linger_clear(vb_linger *linger) {
  for (size_t i = 0; i < linger->count; i++) close(linger->sockets[i].fd);
  linger->count = 0;
  if (linger->wake >= 0) close(linger->wake);
  linger->wake = -1;
}

void vb_linger_wake(vb_linger *linger) {
  eventfd_write(linger->wake, 1);
}

void vb_linger_add(vb_linger *linger, int fd) {
  if (linger->count == VB_LINGER_MAX) return;
  int kept = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (kept < 0) return;
  shutdown(kept, SHUT_WR);
  linger->sockets[linger->count].fd = kept;
  linger->sockets[linger->count++].until = vb_clock_seconds() + VB_HTTP_DRAIN_SECONDS;
  vb_linger_wake(linger);
}

/* False: the client has closed, or there is an error. */
static bool drop_what_came(int fd) {
  char piece[PIECE];
  for (size_t taken = 0; taken < TURN;) {
    ssize_t n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
    if (n == 0) return false;
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    taken += (size_t)n;
  }
  return true;
}

void vb_linger_wait(vb_linger *linger, pthread_mutex_t *lock, int ms) {
  struct pollfd polled[VB_LINGER_MAX + 1];
  const size_t count = linger->count;
  polled[count] = (struct pollfd){.fd = linger->wake, .events = POLLIN};
  for (size_t i = 0; i < count; i++)
    polled[i] = (struct pollfd){.fd = linger->sockets[i].fd, .events = POLLIN};
  pthread_mutex_unlock(lock);
  int ready = poll(polled, count + 1, ms);
  eventfd_t ignored;
  if (ready > 0 && polled[count].revents) (void)!eventfd_read(linger->wake, &ignored);
  for (size_t i = 0; ready > 0 && i < count; i++)
    if (polled[i].revents && !drop_what_came(polled[i].fd)) polled[i].events = 0;
  pthread_mutex_lock(lock);
  double now = vb_clock_seconds();
  for (size_t i = count; i-- > 0;) { /* the last one takes the place of one that ends */
    if (polled[i].events && now < linger->sockets[i].until) continue;
    close(linger->sockets[i].fd);
    linger->sockets[i] = linger->sockets[--linger->count];
  }
}
