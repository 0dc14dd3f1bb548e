/*
 * main.c - `verbatim serve`: the search page and the API over one store.
 *
 * The main thread reads the options, opens store and socket, prints the site's address,
 * and then only waits for SIGTERM or SIGINT. Both are blocked before any thread starts,
 * so no other thread receives them.
 */
#include "indexer/base/options/program.h"
#include "indexer/base/task_pool.h"
#include "web/listen.h"
#include "web/serve_options.h"
#include "web/web.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void log_line(const char *line) {
  fprintf(stderr, "%s\n", line);
}

static size_t default_threads(void) {
  size_t processors = vb_task_pool_processors();
  /* Two threads per processor: a search that waits for the disk, or uses its whole time limit, then
     delays nobody. */
  return processors < 2 ? 4 : processors > 32 ? 64 : 2 * processors;
}

/* The address is opened before the store, so that a port in use is reported at once; "serving" is
   printed only when requests are answered. */
static vb_status serve(const vb_serve_values *o, const sigset_t *ends, vb_error *err) {
  vb_web *web = NULL;
  vb_http *http = NULL;
  char address[VB_LISTEN_TEXT];
  int fd = -1, signal_number;
  vb_status status = vb_listen_inherited(&fd, address, err);
  if (!status && fd < 0) status = vb_listen_open(o->host, (unsigned)o->port, &fd, address, err);
  if (status) goto done;
  vb_web_options site = {.store = o->store,
                         .threads = o->threads,
                         .memory_mib = o->memory,
                         .search_threads = o->search_threads,
                         .token_file = o->token_file,
                         .origins = o->cors.items,
                         .origin_count = o->cors.count};
  status = vb_web_open(&site, &web, err);
  if (status) {
    vb_program_hint_at_store(o->store, err);
    close(fd);
    goto done;
  }
  vb_http_handler handler = vb_web_handler(web, o->log ? log_line : NULL);
  vb_http_options how = {.listen_fd = fd,
                         .threads = (unsigned)o->threads,
                         .connections = (unsigned)o->connections,
                         .request_seconds = (unsigned)o->timeout,
                         .here_only = vb_listen_is_here_only(fd),
                         .trust_proxy = o->trust_proxy,
                         .allowed_hosts = o->allow_host.items,
                         .allowed_host_count = o->allow_host.count};
  status = vb_http_start(&how, &handler, &http, err);
  if (status) goto done;
  vb_web_serve(web, http);
  printf("serving %s at %s\n", o->store, address);
  fflush(stdout);
  sigwait(ends, &signal_number);
done:
  vb_http_stop(http);
  vb_web_close(web);
  return status;
}

int main(int argc, char **argv) {
  vb_arguments arguments;
  vb_serve_values o = {0};
  int ended =
      vb_program_begin(&vb_serve_spec, argc > 0 ? argc - 1 : 0, argv + (argc > 0), &o, &arguments);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  o.store = vb_program_store(o.store);
  if (!o.threads) o.threads = default_threads();
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN); /* a client that disconnects must not end the program */
  vb_error error;
  if (serve(&o, &ends, &error)) {
    return vb_program_complain(vb_serve_spec.name, error.text);
  }
  return VB_PROGRAM_DONE;
}
