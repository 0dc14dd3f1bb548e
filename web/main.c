/*
 * main.c - verbatim-serve: the search page and the API over one store.
 *
 * The main thread reads the options, opens what is needed, prints where the
 * site is, and then only waits for SIGTERM or SIGINT. Both are blocked before
 * any thread starts, so that they reach nobody else.
 */
#include "web/listen.h"
#include "web/web.h"

#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  EXIT_TROUBLE = 2,
  THREADS_MAX = 256, /* each holds a searcher: memory and open files */
  CONNECTIONS_MAX = 60000,
  TIMEOUT_MAX = 3600
};

typedef struct options {
  const char *store, *host;
  unsigned port, threads, connections, timeout;
  bool log;
} options;

static const char help[] =
    "Usage: verbatim-serve [OPTION]...\n"
    "Serve the search page and the API of a store made by verbatim-index.\n"
    "\n"
    "  -s, --store=DIR        the store, or xapian://HOST:PORT,... for remote shards;\n"
    "                         default $VERBATIM_STORE, else verbatim-store\n"
    "      --host=ADDRESS     address to listen on; default 127.0.0.1, this machine only\n"
    "  -p, --port=PORT        port to listen on, 0 for any free one; default 8080\n"
    "  -t, --threads=N        requests answered at the same time; default one for each\n"
    "                         processor, at least 2\n"
    "      --connections=N    connections open at the same time; default 512\n"
    "      --timeout=SECONDS  time that a client may take to send a request; default 30\n"
    "      --log              write a line for each request to standard error; it has the\n"
    "                         path but never what was searched for\n"
    "      --help             print this help and exit\n"
    "      --version          print the version and exit\n"
    "\n"
    "The server prints its address when it is ready. A commit by verbatim-index shows\n"
    "within a second; no restart is needed. SIGTERM or Ctrl-C ends it after the answers\n"
    "under way. There is no password: before listening on other addresses than this\n"
    "machine's own, put a server in front that asks for one.\n"
    "\n"
    "Exit status: 0 after SIGTERM or SIGINT, 2 for trouble, such as a port in use.\n"
    "\n"
    "Examples:\n"
    "  verbatim-serve --store news\n"
    "      then open http://127.0.0.1:8080/ in a browser\n"
    "  curl 'http://127.0.0.1:8080/api/v1/search?q=%22prime+minister%22&size=5'\n"
    "      an exact phrase, as JSON; http://127.0.0.1:8080/openapi.yaml has the rest\n"
    "  curl --data-binary @quotes.txt -H 'Content-Type: text/plain' \\\n"
    "       http://127.0.0.1:8080/api/v1/quote\n"
    "      one quote a line in, one line of JSON each out\n";

static void log_line(const char *line) {
  fprintf(stderr, "%s\n", line);
}

static bool number(const char *name, const char *text, unsigned min, unsigned max, unsigned *out) {
  char *end = NULL;
  unsigned long n = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
  if (end && !*end && n >= min && n <= max) {
    *out = (unsigned)n;
    return true;
  }
  fprintf(stderr, "verbatim-serve: --%s must be a whole number from %u to %u, not \"%s\"\n", name,
          min, max, text);
  return false;
}

/* -1: go on; else the exit status. */
static int read_options(int argc, char **argv, options *o) {
  enum { HOST = 256, CONNECTIONS, TIMEOUT, LOG, HELP, VERSION };
  static const struct option known[] = {{"store", required_argument, NULL, 's'},
                                        {"host", required_argument, NULL, HOST},
                                        {"port", required_argument, NULL, 'p'},
                                        {"threads", required_argument, NULL, 't'},
                                        {"connections", required_argument, NULL, CONNECTIONS},
                                        {"timeout", required_argument, NULL, TIMEOUT},
                                        {"log", no_argument, NULL, LOG},
                                        {"help", no_argument, NULL, HELP},
                                        {"version", no_argument, NULL, VERSION},
                                        {NULL, 0, NULL, 0}};
  bool good = true;
  for (int c; good && (c = getopt_long(argc, argv, "s:p:t:", known, NULL)) != -1;) {
    switch (c) {
    case 's': o->store = optarg; break;
    case HOST: o->host = optarg; break;
    case 'p': good = number("port", optarg, 0, 65535, &o->port); break;
    case 't': good = number("threads", optarg, 1, THREADS_MAX, &o->threads); break;
    case CONNECTIONS:
      good = number("connections", optarg, 1, CONNECTIONS_MAX, &o->connections);
      break;
    case TIMEOUT: good = number("timeout", optarg, 1, TIMEOUT_MAX, &o->timeout); break;
    case LOG: o->log = true; break;
    case HELP: return fputs(help, stdout) < 0 ? EXIT_TROUBLE : EXIT_SUCCESS;
    case VERSION: return puts("verbatim-serve " VB_VERSION_TEXT) < 0 ? EXIT_TROUBLE : EXIT_SUCCESS;
    default: good = false; break;
    }
  }
  if (good && optind < argc) {
    fprintf(stderr, "verbatim-serve: unexpected argument \"%s\"\n", argv[optind]);
    good = false;
  }
  if (!good) fputs("Try 'verbatim-serve --help' for more information.\n", stderr);
  return good ? -1 : EXIT_TROUBLE;
}

static unsigned default_threads(void) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return processors < 2 ? 2 : processors > 32 ? 32 : (unsigned)processors;
}

static vb_status serve(const options *o, const sigset_t *ends, vb_error *err) {
  vb_web *web = NULL;
  vb_http *http = NULL;
  char address[VB_LISTEN_TEXT];
  int fd = -1, signal_number;
  vb_status status = vb_listen_open(o->host, o->port, &fd, address, err);
  if (status) goto done;
  status = vb_web_open(o->store, o->threads, &web, err);
  if (status) {
    close(fd);
    goto done;
  }
  vb_http_handler handler = vb_web_handler(web, o->log ? log_line : NULL);
  vb_http_options how = {fd, o->threads, o->connections, o->timeout};
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
  const char *store = getenv("VERBATIM_STORE");
  options o = {.store = store && *store ? store : "verbatim-store",
               .host = "127.0.0.1",
               .port = 8080,
               .threads = default_threads()};
  int ended = read_options(argc, argv, &o);
  if (ended >= 0) return ended;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN); /* a client that hangs up is no reason to end */
  vb_error error;
  if (serve(&o, &ends, &error)) {
    fprintf(stderr, "verbatim-serve: %s\n", error.text);
    return EXIT_TROUBLE;
  }
  return EXIT_SUCCESS;
}
