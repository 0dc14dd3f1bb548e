/*
 * trend_json.c - a trend as JSON and as CSV.
 */
#include "searcher/answer/answer_csv_internal.h"
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/answer_json_internal.h"

static void put_line_members(vb_json_writer *json, const vb_trend *trend,
                             const vb_trend_line *line) {
  vb_json_number(json, "total", line->total);
  vb_json_number(json, "undated", line->undated);
  vb_json_number(json, "imprecise", line->imprecise);
  vb_json_number(json, "future", line->future);
  vb_json_open_list(json, "counts");
  for (size_t i = 0; i < trend->point_count; i++) vb_json_number(json, NULL, line->counts[i]);
  vb_json_close_list(json);
}

/* With more digits than vb_json_decimal has: one article of 100,000 is a share too. */
static void put_shares(vb_json_writer *json, const vb_trend *trend, const vb_trend_line *line) {
  vb_json_open_list(json, "shares");
  for (size_t i = 0; i < trend->point_count; i++) {
    if (trend->all.counts[i]) vb_json_share(json, NULL, vb_trend_share(trend, line, i));
    else vb_json_null(json, NULL);
  }
  vb_json_close_list(json);
}

vb_status vb_trend_to_json(const vb_trend *trend, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "period", vb_period_name(trend->period));
  vb_json_open_list(&json, "points");
  for (size_t i = 0; i < trend->point_count; i++) vb_json_string(&json, NULL, trend->points[i]);
  vb_json_close_list(&json);
  vb_json_open_object(&json, "articles");
  put_line_members(&json, trend, &trend->all);
  vb_json_close_object(&json);
  vb_json_open_list(&json, "lines");
  for (size_t i = 0; i < trend->line_count; i++) {
    const vb_trend_line *line = &trend->lines[i];
    vb_json_open_object(&json, NULL);
    vb_json_string(&json, "query", line->query);
    vb_json_string(&json, "read_as", line->reading.read_as);
    vb_json_notes(&json, &line->reading);
    put_line_members(&json, trend, line);
    put_shares(&json, trend, line);
    vb_json_close_object(&json);
  }
  vb_json_close_list(&json);
  vb_json_boolean(&json, "timed_out", trend->timed_out);
  vb_json_decimal(&json, "took_ms", trend->took_ms);
  vb_json_failures(&json, trend->failures, trend->failure_count);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

/* ---- CSV ------------------------------------------------------------------------- */

/* A column's name never begins with the query, which could begin like a formula. */
static void put_heading(vb_buf *out, const char *what, vb_str query) {
  vb_buf name = VB_BUF_INIT;
  vb_buf_printf(&name, "%s %.*s", what, VB_STR_ARG(query));
  if (name.failed) out->failed = true;
  vb_buf_char(out, ',');
  vb_csv_field(out, vb_buf_view(&name));
  vb_buf_clear(&name);
}

vb_status vb_trend_to_csv(const vb_trend *trend, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_printf(&text, "%s,all articles", vb_period_name(trend->period));
  for (size_t k = 0; k < trend->line_count; k++) {
    put_heading(&text, "articles with", trend->lines[k].query);
    put_heading(&text, "share with", trend->lines[k].query);
  }
  vb_buf_char(&text, '\n');
  for (size_t i = 0; i < trend->point_count; i++) {
    vb_buf_str(&text, trend->points[i]);
    vb_buf_printf(&text, ",%llu", (unsigned long long)trend->all.counts[i]);
    for (size_t k = 0; k < trend->line_count; k++) {
      vb_buf_printf(&text, ",%llu,", (unsigned long long)trend->lines[k].counts[i]);
      if (trend->all.counts[i])
        vb_buf_printf(&text, "%.6f", vb_trend_share(trend, &trend->lines[k], i));
    }
    vb_buf_char(&text, '\n');
  }
  *out = text.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}
