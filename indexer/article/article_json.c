/*
 * article_json.c - writes an article as one line of JSON.
 *
 * Unknown values are null, and lists are always lists. Members may be added later; none
 * is renamed or removed.
 */
#include "indexer/article/read/reader.h"

#include "indexer/base/json_writer.h"
#include "indexer/base/utf8.h"

static void put_value(vb_json_writer *json, const char *name, vb_str s) {
  vb_json_string(json, name, s.n ? s : VB_STR_NONE);
}

static void put_published(vb_json_writer *json, const vb_article *a) {
  static const char *const precisions[] = {"unknown", "year", "month", "day", "minute"};
  char date[VB_DATE_TEXT];
  vb_date_format(a->published, date);
  vb_json_open_object(json, "published");
  put_value(json, "date", vb_str_of(date));
  vb_json_text(json, "precision", precisions[a->published.precision]);
  vb_json_text(json, "origin", vb_date_origin_name(a->published_from));
  vb_json_close_object(json);
}

static void put_captured(vb_json_writer *json, const vb_article *a) {
  char date[VB_DATE_TEXT];
  vb_date_format(a->captured, date);
  put_value(json, "captured", vb_str_of(date));
}

static void put_comments(vb_json_writer *json, const vb_article *a) {
  vb_json_open_list(json, "comments");
  for (size_t i = 0; i < a->comment_count; i++) {
    vb_json_open_object(json, NULL);
    put_value(json, "author", a->comments[i].author);
    put_value(json, "date", a->comments[i].date);
    put_value(json, "text", a->comments[i].text);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_place(vb_json_writer *json, vb_utf8_counter *chars, size_t start, size_t end) {
  vb_json_number(json, "start", vb_utf8_count_to(chars, start));
  vb_json_number(json, "end", vb_utf8_count_to(chars, end));
}

static void put_extent(vb_json_writer *json, const char *name, vb_str text, vb_extent e) {
  put_value(json, name, vb_str_slice(text, e.start, e.end));
}

static void put_quotation(vb_json_writer *json, vb_str text, vb_utf8_counter *chars,
                          const vb_quotation *q) {
  vb_json_open_list(json, "parts");
  for (uint32_t p = 0; p < q->part_count; p++) {
    vb_json_open_object(json, NULL);
    put_extent(json, "text", text, q->parts[p]);
    put_place(json, chars, q->parts[p].start, q->parts[p].end);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
  put_extent(json, "mention", text, q->mention);
  put_extent(json, "source", text, q->mention); /* the mention's former name, which scripts read */
  put_extent(json, "cue", text, q->cue);
  put_value(json, "speaker", q->speaker);
  vb_json_decimal(json, "confidence", q->confidence / 100.0);
  if (q->speaker.n) vb_json_decimal(json, "speaker_confidence", q->speaker_confidence / 100.0);
  else vb_json_null(json, "speaker_confidence");
}

/* The quotations inside one. Their places are counted anew, since they are before its end. */
static void put_inner(vb_json_writer *json, vb_str text, vb_utf8_counter from,
                      const vb_quotation *q) {
  vb_json_open_list(json, "inner");
  for (uint32_t i = 0; i < q->inner_count; i++) {
    vb_json_open_object(json, NULL);
    put_quotation(json, text, &from, &q->inner[i]);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_quotations(vb_json_writer *json, const char *name, const vb_article *a) {
  vb_utf8_counter chars = {.text = a->text};
  vb_json_open_list(json, name);
  for (size_t i = 0; i < a->quotation_count; i++) {
    vb_utf8_counter before = chars;
    vb_json_open_object(json, NULL);
    put_quotation(json, a->text, &chars, &a->quotations[i]);
    put_inner(json, a->text, before, &a->quotations[i]);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

/* Paragraphs as places in the text, like the searcher's JSON. */
static void put_paragraphs(vb_json_writer *json, vb_str text) {
  vb_utf8_counter chars = {.text = text};
  vb_json_open_list(json, "paragraphs");
  vb_str paragraph;
  for (size_t at = 0; vb_str_next_paragraph(text, &at, &paragraph);) {
    if (!paragraph.n) continue;
    size_t start = (size_t)(paragraph.p - text.p);
    vb_json_open_object(json, NULL);
    put_place(json, &chars, start, start + paragraph.n);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

vb_status vb_article_to_json(const vb_article *a, vb_buf *out, vb_error *err) {
  vb_json_writer json = vb_json_begin(out);
  vb_json_open_object(&json, NULL);
  put_value(&json, "id", a->id);
  put_value(&json, "title", a->title);
  put_value(&json, "byline", a->byline);
  vb_json_open_list(&json, "authors");
  for (size_t i = 0; i < a->author_count; i++) put_value(&json, NULL, a->authors[i]);
  vb_json_close_list(&json);
  put_value(&json, "source", a->source);
  put_published(&json, a);
  put_captured(&json, a);
  put_value(&json, "url", a->url);
  put_value(&json, "language", a->language);
  if (a->language_sure) vb_json_decimal(&json, "language_confidence", a->language_sure / 100.0);
  put_value(&json, "section", a->section);
  put_value(&json, "text", a->text);
  put_paragraphs(&json, a->text);
  put_quotations(&json, "quotations", a);
  put_quotations(&json, "quotes", a); /* the list's former name, which scripts read */
  put_comments(&json, a);
  put_value(&json, "path", a->path);
  vb_json_number(&json, "record", a->record);
  vb_json_number(&json, "replaced", a->replaced);
  vb_json_close_object(&json);
  return vb_buf_ok(out, err);
}
