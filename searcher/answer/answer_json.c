/*
 * answer_json.c - writes the JSON elements that several answers share, and the small answers.
 * verbatim.h documents the shape of each.
 *
 * Inside the program offsets are bytes; here they become code points. Marks are in order,
 * so each text is walked only once.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/answer_json_internal.h"

/* ---- elements -------------------------------------------------------------------- */

void vb_json_range_members(vb_json_writer *json, vb_utf8_counter *chars, size_t start, size_t end) {
  vb_json_number(json, "start", vb_utf8_count_to(chars, start));
  vb_json_number(json, "end", vb_utf8_count_to(chars, end));
}

void vb_json_range(vb_json_writer *json, const char *name, vb_utf8_counter *chars, size_t start,
                   size_t end) {
  vb_json_open_object(json, name);
  vb_json_range_members(json, chars, start, end);
  vb_json_close_object(json);
}

void vb_json_marks(vb_json_writer *json, const char *name, vb_str text, vb_marks marks) {
  vb_utf8_counter chars = {.text = text};
  vb_json_open_list(json, name);
  for (size_t i = 0; i < marks.count; i++)
    vb_json_range(json, NULL, &chars, marks.marks[i].start, marks.marks[i].end);
  vb_json_close_list(json);
}

void vb_json_precision(vb_json_writer *json, vb_date date) {
  static const char *const precisions[] = {"unknown", "year", "month", "day", "minute"};
  vb_json_text(json, "precision", precisions[date.precision]);
}

static void put_published(vb_json_writer *json, vb_date published, vb_date_origin from) {
  char text[VB_DATE_TEXT];
  vb_date_format(published, text);
  if (!text[0]) published = (vb_date){0}, from = VB_DATE_FROM_NOWHERE;
  vb_json_open_object(json, "published");
  vb_json_text(json, "date", text[0] ? text : NULL);
  vb_json_precision(json, published);
  vb_json_text(json, "origin", vb_date_origin_name(from));
  vb_json_close_object(json);
}

void vb_json_article_members(vb_json_writer *json, const vb_article_head *article) {
  vb_json_string(json, "id", article->id);
  vb_json_string(json, "title", article->title);
  vb_json_string(json, "source", article->source);
  vb_json_open_list(json, "authors");
  for (size_t i = 0; i < article->author_count; i++)
    vb_json_string(json, NULL, article->authors[i]);
  vb_json_close_list(json);
  vb_json_string(json, "byline", article->byline);
  put_published(json, article->published, article->published_from);
  vb_json_string(json, "url", article->url);
  vb_json_string(json, "language", article->language);
  vb_json_string(json, "section", article->section);
}

const char *vb_json_part_name(vb_article_part part) {
  static const char *const names[] = {"text", "title", "comments"};
  return names[part];
}

void vb_json_snippet(vb_json_writer *json, const char *name, const vb_snippet *snippet) {
  if (!snippet->text.p) {
    vb_json_null(json, name);
    return;
  }
  vb_json_open_object(json, name);
  vb_json_text(json, "field", vb_json_part_name(snippet->part));
  if (snippet->part == VB_ARTICLE_COMMENT) vb_json_number(json, "comment", snippet->comment);
  else vb_json_null(json, "comment");
  vb_json_string(json, "text", snippet->text);
  vb_json_number(json, "start", snippet->place.start);
  vb_json_number(json, "end", snippet->place.end);
  vb_json_boolean(json, "cut_before", snippet->cut_before);
  vb_json_boolean(json, "cut_after", snippet->cut_after);
  vb_json_marks(json, "marks", snippet->text, (vb_marks){snippet->marks, snippet->mark_count});
  vb_json_close_object(json);
}

void vb_json_failures(vb_json_writer *json, const vb_shard_failure *failures, size_t count) {
  vb_json_open_list(json, "failed_shards");
  for (size_t i = 0; i < count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_string(json, "shard", failures[i].shard);
    vb_json_string(json, "reason", failures[i].reason);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

void vb_json_copies(vb_json_writer *json, const vb_copies *copies) {
  vb_json_open_list(json, "copies");
  for (size_t i = 0; copies && i < copies->count; i++) {
    const vb_copy *copy = &copies->list[i];
    vb_json_open_object(json, NULL);
    vb_json_string(json, "id", copy->id);
    vb_json_string(json, "title", copy->title);
    vb_json_string(json, "source", copy->source);
    put_published(json, copy->published, copy->published_from);
    if (copy->resemblance > 0) vb_json_decimal(json, "resemblance", copy->resemblance);
    else vb_json_null(json, "resemblance");
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

void vb_json_notes(vb_json_writer *json, const vb_query_reading *reading) {
  vb_json_open_list(json, "notes");
  for (size_t i = 0; i < reading->note_count; i++) vb_json_string(json, NULL, reading->notes[i]);
  vb_json_close_list(json);
}

void vb_json_facet(vb_json_writer *json, const char *name, const vb_facet *facets, size_t count) {
  vb_json_open_list(json, name);
  for (size_t i = 0; i < count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_string(json, "value", facets[i].value);
    vb_json_number(json, "count", facets[i].count);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

void vb_json_day(vb_json_writer *json, const char *name, uint32_t day) {
  vb_date date = {.year = (uint16_t)(day / 10000),
                  .month = (uint8_t)(day / 100 % 100),
                  .day = (uint8_t)(day % 100),
                  .precision = day ? VB_DATE_DAY : VB_DATE_UNKNOWN};
  char text[VB_DATE_TEXT];
  vb_date_format(date, text);
  vb_json_text(json, name, text[0] ? text : NULL);
}

void vb_json_error(vb_json_writer *json, const vb_error *error) {
  vb_json_open_object(json, "error");
  vb_json_text(json, "status", vb_status_name(error->status));
  vb_json_text(json, "message", error->text);
  vb_json_close_object(json);
}

static void put_part(vb_json_writer *json, const vb_listed_part *part) {
  vb_json_open_object(json, NULL);
  vb_json_string(json, "text", part->text);
  vb_json_number(json, "start", part->place.start);
  vb_json_number(json, "end", part->place.end);
  vb_json_marks(json, "marks", part->text, part->marks);
  vb_json_close_object(json);
}

static void put_quotation(vb_json_writer *json, const vb_listed_quotation *quotation) {
  vb_json_open_list(json, "parts");
  for (size_t i = 0; i < quotation->part_count; i++) put_part(json, &quotation->parts[i]);
  vb_json_close_list(json);
  vb_json_string(json, "mention", quotation->mention);
  vb_json_string(json, "cue", quotation->cue);
  vb_json_string(json, "speaker", quotation->speaker);
  vb_json_decimal(json, "confidence", quotation->confidence / 100.0);
  if (quotation->speaker.n)
    vb_json_decimal(json, "speaker_confidence", quotation->speaker_confidence / 100.0);
  else vb_json_null(json, "speaker_confidence");
}

void vb_json_quotation_members(vb_json_writer *json, const vb_listed_quotation *quotation) {
  put_quotation(json, quotation);
  vb_json_open_list(json, "inner");
  for (size_t i = 0; i < quotation->inner_count; i++) {
    vb_json_open_object(json, NULL);
    put_quotation(json, &quotation->inner[i]);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

vb_status vb_json_finish(vb_buf *text, vb_arena *arena, vb_str *out, vb_error *err) {
  *out = text->failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(text));
  vb_buf_clear(text);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- small answers ----------------------------------------------------------------- */

vb_status vb_error_to_json(const vb_error *what, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_error(&json, what);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

vb_status vb_store_info_to_json(const vb_store_info *info, vb_arena *arena, vb_str *out,
                                vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "version", VB_VERSION_TEXT);
  vb_json_string(&json, "engine", info->engine);
  vb_json_string(&json, "language", info->language);
  vb_json_number(&json, "articles", info->articles);
  vb_json_day(&json, "first_day", info->first_day);
  vb_json_day(&json, "last_day", info->last_day);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}
