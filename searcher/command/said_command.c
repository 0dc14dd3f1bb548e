/*
 * said_command.c - `verbatim quotes`: who said what, for a person or a script.
 */
#include "searcher/command/command.h"

#include <stdlib.h>

const char vb_help_quotes[] =
    "Usage: verbatim quotes [OPTION]... [QUERY]\n"
    "List quotations: what was said, by whom, when, and printed where.\n"
    "\n"
    "Options:\n"
    "      --speaker NAME     only by a speaker whose name has these words\n"
    "      --sort ORDER       newest (the default), oldest, relevance\n"
    "      --from N           leave out the first N quotations\n"
    "      --size N           show at most N quotations (10)\n"
    "      --after DATE       only from articles of DATE or later: 2019, 2019-06 or 2019-06-19\n"
    "      --before DATE      only from articles of DATE or earlier\n"
    "      --source NAME      only from the source of this name (source:WORD takes words of it)\n"
    "      --json             print one line of JSON\n"
    "      --color WHEN       auto (the default), always, never\n"
    "      --store STORE      a folder, or xapian://HOST:PORT,xapian://HOST:PORT...\n"
    "      --help             print this text\n"
    "\n"
    "The words of a QUERY must be in the quotation itself; its operators are those of\n"
    "'verbatim search', and title: and source: speak of the article. Who said it is read from the\n"
    "article: the percentage says how sure that these are the words of that source, and a speaker\n"
    "who is not named clearly stays unknown.\n"
    "\n"
    "Examples:\n"
    "  verbatim quotes --speaker 'ada brook'          her latest quotations\n"
    "  verbatim quotes --speaker brook 'sea wall'     what she said about it\n"
    "  verbatim quotes --json --size 100 '\"never again\"' | jq -r '.quotations[].speaker'\n"
    "\n"
    "Exit status: 0 when something was found, 1 when nothing was found, 2 on trouble.\n";

enum { INDENT = 4 };

static void print_speaker(const vb_printer *printer, const vb_listed_quotation *q) {
  fprintf(printer->out, "%*s", INDENT, "");
  if (q->speaker.n) vb_print_line(printer, VB_STYLE_TITLE, q->speaker);
  else fputs("speaker unknown", printer->out);
  if (q->mention.n && !vb_str_eq(q->mention, q->speaker)) {
    fputs(" as “", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, q->mention);
    fputs("”", printer->out);
  }
  fprintf(printer->out, " (%u%% sure)\n", q->confidence);
}

/* In marks of our own: papers differ in theirs. */
static void print_part(const vb_printer *printer, const vb_listed_part *part) {
  static const char open[] = "“", close[] = "”";
  enum { OPEN = sizeof open - 1 };
  vb_buf text = VB_BUF_INIT;
  vb_mark *marks = calloc(part->mark_count + 1, sizeof *marks);
  vb_buf_text(&text, open);
  vb_buf_str(&text, part->text);
  vb_buf_text(&text, close);
  for (size_t i = 0; i < part->mark_count && marks; i++)
    marks[i] = (vb_mark){part->marks[i].start + OPEN, part->marks[i].end + OPEN};
  if (text.failed || !marks) vb_print_lost(printer);
  vb_print_marked(printer, vb_buf_view(&text), marks, marks ? part->mark_count : 0, INDENT);
  free(marks);
  vb_buf_clear(&text);
}

static void print_quotation(const vb_printer *printer, const vb_listed_quotation *q,
                            size_t number) {
  fprintf(printer->out, "\n%2zu.\n", number);
  for (size_t i = 0; i < q->part_count; i++) print_part(printer, &q->parts[i]);
  print_speaker(printer, q);
  vb_print_origin(printer, &q->article, INDENT);
  vb_print_id(printer, q->article.id, INDENT);
}

static void print_result(const vb_printer *printer, const vb_said_request *request,
                         const vb_said_result *result) {
  if (result->count == 0) fputs("no quotations", printer->out);
  else if (request->from == 0 && !result->more)
    fprintf(printer->out, "%zu quotation%s", result->count, result->count == 1 ? "" : "s");
  else
    fprintf(printer->out, "quotations %zu to %zu%s", request->from + 1,
            request->from + result->count, result->more ? "; more follow" : "");
  fputs(result->timed_out ? " (the search ran out of time)\n" : "\n", printer->out);
  vb_print_reading(printer, &result->parse, result->did_you_mean);
  for (size_t i = 0; i < result->count; i++)
    print_quotation(printer, &result->quotations[i], request->from + i + 1);
}

static int list(const vb_common *common, const vb_printer *printer,
                const vb_said_request *request) {
  vb_error err;
  vb_asking ask;
  vb_said_result result;
  int status = VB_EXIT_TROUBLE;
  vb_status done = vb_asking_begin(common, &ask, &err);
  if (done == VB_OK) done = vb_said_list(ask.searcher, request, ask.arena, &result, &err);
  if (done == VB_OK && common->json) done = vb_said_to_json(request, &result, &ask.json, &err);
  if (done != VB_OK) {
    vb_complain("quotes", &err);
  } else {
    vb_print_failures("quotes", result.failures, result.failure_count);
    if (common->json) vb_print_json(printer, &ask);
    else print_result(printer, request, &result);
    status = vb_exit_status(result.count, result.failure_count);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_quotes(int argc, char **argv) {
  const char *sort = "newest", *after = NULL, *before = NULL, *source = NULL, *speaker = NULL;
  vb_said_request request = {.size = 10};
  const vb_option options[] = {
      {"speaker", VB_OPTION_TEXT, &speaker, 0},
      {"sort", VB_OPTION_TEXT, &sort, 0},
      {"from", VB_OPTION_NUMBER, &request.from, VB_ENGINE_WINDOW_MAX},
      {"size", VB_OPTION_NUMBER, &request.size, VB_ENGINE_WINDOW_MAX},
      {"after", VB_OPTION_TEXT, &after, 0},
      {"before", VB_OPTION_TEXT, &before, 0},
      {"source", VB_OPTION_TEXT, &source, 0},
  };
  const vb_command command = {"quotes", vb_help_quotes, options, sizeof options / sizeof *options};
  vb_error err;
  vb_common common;
  vb_printer printer;
  vb_buf query = VB_BUF_INIT;
  int words, status;
  if (!vb_command_begin(&command, argc, argv, &common, &printer, &words, &status)) return status;
  vb_status done = VB_OK;
  if (!vb_sort_of_name(vb_str_of(sort), &request.sort))
    done = vb_fail(&err, VB_INVALID, "--sort takes newest, oldest or relevance, not '%.60s'", sort);
  if (done == VB_OK) done = vb_words_join(argv, words, &query, &err);
  if (done != VB_OK) {
    vb_buf_clear(&query);
    return vb_complain("quotes", &err);
  }
  request.query = vb_buf_view(&query);
  request.speaker = vb_str_of(speaker);
  request.after = vb_str_of(after), request.before = vb_str_of(before);
  request.source = vb_str_of(source);
  status = list(&common, &printer, &request);
  vb_buf_clear(&query);
  return vb_print_end("quotes", &printer, status);
}
