/*
 * search_command.c - `verbatim search`: prints hits, snippets and facets, or JSON.
 */
#include "searcher/command/command.h"

static void print_total(const vb_printer *printer, const vb_search_request *request,
                        const vb_search_result *result) {
  FILE *out = printer->out;
  fprintf(out, "%s%llu article%s", result->total_exact ? "" : "at least ",
          (unsigned long long)result->total, result->total == 1 ? "" : "s");
  if (result->total > 0 && request->size > 0 &&
      (request->from > 0 || result->hit_count < result->total)) {
    if (result->hit_count > 0)
      fprintf(out, ", %zu to %zu", request->from + 1, request->from + result->window_count);
    else fputs(", none in this window", out);
  }
  if (result->folded > 0)
    fprintf(out, ", copies folded into %zu shown (--no-fold shows all)", result->hit_count);
  if (result->timed_out) fputs(" (the search ran out of time)", out);
  else if (!result->total_exact && !request->count) fputs(" (--count counts them all)", out);
  fputc('\n', out);
}

static void print_reading(const vb_printer *printer, const vb_search_request *request,
                          const vb_search_result *result) {
  vb_str read_as = result->reading.read_as;
  if (read_as.n && !vb_str_eq(vb_str_trim(request->query), read_as)) {
    fputs("read as: ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, read_as);
    fputc('\n', printer->out);
  }
  vb_print_reading(printer, &result->reading, result->did_you_mean);
}

static void print_hit(const vb_printer *printer, const vb_search_hit *hit, size_t number) {
  enum { INDENT = 4 };
  fputc('\n', printer->out);
  vb_print_title(printer, hit->article.title, number);
  vb_print_origin(printer, &hit->article, INDENT);
  for (size_t i = 0; i < hit->snippet_count; i++) {
    const vb_snippet *snippet = &hit->snippets[i];
    if (snippet->part == VB_ARTICLE_COMMENT)
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
  print_facets(printer, "By source", result->sources, result->source_count);
  print_facets(printer, "By year", result->years, result->year_count);
  char title[80] = "By speaker";
  if (!result->total_exact || result->speaker_articles < result->total)
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
  if (done == VB_OK) done = vb_search(ask.store, request, ask.arena, &result, &err);
  if (done == VB_OK && common->json)
    done = vb_search_to_json(request, &result, ask.arena, &ask.json, &err);
  if (done != VB_OK) {
    vb_complain("search", &err);
  } else {
    vb_print_failures("search", result.failures, result.failure_count);
    if (common->json) vb_print_json(printer, &ask);
    else print_result(printer, request, &result);
    status = vb_exit_status(result.total, result.failure_count);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_search(int argc, char **argv) {
  vb_error err;
  vb_printer printer;
  vb_arguments words;
  vb_search_values values = {0};
  vb_buf query = VB_BUF_INIT;
  int status = vb_command_begin(&vb_search_spec, argc, argv, &values, &printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  if (vb_words_join(&words, &query, &err) != VB_OK) {
    vb_buf_clear(&query);
    return vb_complain("search", &err);
  }
  vb_search_request request = {
      .query = vb_buf_view(&query),
      .from = values.from,
      .size = values.size,
      .snippets = values.snippets,
      .facets = values.facets,
      .count = values.count,
      .fold = !values.no_fold,
      .fill = !values.common.json, /* scripts request windows that do not overlap */
      .filter = {.after = vb_str_of(values.filter.after),
                 .before = vb_str_of(values.filter.before),
                 .source = vb_str_of(values.filter.source),
                 .author = vb_str_of(values.filter.author)},
  };
  vb_sort_of_name(vb_str_of(values.sort), &request.sort);
  status = search(&values.common, &printer, &request);
  vb_buf_clear(&query);
  return vb_print_end("search", &printer, status);
}
