/*
 * shim.c - a library to preload: makes one call that changes files fail, or records them all.
 *
 *   VB_SHIM_FOLDER  only calls on files inside this folder count
 *   VB_SHIM_FAIL    the number of the call that fails, from 1
 *   VB_SHIM_ERRNO   with this number
 *   VB_SHIM_STICKY  set: every later call fails too, as on a disk that stays full
 *   VB_SHIM_LOG     a file that gets the name of the call that failed first
 *   VB_SHIM_RECORD  a file that gets each call that succeeded, in order: a line "CALL PATH", or
 *                   "rename FROM TO"
 *
 * Counted are open (for writing, or of a folder), write, pwrite, fsync, fdatasync,
 * ftruncate, rename, mkdir and mmap of a file. A write that is to fail with a full
 * disk first writes half of what it was given, in every second case. Everything
 * else goes to the kernel directly, so nothing depends on the order of libraries:
 * only a sanitizer's must come before this one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;
static atomic_bool failed;

static bool inside(const char *path) {
  const char *folder = getenv("VB_SHIM_FOLDER");
  size_t n = folder ? strlen(folder) : 0;
  return n && path && strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool inside_fd(int fd) {
  char link[40], path[4096];
  if (fd < 0) return false;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long n = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (n <= 0) return false;
  path[n] = '\0';
  return inside(path);
}

static void log_failure(const char *name) {
  const char *path = getenv("VB_SHIM_LOG");
  if (atomic_exchange(&failed, true) || !path) return;
  long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0) return;
  syscall(SYS_write, fd, name, strlen(name));
  syscall(SYS_close, fd);
}

static void record(const char *call, const char *path, const char *more) {
  const char *file = getenv("VB_SHIM_RECORD");
  char line[8300];
  if (!file || !inside(path)) return;
  int before = errno,
      n = snprintf(line, sizeof line, "%s %s%s%s\n", call, path, *more ? " " : "", more);
  long fd = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd >= 0) {
    syscall(SYS_write, fd, line, (size_t)n);
    syscall(SYS_close, fd);
  }
  errno = before;
}

static void record_fd(const char *call, int fd) {
  char link[40], path[4096];
  if (!getenv("VB_SHIM_RECORD")) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long n = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (n <= 0) return;
  path[n] = '\0';
  record(call, path, "");
}

/* Counts the call; true, and errno set, when it is its turn to fail. */
static bool must_fail(const char *name, bool counts) {
  const char *turn = getenv("VB_SHIM_FAIL"), *number = getenv("VB_SHIM_ERRNO");
  if (!counts || !turn || !number) return false;
  long call = atomic_fetch_add(&calls, 1) + 1, wanted = atol(turn);
  if (call != wanted && !(call > wanted && getenv("VB_SHIM_STICKY"))) return false;
  log_failure(name);
  errno = atoi(number);
  return true;
}

static int do_open(int at, const char *path, int flags, mode_t mode) {
  bool counts = (flags & (O_WRONLY | O_RDWR | O_DIRECTORY)) && inside(path);
  if (must_fail("open", counts)) return -1;
  bool fresh = (flags & O_CREAT) && inside(path) && syscall(SYS_faccessat, at, path, F_OK) != 0;
  long fd = syscall(SYS_openat, at, path, flags, mode);
  if (fd >= 0 && fresh) record("create", path, "");
  if (fd >= 0 && !fresh && (flags & O_TRUNC)) record("write", path, "");
  return (int)fd;
}

#define OPENER(name, at, parameter)                                                                \
  int name parameter;                                                                              \
  int name parameter {                                                                             \
    va_list more;                                                                                  \
    va_start(more, flags);                                                                         \
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, int) : 0;                                 \
    va_end(more);                                                                                  \
    return do_open(at, path, flags, mode);                                                         \
  }
OPENER(open, AT_FDCWD, (const char *path, int flags, ...))
OPENER(open64, AT_FDCWD, (const char *path, int flags, ...))
OPENER(openat, folder, (int folder, const char *path, int flags, ...))
OPENER(openat64, folder, (int folder, const char *path, int flags, ...))

/* The half that still fitted. */
static bool half_fits(size_t n) {
  return errno == ENOSPC && n > 1 && atomic_load(&calls) % 2 == 0;
}

ssize_t write(int fd, const void *bytes, size_t n) {
  if (!must_fail("write", inside_fd(fd))) {
    record_fd("write", fd);
    return syscall(SYS_write, fd, bytes, n);
  }
  if (half_fits(n)) syscall(SYS_write, fd, bytes, n / 2), errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
  if (must_fail("pwrite", inside_fd(fd))) return -1;
  record_fd("write", fd);
  return syscall(SYS_pwrite64, fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at);
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at) {
  return pwrite(fd, bytes, n, at);
}

int fsync(int fd) {
  if (must_fail("fsync", inside_fd(fd))) return -1;
  int result = (int)syscall(SYS_fsync, fd);
  if (result == 0) record_fd("fsync", fd);
  return result;
}

int fdatasync(int fd) {
  if (must_fail("fdatasync", inside_fd(fd))) return -1;
  int result = (int)syscall(SYS_fdatasync, fd);
  if (result == 0) record_fd("fsync", fd);
  return result;
}

int ftruncate(int fd, off_t length) {
  if (must_fail("ftruncate", inside_fd(fd))) return -1;
  record_fd("write", fd);
  return (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off_t length);
int ftruncate64(int fd, off_t length) {
  return ftruncate(fd, length);
}

int rename(const char *from, const char *to) {
  if (must_fail("rename", inside(to))) return -1;
  int result = (int)syscall(SYS_rename, from, to);
  if (result == 0) record("rename", from, to);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (must_fail("mkdir", inside(path))) return -1;
  int result = (int)syscall(SYS_mkdir, path, mode);
  if (result == 0) record("mkdir", path, "");
  return result;
}

int unlinkat(int folder, const char *name, int flags) {
  char link[40], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  long n = syscall(SYS_readlinkat, AT_FDCWD, link, path, 2048);
  int result = (int)syscall(SYS_unlinkat, folder, name, flags);
  if (result == 0 && n > 0) {
    snprintf(path + n, sizeof path - (size_t)n, "/%s", name);
    record("unlink", path, "");
  }
  return result;
}

void *mmap(void *where, size_t n, int protection, int flags, int fd, off_t at) {
  if (must_fail("mmap", inside_fd(fd))) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, where, n, protection, flags, fd, at);
}

void *mmap64(void *where, size_t n, int protection, int flags, int fd, off_t at);
void *mmap64(void *where, size_t n, int protection, int flags, int fd, off_t at) {
  return mmap(where, n, protection, flags, fd, at);
}
