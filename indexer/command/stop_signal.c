/*
 * stop_signal.c - lets a signal ask a long command to stop.
 *
 * The first SIGINT or SIGTERM asks the run to stop between two articles. The handler is
 * then removed, so a second signal ends the program at once; the store survives that too.
 */
#include "indexer/command/index_commands.h"

static volatile sig_atomic_t stop_signal;

static void ask_to_stop(int signal) {
  stop_signal = signal;
}

const volatile sig_atomic_t *vb_watch_signals(void) {
  struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  return &stop_signal;
}
