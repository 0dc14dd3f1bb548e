/*
 * fork_server.c - a socket that carries requests: what to run, and two descriptors.
 *
 *   program --{run, task}, in, out--> server --fork--> child: run(in, out, task)
 *
 * The server is a copy of the program, so addresses of functions mean the same there.
 */
#include "indexer/article/read/fork_server.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct request {
  vb_forked_run *run;
  vb_forked_task *task;
} request;

static int server = -1; /* set once, before there are threads */

/* Room for two descriptors beside a request. */
typedef union control {
  char bytes[CMSG_SPACE(2 * sizeof(int))];
  struct cmsghdr aligned;
} control;

static _Noreturn void run_child(const request *r, int in, int out) {
  r->run(in, out, r->task);
  _exit(0);
}

/* False at the end; fds are -1 where none came. */
static bool receive(int socket, request *r, int fds[2]) {
  control room = {0};
  struct iovec part = {r, sizeof *r};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &room, .msg_controllen = sizeof room};
  ssize_t n;
  while ((n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) continue;
  fds[0] = fds[1] = -1;
  struct cmsghdr *head = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(2 * sizeof(int)))
    memcpy(fds, CMSG_DATA(head), 2 * sizeof(int));
  return n == (ssize_t)sizeof *r;
}

static _Noreturn void serve(int socket) {
  request r = {0};
  int fds[2];
  signal(SIGINT, SIG_IGN); /* it ends with the program, which decides when a run stops */
  signal(SIGTERM, SIG_IGN);
  signal(SIGCHLD, SIG_IGN); /* nobody waits for the children */
  while (receive(socket, &r, fds)) {
    if (fds[0] >= 0 && fork() == 0) {
      close(socket);
      run_child(&r, fds[0], fds[1]);
    }
    if (fds[0] >= 0) close(fds[0]), close(fds[1]);
  }
  _exit(0);
}

vb_status vb_fork_server_start(vb_error *err) {
  int ends[2];
  if (server >= 0) return VB_OK;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return vb_fail_errno(err, errno, "socket");
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    serve(ends[1]);
  }
  close(ends[1]);
  if (child > 0) {
    server = ends[0];
    return VB_OK;
  }
  close(ends[0]);
  return vb_fail_errno(err, errno, "fork");
}

static bool ask_server(const request *r, int in, int out) {
  control room = {0};
  request sent = *r;
  struct iovec part = {&sent, sizeof sent};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &room, .msg_controllen = sizeof room};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  int fds[2] = {in, out};
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof fds);
  memcpy(CMSG_DATA(head), fds, sizeof fds);
  ssize_t n;
  while ((n = sendmsg(server, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) continue;
  return n == (ssize_t)sizeof sent;
}

/* By a child between, which ends at once: so nobody has to wait for the one that works. */
bool vb_fork(vb_forked_run *run, vb_forked_task *task, int in, int out) {
  request r = {run, task};
  int result = 0;
  if (server >= 0) return ask_server(&r, in, out);
  pid_t between = fork();
  if (between == 0) {
    pid_t child = fork();
    if (child == 0) run_child(&r, in, out);
    _exit(child < 0);
  }
  while (between > 0 && waitpid(between, &result, 0) < 0 && errno == EINTR) continue;
  return between > 0 && WIFEXITED(result) && WEXITSTATUS(result) == 0;
}
