/*
 * ask_json.c - asks a question and returns the answer as JSON, for callers from other languages.
 */
#include "searcher/verbatim.h"

vb_status vb_search_json(vb_store *store, const vb_search_request *request, vb_arena *arena,
                         vb_str *out, vb_error *err) {
  vb_search_result answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_search(store, request, arena, &answer, err);
  return status == VB_OK ? vb_search_to_json(request, &answer, arena, out, err) : status;
}

vb_status vb_quote_json(vb_store *store, const vb_quote_request *request, vb_arena *arena,
                        vb_str *out, vb_error *err) {
  vb_quote_answer answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_quote(store, request, arena, &answer, err);
  return status == VB_OK ? vb_quote_to_json(&answer, arena, out, err) : status;
}

vb_status vb_said_json(vb_store *store, const vb_said_request *request, vb_arena *arena,
                       vb_str *out, vb_error *err) {
  vb_said_result answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_said(store, request, arena, &answer, err);
  return status == VB_OK ? vb_said_to_json(request, &answer, arena, out, err) : status;
}

vb_status vb_speaker_json(vb_store *store, const vb_speaker_request *request, vb_arena *arena,
                          vb_str *out, vb_error *err) {
  vb_speaker_profile answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_speaker(store, request, arena, &answer, err);
  return status == VB_OK ? vb_speaker_to_json(&answer, arena, out, err) : status;
}

vb_status vb_trend_json(vb_store *store, const vb_trend_request *request, vb_arena *arena,
                        vb_str *out, vb_error *err) {
  vb_trend answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_trend_count(store, request, arena, &answer, err);
  return status == VB_OK ? vb_trend_to_json(&answer, arena, out, err) : status;
}

vb_status vb_article_view_json(vb_store *store, const vb_article_request *request, vb_arena *arena,
                               vb_str *out, vb_error *err) {
  vb_article_view answer;
  *out = (vb_str){NULL, 0};
  vb_status status = vb_article_show(store, request, arena, &answer, err);
  return status == VB_OK ? vb_article_view_to_json(&answer, arena, out, err) : status;
}
