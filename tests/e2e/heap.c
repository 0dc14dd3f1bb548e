/*
 * heap.c - a library to preload: makes one allocation fail.
 *
 *   VB_HEAP_FAIL    the number of the allocation that fails, from 1
 *   VB_HEAP_STICKY  set: every later one fails too, as when memory has run out
 *   VB_HEAP_LOG     a file that is made when one failed
 *
 * It counts malloc, calloc, realloc and the operator new of C++, of the program and of all
 * libraries. It does not count the allocations with which a sanitizer looks for the stack of a
 * new thread, because the sanitizer ends the program when these fail. Every call that does not fail
 * goes to the sanitizer's allocator if there is one (its leak checker finds what a failure did not
 * free), else to that of the C library. So this library must come before the sanitizer's, which
 * accepts that only with ASAN_OPTIONS=verify_asan_link_order=0.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__interceptor_malloc(size_t n) __attribute__((weak));
void *__interceptor_calloc(size_t count, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *p, size_t n) __attribute__((weak));
/* What operator new does without memory; libstdc++ exports it for its own containers. */
void _ZSt17__throw_bad_allocv(void) __attribute__((weak, noreturn));
void *_Znwm(size_t n);
void *_Znam(size_t n);

static atomic_long calls;
static long turn; /* 0: none fails */
static bool sticky;
static atomic_bool failed;
static __thread int exempt __attribute__((tls_model("initial-exec")));
static int (*real_getattr)(pthread_t, pthread_attr_t *);

__attribute__((constructor)) static void read_environment(void) {
  const char *number = getenv("VB_HEAP_FAIL");
  turn = number ? strtol(number, NULL, 10) : 0;
  sticky = getenv("VB_HEAP_STICKY") != NULL;
}

static void log_failure(void) {
  const char *path = getenv("VB_HEAP_LOG");
  if (atomic_exchange(&failed, true) || !path) return;
  long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0644);
  if (fd >= 0) syscall(SYS_close, fd);
}

static bool must_fail(void) {
  if (!turn || exempt) return false;
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (call != turn && !(sticky && call > turn)) return false;
  log_failure();
  errno = ENOMEM;
  return true;
}

int pthread_getattr_np(pthread_t thread, pthread_attr_t *out) {
  if (!real_getattr)
    real_getattr = (int (*)(pthread_t, pthread_attr_t *))dlsym(RTLD_NEXT, "pthread_getattr_np");
  exempt++;
  int result = real_getattr(thread, out);
  exempt--;
  return result;
}

static void *take(size_t n) {
  return __interceptor_malloc ? __interceptor_malloc(n) : __libc_malloc(n);
}

void *malloc(size_t n) {
  return must_fail() ? NULL : take(n);
}

void *calloc(size_t count, size_t size) {
  if (must_fail()) return NULL;
  return __interceptor_calloc ? __interceptor_calloc(count, size) : __libc_calloc(count, size);
}

void *realloc(void *p, size_t n) {
  if (must_fail()) return NULL;
  return __interceptor_realloc ? __interceptor_realloc(p, n) : __libc_realloc(p, n);
}

void *_Znwm(size_t n) {
  void *p = must_fail() ? NULL : take(n ? n : 1);
  if (!p) _ZSt17__throw_bad_allocv();
  return p;
}

void *_Znam(size_t n) {
  return _Znwm(n);
}
