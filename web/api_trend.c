/*
 * api_trend.c - /api/v1/trend: what several queries find over time, as JSON or CSV.
 */
#include "web/request_context.h"

static vb_status read_trend(const vb_request_context *call, vb_str queries[VB_TREND_LINES_MAX],
                            vb_trend_request *out, bool *csv, vb_error *err) {
  vb_str period = vb_context_text(call, "period"), format = vb_context_text(call, "format");
  *out = (vb_trend_request){.queries = queries, .time_limit_ms = call->request->time_ms};
  out->query_count = vb_context_texts(call, "q", VB_TREND_LINES_MAX, queries);
  *csv = vb_str_is(format, "csv");
  if (format.p && !*csv && !vb_str_is(format, "json"))
    return vb_fail(err, VB_INVALID, "\"format\" must be json or csv");
  if (period.p && !vb_period_of_name(period, &out->period))
    return vb_fail(err, VB_INVALID, "\"period\" must be auto, year, month or day");
  if (out->query_count == 0)
    return vb_fail(err, VB_INVALID, "the words to count are missing: give them as \"q\"");
  return vb_context_filter(call, true, &out->filter, err);
}

static bool too_long(vb_request_context *call, const vb_trend_request *request) {
  for (size_t i = 0; i < request->query_count && i < VB_TREND_LINES_MAX; i++) {
    if (request->queries[i].n <= VB_REQUEST_QUERY_MAX) continue;
    vb_context_refuse(call, 414, "the query is longer than %d bytes", VB_REQUEST_QUERY_MAX);
    return true;
  }
  return false;
}

void vb_api_trend(vb_request_context *call) {
  static const char *const names[] = {"q*", "period", "format", "speaker*", VB_FILTER_PARAMS, NULL};
  vb_str queries[VB_TREND_LINES_MAX], text = VB_STR_NONE;
  vb_trend_request request;
  vb_trend trend;
  vb_error error;
  bool csv;
  if (!vb_context_params(call, names)) return;
  vb_status status = read_trend(call, queries, &request, &csv, &error);
  if (!status && too_long(call, &request)) return;
  if (!status) status = vb_trend_count(call->store, &request, call->arena, &trend, &error);
  call->response->cut = !status && trend.timed_out;
  if (!status)
    status = (csv ? vb_trend_to_csv : vb_trend_to_json)(&trend, call->arena, &text, &error);
  if (status || !csv) {
    vb_context_answer(call, status, text, &error);
    return;
  }
  call->response->status = 200;
  call->response->type = "text/csv; charset=utf-8";
  vb_buf_str(&call->response->body, text);
  if (call->response->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}
