/*
 * search_command.c - `verbatim search`: prints a page of results with facets, or all results.
 */
#include "searcher/command/command.h"

typedef struct search_job {
  const vb_common *common;
  vb_search_request request;
  vb_hit_format format;
  bool neutral;
} search_job;

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
    fprintf(out, ", copies folded into %zu shown%s", result->hit_count,
            printer->hints ? " (--no-fold shows all)" : "");
  if (result->timed_out) fputs(" (the search ran out of time)", out);
  else if (!result->total_exact && !request->count && printer->hints)
    fputs(" (--count counts them all)", out);
  fputc('\n', out);
}

static void print_reading(const vb_printer *printer, vb_str query, const vb_query_reading *reading,
                          vb_str did_you_mean) {
  vb_str read_as = reading->read_as;
  if (read_as.n && !vb_str_eq(vb_str_trim(query), read_as)) {
    fputs("read as: ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, read_as);
    fputc('\n', printer->out);
  }
  vb_print_reading(printer, reading, did_you_mean);
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

static vb_status print_hits(const vb_printer *printer, const search_job *job,
                            const vb_search_result *result, vb_arena *arena, vb_error *err) {
  vb_status status = VB_OK;
  vb_print_hits_head(printer, job->format);
  for (size_t i = 0; i < result->hit_count && status == VB_OK; i++)
    status = vb_print_hit(printer, job->format, job->neutral, &result->hits[i], arena, err);
  return status;
}

vb_status vb_print_search(const vb_printer *printer, const vb_search_request *request,
                          const vb_search_result *result, vb_arena *arena, vb_error *err) {
  vb_status status = VB_OK;
  print_total(printer, request, result);
  print_reading(printer, request->query, &result->reading, result->did_you_mean);
  for (size_t i = 0; i < result->hit_count && status == VB_OK; i++)
    status = vb_print_hit(printer, VB_HIT_TEXT, false, &result->hits[i], arena, err);
  if (!request->facets) return status;
  print_facets(printer, "By source", result->sources, result->source_count);
  print_facets(printer, "By year", result->years, result->year_count);
  char title[80] = "By speaker";
  if (!result->total_exact || result->speaker_articles < result->total)
    snprintf(title, sizeof title, "By speaker, in the first %zu articles",
             result->speaker_articles);
  print_facets(printer, title, result->speakers, result->speaker_count);
  print_facets(printer, "By author, likewise", result->authors, result->author_count);
  print_facets(printer, "By section, likewise", result->sections, result->section_count);
  return status;
}

static vb_status print_json(const vb_printer *printer, const search_job *job,
                            const vb_search_result *result, vb_asking *ask, vb_error *err) {
  vb_status status = vb_search_to_json(&job->request, result, ask->arena, &ask->json, err);
  if (status == VB_OK) vb_print_json(printer, ask);
  return status;
}

/* Notes on the query, for the forms that have no place for them. */
static void note_aside(const vb_query_reading *reading, vb_str did_you_mean) {
  const vb_printer aside = {.out = stderr};
  vb_print_reading(&aside, reading, did_you_mean);
}

static vb_status print_result(vb_printer *printer, const search_job *job,
                              const vb_search_result *result, vb_asking *ask, vb_error *err) {
  vb_pager_begin(job->common, printer);
  if (job->format == VB_HIT_JSON) return print_json(printer, job, result, ask, err);
  if (job->format == VB_HIT_TEXT)
    return vb_print_search(printer, &job->request, result, ask->arena, err);
  note_aside(&result->reading, result->did_you_mean);
  return print_hits(printer, job, result, ask->arena, err);
}

/* Searches; for a reader, a page past the end is the last page. */
static vb_status find(vb_store *store, search_job *job, vb_arena *arena, vb_search_result *result,
                      vb_error *err) {
  vb_search_request *request = &job->request;
  size_t last = VB_WINDOW_MAX - request->size;
  bool paged = job->format == VB_HIT_TEXT && request->size > 0;
  bool far = paged && request->from > last;
  if (far) request->from = last;
  vb_status status = vb_search(store, request, arena, result, err);
  if (status != VB_OK || !paged) return status;
  if (result->hit_count == 0 && result->total > 0 && request->from > 0) {
    uint64_t total = result->total < VB_WINDOW_MAX ? result->total : VB_WINDOW_MAX;
    request->from = (size_t)((total - 1) / request->size * request->size);
    vb_arena_clear(arena);
    fputs("verbatim search: there are fewer results; these are the last\n", stderr);
    return vb_search(store, request, arena, result, err);
  }
  if (far)
    fprintf(stderr, "verbatim search: pages end at %d results; --all gives all of them\n",
            VB_WINDOW_MAX);
  return status;
}

static int search(search_job *job, vb_printer *printer) {
  vb_error err;
  vb_asking ask;
  vb_search_result result;
  int status = VB_EXIT_TROUBLE;
  vb_status done = vb_asking_begin(job->common, &ask, &err);
  if (done == VB_OK) done = find(ask.store, job, ask.arena, &result, &err);
  if (done == VB_OK) {
    vb_print_failures("search", result.failures, result.failure_count);
    done = print_result(printer, job, &result, &ask, &err);
    status = vb_exit_status(result.total, !result.failure_count && !result.timed_out);
  }
  if (done != VB_OK) status = vb_complain("search", &err);
  vb_asking_end(&ask);
  return status;
}

/* ---- all results ---- */

static vb_status print_all(const vb_printer *printer, const search_job *job, vb_scan *scan,
                           vb_arena *arena, uint64_t *count, vb_error *err) {
  bool end = false;
  vb_search_hit hit;
  vb_status status = VB_OK;
  vb_print_hits_head(printer, job->format);
  while (status == VB_OK && !ferror(printer->out)) {
    vb_arena_clear(arena);
    status = vb_scan_next(scan, arena, &hit, &end, err);
    if (end || status != VB_OK) break;
    status = vb_print_hit(printer, job->format, job->neutral, &hit, arena, err);
    ++*count;
  }
  return status;
}

static int search_all(const search_job *job, vb_printer *printer) {
  vb_error err;
  vb_asking ask;
  vb_scan *scan = NULL;
  uint64_t count = 0;
  bool text = job->format == VB_HIT_TEXT;
  vb_status done = vb_asking_begin(job->common, &ask, &err);
  if (done == VB_OK) done = vb_scan_open(ask.store, &job->request, &scan, &err);
  if (done == VB_OK) {
    vb_pager_begin(job->common, printer);
    if (text) print_reading(printer, job->request.query, vb_scan_reading(scan), VB_STR_NONE);
    else note_aside(vb_scan_reading(scan), VB_STR_NONE);
    done = print_all(printer, job, scan, ask.arena, &count, &err);
  }
  if (done == VB_OK && text)
    fprintf(printer->out, "%s%llu article%s\n", count ? "\n" : "", (unsigned long long)count,
            count == 1 ? "" : "s");
  int status = done == VB_OK ? vb_exit_status(count, true) : vb_complain("search", &err);
  vb_scan_close(scan);
  vb_asking_end(&ask);
  return status;
}

/* ---- the command ---- */

static search_job job_of(const vb_search_values *values, vb_str query) {
  vb_hit_format format = vb_hit_format_of_name(values->common.json ? "json" : values->format);
  bool folds = format == VB_HIT_TEXT || format == VB_HIT_JSON;
  search_job job = {.common = &values->common, .format = format, .neutral = values->neutral};
  job.request = (vb_search_request){
      .query = query,
      .from = values->from,
      .size = values->size,
      .snippets = vb_hit_snippets(format, values->snippets),
      .facets = values->facets,
      .count = values->count,
      .fold = folds && !values->no_fold,
      .fill = format == VB_HIT_TEXT, /* scripts request windows that do not overlap */
  };
  vb_sort_of_name(vb_str_of(values->sort), &job.request.sort);
  return job;
}

static int check(const vb_search_values *values) {
  vb_error err;
  vb_hit_format format = vb_hit_format_of_name(values->format);
  if (values->all && (values->facets || values->from > 0))
    vb_options_misused(&vb_search_spec, &err,
                       "--all gives everything: without --from and --facets");
  else if (values->facets && format != VB_HIT_TEXT && format != VB_HIT_JSON)
    vb_options_misused(&vb_search_spec, &err, "--facets have no place in --format %s",
                       values->format);
  else return VB_PROGRAM_GO_ON;
  return vb_complain("search", &err);
}

int vb_command_search(int argc, char **argv) {
  vb_error err;
  vb_printer printer;
  vb_arguments words;
  vb_search_values values = {0};
  vb_buf query = VB_BUF_INIT;
  int status = vb_command_begin(&vb_search_spec, argc, argv, &values, &printer, &words);
  if (status == VB_PROGRAM_GO_ON) status = check(&values);
  if (status != VB_PROGRAM_GO_ON) return status;
  if (vb_words_join(&words, &query, &err) != VB_OK) {
    vb_buf_clear(&query);
    return vb_complain("search", &err);
  }
  vb_choice room[VB_CHOICES_MAX];
  search_job job = job_of(&values, vb_buf_view(&query));
  if (vb_command_filter(&values.filter, room, &job.request.filter, &err) != VB_OK)
    status = vb_complain("search", &err);
  else status = values.all ? search_all(&job, &printer) : search(&job, &printer);
  vb_buf_clear(&query);
  return vb_print_end("search", &printer, status);
}
