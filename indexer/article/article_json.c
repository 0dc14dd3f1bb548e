/*
 * article_json.c - an article as one line of JSON, written straight into the
 * buffer: a tree of JSON values would copy a text of megabytes twice.
 *
 * What is unknown is null, lists are always lists. Members may be added
 * later, none is renamed.
 */
#include "indexer/article/read/reader.h"

#include "indexer/base/utf8.h"

/* Valid UTF-8 goes through; bytes of a path that are none become U+FFFD. */
static void put_string(vb_buf *out, vb_str s) {
  vb_buf repaired = VB_BUF_INIT;
  if (s.n && !vb_utf8_valid(s)) {
    vb_utf8_repair(s, &repaired);
    if (repaired.failed) out->failed = true;
    s = vb_buf_view(&repaired);
  }
  vb_buf_char(out, '"');
  size_t plain = 0;
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
    vb_buf_append(out, s.p + plain, i - plain);
    plain = i + 1;
    if (c == '\n') vb_buf_text(out, "\\n");
    else if (c == '"' || c == '\\') vb_buf_printf(out, "\\%c", c);
    else vb_buf_printf(out, "\\u%04x", c);
  }
  vb_buf_append(out, s.p + plain, s.n - plain);
  vb_buf_char(out, '"');
  vb_buf_clear(&repaired);
}

static void put_value(vb_buf *out, vb_str s) {
  if (s.n) put_string(out, s);
  else vb_buf_text(out, "null");
}

static void put_member(vb_buf *out, const char *name, vb_str s) {
  vb_buf_printf(out, "\"%s\":", name);
  put_value(out, s);
  vb_buf_char(out, ',');
}

static void put_published(vb_buf *out, const vb_article *a) {
  static const char *const precisions[] = {"unknown", "year", "month", "day", "minute"};
  char date[VB_DATE_TEXT];
  vb_date_format(a->published, date);
  vb_buf_text(out, "\"published\":{");
  put_member(out, "date", vb_str_of(date));
  vb_buf_printf(out, "\"precision\":\"%s\",\"origin\":\"%s\"},", precisions[a->published.precision],
                vb_date_origin_name(a->published_from));
}

static void put_captured(vb_buf *out, const vb_article *a) {
  char date[VB_DATE_TEXT];
  vb_date_format(a->captured, date);
  put_member(out, "captured", vb_str_of(date));
}

static void put_comments(vb_buf *out, const vb_article *a) {
  vb_buf_text(out, "\"comments\":[");
  for (size_t i = 0; i < a->comment_count; i++) {
    vb_buf_text(out, i ? ",{" : "{");
    put_member(out, "author", a->comments[i].author);
    put_member(out, "date", a->comments[i].date);
    vb_buf_text(out, "\"text\":");
    put_value(out, a->comments[i].text);
    vb_buf_char(out, '}');
  }
  vb_buf_text(out, "],");
}

/* A place in the text as bytes and as code points; counting on from the last place asked for. */
typedef struct text_place {
  vb_str text;
  size_t byte, point;
} text_place;

static size_t point_of(text_place *at, size_t byte) {
  if (byte < at->byte) at->byte = at->point = 0;
  at->point += vb_utf8_count(vb_str_slice(at->text, at->byte, byte));
  at->byte = byte;
  return at->point;
}

static void put_extent(vb_buf *out, const char *name, vb_str text, vb_extent e) {
  put_member(out, name, vb_str_slice(text, e.start, e.end));
}

static void put_quotations(vb_buf *out, const char *name, const vb_article *a) {
  text_place at = {.text = a->text};
  vb_buf_printf(out, "\"%s\":[", name);
  for (size_t i = 0; i < a->quotation_count; i++) {
    const vb_quotation *q = &a->quotations[i];
    vb_buf_text(out, i ? ",{\"parts\":[" : "{\"parts\":[");
    for (uint32_t p = 0; p < q->part_count; p++) {
      vb_buf_text(out, p ? ",{" : "{");
      put_extent(out, "text", a->text, q->parts[p]);
      size_t start = point_of(&at, q->parts[p].start), end = point_of(&at, q->parts[p].end);
      vb_buf_printf(out, "\"start\":%zu,\"end\":%zu}", start, end);
    }
    vb_buf_text(out, "],");
    put_extent(out, "mention", a->text, q->mention);
    put_extent(out, "source", a->text, q->mention); /* its name before: scripts read it */
    put_extent(out, "cue", a->text, q->cue);
    put_member(out, "speaker", q->speaker);
    vb_buf_printf(out, "\"confidence\":%u.%02u,", q->confidence / 100, q->confidence % 100);
    if (q->speaker.n)
      vb_buf_printf(out, "\"speaker_confidence\":%u.%02u}", q->speaker_confidence / 100,
                    q->speaker_confidence % 100);
    else vb_buf_text(out, "\"speaker_confidence\":null}");
  }
  vb_buf_text(out, "],");
}

/* As the searcher's JSON has them: places in the text. A blank line is between two. */
static void put_paragraphs(vb_buf *out, vb_str text) {
  text_place at = {.text = text};
  const char *comma = "";
  vb_buf_text(out, "\"paragraphs\":[");
  for (size_t start = 0; start < text.n;) {
    const char *blank = memmem(text.p + start, text.n - start, "\n\n", 2);
    size_t end = blank ? (size_t)(blank - text.p) : text.n;
    if (end > start) {
      size_t from = point_of(&at, start);
      vb_buf_printf(out, "%s{\"start\":%zu,\"end\":%zu}", comma, from, point_of(&at, end));
      comma = ",";
    }
    start = blank ? end + 2 : end;
  }
  vb_buf_text(out, "],");
}

vb_status vb_article_to_json(const vb_article *a, vb_buf *out, vb_error *err) {
  vb_buf_char(out, '{');
  put_member(out, "id", a->id);
  put_member(out, "title", a->title);
  put_member(out, "byline", a->byline);
  vb_buf_text(out, "\"authors\":[");
  for (size_t i = 0; i < a->author_count; i++) {
    if (i) vb_buf_char(out, ',');
    put_value(out, a->authors[i]);
  }
  vb_buf_text(out, "],");
  put_member(out, "source", a->source);
  put_published(out, a);
  put_captured(out, a);
  put_member(out, "url", a->url);
  put_member(out, "language", a->language);
  if (a->language_sure)
    vb_buf_printf(out, "\"language_confidence\":%u.%02u,", a->language_sure / 100,
                  a->language_sure % 100);
  put_member(out, "section", a->section);
  put_member(out, "text", a->text);
  put_paragraphs(out, a->text);
  put_quotations(out, "quotations", a);
  put_quotations(out, "quotes", a); /* its name before: scripts read it */
  put_comments(out, a);
  put_member(out, "path", a->path);
  vb_buf_printf(out, "\"record\":%llu,\"replaced\":%u}", (unsigned long long)a->record,
                a->replaced);
  return vb_buf_ok(out, err);
}
