/*
 * search_command.c - `verbatim search`: hits, snippets and facets for a person or a script.
 */
#include "searcher/command/command.h"

const char vb_help_search[] =
    "Usage: verbatim search [OPTION]... QUERY...\n"
    "Find articles and show where the query matches in them.\n"
    "\n"
    "Options:\n"
    "      --sort ORDER       relevance (the default), newest, oldest; date is newest\n"
    "      --from N           leave out the first N results\n"
    "      --size N           show at most N results (10)\n"
    "      --after DATE       only articles of DATE or later: 2019, 2019-06 or 2019-06-19\n"
    "      --before DATE      only articles of DATE or earlier\n"
    "      --source NAME      only of the source of this name (source:WORD takes words of it)\n"
    "      --author WORDS     only by an author with these words in the name\n"
    "      --snippets N       excerpts of each article (2)\n"
    "      --facets           count the sources and years of all results, and the speakers of the\n"
    "                         first 100\n"
    "      --count            count all results, even where that takes longer\n"
    "      --no-fold          show all copies of a syndicated article, not one of them\n"
    "      --json             print one line of JSON\n"
    "      --color WHEN       auto (the default), always, never\n"
    "      --store STORE      a folder, or xapian://HOST:PORT,xapian://HOST:PORT...\n"
    "      --help             print this text\n"
    "\n"
    "What a query may hold (give it in single quotes, so that the shell leaves it alone):\n"
    "  harbour bridge                both words, in any form: bridge finds bridges\n"
    "  \"a bridge is a promise\"       exactly these words, in any kind of quotation marks\n"
    "  \"a * is a promise\"            one word left open\n"
    "  bridg*                        words that begin so\n"
    "  cyber-attack                  these two as neighbours\n"
    "  bridge -ferry                 without a word; also bridge NOT ferry\n"
    "  ferry OR tunnel               either; also ferry | tunnel\n"
    "  (ferry OR tunnel) mayor       groups\n"
    "  mayor NEAR/5 said             at most 5 words apart, in either order; also w/5\n"
    "  bridge w/s mud                in the same sentence\n"
    "  bridge w/p mud                in the same paragraph\n"
    "  title:goat                    in the headline; a field also takes a \"phrase\" or (a "
    "group)\n"
    "  author:oduya                  by somebody with this name\n"
    "  source:courier                by a source with this word in its name\n"
    "  speaker:marsh                 quoting somebody of this name\n"
    "  said:\"keeps its promises\"     in the words of a quotation\n"
    "  in:comments mud               in the readers' comments, which are left out otherwise\n"
    "  section:news                  of this section; likewise language:en\n"
    "  bridge date:2018-01..2018-06  of these months; a date is a year, a month or a day\n"
    "  bridge after:2019             of this date or later\n"
    "  bridge before:2016-07         of this date or earlier\n"
    "\n"
    "Copies of one report (syndicated articles) are shown once, with the sources that printed the\n"
    "others; --no-fold shows each. Counts are of all articles, copies too.\n"
    "\n"
    "Examples:\n"
    "  verbatim search 'harbour \"a bridge is a promise\"'\n"
    "  verbatim search --sort oldest --after 2018 --facets 'bridge w/s mud'\n"
    "  verbatim search --no-fold --source 'Calverhaven Courier' ferry\n"
    "  verbatim search --json --size 100 'title:bridge' | jq -r '.hits[].id'\n"
    "\n"
    "Exit status: 0 when something was found, 1 when nothing was found, 2 on trouble.\n";

static void print_total(const vb_printer *printer, const vb_search_request *request,
                        const vb_search_result *result) {
  const vb_engine_result *found = &result->found;
  FILE *out = printer->out;
  fprintf(out, "%s%llu article%s", found->total_exact ? "" : "at least ",
          (unsigned long long)found->total, found->total == 1 ? "" : "s");
  if (found->total > 0 && request->size > 0 &&
      (request->from > 0 || result->hit_count < found->total)) {
    if (result->hit_count > 0)
      fprintf(out, ", %zu to %zu", request->from + 1, request->from + found->hit_count);
    else fputs(", none in this window", out);
  }
  if (result->folded > 0)
    fprintf(out, ", copies folded into %zu shown (--no-fold shows all)", result->hit_count);
  if (found->timed_out) fputs(" (the search ran out of time)", out);
  else if (!found->total_exact && !request->count) fputs(" (--count counts them all)", out);
  fputc('\n', out);
}

static void print_reading(const vb_printer *printer, const vb_search_request *request,
                          const vb_search_result *result) {
  vb_str read_as = result->parse.read_as;
  if (read_as.n && !vb_str_eq(vb_str_trim(request->query), read_as)) {
    fputs("read as: ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, read_as);
    fputc('\n', printer->out);
  }
  vb_print_reading(printer, &result->parse, result->did_you_mean);
}

static void print_hit(const vb_printer *printer, const vb_search_hit *hit, size_t number) {
  enum { INDENT = 4 };
  fputc('\n', printer->out);
  vb_print_title(printer, hit->article.title, number);
  vb_print_origin(printer, &hit->article, INDENT);
  for (size_t i = 0; i < hit->snippet_count; i++) {
    const vb_snippet *snippet = &hit->snippets[i];
    if (snippet->field == VB_FIELD_COMMENTS)
      fprintf(printer->out, "%*sin a comment:\n", INDENT, "");
    vb_print_snippet(printer, snippet, INDENT);
  }
  vb_print_copies(printer, &hit->copies, INDENT);
  vb_print_id(printer, hit->article.id, INDENT);
}

static void print_facets(const vb_printer *printer, const char *title, const vb_facet *facets,
                         size_t count) {
  if (count == 0) return;
  fprintf(printer->out, "\n%s\n", title);
  for (size_t i = 0; i < count; i++) {
    fprintf(printer->out, "%8llu  ", (unsigned long long)facets[i].count);
    vb_print_line(printer, VB_STYLE_PLAIN, facets[i].value);
    fputc('\n', printer->out);
  }
}

static void print_result(const vb_printer *printer, const vb_search_request *request,
                         const vb_search_result *result) {
  print_total(printer, request, result);
  print_reading(printer, request, result);
  for (size_t i = 0; i < result->hit_count; i++)
    print_hit(printer, &result->hits[i], result->hits[i].rank + 1);
  if (!request->facets) return;
  print_facets(printer, "By source", result->found.sources, result->found.source_count);
  print_facets(printer, "By year", result->found.years, result->found.year_count);
  char title[80] = "By speaker";
  if (!result->found.total_exact || result->speaker_articles < result->found.total)
    snprintf(title, sizeof title, "By speaker, in the first %zu articles",
             result->speaker_articles);
  print_facets(printer, title, result->speakers, result->speaker_count);
}

static int search(const vb_common *common, const vb_printer *printer,
                  const vb_search_request *request) {
  vb_error err;
  vb_asking ask;
  vb_search_result result;
  int status = VB_EXIT_TROUBLE;
  vb_status done = vb_asking_begin(common, &ask, &err);
  if (done == VB_OK) done = vb_search(ask.searcher, request, ask.arena, &result, &err);
  if (done == VB_OK && common->json) done = vb_search_to_json(request, &result, &ask.json, &err);
  if (done != VB_OK) {
    vb_complain("search", &err);
  } else {
    vb_print_failures("search", result.found.failures, result.found.failure_count);
    if (common->json) vb_print_json(printer, &ask);
    else print_result(printer, request, &result);
    status = vb_exit_status(result.found.total, result.found.failure_count);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_search(int argc, char **argv) {
  const char *sort = "relevance", *after = NULL, *before = NULL, *source = NULL, *author = NULL;
  bool no_fold = false;
  vb_search_request request = {.size = 10, .snippets = 2};
  const vb_option options[] = {
      {"sort", VB_OPTION_TEXT, &sort, 0},
      {"from", VB_OPTION_NUMBER, &request.from, VB_ENGINE_WINDOW_MAX},
      {"size", VB_OPTION_NUMBER, &request.size, VB_ENGINE_WINDOW_MAX},
      {"after", VB_OPTION_TEXT, &after, 0},
      {"before", VB_OPTION_TEXT, &before, 0},
      {"source", VB_OPTION_TEXT, &source, 0},
      {"author", VB_OPTION_TEXT, &author, 0},
      {"snippets", VB_OPTION_NUMBER, &request.snippets, VB_SNIPPETS_MAX},
      {"facets", VB_OPTION_FLAG, &request.facets, 0},
      {"count", VB_OPTION_FLAG, &request.count, 0},
      {"no-fold", VB_OPTION_FLAG, &no_fold, 0},
  };
  const vb_command command = {"search", vb_help_search, options, sizeof options / sizeof *options};
  vb_error err;
  vb_common common;
  vb_printer printer;
  vb_buf query = VB_BUF_INIT;
  int words, status;
  if (!vb_command_begin(&command, argc, argv, &common, &printer, &words, &status)) return status;
  vb_status done = VB_OK;
  if (!vb_sort_of_name(vb_str_of(sort), &request.sort))
    done = vb_fail(&err, VB_INVALID, "--sort takes relevance, newest or oldest, not '%.60s'", sort);
  else if (words == 0)
    done = vb_fail(&err, VB_INVALID, "no query given; see 'verbatim search --help'");
  if (done == VB_OK) done = vb_words_join(argv, words, &query, &err);
  if (done != VB_OK) {
    vb_buf_clear(&query);
    return vb_complain("search", &err);
  }
  request.query = vb_buf_view(&query);
  request.fold = !no_fold;
  request.fill = !common.json; /* a script asks for windows that do not overlap */
  request.after = vb_str_of(after), request.before = vb_str_of(before);
  request.source = vb_str_of(source), request.author = vb_str_of(author);
  status = search(&common, &printer, &request);
  vb_buf_clear(&query);
  return vb_print_end("search", &printer, status);
}
