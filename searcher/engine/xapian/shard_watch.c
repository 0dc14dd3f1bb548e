/*
 * shard_watch.c - the thread that looks at shards, and what it has seen.
 */
#include "searcher/engine/xapian/shard_watch.h"

#include "indexer/base/clock.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* In milliseconds. A busy shard may be silent for a look, but hardly for two. */
enum { LOOK_MS = 1000, PAUSE_UP_MS = 2000, PAUSE_DOWN_MS = 500, SILENT_LOOKS_MAX = 2 };

struct vb_shard_watch {
  vb_shard_watch *next;
  char *host;
  uint16_t port;
  size_t users; /* who joined, and the thread while it looks */
  vb_shard_state state;
  vb_error why;
  unsigned silent; /* looks in a row that got no answer */
  double due;      /* the next look */
};

/* One look at one shard. */
typedef struct look {
  vb_shard_watch *watch;
  struct addrinfo *found;
  const struct addrinfo *next; /* of these, the one to try if this fails */
  int fd;
  bool answered;
  bool refused; /* by all addresses */
  vb_error why;
} look;

static struct {
  pthread_mutex_t lock;
  vb_shard_watch *first;
  size_t count;
  pthread_t thread;
  bool running;
  atomic_bool over;
  int wake; /* an eventfd: something changed */
} all = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = -1};

/* ---- looking ---- */

static void close_look(look *at) {
  if (at->fd >= 0) close(at->fd);
  at->fd = -1;
}

/* Begins to connect to the next address of the name that lets itself be tried, without waiting.
   `error`: of the one before; it counts when there is no other. */
static void try_next(look *at, int error) {
  close_look(at);
  for (; at->next; at->next = at->next->ai_next) {
    const struct addrinfo *a = at->next;
    at->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
    if (at->fd >= 0 && (connect(at->fd, a->ai_addr, a->ai_addrlen) == 0 || errno == EINPROGRESS)) {
      at->next = a->ai_next;
      return;
    }
    error = errno;
    close_look(at);
  }
  at->refused = true;
  vb_fail_errno(&at->why, error, "%s:%u", at->watch->host, at->watch->port);
}

static void begin(look *at) {
  char port[8];
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  snprintf(port, sizeof port, "%u", at->watch->port);
  int unknown = getaddrinfo(at->watch->host, port, &hints, &at->found);
  at->next = at->found;
  if (!unknown) {
    try_next(at, 0);
    return;
  }
  at->found = NULL;
  at->refused = true;
  vb_fail(&at->why, VB_UNAVAILABLE, "%s: %s", at->watch->host, gai_strerror(unknown));
}

static void end(look *at) {
  close_look(at);
  if (at->found) freeaddrinfo(at->found);
  at->found = NULL;
  at->next = NULL;
}

/* Something happened at the connection: the greeting, or its end. */
static void take(look *at) {
  char greeting[4096]; /* all of it, as what is left unread would end the connection as an error */
  ssize_t n = recv(at->fd, greeting, sizeof greeting, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  at->answered = n > 0;
  if (n > 0) close_look(at);
  else try_next(at, n < 0 ? errno : ECONNRESET); /* it ended the connection at once */
}

static bool drain_wake(void) {
  uint64_t ignored;
  while (read(all.wake, &ignored, sizeof ignored) > 0) continue;
  return true;
}

/* Waits for all greetings together, LOOK_MS at most; less if woken. */
static void wait_for_greetings(look *looks, size_t count, struct pollfd *fds) {
  double until = vb_clock_seconds() + LOOK_MS / 1e3;
  size_t open = count;
  while (open > 0) {
    double left = (until - vb_clock_seconds()) * 1e3;
    open = 0;
    for (size_t i = 0; i < count; i++) {
      fds[i] = (struct pollfd){.fd = looks[i].fd, .events = POLLIN};
      open += looks[i].fd >= 0;
    }
    fds[count] = (struct pollfd){.fd = all.wake, .events = POLLIN};
    if (!open || left <= 0 || poll(fds, count + 1, (int)left + 1) < 0) break;
    for (size_t i = 0; i < count; i++)
      if (looks[i].fd >= 0 && fds[i].revents) take(&looks[i]);
    if (fds[count].revents && drain_wake() && all.over) break;
  }
  for (size_t i = 0; i < count; i++) end(&looks[i]);
}

/* ---- what was seen ---- */

static void go_down(vb_shard_watch *watch, const vb_error *why) {
  if (watch->state.up) watch->state.failures++;
  watch->state.up = false;
  watch->why = *why;
}

static void note(const look *at) {
  vb_shard_watch *watch = at->watch;
  if (at->answered) {
    if (!watch->state.up) watch->state.turn++;
    watch->state.up = true;
    watch->silent = 0;
  } else if (at->refused) {
    go_down(watch, &at->why);
  } else if (++watch->silent >= SILENT_LOOKS_MAX) {
    vb_error why;
    vb_fail(&why, VB_UNAVAILABLE, "%s:%u gives no answer", watch->host, watch->port);
    go_down(watch, &why);
  }
  double pause = watch->state.up && !watch->silent ? PAUSE_UP_MS
                 : watch->state.up                 ? 0
                                                   : PAUSE_DOWN_MS;
  watch->due = vb_clock_seconds() + pause / 1e3;
}

static void let_go(vb_shard_watch *watch) { /* under the lock */
  if (--watch->users > 0) return;
  vb_shard_watch **at = &all.first;
  while (*at != watch) at = &(*at)->next;
  *at = watch->next;
  all.count--;
  free(watch->host);
  free(watch);
}

/* ---- the thread ---- */

/* Takes those whose time has come. */
static size_t gather(look *looks) { /* under the lock */
  size_t count = 0;
  double now = vb_clock_seconds();
  for (vb_shard_watch *watch = all.first; watch; watch = watch->next) {
    if (watch->due > now) continue;
    watch->users++;
    looks[count++] = (look){.watch = watch, .fd = -1};
  }
  return count;
}

/* Returns when the next look is due. Without memory for a look, the shards stay as they are. */
static double look_at_all(void) {
  pthread_mutex_lock(&all.lock);
  look *looks = calloc(all.count + 1, sizeof *looks);
  struct pollfd *fds = calloc(all.count + 1, sizeof *fds);
  size_t count = looks && fds ? gather(looks) : 0;
  pthread_mutex_unlock(&all.lock);
  for (size_t i = 0; i < count; i++) begin(&looks[i]);
  if (count) wait_for_greetings(looks, count, fds);
  pthread_mutex_lock(&all.lock);
  for (size_t i = 0; i < count; i++) {
    note(&looks[i]);
    let_go(looks[i].watch);
  }
  double next = vb_clock_seconds() + PAUSE_UP_MS / 1e3;
  for (const vb_shard_watch *watch = all.first; watch; watch = watch->next)
    if (watch->due < next) next = watch->due;
  pthread_mutex_unlock(&all.lock);
  free(looks);
  free(fds);
  return next;
}

static void *run(void *unused) {
  (void)unused;
  while (!all.over) {
    double left = (look_at_all() - vb_clock_seconds()) * 1e3;
    struct pollfd woken = {.fd = all.wake, .events = POLLIN};
    if (left > 0 && poll(&woken, 1, (int)left + 1) > 0) drain_wake();
  }
  return NULL;
}

static void wake(void) {
  uint64_t one = 1;
  if (all.wake >= 0) (void)!write(all.wake, &one, sizeof one);
}

/* ---- joining and leaving ---- */

static pthread_mutex_t joining = PTHREAD_MUTEX_INITIALIZER; /* one starts or ends the thread */

static vb_status start(vb_error *err) {
  if (all.running) return VB_OK;
  if (all.wake < 0) all.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (all.wake < 0) return vb_fail_errno(err, errno, "cannot watch the shards");
  all.over = false;
  int error = pthread_create(&all.thread, NULL, run, NULL);
  if (error) return vb_fail_errno(err, error, "cannot watch the shards");
  all.running = true;
  return VB_OK;
}

static void stop(void) {
  pthread_mutex_lock(&all.lock);
  bool needed = all.first != NULL;
  all.over = !needed;
  pthread_mutex_unlock(&all.lock);
  if (needed || !all.running) return;
  wake();
  pthread_join(all.thread, NULL);
  all.running = false;
  close(all.wake);
  all.wake = -1;
}

static vb_shard_watch *watch_of(const char *host, uint16_t port) { /* under the lock */
  vb_shard_watch *watch = all.first;
  while (watch && (watch->port != port || strcmp(watch->host, host) != 0)) watch = watch->next;
  if (watch) {
    watch->users++;
    return watch;
  }
  watch = calloc(1, sizeof *watch);
  if (!watch || !(watch->host = strdup(host))) {
    free(watch);
    return NULL;
  }
  watch->port = port;
  watch->users = 1;
  watch->state = (vb_shard_state){.up = true, .turn = 1};
  watch->due = vb_clock_seconds() + PAUSE_UP_MS / 1e3;
  watch->next = all.first;
  all.first = watch;
  all.count++;
  return watch;
}

vb_shard_watch *vb_shard_watch_join(const char *host, uint16_t port, vb_error *err) {
  pthread_mutex_lock(&joining);
  pthread_mutex_lock(&all.lock);
  vb_shard_watch *watch = watch_of(host, port);
  pthread_mutex_unlock(&all.lock);
  if (!watch) vb_fail(err, VB_NOMEM, "no memory to watch a shard");
  else if (start(err)) {
    pthread_mutex_lock(&all.lock);
    let_go(watch);
    pthread_mutex_unlock(&all.lock);
    watch = NULL;
  }
  pthread_mutex_unlock(&joining);
  return watch;
}

void vb_shard_watch_leave(vb_shard_watch *watch) {
  if (!watch) return;
  pthread_mutex_lock(&joining);
  pthread_mutex_lock(&all.lock);
  let_go(watch);
  pthread_mutex_unlock(&all.lock);
  stop();
  pthread_mutex_unlock(&joining);
}

/* ---- asking and reporting ---- */

vb_shard_state vb_shard_watch_state(vb_shard_watch *watch, vb_error *why) {
  pthread_mutex_lock(&all.lock);
  vb_shard_state state = watch->state;
  if (!state.up && why) *why = watch->why;
  pthread_mutex_unlock(&all.lock);
  return state;
}

void vb_shard_watch_report(vb_shard_watch *watch, uint64_t turn, const vb_error *why) {
  pthread_mutex_lock(&all.lock);
  if (turn == watch->state.turn && watch->state.up) {
    go_down(watch, why);
    watch->due = vb_clock_seconds(); /* a server that was only started anew is back at once */
    wake();
  }
  pthread_mutex_unlock(&all.lock);
}
