/*
 * index_command.c - `verbatim-index index`: options, the writer, one run.
 *
 * The first SIGINT or SIGTERM asks the run to stop between two articles; the
 * handler is then gone, so a second one ends the program at once, which the
 * store survives too.
 */
#include "indexer/command/index_commands.h"

#include "indexer/article/read/format.h"
#include "indexer/store/store.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

const char vb_index_help[] =
    "Usage: verbatim-index [index] [OPTION]... PATH...\n"
    "  or:  verbatim-index inspect|compact|verify|stats|languages [OPTION]... [FILE]...\n"
    "Fill a store with the articles of files and folders, so that verbatim can search them.\n"
    "\n"
    "A PATH is a file, a folder (walked with all below it), or - for standard input. What a file\n"
    "is, its content tells, and then its name; archives and packed files are opened. What cannot\n"
    "be read is named with the reason. An article that the store has already is skipped, a\n"
    "changed one replaces the old. A run can be stopped at any time: what was committed stays,\n"
    "and the next run goes on from there.\n"
    "\n"
    "Options:\n"
    "      --store DIR        the store ($VERBATIM_STORE, else verbatim-store); made when missing\n"
    "      --prune            remove articles of the given paths whose file or record is gone\n"
    "      --format FORMAT    auto (the default), text, html, jsonl, or another that --formats\n"
    "                         lists as read\n"
    "      --formats          print the formats: what is read, unpacked or refused\n"
    "      --language LANG    whose word endings are understood, for a new store (en)\n"
    "      --engine NAME      what keeps a new store (xapian)\n"
    "      --shard K/N        only the articles that belong to shard K of N\n"
    "      --memory SIZE      memory for what is not committed yet, such as 256M or 1G\n"
    "      --threads N        1 or 2; by default 2 where there is a second processor\n"
    "      --commit-every N   commit after N new articles (200000), and at least every minute\n"
    "      --quiet            print problems only\n"
    "      --json             print the summary as one line of JSON\n"
    "      --help             print this text\n"
    "      --version          print the version\n"
    "\n"
    "Commands:\n"
    "  index                  what is done when no command is named\n"
    "  inspect FILE...        print what the readers see in files, as JSON; needs no store\n"
    "  compact                make a store smaller and faster to search\n"
    "  verify                 check that a store is whole\n"
    "  stats                  print what a store holds\n"
    "  languages              print the languages that --language knows\n"
    "\"verbatim-index COMMAND --help\" tells more.\n"
    "\n"
    "Examples:\n"
    "  verbatim-index --store news archive/\n"
    "  verbatim-index --store news --prune archive/      after files were deleted\n"
    "  xzcat articles.jsonl.xz | verbatim-index --store news --format jsonl -\n"
    "  verbatim-index --store part1 --shard 1/2 archive/\n"
    "\n"
    "Exit status: 0 when all was read, 2 when something could not be (the rest is indexed), 130 "
    "or\n"
    "143 when stopped by a signal.\n";

typedef struct arguments {
  const char *store;
  vb_writer_options writer;
  vb_index_options index;
  vb_progress_options progress;
} arguments;

static volatile sig_atomic_t stop_signal;

static void ask_to_stop(int signal) {
  stop_signal = signal;
}

static void watch_signals(void) {
  struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

/* Digits only; 0 for anything else. */
static uint64_t read_count(const char *text, char **end) {
  if (*text < '0' || *text > '9') return 0;
  unsigned long long n = strtoull(text, end, 10);
  return n > UINT64_MAX / 2 ? 0 : n;
}

static bool read_size(const char *text, size_t *out) {
  char *end;
  uint64_t n = read_count(text, &end);
  unsigned shift = 0;
  if (n && *end) {
    const char *unit = strchr("kKmMgG", *end);
    if (!unit || end[1]) return false;
    shift = 10 * (1 + (unsigned)(unit - "kKmMgG") / 2);
  }
  if (n == 0 || n > (SIZE_MAX >> shift)) return false;
  *out = (size_t)n << shift;
  return true;
}

static bool read_shard(const char *text, uint32_t *shard, uint32_t *shards) {
  char *end;
  uint64_t k = read_count(text, &end);
  if (k == 0 || *end != '/') return false;
  uint64_t n = read_count(end + 1, &end);
  if (n == 0 || *end || k > n || n > 1000) return false;
  *shard = (uint32_t)k;
  *shards = (uint32_t)n;
  return true;
}

enum option_code {
  FORMATS = 255,
  STORE = 256,
  ENGINE,
  SHARD,
  LANGUAGE,
  PRUNE,
  FORMAT,
  MEMORY,
  THREADS,
  COMMIT,
  QUIET,
  JSON,
  HELP,
  VERSION
};

static const struct option options[] = {{"store", required_argument, NULL, STORE},
                                        {"engine", required_argument, NULL, ENGINE},
                                        {"shard", required_argument, NULL, SHARD},
                                        {"language", required_argument, NULL, LANGUAGE},
                                        {"prune", no_argument, NULL, PRUNE},
                                        {"format", required_argument, NULL, FORMAT},
                                        {"memory", required_argument, NULL, MEMORY},
                                        {"commit-every", required_argument, NULL, COMMIT},
                                        {"threads", required_argument, NULL, THREADS},
                                        {"quiet", no_argument, NULL, QUIET},
                                        {"json", no_argument, NULL, JSON},
                                        {"formats", no_argument, NULL, FORMATS},
                                        {"help", no_argument, NULL, HELP},
                                        {"version", no_argument, NULL, VERSION},
                                        {NULL, 0, NULL, 0}};

/* False when the value is no value of the option. */
static bool take_option(int code, const char *value, arguments *a) {
  char *end;
  switch (code) {
  case STORE: a->store = value; return *value != '\0';
  case ENGINE: a->writer.engine = value; return true;
  case LANGUAGE: a->writer.language = value; return true;
  case SHARD: return read_shard(value, &a->index.shard, &a->index.shards);
  case PRUNE: a->index.prune = true; return true;
  case FORMAT: a->index.read.format = value; return vb_format_is_known(value);
  case MEMORY: return read_size(value, &a->writer.memory);
  case THREADS:
    a->writer.threads = (unsigned)(value[0] - '0');
    return (value[0] == '1' || value[0] == '2') && !value[1];
  case COMMIT:
    a->index.commit_articles = read_count(value, &end);
    return a->index.commit_articles && !*end;
  case QUIET: a->progress.quiet = true; return true;
  case JSON: a->progress.json = true; return true;
  default: return false;
  }
}

static int print_formats(void) {
  vb_buf table = VB_BUF_INIT;
  vb_formats_print(&table);
  if (table.failed) return vb_complain("out of memory");
  fwrite(table.p, 1, table.n, stdout);
  vb_buf_clear(&table);
  return vb_finish_output(VB_EXIT_DONE);
}

/* -1 to go on, else the exit status. */
static int read_arguments(int argc, char **argv, arguments *a) {
  int code, which = 0;
  while ((code = getopt_long(argc, argv, "", options, &which)) != -1) {
    if (code == '?') return vb_hint("index");
    if (code == HELP) {
      fputs(vb_index_help, stdout);
      return vb_finish_output(VB_EXIT_DONE);
    }
    if (code == FORMATS) return print_formats();
    if (code == VERSION) {
      puts("verbatim-index " VB_VERSION_TEXT);
      return vb_finish_output(VB_EXIT_DONE);
    }
    if (!take_option(code, optarg, a))
      return vb_misused("index", "'%s' is no value of --%s", optarg, options[which].name);
  }
  a->index.paths = (const char *const *)argv + optind;
  a->index.path_count = (size_t)(argc - optind);
  if (!a->index.path_count)
    return vb_misused("index", "name the files or folders to index, or - for standard input");
  return -1;
}

/* No store is begun for paths that are not there. */
static bool any_path_is_there(const arguments *a) {
  struct stat info;
  for (size_t i = 0; i < a->index.path_count; i++)
    if (strcmp(a->index.paths[i], "-") == 0 || stat(a->index.paths[i], &info) == 0) return true;
  for (size_t i = 0; i < a->index.path_count; i++) {
    stat(a->index.paths[i], &info);
    vb_complain("%s: %s; nothing was indexed", *a->index.paths[i] ? a->index.paths[i] : "''",
                strerror(errno));
  }
  return false;
}

/* The writer of a run: opened at once where there is a store, else for the first article. */
typedef struct opening {
  const arguments *arguments;
  vb_writer *writer;
} opening;

static vb_status open_store(void *context, vb_writer **out, vb_error *err) {
  opening *o = context;
  vb_status status = vb_writer_open(o->arguments->store, &o->arguments->writer, &o->writer, err);
  *out = o->writer;
  return status;
}

static bool is_there(const char *store) {
  vb_store_marker marker;
  return vb_store_read_marker(store, &marker, NULL) != VB_NOT_FOUND;
}

/* Nothing was read, and so no store was made. */
static int say_nothing(const arguments *a, const vb_index_summary *s) {
  vb_complain(
      "%s%s: no article in %s; looked for text, web pages, JSON, archives and the other formats of "
      "\"verbatim index --formats\"; %s was not made",
      a->index.paths[0], a->index.path_count > 1 ? " and the other paths" : "",
      s->files_total ? "what could be read" : "it", a->store);
  return VB_EXIT_TROUBLE;
}

static int run(opening *o, arguments *a, vb_progress *progress) {
  vb_error err;
  vb_index_summary summary;
  vb_index_events events = {vb_progress_show, vb_progress_problem, progress};
  a->index.open = open_store;
  a->index.open_context = o;
  vb_status status = vb_index_run(o->writer, &a->index, &events, &summary, &err);
  vb_progress_clear_line(progress);
  if (status != VB_OK) {
    vb_complain("%s", err.text);
    if (!o->writer) return VB_EXIT_TROUBLE;
    return vb_complain("%s: what was committed before is kept; run the same command again to go on",
                       a->store);
  }
  vb_progress_summarise(progress, a->store, o->writer ? vb_writer_about(o->writer).articles : 0,
                        &summary);
  int code = vb_finish_output(summary.skipped ? VB_EXIT_TROUBLE : VB_EXIT_DONE);
  if (!o->writer && !summary.interrupted) return say_nothing(a, &summary);
  if (!summary.interrupted) return code;
  vb_complain("stopped; %s keeps what was read so far. Run the same command again to go on.",
              a->store);
  return 128 + (int)stop_signal;
}

/* As many as there are processors for this program, up to what a writer can use. */
static unsigned threads_here(void) {
  cpu_set_t processors;
  return sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 1
             ? 2
             : 1;
}

int vb_command_index(int argc, char **argv) {
  arguments a = {.writer = {.create = true, .threads = threads_here()}, .index.stop = &stop_signal};
  int code = read_arguments(argc, argv, &a);
  if (code >= 0) return code;
  if (!any_path_is_there(&a)) return VB_EXIT_TROUBLE;
  a.store = vb_store_folder(a.store);
  vb_error err;
  opening o = {.arguments = &a};
  watch_signals();
  vb_writer *writer;
  if (is_there(a.store) && open_store(&o, &writer, &err) != VB_OK)
    return vb_complain("%s", err.text);
  vb_progress *progress = vb_progress_new(&a.progress);
  code = progress ? run(&o, &a, progress) : vb_complain("out of memory");
  vb_progress_free(progress);
  vb_writer_close(o.writer);
  return code;
}
