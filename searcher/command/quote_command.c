/*
 * quote_command.c - `verbatim quote`: its options, and one quote for a person.
 *
 * How it is printed is in quote_print.c, the many quotes of a script in
 * quote_batch.c.
 */
#include "searcher/command/quote_command_internal.h"

#include "indexer/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

const char vb_help_quote[] =
    "Usage: verbatim quote [OPTION]... TEXT...\n"
    "  or:  verbatim quote [OPTION]... -\n"
    "  or:  verbatim quote [OPTION]... --batch FILE\n"
    "Say which articles print a quotation, and how closely.\n"
    "\n"
    "Nothing in TEXT is an operator; quotation marks around the whole are taken off. With - it is\n"
    "read from standard input. Each article found has a verdict, the strictest that holds:\n"
    "  verbatim           the same characters, white space aside\n"
    "  typography         the same but for the kind of quotation marks, dashes, ellipses, "
    "ligatures\n"
    "  case-punctuation   the same words in the same order\n"
    "  edited             as printed but for what the quote declares: ... and [word]\n"
    "  altered            words differ; every difference is shown, and loudly a negation, a\n"
    "                     number or a name\n"
    "  not-found          no article has it; the nearest text is shown, if any is near\n"
    "A quotation that is split in the article (\"One,\" she said. \"Two.\") is one quotation. The\n"
    "best verdict comes first, then the oldest article.\n"
    "\n"
    "Options:\n"
    "      --history          show where and when it was first, in which wordings it went around\n"
    "                         and in which sources, and the articles by month\n"
    "      --limit N          show at most N articles (10)\n"
    "      --after DATE       only articles of DATE or later: 2019, 2019-06 or 2019-06-19\n"
    "      --since DATE       the same: what is new\n"
    "      --before DATE      only articles of DATE or earlier\n"
    "      --source NAME      only of the source of this name\n"
    "      --author WORDS     only by an author with these words in the name\n"
    "      --batch FILE       look up every quote of FILE; - is standard input\n"
    "      --format FORM      of the batch: lines, jsonl, csv; auto (the default) looks at it\n"
    "      --output FORM      of the answers to a batch: tsv (the default), csv, jsonl\n"
    "      --no-fold          show and count all copies of a syndicated article, not the first "
    "only\n"
    "      --json             print JSON, one line for each quote\n"
    "      --color WHEN       auto (the default), always, never\n"
    "      --store STORE      a folder, or xapian://HOST:PORT,xapian://HOST:PORT...\n"
    "      --help             print this text\n"
    "\n"
    "A batch holds one quote a line; or lines of JSON, {\"id\": \"a1\", \"quote\": \"...\"}; or "
    "CSV\n"
    "with commas or semicolons and a column called quote or text, perhaps one called id. Each\n"
    "gets one line, in the order of the batch, parted by tabs: id (else the line's number),\n"
    "verdict, number of articles, then of the first article: date, source, id, title. What is\n"
    "no quote gets its id, \"error\" and the reason; the rest go on. As CSV there is a head with "
    "the\n"
    "names of the columns, also the share of words that agree, what changed, and the words as\n"
    "printed; as JSON lines all that --json says of one quote.\n"
    "\n"
    "Examples:\n"
    "  verbatim quote 'We will not leave the valley'\n"
    "  verbatim quote --json --limit 1 \"don't look back\"\n"
    "  verbatim quote --history 'We will not leave the valley'\n"
    "  verbatim quote --batch claims.csv --output csv > answers.csv\n"
    "  verbatim quote --batch claims.csv --since 2024-05-01 > new.tsv\n"
    "  xclip -o | verbatim quote -\n"
    "\n"
    "Exit status: 0 when something was found, 1 when nothing was found, 2 on trouble (in a batch:\n"
    "also when a record was no quote).\n";

static int quote_one(vb_searcher *searcher, const vb_printer *printer, bool json,
                     const vb_quote_request *request) {
  vb_error err;
  vb_quote_answer answer;
  vb_buf line = VB_BUF_INIT;
  vb_arena *arena = vb_arena_new();
  vb_status done = arena ? vb_quote(searcher, request, arena, &answer, &err)
                         : vb_fail(&err, VB_NOMEM, "out of memory");
  if (done == VB_OK && json) done = vb_quote_to_json(request, &answer, &line, &err);
  int status = VB_EXIT_TROUBLE;
  if (done != VB_OK) {
    vb_complain("quote", &err);
  } else {
    status = vb_exit_status(answer.found.total, answer.found.failure_count);
    vb_print_failures("quote", answer.found.failures, answer.found.failure_count);
    if (json) fwrite(line.p, 1, line.n, printer->out), fputc('\n', printer->out);
    else if (answer.history) vb_print_history(printer, &answer);
    else vb_print_quote(printer, &answer);
  }
  vb_buf_clear(&line);
  vb_arena_free(arena);
  return status;
}

/* ---- the command ------------------------------------------------------------------- */

typedef struct asked {
  vb_common common;
  vb_printer printer;
  vb_quote_request request;
  const char *batch;
  vb_batch_format format;
  vb_batch_output output;
  vb_buf text;
} asked;

static int run(const asked *what) {
  vb_error err;
  vb_searcher *searcher;
  if (vb_searcher_open(what->common.store, NULL, &searcher, &err) != VB_OK)
    return vb_complain("quote", &err);
  int status, fd = STDIN_FILENO;
  if (!what->batch) {
    status = quote_one(searcher, &what->printer, what->common.json, &what->request);
  } else if (strcmp(what->batch, "-") != 0 && (fd = open(what->batch, O_RDONLY | O_CLOEXEC)) < 0) {
    vb_fail_errno(&err, errno, "%s", what->batch);
    status = vb_complain("quote", &err);
  } else {
    vb_batch_job job = {fd, what->batch, what->format, what->output, &what->request};
    status = vb_quote_batch(searcher, &what->printer, &job);
    if (fd != STDIN_FILENO) close(fd);
  }
  vb_searcher_close(searcher);
  return status;
}

/* *ended: the exit status where there is nothing left to do, else -1. */
static vb_status read_arguments(int argc, char **argv, asked *what, int *ended, vb_error *err) {
  bool no_fold = false;
  const char *format = "auto", *output = NULL, *since = NULL, *after = NULL, *before = NULL,
             *source = NULL, *author = NULL;
  const vb_option options[] = {
      {"limit", VB_OPTION_NUMBER, &what->request.limit, VB_QUOTE_LIMIT_MAX},
      {"history", VB_OPTION_FLAG, &what->request.history, 0},
      {"after", VB_OPTION_TEXT, &after, 0},
      {"since", VB_OPTION_TEXT, &since, 0},
      {"before", VB_OPTION_TEXT, &before, 0},
      {"source", VB_OPTION_TEXT, &source, 0},
      {"author", VB_OPTION_TEXT, &author, 0},
      {"batch", VB_OPTION_TEXT, &what->batch, 0},
      {"format", VB_OPTION_TEXT, &format, 0},
      {"output", VB_OPTION_TEXT, &output, 0},
      {"no-fold", VB_OPTION_FLAG, &no_fold, 0},
  };
  const vb_command command = {"quote", vb_help_quote, options, sizeof options / sizeof *options};
  int words;
  vb_status done = VB_OK;
  if (!vb_command_begin(&command, argc, argv, &what->common, &what->printer, &words, ended))
    return VB_OK;
  if (!vb_batch_format_of_name(vb_str_of(format), &what->format))
    return vb_fail(err, VB_INVALID, "--format takes auto, lines, jsonl or csv, not '%.60s'",
                   format);
  if (!what->batch && words == 0)
    return vb_fail(err, VB_INVALID, "no quote given; see 'verbatim quote --help'");
  if (what->batch && words > 0)
    return vb_fail(err, VB_INVALID, "give a quote or --batch FILE, not both");
  if (since && after) return vb_fail(err, VB_INVALID, "--since and --after are the same; give one");
  if (since) after = since;
  if (output && !what->batch) return vb_fail(err, VB_INVALID, "--output is for a --batch");
  if (output && !vb_batch_output_of_name(vb_str_of(output), &what->output))
    return vb_fail(err, VB_INVALID, "--output takes tsv, csv or jsonl, not '%.60s'", output);
  if (what->common.json) what->output = VB_BATCH_TO_JSONL;
  if (what->batch && what->request.history && what->output != VB_BATCH_TO_JSONL)
    return vb_fail(err, VB_INVALID,
                   "the history of a batch is given as JSON lines: --output jsonl");
  /* A short line tells of the first article only. */
  if (what->batch && what->output != VB_BATCH_TO_JSONL)
    what->request.limit = 1, what->request.bare = true;
  what->request.fold = !no_fold;
  what->request.after = vb_str_of(after), what->request.before = vb_str_of(before);
  what->request.source = vb_str_of(source), what->request.author = vb_str_of(author);
  bool from_input = words == 1 && strcmp(argv[0], "-") == 0;
  if (from_input) done = vb_file_drain(STDIN_FILENO, VB_QUOTE_MAX, &what->text, err);
  else done = vb_words_join(argv, words, &what->text, err);
  if (done != VB_OK && from_input) vb_error_prefix(err, "standard input");
  what->request.quote = vb_buf_view(&what->text);
  return done;
}

int vb_command_quote(int argc, char **argv) {
  vb_error err;
  asked what = {.printer = {.out = stdout}};
  int ended = -1, status;
  if (read_arguments(argc, argv, &what, &ended, &err) != VB_OK) status = vb_complain("quote", &err);
  else if (ended >= 0) return ended;
  else status = run(&what);
  vb_buf_clear(&what.text);
  return vb_print_end("quote", &what.printer, status);
}
