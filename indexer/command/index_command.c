/*
 * index_command.c - `verbatim index`: reads the options, opens the writer, runs once.
 */
#include "indexer/command/index_commands.h"

#include "indexer/article/read/fork_server.h"
#include "indexer/article/read/format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct arguments {
  const char *store;
  vb_writer_options writer;
  vb_index_options index;
  vb_progress_options progress;
  size_t threads;
} arguments;

static int print_formats(void) {
  vb_buf table = VB_BUF_INIT;
  vb_formats_print(&table);
  if (table.failed) return vb_complain("out of memory");
  fwrite(table.p, 1, table.n, stdout);
  vb_buf_clear(&table);
  return vb_finish_output(VB_EXIT_DONE);
}

static void use_values(const vb_index_values *values, const vb_arguments *given, arguments *a) {
  a->store = vb_program_store(values->store);
  a->writer.create = true;
  a->writer.engine = values->engine;
  a->writer.language = values->language;
  a->writer.memory = values->memory;
  a->threads = values->threads ? values->threads : vb_task_pool_processors();
  a->index.paths = (const char *const *)given->operands;
  a->index.path_count = given->operand_count;
  a->index.read.format = values->format;
  a->index.read.columns = values->columns;
  a->index.prune = values->prune;
  a->index.commit_articles = values->commit_every;
  a->progress.quiet = values->quiet;
  a->progress.json = values->json;
}

/* VB_PROGRAM_GO_ON, or the exit status. */
static int read_arguments(int argc, char **argv, arguments *a) {
  vb_error err;
  vb_arguments given;
  vb_index_values values = {0};
  int code = vb_begin(&vb_index_spec, argc, argv, &values, &given);
  if (code != VB_PROGRAM_GO_ON) return code;
  if (values.formats) return print_formats();
  use_values(&values, &given, a);
  vb_status status = VB_OK;
  if (!vb_format_is_known(values.format))
    status =
        vb_options_misused(&vb_index_spec, &err,
                           "'%.60s' is no value of --format; --formats lists them", values.format);
  else if (values.shard && !vb_read_shard(values.shard, &a->index.shard, &a->index.shards))
    status = vb_options_misused(&vb_index_spec, &err, "--shard takes K/N, such as 1/4, not '%.60s'",
                                values.shard);
  return status == VB_OK ? VB_PROGRAM_GO_ON : vb_complain("%s", err.text);
}

/* Whether any path exists; if none does, no store is made. */
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

/* The writer of a run: opened at once if the store exists, otherwise for the first article. */
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

/* Reports that nothing was read, so that no store was made. */
static int say_nothing(const arguments *a, const vb_index_summary *s) {
  vb_complain(
      "%s%s: no article in %s; looked for text, web pages, JSON, archives and the other formats of "
      "\"verbatim index --formats\"; %s was not made",
      a->index.paths[0], a->index.path_count > 1 ? " and the other paths" : "",
      s->files_total ? "what could be read" : "it", a->store);
  return VB_EXIT_TROUBLE;
}

/* A file that could not be read gives status 2, although the rest is indexed, so that scripts
   notice it. */
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
  int code = VB_EXIT_DONE;
  if (o->writer || summary.files_total || a->progress.json) /* else there is nothing to sum up */
    code = vb_progress_summarise(progress, a->store,
                                 o->writer ? vb_writer_about(o->writer).articles : 0, &summary);
  code = vb_finish_output(summary.skipped ? VB_EXIT_TROUBLE : code);
  if (!o->writer && !summary.interrupted) return say_nothing(a, &summary);
  if (!summary.interrupted) return code;
  vb_complain("stopped; %s keeps what was read so far. Run the same command again to go on.",
              a->store);
  return 128 + (int)*a->index.stop;
}

/* The threads beside this one, which reading and writing share. */
static vb_status start_threads(arguments *a, vb_error *err) {
  if (a->threads < 2) return VB_OK;
  vb_status status = vb_fork_server_start(err); /* before there are threads */
  if (status == VB_OK) status = vb_task_pool_new(a->threads - 1, &a->writer.pool, err);
  a->index.read.pool = a->writer.pool;
  return status;
}

static int index_into(opening *o, arguments *a) {
  vb_error err;
  vb_writer *writer;
  if (start_threads(a, &err) != VB_OK) return vb_complain("%s", err.text);
  if (vb_writer_is_there(a->store) && open_store(o, &writer, &err) != VB_OK)
    return vb_complain("%s", err.text);
  vb_progress *progress = vb_progress_new(&a->progress);
  int code = progress ? run(o, a, progress) : vb_complain("out of memory");
  vb_progress_free(progress);
  return code;
}

int vb_command_index(int argc, char **argv) {
  arguments a = {0};
  int code = read_arguments(argc, argv, &a);
  if (code != VB_PROGRAM_GO_ON) return code;
  if (!any_path_is_there(&a)) return VB_EXIT_TROUBLE;
  opening o = {.arguments = &a};
  a.index.stop = vb_watch_signals();
  code = index_into(&o, &a);
  vb_writer_close(o.writer);
  vb_task_pool_free(a.writer.pool);
  return code;
}
