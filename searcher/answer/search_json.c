/*
 * search_json.c - writes the JSON of answers that list articles or quotations: search, said,
 * speaker.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/answer_json_internal.h"

static void put_hit(vb_json_writer *json, const vb_search_hit *hit) {
  vb_json_open_object(json, NULL);
  vb_json_article_members(json, &hit->article);
  vb_json_marks(json, "title_marks", hit->article.title, hit->title_marks);
  vb_json_decimal(json, "score", hit->score);
  vb_json_number(json, "rank", hit->rank);
  vb_json_number(json, "matches", hit->match_count);
  vb_json_open_list(json, "snippets");
  for (size_t i = 0; i < hit->snippet_count; i++) vb_json_snippet(json, NULL, &hit->snippets[i]);
  vb_json_close_list(json);
  vb_json_copies(json, &hit->copies);
  vb_json_close_object(json);
}

vb_status vb_search_hit_to_json(const vb_search_hit *hit, vb_arena *arena, vb_str *out,
                                vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  put_hit(&json, hit);
  return vb_json_finish(&text, arena, out, err);
}

static void put_facets(vb_json_writer *json, const vb_search_request *request,
                       const vb_search_result *result) {
  if (!request->facets) {
    vb_json_null(json, "facets");
    return;
  }
  vb_json_open_object(json, "facets");
  vb_json_facet(json, "source", result->sources, result->source_count);
  vb_json_facet(json, "year", result->years, result->year_count);
  vb_json_number(json, "undated", result->undated);
  vb_json_facet(json, "speaker", result->speakers, result->speaker_count);
  vb_json_facet(json, "author", result->authors, result->author_count);
  vb_json_facet(json, "section", result->sections, result->section_count);
  vb_json_number(json, "speaker_articles", result->speaker_articles);
  vb_json_close_object(json);
}

static void put_query(vb_json_writer *json, vb_str query) {
  vb_json_string(json, "query", query.p ? query : VB_STR(""));
}

vb_status vb_search_to_json(const vb_search_request *request, const vb_search_result *result,
                            vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  put_query(&json, request->query);
  vb_json_string(&json, "read_as", result->reading.read_as);
  vb_json_notes(&json, &result->reading);
  vb_json_number(&json, "total", result->total);
  vb_json_boolean(&json, "total_exact", result->total_exact);
  vb_json_number(&json, "from", request->from);
  vb_json_number(&json, "size", request->size);
  vb_json_text(&json, "sort", vb_sort_name(request->sort));
  vb_json_boolean(&json, "timed_out", result->timed_out);
  vb_json_decimal(&json, "took_ms", result->took_ms);
  vb_json_boolean(&json, "fold", request->fold);
  vb_json_number(&json, "folded", result->folded);
  if (result->next) vb_json_number(&json, "next", result->next);
  else vb_json_null(&json, "next");
  vb_json_open_list(&json, "hits");
  for (size_t i = 0; i < result->hit_count; i++) put_hit(&json, &result->hits[i]);
  vb_json_close_list(&json);
  put_facets(&json, request, result);
  vb_json_string(&json, "did_you_mean", result->did_you_mean);
  vb_json_failures(&json, result->failures, result->failure_count);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

/* ---- quotations ------------------------------------------------------------------ */

static void put_quotation(vb_json_writer *json, const vb_listed_quotation *quotation) {
  vb_json_open_object(json, NULL);
  vb_json_quotation_members(json, quotation);
  vb_json_open_object(json, "article");
  vb_json_article_members(json, &quotation->article);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

static void put_quotations(vb_json_writer *json, const char *name,
                           const vb_listed_quotation *quotations, size_t count) {
  vb_json_open_list(json, name);
  for (size_t i = 0; i < count; i++) put_quotation(json, &quotations[i]);
  vb_json_close_list(json);
}

vb_status vb_said_to_json(const vb_said_request *request, const vb_said_result *result,
                          vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  put_query(&json, request->query);
  vb_json_string(&json, "speaker", request->speaker);
  vb_json_string(&json, "person", result->person);
  vb_json_facet(&json, "people", result->people, result->people_count);
  vb_json_string(&json, "read_as", result->reading.read_as);
  vb_json_notes(&json, &result->reading);
  vb_json_text(&json, "sort", vb_sort_name(request->sort));
  vb_json_number(&json, "from", request->from);
  vb_json_number(&json, "size", request->size);
  put_quotations(&json, "quotations", result->quotations, result->count);
  vb_json_boolean(&json, "more", result->more);
  vb_json_string(&json, "next", result->next);
  vb_json_number(&json, "articles", result->articles);
  vb_json_boolean(&json, "articles_exact", result->articles_exact);
  vb_json_boolean(&json, "timed_out", result->timed_out);
  vb_json_decimal(&json, "took_ms", result->took_ms);
  vb_json_string(&json, "did_you_mean", result->did_you_mean);
  vb_json_failures(&json, result->failures, result->failure_count);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

static void put_end(vb_json_writer *json, const char *name, const vb_speaker_end *end) {
  char date[VB_DATE_TEXT];
  if (!end->known) {
    vb_json_null(json, name);
    return;
  }
  vb_date_format(end->date, date);
  vb_json_open_object(json, name);
  vb_json_text(json, "date", date);
  vb_json_string(json, "id", end->id);
  vb_json_string(json, "title", end->title);
  vb_json_close_object(json);
}

vb_status vb_speaker_to_json(const vb_speaker_profile *profile, vb_arena *arena, vb_str *out,
                             vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_string(&json, "name", profile->name);
  vb_json_string(&json, "person", profile->person);
  vb_json_facet(&json, "people", profile->people, profile->people_count);
  vb_json_facet(&json, "names", profile->names, profile->name_count);
  vb_json_number(&json, "names_articles", profile->names_articles);
  vb_json_number(&json, "quotations", profile->quotations);
  vb_json_number(&json, "articles_read", profile->articles_read);
  vb_json_number(&json, "articles", profile->articles);
  vb_json_boolean(&json, "articles_exact", profile->articles_exact);
  vb_json_facet(&json, "years", profile->years, profile->year_count);
  vb_json_facet(&json, "sources", profile->sources, profile->source_count);
  put_end(&json, "first", &profile->first);
  put_end(&json, "last", &profile->last);
  put_quotations(&json, "latest", profile->latest, profile->latest_count);
  vb_json_boolean(&json, "timed_out", profile->timed_out);
  vb_json_decimal(&json, "took_ms", profile->took_ms);
  vb_json_string(&json, "did_you_mean", profile->did_you_mean);
  vb_json_failures(&json, profile->failures, profile->failure_count);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}
