/*
 * pager.c - shows long answers on a terminal through the user's pager, as git does.
 *
 * The program writes into a pipe, and waits at its end until the reader has left the
 * pager. The default is less with -FRX (leave at once if it fits, pass colours, do not
 * clear the screen); where there is none, nothing is paged.
 */
#include "searcher/command/command.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether a program of this name is on PATH. */
static bool is_there(const char *name) {
  const char *path = getenv("PATH");
  char file[4096];
  while (path && *path) {
    size_t n = strcspn(path, ":");
    int length = snprintf(file, sizeof file, "%.*s/%s", (int)n, path, name);
    if (length > 0 && (size_t)length < sizeof file && access(file, X_OK) == 0) return true;
    path += n + (path[n] == ':');
  }
  return false;
}

/* The command line for a shell; NULL: no pager. */
static const char *chosen_pager(void) {
  const char *pager = getenv("PAGER");
  if (pager) return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
  return is_there("less") ? "less" : NULL;
}

static void become(const char *pager, const int ends[2]) {
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]), close(ends[1]);
  signal(SIGPIPE, SIG_DFL);
  setenv("LESS", "FRX", 0); /* 0: what the user has set stays */
  execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
  _exit(127);
}

void vb_pager_begin(const vb_common *common, vb_printer *printer) {
  int ends[2];
  const char *pager = common->no_pager || !isatty(STDOUT_FILENO) ? NULL : chosen_pager();
  if (!pager || printer->pager || fflush(stdout) != 0 || pipe(ends) != 0) return;
  pid_t child = fork();
  if (child == 0) become(pager, ends);
  if (child > 0 && dup2(ends[1], STDOUT_FILENO) >= 0) {
    printer->pager = child;
    signal(SIGINT, SIG_IGN); /* an interrupt is for the pager, which ends when its reader says so */
  }
  close(ends[0]), close(ends[1]);
}

void vb_pager_end(const vb_printer *printer) {
  int status;
  if (!printer->pager) return;
  fclose(stdout);
  while (waitpid(printer->pager, &status, 0) < 0 && errno == EINTR) continue;
}
