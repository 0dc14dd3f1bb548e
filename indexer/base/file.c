/*
 * file.c - POSIX file calls with the retries and syncs that each needs.
 *
 * Locks are fcntl's open-file-description locks (F_OFD_SETLK): the kernel drops
 * them when the process dies, and two descriptors of one process exclude each other
 * too. The holder writes its process id into the file for the error message only.
 *
 * A file is replaced in four steps, so that a crash leaves the old or the new one:
 *
 *   write x.new -> fsync x.new -> rename x.new to x -> fsync the folder
 */
#include "indexer/base/file.h"

#include "indexer/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_CHUNK = 64 * 1024, WRITER_LOOK_MS = 20 };

vb_status vb_file_drain(int fd, size_t limit, vb_buf *out, vb_error *err) {
  size_t total = 0;
  for (;;) {
    char *to = vb_buf_reserve(out, READ_CHUNK);
    if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
    ssize_t n = read(fd, to, READ_CHUNK);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return vb_fail_errno(err, errno, "read");
    if (n == 0) return VB_OK;
    if ((size_t)n > limit - total) return vb_fail(err, VB_LIMIT, "larger than %zu bytes", limit);
    out->n += (size_t)n;
    total += (size_t)n;
  }
}

vb_status vb_file_read(const char *path, size_t limit, vb_buf *out, vb_error *err) {
  /* O_NONBLOCK: opening a named pipe would wait for a writer before it can be refused. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return vb_fail_errno(err, errno, "%s", path);
  struct stat info;
  vb_status status = VB_OK;
  if (fstat(fd, &info) != 0) status = vb_fail_errno(err, errno, "%s", path);
  else if (!S_ISREG(info.st_mode)) status = vb_fail(err, VB_INVALID, "%s: not a file", path);
  if (status == VB_OK) {
    status = vb_file_drain(fd, limit, out, err);
    if (status != VB_OK) vb_error_prefix(err, path);
  }
  close(fd);
  return status;
}

/* Whether a pipe that was opened without waiting has bytes or a writer: tee copies what is there
   and takes nothing out of it, and tells a pipe without a writer (0) from one that is silent
   (EAGAIN).
 */
static bool has_writer(int fd, const int copy[2]) {
  ssize_t n = tee(fd, copy[1], 1, SPLICE_F_NONBLOCK);
  return n > 0 || (n < 0 && errno == EAGAIN);
}

static vb_status wait_for_writer(int fd, const char *path, vb_error *err) {
  int copy[2];
  if (pipe2(copy, O_CLOEXEC) != 0) return vb_fail_errno(err, errno, "%s", path);
  double until = vb_clock_seconds() + VB_FILE_WRITER_SECONDS;
  struct pollfd wanted = {.fd = fd, .events = POLLIN};
  bool begun; /* POLLHUP: a writer was there and has gone, perhaps without a word */
  while (!(begun = has_writer(fd, copy) || (wanted.revents & POLLHUP)) &&
         vb_clock_seconds() < until)
    if (poll(&wanted, 1, WRITER_LOOK_MS) < 0 && errno == EINTR) break;
  close(copy[0]), close(copy[1]);
  return begun ? VB_OK : vb_fail(err, VB_INVALID, "%s: a pipe that nobody writes to", path);
}

vb_status vb_file_open_stream(const char *path, int *fd, vb_error *err) {
  struct stat info;
  vb_status status = VB_OK;
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (*fd < 0 || fstat(*fd, &info) != 0) status = vb_fail_errno(err, errno, "%s", path);
  else if (S_ISFIFO(info.st_mode)) status = wait_for_writer(*fd, path, err);
  if (status == VB_OK && fcntl(*fd, F_SETFL, 0) != 0) /* what comes later is waited for */
    status = vb_fail_errno(err, errno, "%s", path);
  if (status == VB_OK) return VB_OK;
  if (*fd >= 0) close(*fd);
  *fd = -1;
  return status;
}

vb_status vb_file_write(int fd, const void *bytes, size_t n, const char *what, vb_error *err) {
  const char *p = bytes;
  while (n > 0) {
    ssize_t written = write(fd, p, n);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return vb_fail_errno(err, errno, "%s: write", what);
    p += written;
    n -= (size_t)written;
  }
  return VB_OK;
}

vb_status vb_file_sync_folder(const char *path, vb_error *err) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return vb_fail_errno(err, errno, "%s", path);
  vb_status status = VB_OK;
  if (fsync(fd) != 0 && errno != EINVAL) status = vb_fail_errno(err, errno, "%s: sync", path);
  close(fd);
  return status;
}

static vb_status sync_parent(const char *path, vb_error *err) {
  size_t n = strlen(path);
  while (n > 1 && path[n - 1] == '/') n--; /* "news/" is a name in "." */
  const char *slash = memrchr(path, '/', n);
  if (!slash) return vb_file_sync_folder(".", err);
  char *parent = strndup(path, slash == path ? 1 : (size_t)(slash - path));
  if (!parent) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_file_sync_folder(parent, err);
  free(parent);
  return status;
}

vb_status vb_file_replace(const char *path, vb_str content, vb_error *err) {
  char *beside = NULL;
  if (asprintf(&beside, "%s.new", path) < 0) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = VB_OK;
  int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) {
    status = vb_fail_errno(err, errno, "%s", beside);
    goto done;
  }
  status = vb_file_write(fd, content.p, content.n, beside, err);
  if (status == VB_OK && fsync(fd) != 0) status = vb_fail_errno(err, errno, "%s: sync", beside);
  if (close(fd) != 0 && status == VB_OK) status = vb_fail_errno(err, errno, "%s: close", beside);
  if (status == VB_OK && rename(beside, path) != 0)
    status = vb_fail_errno(err, errno, "%s: rename", path);
  if (status == VB_OK) status = sync_parent(path, err);
  else unlink(beside);
done:
  free(beside);
  return status;
}

vb_status vb_file_mkdir(const char *path, vb_error *err) {
  if (mkdir(path, 0777) == 0) return sync_parent(path, err);
  if (errno != EEXIST) return vb_fail_errno(err, errno, "%s: make folder", path);
  struct stat info;
  if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return VB_OK;
  return vb_fail(err, VB_INVALID, "%s: not a folder", path);
}

/* Open file description locks end with the last descriptor, also after a crash, and hold between
   threads of one process. The file has the number of the process for the error message only. */
vb_status vb_file_lock(const char *path, int *lock, vb_error *err) {
  *lock = -1;
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return vb_fail_errno(err, errno, "%s", path);
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
    int reason = errno;
    char holder[24] = "";
    ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
    for (ssize_t i = 0; i < n; i++)
      if (holder[i] < '0' || holder[i] > '9') holder[i] = '\0';
    close(fd);
    if (reason != EAGAIN && reason != EACCES) return vb_fail_errno(err, reason, "%s: lock", path);
    return vb_fail(err, VB_LOCKED, "%s: in use by another writer (process %s)", path,
                   holder[0] ? holder : "unknown");
  }
  char self[24];
  int n = snprintf(self, sizeof self, "%ld\n", (long)getpid());
  if (ftruncate(fd, 0) != 0 || pwrite(fd, self, (size_t)n, 0) != n) {
    int reason = errno;
    close(fd);
    return vb_fail_errno(err, reason, "%s: write", path);
  }
  *lock = fd;
  return VB_OK;
}

void vb_file_unlock(int lock) {
  if (lock >= 0) close(lock);
}

char *vb_path_join(const char *folder, const char *name) {
  size_t n = strlen(folder);
  char *path = NULL;
  const char *between = n && folder[n - 1] == '/' ? "" : "/";
  return asprintf(&path, "%s%s%s", folder, between, name) < 0 ? NULL : path;
}
