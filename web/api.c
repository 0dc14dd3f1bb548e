/*
 * api.c - the HTTP API: one answer per request (batches are in api_batch.c, articles in
 * api_article.c).
 *
 * Parameters are checked strictly here, unlike on the pages: a program that misspells a
 * filter must get an error, not an answer without the filter. The JSON of an answer is
 * the searcher's, the same as the command line's --json.
 */
#include "web/request_context.h"

static vb_status read_search(const vb_request_context *call, vb_search_request *out,
                             vb_error *err) {
  vb_str sort = vb_context_text(call, "sort");
  *out = (vb_search_request){.query = vb_context_text(call, "q"),
                             .snippet_chars = 240,
                             .count = true,
                             .time_limit_ms = call->request->time_ms};
  if (!out->query.p) out->query = VB_STR("");
  if (sort.p && !vb_sort_of_name(sort, &out->sort))
    return vb_fail(err, VB_INVALID, "\"sort\" must be relevance, newest or oldest");
  vb_status status = vb_context_window(call, &out->from, &out->size, err);
  if (!status)
    status = vb_context_number(call, "snippets", 3, VB_SNIPPETS_MAX, &out->snippets, err);
  if (!status) status = vb_context_boolean(call, "facets", false, &out->facets, err);
  if (!status) status = vb_context_boolean(call, "fold", true, &out->fold, err);
  if (!status) status = vb_context_filter(call, true, &out->filter, err);
  return status;
}

void vb_api_search(vb_request_context *call) {
  static const char *const names[] = {"q",      "from", "size",     "sort",           "snippets",
                                      "facets", "fold", "speaker*", VB_FILTER_PARAMS, NULL};
  vb_search_request request;
  vb_search_result result;
  vb_error error;
  vb_str json = VB_STR_NONE;
  if (!vb_context_params(call, names)) return;
  vb_status status = read_search(call, &request, &error);
  if (!status && request.query.n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "the query is longer than %d bytes", VB_REQUEST_QUERY_MAX);
    return;
  }
  if (!status) status = vb_search(call->store, &request, call->arena, &result, &error);
  call->response->cut = !status && result.timed_out;
  if (!status) status = vb_search_to_json(&request, &result, call->arena, &json, &error);
  vb_context_answer(call, status, json, &error);
}

/* Reads the filters and the number of matches, for a GET and for a whole batch. */
static vb_status read_quote(const vb_request_context *call, vb_quote_request *out, vb_error *err) {
  *out = (vb_quote_request){.limit = 0};
  vb_status status = vb_context_number(call, "limit", 10, VB_REQUEST_SIZE_MAX, &out->limit, err);
  if (!status && out->limit == 0) status = vb_fail(err, VB_INVALID, "\"limit\" must be at least 1");
  if (!status) status = vb_context_boolean(call, "fold", true, &out->fold, err);
  if (!status) status = vb_context_filter(call, true, &out->filter, err);
  return status;
}

void vb_api_quote(vb_request_context *call) {
  static const char *const names[] = {"q",    "text",     "limit",          "history",
                                      "fold", "speaker*", VB_FILTER_PARAMS, NULL};
  vb_quote_request request;
  vb_quote_answer answer;
  vb_error error;
  vb_str json = VB_STR_NONE;
  if (!vb_context_params(call, names)) return;
  vb_status status = read_quote(call, &request, &error);
  if (!status) status = vb_context_boolean(call, "history", false, &request.history, &error);
  vb_str q = vb_context_text(call, "q"), text = vb_context_text(call, "text");
  request.quote = q.p ? q : text;
  if (!status && q.p && text.p)
    status = vb_fail(&error, VB_INVALID, "\"q\" and \"text\" are the same; give one of them");
  if (!status && !request.quote.p)
    status = vb_fail(&error, VB_INVALID, "the quote is missing: give it as \"q\"");
  request.earlier = request.witness = true;
  if (!status) status = vb_quote(call->store, &request, call->arena, &answer, &error);
  if (!status) status = vb_quote_to_json(&answer, call->arena, &json, &error);
  vb_context_answer(call, status, json, &error);
}

void vb_api_batch(vb_request_context *call) {
  static const char *const names[] = {"limit",   "fold",     "column",         "neutral",
                                      "witness", "speaker*", VB_FILTER_PARAMS, NULL};
  vb_quote_request request;
  vb_error error;
  bool neutral = false;
  if (!vb_context_params(call, names)) return;
  vb_status status = read_quote(call, &request, &error);
  if (!status) status = vb_context_boolean(call, "neutral", false, &neutral, &error);
  if (!status) status = vb_context_boolean(call, "witness", false, &request.witness, &error);
  vb_str column = vb_context_text(call, "column");
  if (!status && column.n && !vb_str_is(call->request->content_type, "text/csv"))
    status = vb_fail(&error, VB_INVALID, "\"column\" is for a body of text/csv");
  if (status) vb_context_error(call, vb_context_status(status), &error);
  else vb_batch_answer(call, &request, column, neutral);
}

void vb_api_said(vb_request_context *call) {
  static const char *const names[] = {"q",    "speaker", "from",           "size",
                                      "sort", "place",   VB_FILTER_PARAMS, NULL};
  vb_str sort = vb_context_text(call, "sort");
  vb_said_request request = {.query = vb_context_text(call, "q"),
                             .sort = VB_SORT_NEWEST,
                             .time_limit_ms = call->request->time_ms};
  vb_said_result result;
  vb_error error;
  vb_str json = VB_STR_NONE;
  vb_status status = VB_OK;
  if (!vb_context_params(call, names)) return;
  if (request.query.n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "the query is longer than %d bytes", VB_REQUEST_QUERY_MAX);
    return;
  }
  if (!request.query.p) request.query = VB_STR("");
  request.speaker = vb_context_text(call, "speaker");
  request.place = vb_context_text(call, "place");
  if (request.speaker.n > VB_REQUEST_FIELD_MAX)
    status =
        vb_fail(&error, VB_INVALID, "\"speaker\" is longer than %d bytes", VB_REQUEST_FIELD_MAX);
  if (!status && sort.p && !vb_sort_of_name(sort, &request.sort))
    status = vb_fail(&error, VB_INVALID, "\"sort\" must be newest, oldest or relevance");
  if (!status) status = vb_context_window(call, &request.from, &request.size, &error);
  if (!status) status = vb_context_filter(call, false, &request.filter, &error);
  if (!status) status = vb_said(call->store, &request, call->arena, &result, &error);
  call->response->cut = !status && result.timed_out;
  if (!status) status = vb_said_to_json(&request, &result, call->arena, &json, &error);
  vb_context_answer(call, status, json, &error);
}

void vb_api_speaker(vb_request_context *call) {
  static const char *const names[] = {"name", "latest", NULL};
  vb_speaker_profile profile;
  vb_error error;
  vb_str json = VB_STR_NONE;
  if (!vb_context_params(call, names)) return;
  vb_speaker_request request = {.name = vb_context_text(call, "name"),
                                .time_limit_ms = call->request->time_ms};
  vb_status status =
      vb_context_number(call, "latest", 10, VB_REQUEST_SIZE_MAX, &request.latest, &error);
  if (!status) status = vb_speaker(call->store, &request, call->arena, &profile, &error);
  call->response->cut = !status && profile.timed_out;
  if (!status) status = vb_speaker_to_json(&profile, call->arena, &json, &error);
  vb_context_answer(call, status, json, &error);
}
