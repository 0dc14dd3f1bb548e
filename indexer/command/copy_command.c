/*
 * copy_command.c - `verbatim copy`: moves articles from one store into another.
 */
#include "indexer/command/index_commands.h"

#include "indexer/base/clock.h"
#include "indexer/pipeline/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const double REDRAW_SECONDS = 0.1;

typedef struct shown {
  bool terminal, drawn;
  double last;
  uint64_t total;
} shown;

static void show(void *context, const vb_copy_summary *s) {
  shown *at = context;
  double now = at->terminal ? vb_clock_seconds() : 0;
  if (!at->terminal || now - at->last < REDRAW_SECONDS) return;
  at->last = now;
  at->drawn = true;
  fprintf(stderr, "\r\033[K%s of %s articles",
          vb_grouped(s->added + s->replaced + s->unchanged + s->other_shard),
          vb_grouped(at->total));
}

static int summarise(const vb_copy_values *values, uint64_t articles, const vb_copy_summary *s) {
  printf("%s: %s copied, %s replaced, %s there before", values->to, vb_grouped(s->added),
         vb_grouped(s->replaced), vb_grouped(s->unchanged));
  if (s->other_shard) printf(", %s of other shards", vb_grouped(s->other_shard));
  printf("; %s articles in all\n", vb_grouped(articles));
  return vb_finish_output(VB_EXIT_DONE);
}

static int copy(const vb_copy_values *values, vb_copy_options *options, vb_stored_articles *from,
                vb_writer *to) {
  vb_error err;
  vb_copy_summary done;
  const char *terminal = getenv("TERM");
  shown at = {.terminal = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0,
              .total = vb_stored_articles_count(from)};
  options->progress = show, options->context = &at;
  vb_status status = vb_copy_run(from, to, options, &done, &err);
  if (at.drawn) fputs("\r\033[K", stderr);
  if (status != VB_OK) {
    vb_complain("%s", err.text);
    return vb_complain("%s: what was committed before is kept; run the same command again to go on",
                       values->to);
  }
  int code = summarise(values, vb_writer_about(to).articles, &done);
  if (!done.interrupted) return code;
  vb_complain("stopped; %s keeps what was copied so far. Run the same command again to go on.",
              values->to);
  return 128 + (int)*options->stop;
}

static int open_and_copy(const vb_copy_values *values, vb_copy_options *options) {
  vb_error err;
  vb_stored_articles *from = NULL;
  vb_writer *to = NULL;
  if (vb_stored_articles_open(values->from, &from, &err) != VB_OK)
    return vb_complain("%s", err.text);
  vb_writer_options how = {.engine = values->engine,
                           .language = vb_stored_articles_language(from),
                           .memory = values->memory,
                           .create = true};
  int code = vb_writer_open(values->to, &how, &to, &err) == VB_OK ? copy(values, options, from, to)
                                                                  : vb_complain("%s", err.text);
  vb_writer_close(to);
  vb_stored_articles_close(from);
  return code;
}

int vb_command_copy(int argc, char **argv) {
  vb_error err;
  vb_arguments given;
  vb_copy_values values = {0};
  vb_copy_options options = {.stop = vb_watch_signals()};
  int code = vb_begin(&vb_copy_spec, argc, argv, &values, &given);
  if (code != VB_PROGRAM_GO_ON) return code;
  vb_status status = VB_OK;
  if (!values.from || !values.to)
    status = vb_options_misused(&vb_copy_spec, &err, "name both stores: --from STORE --to STORE");
  else if (strcmp(values.from, values.to) == 0)
    status = vb_options_misused(&vb_copy_spec, &err, "--from and --to are the same store");
  else if (values.shard && !vb_read_shard(values.shard, &options.shard, &options.shards))
    status = vb_options_misused(&vb_copy_spec, &err, "--shard takes K/N, such as 1/4, not '%.60s'",
                                values.shard);
  return status == VB_OK ? open_and_copy(&values, &options) : vb_complain("%s", err.text);
}
