/*
 * trend_command.c - `verbatim trend`: how often words and phrases are printed, over time.
 *
 * A table with a line for each period, in which the columns of several queries can be
 * compared; a single query also has bars.
 */
#include "searcher/command/command.h"

#include <math.h>

enum { BAR_MAX = 40, GAP = 4 };

/* ---- the table ------------------------------------------------------------------- */

static double value_of(const vb_trend *trend, const vb_trend_line *line, size_t point, bool share) {
  return share ? vb_trend_share(trend, line, point) * 100 : (double)line->counts[point];
}

/* The queries that the columns stand for, by number where they are longer than a column. */
static void print_queries(const vb_printer *printer, const vb_trend *trend) {
  for (size_t k = 0; k < trend->line_count; k++) {
    const vb_trend_line *line = &trend->lines[k];
    fprintf(printer->out, "[%zu] ", k + 1);
    vb_print_line(printer, VB_STYLE_TITLE,
                  line->reading.read_as.n ? line->reading.read_as : line->query);
    fprintf(printer->out, ": %llu article%s", (unsigned long long)line->total,
            line->total == 1 ? "" : "s");
    if (line->undated) fprintf(printer->out, ", %llu undated", (unsigned long long)line->undated);
    if (line->imprecise)
      fprintf(printer->out, ", %llu without a %s", (unsigned long long)line->imprecise,
              vb_period_name(trend->period));
    if (line->future)
      fprintf(printer->out, ", %llu dated after tomorrow", (unsigned long long)line->future);
    fputc('\n', printer->out);
    vb_print_reading(printer, &line->reading, VB_STR_NONE);
  }
}

static void print_bar(const vb_printer *printer, double part) {
  int blocks = (int)lround(part * BAR_MAX);
  fputs(blocks || part > 0 ? "  " : "", printer->out);
  for (int i = 0; i < blocks; i++) fputs("█", printer->out);
  if (!blocks && part > 0) fputs("▏", printer->out);
}

/* How many points from this one on have no article at all. */
static size_t empty_from(const vb_trend *trend, size_t point) {
  size_t end = point;
  while (end < trend->point_count && !trend->all.counts[end]) end++;
  return end - point;
}

static void print_row(const vb_printer *printer, const vb_trend *trend, size_t i, bool share,
                      double most) {
  fprintf(printer->out, "%-10.*s", VB_STR_ARG(trend->points[i]));
  for (size_t k = 0; k < trend->line_count; k++)
    fprintf(printer->out, share ? "%12.3f" : "%12.0f", value_of(trend, &trend->lines[k], i, share));
  if (trend->line_count == 1 && most > 0)
    print_bar(printer, value_of(trend, &trend->lines[0], i, share) / most);
  fputc('\n', printer->out);
}

/* Some empty rows are printed as they are, more of them as one line. */
static void print_table(const vb_printer *printer, const vb_trend *trend, bool share) {
  double most = 0;
  fprintf(printer->out, "\n%-10s", vb_period_name(trend->period));
  for (size_t k = 0; k < trend->line_count; k++)
    fprintf(printer->out, "%9s[%zu]", share ? "% " : "", k + 1);
  fputc('\n', printer->out);
  for (size_t i = 0; i < trend->point_count; i++)
    most = fmax(most, value_of(trend, &trend->lines[0], i, share));
  for (size_t i = 0; i < trend->point_count; i++) {
    size_t empty = empty_from(trend, i);
    if (empty < GAP) {
      print_row(printer, trend, i, share, most);
      continue;
    }
    fprintf(printer->out, "...        (no article in %zu %ss)\n", empty,
            vb_period_name(trend->period));
    i += empty - 1;
  }
}

void vb_print_trend(const vb_printer *printer, const vb_trend *trend, bool share) {
  if (trend->timed_out) fputs("the search ran out of time: the counts are too low\n", printer->out);
  print_queries(printer, trend);
  if (trend->point_count) print_table(printer, trend, share);
}

/* ---- the command ------------------------------------------------------------------ */

static int print_text(const vb_printer *printer, vb_str text) {
  fwrite(text.p, 1, text.n, printer->out);
  return VB_EXIT_FOUND;
}

static int count(const vb_trend_values *values, const vb_printer *printer,
                 const vb_trend_request *request) {
  vb_error err;
  vb_asking ask;
  vb_trend trend;
  vb_str csv;
  uint64_t articles = 0;
  int status = VB_EXIT_TROUBLE;
  vb_status done = vb_asking_begin(&values->common, &ask, &err);
  if (done == VB_OK) done = vb_trend_count(ask.store, request, ask.arena, &trend, &err);
  if (done == VB_OK && values->common.json)
    done = vb_trend_to_json(&trend, ask.arena, &ask.json, &err);
  if (done == VB_OK && values->csv) done = vb_trend_to_csv(&trend, ask.arena, &csv, &err);
  if (done != VB_OK) {
    vb_complain("trend", &err);
  } else {
    vb_print_failures("trend", trend.failures, trend.failure_count);
    if (values->common.json) vb_print_json(printer, &ask);
    else if (values->csv) print_text(printer, csv);
    else vb_print_trend(printer, &trend, values->share);
    for (size_t k = 0; k < trend.line_count; k++) articles += trend.lines[k].total;
    status = vb_exit_status(articles, !trend.failure_count && !trend.timed_out);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_trend(int argc, char **argv) {
  vb_printer printer;
  vb_arguments words;
  vb_trend_values values = {0};
  vb_str queries[VB_TREND_LINES_MAX];
  int status = vb_command_begin(&vb_trend_spec, argc, argv, &values, &printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  for (size_t i = 0; i < words.operand_count && i < VB_TREND_LINES_MAX; i++)
    queries[i] = vb_str_of(words.operands[i]);
  vb_choice room[VB_CHOICES_MAX];
  vb_error err;
  vb_trend_request request = {.queries = queries, .query_count = words.operand_count};
  vb_period_of_name(vb_str_of(values.period), &request.period);
  if (vb_command_filter(&values.filter, room, &request.filter, &err) != VB_OK)
    return vb_print_end("trend", &printer, vb_complain("trend", &err));
  return vb_print_end("trend", &printer, count(&values, &printer, &request));
}
