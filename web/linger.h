/*
 * linger.h - sockets whose answer is sent while their clients may still be sending.
 *
 * To close such a socket resets the connection, and the reset can take the answer away
 * before the client reads it. So the socket is only half closed; what still arrives is
 * read and dropped until the client closes, too, or its time is up.
 */
#ifndef VB_WEB_LINGER_H
#define VB_WEB_LINGER_H

#include "indexer/base/status.h"

#include <pthread.h>
#include <stddef.h>

/* More at once are closed right away: whoever opens that many waits for no answer. */
enum { VB_LINGER_MAX = 64 };

typedef struct vb_linger {
  struct {
    int fd;
    double until;
  } sockets[VB_LINGER_MAX];
  size_t count;
  int wake; /* ends a wait */
} vb_linger;

vb_status vb_linger_init(vb_linger *linger, vb_error *err);
/* Closes all sockets. */
void vb_linger_clear(vb_linger *linger);

/* Keeps a duplicate of the socket and tells its client that no more is sent. The caller holds the
   lock of vb_linger_wait. */
void vb_linger_add(vb_linger *linger, int fd);
/* Lets vb_linger_wait return. */
void vb_linger_wake(vb_linger *linger);

/* Drops what arrives for at most `ms`; one thread calls this, with the lock, which is open while it
   waits. */
void vb_linger_wait(vb_linger *linger, pthread_mutex_t *lock, int ms);

#endif
