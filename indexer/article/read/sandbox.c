/*
 * sandbox.c - runs a decoder in a child process with limits, and reads the result from a pipe.
 *
 *   child: input in memory -> limits -> decode -> head, bytes -> pipe -> end
 *
 * A library for documents is a hundred thousand lines of code that use offsets from the
 * file they read. A fault in it must cost one document, not the run.
 */
#include "indexer/article/read/sandbox.h"

#include "indexer/article/read/fork_server.h"
#include "indexer/base/file.h"
#include "indexer/store/record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  MEMORY_MAX = 256 * 1024 * 1024,
  SECONDS_MAX = 60, /* of processor time */
  /* Wall clock, for a child that hangs. */
  ALARM_SECONDS = 600,
  /* The result: a text of maximum size, and a sentence. */
  ANSWER_MAX = VB_ARTICLE_MAX + 1024 * 1024
};

/* The address space that the process has already, which the limit includes; 0 if unknown. */
static rlim_t address_space(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return 0;
  if (fscanf(file, "%lu", &pages) != 1) pages = 0;
  fclose(file);
  return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void set_limits(void) {
  struct rlimit seconds = {SECONDS_MAX, SECONDS_MAX}, none = {0, 0};
  alarm(ALARM_SECONDS);
  setrlimit(RLIMIT_CPU, &seconds);
  setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) &&                                                              \
    !defined(__SANITIZE_THREAD__) /* sanitizers reserve terabytes of addresses */
  rlim_t space = address_space();
  struct rlimit memory = {space + MEMORY_MAX, space + MEMORY_MAX};
  if (space) setrlimit(RLIMIT_AS, &memory);
#else
  (void)address_space;
#endif
}

typedef struct answer_head {
  vb_error why;  /* what decode returned and said */
  uint64_t size; /* of the bytes that follow: fewer come from a child that was cut short */
} answer_head;

/* The child's whole life. */
static void run_child(int in, int to, vb_forked_task *task) {
  vb_decoder *decode = (vb_decoder *)task;
  vb_buf bytes = VB_BUF_INIT;
  answer_head head = {0};
  struct stat info;
  signal(SIGINT, SIG_IGN); /* the parent decides when a run ends */
  signal(SIGTERM, SIG_DFL);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO); /* discards messages of libraries */
  if (fstat(in, &info) != 0) return;
  size_t n = (size_t)info.st_size;
  void *input = n ? mmap(NULL, n, PROT_READ, MAP_PRIVATE, in, 0) : NULL;
  if (input == MAP_FAILED) return;
  set_limits();
  head.why.status = decode((vb_str){input ? input : "", n}, &bytes, &head.why);
  if (bytes.failed) head.why.status = VB_NOMEM;
  head.size = bytes.n;
  if (vb_file_write(to, &head, sizeof head, "pipe", NULL) == VB_OK && bytes.n)
    vb_file_write(to, bytes.p, bytes.n, "pipe", NULL);
}

static vb_status read_answer(int from, vb_buf *out, vb_error *err) {
  vb_buf answer = VB_BUF_INIT;
  answer_head head = {0};
  vb_status status = vb_file_drain(from, ANSWER_MAX, &answer, err);
  if (status == VB_NOMEM) goto done;
  if (answer.n >= sizeof head) memcpy(&head, answer.p, sizeof head);
  head.why.text[sizeof head.why.text - 1] = '\0';
  if (status != VB_OK || answer.n < sizeof head || answer.n - sizeof head != head.size)
    status = vb_fail(err, VB_LIMIT, "takes more memory or time than a document may, or is damaged");
  else if (head.why.status != VB_OK) status = vb_fail(err, head.why.status, "%s", head.why.text);
  else {
    vb_buf_append(out, answer.p + sizeof head, head.size);
    status = vb_buf_ok(out, err);
  }
done:
  vb_buf_clear(&answer);
  return status;
}

/* The input goes to the child in a memory file, because a pipe could block both sides; the answer
   comes through a pipe. The child has limits of its own, so a crash or a loop in it is only an
   error here. */
vb_status vb_sandbox_run(vb_decoder *decode, vb_str input, vb_buf *out, vb_error *err) {
  int ends[2], in = memfd_create("document", MFD_CLOEXEC);
  if (in < 0) return vb_fail_errno(err, errno, "a document in memory");
  vb_status status = input.n ? vb_file_write(in, input.p, input.n, "memory", err) : VB_OK;
  if (status == VB_OK && pipe2(ends, O_CLOEXEC) != 0) status = vb_fail_errno(err, errno, "pipe");
  if (status != VB_OK) {
    close(in);
    return status;
  }
  bool made = vb_fork(run_child, (vb_forked_task *)decode, in, ends[1]);
  close(in);
  close(ends[1]);
  status = made ? read_answer(ends[0], out, err) : vb_fail(err, VB_IO, "no process can be made");
  close(ends[0]);
  return status;
}
