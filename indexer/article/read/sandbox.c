/*
 * sandbox.c - runs a decoder in a child process with limits, and reads the result from a pipe.
 *
 *   child: limits -> decode -> "status, sentence, bytes" -> pipe -> _exit
 *
 * A library for documents is a hundred thousand lines of code that use offsets from the
 * file they read. A fault in it must cost one document, not the run.
 */
#include "indexer/article/read/sandbox.h"

#include "indexer/base/file.h"
#include "indexer/store/record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  MEMORY_MAX = 256 * 1024 * 1024,
  SECONDS_MAX = 60,
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

static _Noreturn void run_child(vb_status (*decode)(vb_str input, vb_buf *out, vb_error *err),
                                vb_str input, int to) {
  vb_buf bytes = VB_BUF_INIT;
  vb_error why = {0};
  signal(SIGINT, SIG_IGN); /* the parent decides when a run ends */
  signal(SIGTERM, SIG_DFL);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO); /* discards messages of libraries */
  set_limits();
  why.status = decode(input, &bytes, &why);
  if (bytes.failed) why.status = VB_NOMEM;
  bool sent = vb_file_write(to, &why, sizeof why, "pipe", NULL) == VB_OK &&
              (!bytes.n || vb_file_write(to, bytes.p, bytes.n, "pipe", NULL) == VB_OK);
  _exit(sent ? 0 : 1);
}

/* Reads the child's answer; *ended_well is false if it was cut short. */
static vb_status take_answer(int from, pid_t child, vb_buf *answer, bool *ended_well,
                             vb_error *err) {
  int result = 0;
  vb_status status = vb_file_drain(from, ANSWER_MAX, answer, err);
  if (status != VB_OK) kill(child, SIGKILL);
  while (waitpid(child, &result, 0) < 0 && errno == EINTR) continue;
  *ended_well = status == VB_OK && WIFEXITED(result) && WEXITSTATUS(result) == 0 &&
                answer->n >= sizeof(vb_error);
  return status == VB_NOMEM ? status : VB_OK;
}

vb_status vb_sandbox_run(vb_status (*decode)(vb_str input, vb_buf *out, vb_error *err),
                         vb_str input, vb_buf *out, vb_error *err) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return vb_fail_errno(err, errno, "pipe");
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_child(decode, input, ends[1]);
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return vb_fail_errno(err, errno, "fork");
  }
  vb_buf answer = VB_BUF_INIT;
  bool ended_well;
  vb_status status = take_answer(ends[0], child, &answer, &ended_well, err);
  close(ends[0]);
  if (status == VB_OK && !ended_well)
    status = vb_fail(err, VB_LIMIT, "takes more memory or time than a document may, or is damaged");
  else if (status == VB_OK) {
    vb_error why;
    memcpy(&why, answer.p, sizeof why);
    why.text[sizeof why.text - 1] = '\0';
    vb_buf_append(out, answer.p + sizeof why, answer.n - sizeof why);
    status = why.status == VB_OK ? vb_buf_ok(out, err) : vb_fail(err, why.status, "%s", why.text);
  }
  vb_buf_clear(&answer);
  return status;
}
