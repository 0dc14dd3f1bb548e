/*
 * serve_options.c - the option table of `verbatim serve`.
 */
#include "web/serve_options.h"

#include "indexer/base/options/program.h"

enum {
  PORT_MAX = 65535,
  THREADS_MAX = 256, /* each has a searcher: memory and open files */
  SEARCH_THREADS_MAX = 64,
  CONNECTIONS_MAX = 60000,
  TIMEOUT_MAX = 3600,
  MEMORY_MAX = 65536
};

static const vb_option options[] = {
    {.name = "store",
     .letter = 's',
     .kind = VB_OPTION_FOLDER,
     .argument = "STORE",
     .help = "a folder, xapian://HOST:PORT,... for remote shards, or "
             "opensearch://HOST:PORT,.../INDEX for a cluster",
     .otherwise = VB_PROGRAM_STORE_OTHERWISE,
     .at = offsetof(vb_serve_values, store)},
    {.name = "host",
     .kind = VB_OPTION_TEXT,
     .argument = "ADDRESS",
     .help = "address to listen on; 127.0.0.1 is this machine only",
     .initial = "127.0.0.1",
     .at = offsetof(vb_serve_values, host)},
    {.name = "allow-host",
     .kind = VB_OPTION_LIST,
     .argument = "NAME",
     .help = "answer requests for this name too while listening on this machine only; may be given "
             "again",
     .at = offsetof(vb_serve_values, allow_host)},
    {.name = "trust-proxy",
     .kind = VB_OPTION_FLAG,
     .help = "take the address of a client from the X-Forwarded-For that a server in front sends, "
             "so that its clients do not share one client's time; only where nobody else can "
             "connect",
     .at = offsetof(vb_serve_values, trust_proxy)},
    {.name = "port",
     .letter = 'p',
     .kind = VB_OPTION_NUMBER,
     .argument = "PORT",
     .help = "port to listen on, 0 for any free one",
     .initial = "8080",
     .max = PORT_MAX,
     .at = offsetof(vb_serve_values, port)},
    {.name = "threads",
     .letter = 't',
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "requests answered at the same time",
     .otherwise = "two for each processor, at least 4",
     .min = 1,
     .max = THREADS_MAX,
     .at = offsetof(vb_serve_values, threads)},
    {.name = "search-threads",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "threads of one long search while nothing else is asked; its answer is the same with "
             "any number",
     .otherwise = "one for each processor",
     .min = 1,
     .max = SEARCH_THREADS_MAX,
     .at = offsetof(vb_serve_values, search_threads)},
    {.name = "connections",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "connections open at the same time",
     .initial = "512",
     .min = 1,
     .max = CONNECTIONS_MAX,
     .at = offsetof(vb_serve_values, connections)},
    {.name = "timeout",
     .kind = VB_OPTION_NUMBER,
     .argument = "SECONDS",
     .help = "time that a client may take to send a request",
     .initial = "30",
     .min = 1,
     .max = TIMEOUT_MAX,
     .at = offsetof(vb_serve_values, timeout)},
    {.name = "memory",
     .kind = VB_OPTION_NUMBER,
     .argument = "MIB",
     .help = "memory that one search may take; a search that needs more ends and says so",
     .initial = "64",
     .min = 1,
     .max = MEMORY_MAX,
     .at = offsetof(vb_serve_values, memory)},
    {.name = "token-file",
     .kind = VB_OPTION_FILE,
     .argument = "FILE",
     .help = "answer only who has one of the tokens in FILE, one a line",
     .at = offsetof(vb_serve_values, token_file)},
    {.name = "cors",
     .kind = VB_OPTION_LIST,
     .argument = "ORIGIN",
     .help = "let pages of this site (https://desk.example; * for all) read the API; may be given "
             "again",
     .at = offsetof(vb_serve_values, cors)},
    {.name = "log",
     .kind = VB_OPTION_FLAG,
     .help = "write a line for each request to standard error; it has the path but never what was "
             "searched for",
     .at = offsetof(vb_serve_values, log)},
    {.name = NULL},
};

static const char *const synopses[] = {"[OPTION]...", NULL};
static const vb_help_row about[] = {
    {NULL, "Serve the search page and the API of a store made by 'verbatim index'."},
    {NULL, "The server prints its address when it is ready. A commit by 'verbatim index' is seen "
           "within a second, without a restart. SIGTERM or Ctrl-C ends the server after it has "
           "finished the answers that it is working on."},
    {NULL, "With --token-file only who has a token is answered. A program sends it as "
           "'Authorization: Bearer TOKEN'; a browser asks for it once and keeps a cookie, which "
           "is good for 30 days and only while the token is in the file. FILE must be readable "
           "by its owner alone. It is read at the start. The server does not encrypt: before it "
           "listens on other addresses than those of this machine, put a server in front of it "
           "that speaks TLS."},
    {NULL, "A search may take 5 seconds, or less while others wait: then it gives what it found "
           "so far and says so. Each address can have one long search at a time."},
    {NULL, "Started by systemd for a socket unit, it takes that socket, and --host and --port do "
           "not count."},
    {NULL, "While it listens on this machine only, it answers only requests for localhost, an "
           "address of this machine or a name given with --allow-host. Otherwise any web page "
           "could read the archive through the browser of a visitor."},
    {NULL, NULL}};
static const vb_help_row examples[] = {
    {"verbatim serve --store news", "then open http://127.0.0.1:8080/ in a browser"},
    {"curl 'http://127.0.0.1:8080/api/v1/search?q=%22prime+minister%22&size=5'",
     "an exact phrase, as JSON; http://127.0.0.1:8080/openapi.yaml has the rest"},
    {"curl --data-binary @quotes.txt -H 'Content-Type: text/plain' "
     "http://127.0.0.1:8080/api/v1/batch",
     "one quote a line in, one line of JSON each out"},
    {"openssl rand -hex 24 > token && chmod 600 token && verbatim serve --token-file token",
     "asks for the token"},
    {NULL, NULL}};
static const vb_help_row exit_status[] = {
    {NULL, "0 after SIGTERM or SIGINT, 2 after an error, such as a port in use."}, {NULL, NULL}};
static const vb_help_section sections[] = {
    {NULL, about}, {"Examples", examples}, {"Exit status", exit_status}, {NULL, NULL}};

const vb_command_spec vb_serve_spec = {
    .name = "serve",
    .purpose = "answer on a web page and to scripts, over HTTP",
    .synopses = synopses,
    .options = options,
    .sections = sections,
    .version = true,
};
