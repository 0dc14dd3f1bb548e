/*
 * quote_command.c - `verbatim quote`: its options, and the answer to one quote.
 *
 * The answer is printed by quote_print.c; batches are in quote_batch.c.
 */
#include "searcher/command/quote_command_internal.h"

#include "indexer/base/file.h"

#include <unistd.h>

static int quote_one(vb_store *store, const vb_printer *printer, bool json,
                     const vb_quote_request *request) {
  vb_error err;
  vb_quote_answer answer = {0};
  vb_str line = VB_STR_NONE;
  vb_arena *arena = vb_arena_new();
  vb_status done = arena ? vb_quote(store, request, arena, &answer, &err)
                         : vb_fail(&err, VB_NOMEM, "out of memory");
  if (done == VB_OK && json) done = vb_quote_to_json(&answer, arena, &line, &err);
  int status = VB_EXIT_TROUBLE;
  if (done != VB_OK) {
    vb_complain("quote", &err);
  } else {
    status = vb_exit_status(answer.total, answer.verdict != VB_VERDICT_UNKNOWN);
    vb_print_failures("quote", answer.failures, answer.failure_count);
    if (json) fwrite(line.p, 1, line.n, printer->out), fputc('\n', printer->out);
    else if (answer.history) vb_print_history(printer, &answer);
    else vb_print_quote(printer, &answer);
  }
  vb_arena_free(arena);
  return status;
}

/* ---- the command ------------------------------------------------------------------- */

typedef struct asked {
  vb_quote_values values;
  vb_printer printer;
  vb_quote_request request;
  vb_batch_format format;
  vb_batch_output output;
  vb_buf text;
  vb_choice room[VB_CHOICES_MAX]; /* of the request's filter */
} asked;

static int run(asked *what) {
  vb_error err;
  vb_store *store;
  vb_search_threads *threads;
  if (vb_command_store_open(&what->values.common, &threads, &store, &err) != VB_OK) {
    vb_search_threads_free(threads);
    return vb_complain("quote", &err);
  }
  int status, fd = STDIN_FILENO;
  if (!what->values.batch) {
    vb_pager_begin(&what->values.common, &what->printer);
    status = quote_one(store, &what->printer, what->values.common.json, &what->request);
  } else if (strcmp(what->values.batch, "-") != 0 &&
             vb_file_open_stream(what->values.batch, &fd, &err) != VB_OK) {
    status = vb_complain("quote", &err);
  } else {
    vb_batch_job job = {.fd = fd,
                        .name = what->values.batch,
                        .format = what->format,
                        .output = what->output,
                        .column = what->values.column,
                        .neutral = what->values.neutral,
                        .request = &what->request};
    status = vb_quote_batch(store, &what->printer, &job);
    if (fd != STDIN_FILENO) close(fd);
  }
  vb_store_close(store);
  vb_search_threads_free(threads);
  return status;
}

/* Checks which options may be combined. */
static vb_status check(const vb_quote_values *values, const vb_arguments *words, vb_error *err) {
  const vb_command_spec *spec = &vb_quote_spec;
  bool lines = values->common.json || (values->output && strcmp(values->output, "jsonl") == 0);
  if (!values->batch && words->operand_count == 0)
    return vb_options_misused(spec, err, "no quote given");
  if (values->batch && words->operand_count > 0)
    return vb_options_misused(spec, err, "give a quote or --batch FILE, not both");
  if (values->since && values->filter.after)
    return vb_options_misused(spec, err, "--since and --after are the same; give one");
  if (values->output && !values->batch)
    return vb_options_misused(spec, err, "--output is for a --batch");
  if ((values->column || values->neutral) && !values->batch)
    return vb_options_misused(spec, err, "--column and --neutral are for a --batch");
  if (values->batch && values->history && !lines)
    return vb_options_misused(spec, err,
                              "the history of a batch is given as JSON lines: --output jsonl");
  return VB_OK;
}

static bool is_table_name(const char *path) {
  vb_str name = vb_str_of(path);
  return vb_str_ends(name, ".csv") || vb_str_ends(name, ".tsv") || vb_str_ends(name, ".CSV");
}

static vb_status fill_request(asked *what, vb_error *err) {
  const vb_quote_values *values = &what->values;
  vb_batch_format_of_name(vb_str_of(values->format), &what->format);
  /* A file whose name says that it is a table is read as one, not line by line. */
  if (what->format == VB_BATCH_AUTO && values->batch && is_table_name(values->batch))
    what->format = VB_BATCH_CSV;
  if (values->output) vb_batch_output_of_name(vb_str_of(values->output), &what->output);
  if (values->common.json) what->output = VB_BATCH_TO_JSONL;
  what->request = (vb_quote_request){
      .limit = values->limit,
      .history = values->history,
      .earlier = !values->batch,
      .witness = !values->batch || values->witness,
      .fold = !values->no_fold,
  };
  /* A short line describes the first article only. */
  if (values->batch && what->output != VB_BATCH_TO_JSONL)
    what->request.limit = 1, what->request.bare = true;
  vb_status done = vb_command_filter(&values->filter, what->room, &what->request.filter, err);
  if (values->since) what->request.filter.after = vb_str_of(values->since);
  return done;
}

static vb_status read_quote(const vb_arguments *words, asked *what, vb_error *err) {
  bool from_input = words->operand_count == 1 && strcmp(words->operands[0], "-") == 0;
  vb_status done = from_input ? vb_file_drain(STDIN_FILENO, VB_QUOTE_MAX, &what->text, err)
                              : vb_words_join(words, &what->text, err);
  if (done != VB_OK && from_input) vb_error_prefix(err, "standard input");
  what->request.quote = vb_buf_view(&what->text);
  return done;
}

int vb_command_quote(int argc, char **argv) {
  vb_error err;
  vb_arguments words;
  asked what = {0};
  int status = vb_command_begin(&vb_quote_spec, argc, argv, &what.values, &what.printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  vb_status done = fill_request(&what, &err);
  if (done == VB_OK) done = check(&what.values, &words, &err);
  if (done == VB_OK) done = read_quote(&words, &what, &err);
  status = done == VB_OK ? run(&what) : vb_complain("quote", &err);
  vb_buf_clear(&what.text);
  return vb_print_end("quote", &what.printer, status);
}
