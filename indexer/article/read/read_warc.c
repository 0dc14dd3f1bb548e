/*
 * read_warc.c - reads WARC files of crawls, and WET files of their text, record by record.
 *
 *   WARC/1.0            version
 *   Name: value ...     head; an empty line
 *   Content-Length bytes: for a response, the head of HTTP, an empty line, the body
 *   two empty lines
 *
 * A response that contains a page, and a text that was converted from one, are inputs of
 * their own; everything else is left out and counted by kind. The date of capture is not
 * the article's date. Specification: ISO 28500, http://iipc.github.io/warc-specifications/.
 */
#include "indexer/article/read/http_body.h"

#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <ctype.h>
#include <stdlib.h>

enum {
  LINE_MAX_BYTES = 64 * 1024,
  HEAD_LINES_MAX = 200,
  RESYNC_LINES_MAX = 100000000 /* lines to skip after a damaged record, to find the next one */
};

typedef struct warc_record {
  vb_str type, uri, date, content_type; /* in the arena */
  uint64_t length;
  bool has_length, segment;
} warc_record;

static bool read_number(vb_str s, uint64_t *out) {
  *out = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (!isdigit((unsigned char)s.p[i]) || i > 17) return false;
    *out = *out * 10 + (uint64_t)(s.p[i] - '0');
  }
  return s.n > 0;
}

static void take_line(vb_str line, vb_arena *arena, warc_record *record) {
  vb_str name, value;
  if (!vb_http_split_line(line, &name, &value)) return;
  if (vb_str_is_caseless(name, "warc-type")) record->type = vb_arena_copy(arena, value);
  if (vb_str_is_caseless(name, "warc-date")) record->date = vb_arena_copy(arena, value);
  if (vb_str_is_caseless(name, "content-type")) record->content_type = vb_arena_copy(arena, value);
  if (vb_str_is_caseless(name, "content-length"))
    record->has_length = read_number(value, &record->length);
  if (vb_str_is_caseless(name, "warc-segment-number")) record->segment = !vb_str_is(value, "1");
  if (vb_str_is_caseless(name, "warc-target-uri")) {
    if (value.n > 2 && value.p[0] == '<' && value.p[value.n - 1] == '>')
      value = vb_str_slice(value, 1, value.n - 1);
    record->uri = vb_arena_copy(arena, value);
  }
}

/* Skips to the next version line; *found is false at the end. */
static vb_status find_record(const vb_reading *reading, vb_stream *stream, uint64_t number,
                             bool *found, vb_error *err) {
  bool lost = false;
  *found = false;
  for (int i = 0; i < RESYNC_LINES_MAX; i++) {
    vb_str line;
    vb_status status = vb_stream_line(stream, LINE_MAX_BYTES, &line, NULL, err);
    if (status != VB_OK || !line.p) return status;
    *found = vb_str_starts(line, "WARC/");
    if (*found) return VB_OK;
    if (line.n && !lost)
      vb_draft_problem(reading, number, true,
                       "a record that is not as long as it says; the next is looked for");
    lost = lost || line.n;
  }
  return VB_OK;
}

static vb_status read_head(vb_stream *stream, vb_arena *arena, warc_record *record, vb_error *err) {
  *record = (warc_record){0};
  for (int i = 0; i < HEAD_LINES_MAX; i++) {
    vb_str line;
    vb_status status = vb_stream_line(stream, LINE_MAX_BYTES, &line, NULL, err);
    if (status != VB_OK || !line.n) return status;
    take_line(line, arena, record);
  }
  return VB_OK;
}

/* Why a record is not a page; NULL if it may be one. */
static const char *no_page(vb_str type, vb_str uri) {
  static const struct {
    const char *start, *what;
  } kinds[] = {{"image/", "an image"},
               {"audio/", "a sound recording"},
               {"video/", "a film"},
               {"font/", "a font"},
               {"text/css", "a style sheet or script of a web page"},
               {"text/javascript", "a style sheet or script of a web page"},
               {"application/javascript", "a style sheet or script of a web page"},
               {"application/x-javascript", "a style sheet or script of a web page"}};
  static const char *const pages[] = {"text/html", "application/xhtml+xml", "text/plain",
                                      "application/pdf"};
  size_t end = 0;
  while (end < uri.n && !strchr("?#", uri.p[end])) end++;
  if (vb_str_ends(vb_str_slice(uri, 0, end), "/robots.txt")) return "a robots.txt";
  if (!type.n) return NULL;
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
    if (vb_str_is(type, pages[i])) return NULL;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (vb_str_starts(type, kinds[i].start)) return kinds[i].what;
  return "a web answer that is no page";
}

/* A recorded page is read like a file, with what the record states in addition: its address, its
   charset and when it was recorded. Directories in the address are not taken for dates of the
   article. */
static vb_status give_page(const vb_reading *reading, vb_stream *body, const warc_record *record,
                           vb_str type, vb_str charset, vb_error *err) {
  /* An address that is not valid text is ignored. */
  vb_article given = {.url = vb_utf8_valid(record->uri) ? record->uri : VB_STR_NONE};
  vb_buf path = VB_BUF_INIT;
  vb_date captured;
  if (vb_draft_read_date(record->date, &captured)) given.captured = captured;
  vb_buf_printf(&path, "%s!/%.*s", reading->name, VB_STR_ARG(record->uri));
  char *name = vb_buf_detach(&path);
  if (!name) return vb_fail(err, VB_NOMEM, "out of memory");
  bool html = vb_str_is(type, "text/html") || vb_str_is(type, "application/xhtml+xml");
  vb_member page = {.stream = body,
                    .name = name,
                    .given = &given,
                    .charset = charset,
                    .path_has_no_date = true,
                    .hint = html                            ? "html"
                            : vb_str_is(type, "text/plain") ? "text"
                                                            : NULL};
  vb_status status = vb_read_member(reading, &page, err);
  free(name);
  return status;
}

static vb_status read_response(const vb_reading *reading, vb_stream *content,
                               const warc_record *record, vb_arena *arena, vb_error *err) {
  vb_http_head head;
  vb_http_body body;
  vb_status status = vb_http_read_head(content, arena, &head, err);
  if (status != VB_OK) return status;
  const char *left_out = no_page(head.type, record->uri);
  if (head.status < 200 || head.status > 299) left_out = "a redirect or an error page";
  if (left_out) {
    vb_reading_left_out(reading, left_out, 1);
    return VB_OK;
  }
  status = vb_http_open_body(content, &head, vb_reading_budget(reading), &body, err);
  if (status != VB_OK) return status;
  status = give_page(reading, body.plain, record, head.type, head.charset, err);
  vb_http_close_body(&body);
  return status;
}

static vb_status read_resource(const vb_reading *reading, vb_stream *content,
                               const warc_record *record, vb_arena *arena, vb_error *err) {
  vb_str type, charset;
  vb_http_split_type(record->content_type, arena, &type, &charset);
  const char *left_out = no_page(type, record->uri);
  if (!left_out) return give_page(reading, content, record, type, charset, err);
  vb_reading_left_out(reading, left_out, 1);
  return VB_OK;
}

static vb_status read_content(const vb_reading *reading, vb_stream *content,
                              const warc_record *record, vb_arena *arena, vb_error *err) {
  vb_str type = record->type;
  bool http = vb_str_starts_caseless(record->content_type, "application/http");
  bool web = vb_str_starts(record->uri, "http:") || vb_str_starts(record->uri, "https:");
  if (record->segment || vb_str_is_caseless(type, "continuation"))
    vb_reading_left_out(reading, "a piece of a record that was cut", 1);
  else if (vb_str_is_caseless(type, "revisit"))
    vb_reading_left_out(reading, "a page recorded before (revisit)", 1);
  else if (vb_str_is_caseless(type, "metadata"))
    vb_reading_left_out(reading, "metadata of a page", 1);
  else if (vb_str_is_caseless(type, "response") && (http || (web && !record->content_type.n)))
    return read_response(reading, content, record, arena, err);
  else if (vb_str_is_caseless(type, "response") && !web)
    vb_reading_left_out(reading, "an answer that is not of the web", 1);
  else if (vb_str_is_caseless(type, "resource") || vb_str_is_caseless(type, "conversion") ||
           vb_str_is_caseless(type, "response"))
    return read_resource(reading, content, record, arena, err);
  return VB_OK; /* warcinfo and requests contain nothing of interest */
}

static vb_status read_record(const vb_reading *reading, vb_stream *stream, uint64_t number,
                             vb_arena *arena, bool *on, vb_error *err) {
  warc_record record;
  vb_status status = read_head(stream, arena, &record, err);
  if (status != VB_OK) return status;
  *on = record.has_length;
  if (!*on) {
    vb_draft_problem(reading, number, true, "a record that does not say how long it is");
    *on = true;
    return VB_OK;
  }
  vb_stream *content = vb_stream_of_part(stream, record.length);
  if (!content) return vb_fail(err, VB_NOMEM, "out of memory");
  status = read_content(reading, content, &record, arena, err);
  if (status == VB_OK) status = vb_stream_skip(content, UINT64_MAX, err);
  if (status == VB_OK && vb_stream_broken(content))
    vb_draft_problem(reading, number, true, "cut short");
  vb_stream_close(content);
  return status;
}

vb_status vb_warc_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_arena *arena = vb_arena_new();
  vb_status status = arena ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (uint64_t number = 1; status == VB_OK; number++) {
    bool on = false;
    vb_arena_clear(arena);
    status = find_record(reading, stream, number, &on, err);
    if (status == VB_OK && on) status = read_record(reading, stream, number, arena, &on, err);
    if (!on) break;
  }
  vb_arena_free(arena);
  return status;
}
