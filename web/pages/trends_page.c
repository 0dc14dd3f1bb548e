/*
 * trends_page.c - up to six queries over time: a form, a chart, a table, and the same as CSV.
 */
#include "web/pages/page.h"
#include "web/pages/trend_chart.h"

#include <stdio.h>

typedef struct asked {
  vb_str queries[VB_TREND_LINES_MAX];
  size_t count;
  vb_period period;
  bool share;
  vb_page_query filters; /* without a query */
} asked;

static vb_status read_asked(vb_request_context *call, asked *out, vb_error *err) {
  *out = (asked){.filters = {.page = "trends", .by_speaker = true}};
  out->count = vb_context_texts(call, "q", VB_TREND_LINES_MAX, out->queries);
  vb_period_of_name(vb_context_text(call, "period"), &out->period);
  out->share = vb_str_is(vb_context_text(call, "as"), "share");
  vb_status status = vb_page_read_query(call, 0, &out->filters, err);
  out->filters.q = VB_STR_NONE;
  if (status) return status;
  if (out->count > VB_TREND_LINES_MAX)
    return vb_fail(err, VB_INVALID, "At most %d words or phrases can be compared.",
                   VB_TREND_LINES_MAX);
  for (size_t i = 0; i < out->count; i++)
    if (out->queries[i].n > VB_REQUEST_QUERY_MAX / VB_TREND_LINES_MAX)
      return vb_fail(err, VB_INVALID, "One of the words or phrases is too long to compare.");
  return VB_OK;
}

/* The address of the same trend, on this page or of the API. */
static vb_str address_of(vb_request_context *call, const asked *a, const char *path,
                         vb_period period, bool share) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, path);
  for (size_t i = 0; i < a->count; i++) vb_page_add_param(&out, "q", a->queries[i]);
  if (period) vb_page_add_param(&out, "period", vb_str_of(vb_period_name(period)));
  if (share) vb_page_add_param(&out, "as", VB_STR("share"));
  vb_str start = vb_page_keep(call, &out);
  return vb_page_link_to(call, start.p, &a->filters);
}

static vb_str example_of(vb_request_context *call) {
  const vb_examples *examples = vb_web_examples(call);
  static const vb_example used[] = {VB_EXAMPLE_WORDS, VB_EXAMPLE_PHRASE, VB_EXAMPLE_SAID};
  asked a = {.count = examples ? 3 : 0};
  for (size_t i = 0; i < a.count; i++) a.queries[i] = examples->text[used[i]];
  return address_of(call, &a, "trends?", VB_PERIOD_AUTO, false);
}

/* ---- the form -------------------------------------------------------------------------- */

static void add_form(vb_request_context *call, vb_template_data *data, const asked *a) {
  static const char *const periods[] = {"what fits", "year", "month", "day"};
  for (size_t i = 0; i < VB_TREND_LINES_MAX; i++) {
    vb_template_data *field = vb_template_add(data, "fields");
    vb_template_number(field, "field_number", i + 1);
    if (i < a->count) vb_template_set(field, "field_query", a->queries[i]);
  }
  for (int i = 0; i <= VB_PERIOD_DAY; i++) {
    vb_template_data *one = vb_template_add(data, "periods");
    vb_template_set(one, "period_value", vb_str_of(vb_period_name((vb_period)i)));
    vb_template_set(one, "period_name", vb_str_of(periods[i]));
    vb_template_flag(one, "period_current", i == (int)a->period);
  }
  vb_template_flag(data, "as_share", a->share);
  vb_page_form(data, &a->filters);
  vb_page_filters(call, data, &a->filters);
}

/* ---- the answer ------------------------------------------------------------------------- */

static void add_note(vb_template_data *line, const char *name, uint64_t n) {
  if (n) vb_template_number(line, name, n);
}

static void add_legend(vb_request_context *call, vb_template_data *data, const asked *a,
                       const vb_trend *trend) {
  for (size_t k = 0; k < trend->line_count; k++) {
    const vb_trend_line *line = &trend->lines[k];
    vb_template_data *one = vb_template_add(data, "legend");
    vb_page_query search = a->filters;
    search.page = VB_PAGE_SEARCH;
    search.q = a->queries[k];
    vb_template_number(one, "line_number", k + 1);
    vb_template_set(one, "line_query", line->query);
    vb_template_set(one, "line_link", vb_page_link(call, &search));
    vb_template_number(one, "line_total", line->total);
    vb_template_flag(one, "line_one", line->total == 1);
    add_note(one, "line_undated", line->undated);
    add_note(one, "line_imprecise", line->imprecise);
    add_note(one, "line_future", line->future);
    if (!vb_str_eq(line->query, line->reading.read_as))
      vb_template_set(one, "line_read_as", line->reading.read_as);
    for (size_t i = 0; i < line->reading.note_count; i++)
      vb_template_set(vb_template_add(one, "line_notes"), "note", line->reading.notes[i]);
  }
}

static void add_row(vb_request_context *call, vb_template_data *data, const asked *a,
                    const vb_trend *trend, size_t point) {
  vb_template_data *row = vb_template_add(data, "rows");
  vb_template_set(row, "point", trend->points[point]);
  vb_template_number(row, "point_all", trend->all.counts[point]);
  for (size_t k = 0; k < trend->line_count; k++) {
    const vb_trend_line *line = &trend->lines[k];
    vb_template_data *cell = vb_template_add(row, "cells");
    char share[32];
    vb_page_trend_value(trend, line, point, true, share);
    vb_template_number(cell, "cell", line->counts[point]);
    vb_template_format(cell, "cell_share", "%s", share);
    if (!line->counts[point]) continue;
    vb_page_query free = vb_page_without(call, &a->filters, VB_FACET_DATE);
    vb_page_query search = vb_page_toggled(call, &free, VB_FACET_DATE, trend->points[point], false);
    search.page = VB_PAGE_SEARCH;
    search.q = a->queries[k];
    vb_template_set(cell, "cell_link", vb_page_link(call, &search));
  }
}

static void add_trend(vb_request_context *call, vb_template_data *data, const asked *a,
                      const vb_trend *trend) {
  vb_template_flag(data, "counted", true);
  vb_template_format(data, "took", "%.1f", trend->took_ms);
  vb_template_flag(data, "timed_out", trend->timed_out);
  call->response->cut = trend->timed_out;
  vb_template_set(data, "unit", vb_str_of(vb_period_name(trend->period)));
  vb_template_set(data, "other_link", address_of(call, a, "trends?", a->period, !a->share));
  vb_template_set(data, "csv_link",
                  address_of(call, a, "api/v1/trend?format=csv", a->period, false));
  add_legend(call, data, a, trend);
  vb_page_failures(data, trend->failures, trend->failure_count);
  if (!trend->point_count) return;
  vb_template_flag(data, "any_points", true);
  vb_template_set(data, "first_point", trend->points[0]);
  vb_template_set(data, "last_point", trend->points[trend->point_count - 1]);
  vb_page_trend_chart(data, trend, a->share);
  for (size_t i = 0; i < trend->point_count; i++) add_row(call, data, a, trend, i);
}

void vb_page_trends(vb_request_context *call) {
  asked a;
  vb_trend trend;
  vb_error error;
  vb_status status = read_asked(call, &a, &error);
  vb_trend_request request = {.queries = a.queries,
                              .query_count = a.count,
                              .filter = a.filters.filter,
                              .period = a.period,
                              .time_limit_ms = call->request->time_ms};
  bool counts = !status && a.count > 0;
  if (counts) status = vb_trend_count(call->store, &request, call->arena, &trend, &error);
  if (status && status != VB_INVALID && status != VB_LIMIT) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  vb_template_data *data = vb_page_begin(call, VB_STR("Compare over time"), VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "on_trends", true);
  if (a.count > VB_TREND_LINES_MAX) a.count = VB_TREND_LINES_MAX;
  add_form(call, data, &a);
  vb_page_examples(call, data);
  vb_template_set(data, "example_link", example_of(call));
  if (status) vb_template_format(data, "problem", "%s", error.text);
  else if (counts) add_trend(call, data, &a, &trend);
  vb_page_send(call, status ? 400 : 200, "trends.html", data);
}
