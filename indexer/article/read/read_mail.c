/*
 * read_mail.c - reads messages (EML), mailboxes (mbox), and pages saved as messages (MHTML).
 *
 * The best part of a message is the article: the plain text, unless it only refers to the
 * HTML next to it. A saved page is an input of its own, whose address its part states;
 * the date of such a file is when it was saved. Attachments are read if there is no other
 * text, and otherwise left out and counted.
 */
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/mime.h"
#include "indexer/article/read/readers.h"

#include <ctype.h>
#include <stdlib.h>

enum {
  STUB = 400, /* bytes: shorter plain text next to a long HTML says "see the web version" */
  HEADERS_SEEN = 30
};

/* --- recognition --- */

/* The length of a header line's name with its colon; 0 for other lines. */
static size_t header_name(vb_str line) {
  size_t n = 0;
  while (n < line.n && (isalnum((unsigned char)line.p[n]) || line.p[n] == '-')) n++;
  return n && n < 60 && n < line.n && line.p[n] == ':' ? n + 1 : 0;
}

static vb_str next_line(vb_str *rest) {
  const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
  size_t n = end ? (size_t)(end - rest->p) : rest->n;
  vb_str line = vb_str_slice(*rest, 0, n);
  *rest = vb_str_slice(*rest, n + 1, rest->n);
  if (line.n && line.p[line.n - 1] == '\r') line.n--;
  return line;
}

/* Whether the text begins with headers that only messages have. */
static bool has_headers(vb_str text) {
  static const char *const sure[] = {"mime-version:",
                                     "message-id:",
                                     "received:",
                                     "return-path:",
                                     "delivered-to:",
                                     "content-type:",
                                     "content-transfer-encoding:",
                                     "snapshot-content-location:"};
  static const char *const usual[] = {"from:", "date:", "subject:", "to:"};
  size_t surely = 0, usually = 0;
  for (int i = 0; i < HEADERS_SEEN && text.n; i++) {
    vb_str line = next_line(&text);
    if (!line.n) break;
    if (i && (line.p[0] == ' ' || line.p[0] == '\t')) continue;
    size_t n = header_name(line);
    if (!n) return false;
    for (size_t k = 0; k < sizeof sure / sizeof *sure; k++)
      surely += vb_str_is_caseless(vb_str_slice(line, 0, n), sure[k]);
    for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
      usually += vb_str_is_caseless(vb_str_slice(line, 0, n), usual[k]);
  }
  return (surely >= 1 && usually >= 2) || surely >= 3;
}

bool vb_mail_sees(const vb_sight *sight) {
  return has_headers(sight->text);
}

/* "From somebody Mon Jun 01 04:28:28 2009": the line between messages of a mailbox. */
static bool is_separator(vb_str line) {
  const char *colon = line.n > 5 ? memchr(line.p, ':', line.n) : NULL;
  if (!vb_str_starts(line, "From ") || !colon) return false;
  size_t at = (size_t)(colon - line.p);
  return at + 2 < line.n && isdigit((unsigned char)line.p[at - 1]) &&
         isdigit((unsigned char)line.p[at + 1]);
}

bool vb_mbox_sees(const vb_sight *sight) {
  vb_str rest = sight->text, first = next_line(&rest);
  if (vb_str_starts(rest, ">From ")) next_line(&rest);
  return vb_str_starts(first, "From ") && has_headers(rest) &&
         (is_separator(first) || vb_str_starts(first, "From - "));
}

/* --- one message --- */

static const vb_mime_part *part_of_type(const vb_mime *mail, const char *type) {
  for (size_t i = 0; i < mail->count; i++)
    if (!mail->parts[i].attached && vb_str_is(mail->parts[i].type, type) &&
        vb_str_trim(mail->parts[i].bytes).n)
      return &mail->parts[i];
  return NULL;
}

/* Joins lines that were broken for transport (RFC 3676). */
static vb_str unflow(vb_str text, vb_arena *arena) {
  vb_buf out = VB_BUF_INIT;
  while (text.n) {
    vb_str line = next_line(&text);
    bool goes_on = line.n && line.p[line.n - 1] == ' ' && !vb_str_is(line, "-- ");
    if (line.n && line.p[0] == ' ') line = vb_str_slice(line, 1, line.n);
    vb_buf_str(&out, line);
    if (!goes_on) vb_buf_char(&out, '\n');
  }
  vb_str joined = out.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return joined;
}

static vb_status text_of(const vb_reading *reading, const vb_mime_part *part, vb_article *a,
                         vb_error *err) {
  vb_decoded decoded;
  bool html = vb_str_is(part->type, "text/html");
  vb_str charset = part->charset.n || !html ? part->charset : vb_html_charset(part->bytes);
  vb_status status = vb_decode(part->bytes, charset, reading->whole, &decoded, err);
  if (status != VB_OK) return status;
  a->replaced += decoded.replaced;
  a->text = part->flowed ? unflow(decoded.text, reading->whole) : decoded.text;
  return html ? vb_html_to_text(reading, decoded.text, &a->text, err) : VB_OK;
}

static vb_status give_mail(const vb_reading *reading, const vb_mime *mail, uint64_t record,
                           const vb_mime_part *plain, const vb_mime_part *html, vb_error *err) {
  vb_article a = {.record = record, .id = mail->id, .title = mail->subject};
  vb_date date;
  vb_status status = VB_OK;
  if (plain) status = text_of(reading, plain, &a, err);
  if (status == VB_OK && html && vb_str_trim(a.text).n < STUB) {
    vb_article other = {0};
    status = text_of(reading, html, &other, err);
    if (other.text.n > 2 * a.text.n) a.text = other.text;
  }
  if (status != VB_OK) return status;
  if (vb_is_site_name(mail->from)) a.source = mail->from;
  else a.byline = mail->from;
  if (vb_draft_read_date(mail->date, &date)) vb_draft_date(&a, date, VB_DATE_FROM_METADATA);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &a, err);
}

static bool is_address(vb_str s) {
  return vb_str_starts(s, "http://") || vb_str_starts(s, "https://");
}

static vb_status give_part(const vb_reading *reading, const vb_mime_part *part,
                           const vb_article *given, vb_str name, const char *hint, vb_error *err) {
  vb_buf path = VB_BUF_INIT;
  vb_buf_printf(&path, "%s%s%.*s", reading->name, name.n ? "!/" : "", VB_STR_ARG(name));
  char *full = vb_buf_detach(&path);
  vb_stream *stream = full ? vb_stream_of(part->bytes) : NULL;
  vb_member member = {
      .stream = stream, .name = full, .given = given, .charset = part->charset, .hint = hint};
  vb_status status =
      stream ? vb_read_member(reading, &member, err) : vb_fail(err, VB_NOMEM, "out of memory");
  vb_stream_close(stream);
  free(full);
  return status;
}

/* A page that a browser saved with its pictures. */
static vb_status give_page(const vb_reading *reading, const vb_mime *mail, const vb_mime_part *html,
                           vb_error *err) {
  vb_article given = {.title = mail->subject};
  if (is_address(html->location)) given.url = html->location;
  else if (is_address(mail->location)) given.url = mail->location;
  vb_date saved;
  if (vb_draft_read_date(mail->date, &saved)) given.captured = saved;
  return give_part(reading, html, &given, VB_STR_NONE, "html", err);
}

static vb_status give_attachments(const vb_reading *reading, const vb_mime *mail, vb_error *err) {
  vb_article given = {.title = mail->subject};
  vb_status status = VB_OK;
  size_t pictures = 0;
  for (size_t i = 0; i < mail->count && status == VB_OK; i++) {
    const vb_mime_part *part = &mail->parts[i];
    bool picture = vb_str_starts(part->type, "image/") || !part->bytes.n;
    pictures += picture;
    if (!picture)
      status = give_part(reading, part, &given, part->name.n ? part->name : VB_STR("attachment"),
                         NULL, err);
  }
  vb_reading_left_out(reading, "an image", pictures);
  return status;
}

static vb_status read_message(const vb_reading *reading, vb_str bytes, uint64_t record,
                              vb_error *err) {
  vb_mime mail;
  vb_error why;
  vb_status status = vb_mime_parse(bytes, reading->whole, &mail, &why);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  if (status != VB_OK) {
    vb_draft_problem(reading, record, true, "%s", why.text);
    return VB_OK;
  }
  const vb_mime_part *plain = part_of_type(&mail, "text/plain"),
                     *html = part_of_type(&mail, "text/html");
  bool saved =
      html && (is_address(html->location) || is_address(mail.location)) && (mail.related || !plain);
  if (saved) return give_page(reading, &mail, html, err);
  if (!plain && !html) {
    if (mail.count) return give_attachments(reading, &mail, err);
    vb_draft_problem(reading, record, true, "a mail without text");
    return VB_OK;
  }
  size_t attached = 0;
  for (size_t i = 0; i < mail.count; i++) attached += mail.parts[i].attached;
  vb_reading_left_out(reading, "a mail's attachment", attached);
  return give_mail(reading, &mail, record, plain, html, err);
}

vb_status vb_mail_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  return read_message(reading, bytes, 0, err);
}

/* --- boxes --- */

static vb_status end_message(const vb_reading *reading, vb_buf *message, uint64_t record,
                             bool too_long, vb_error *err) {
  vb_status status = vb_buf_ok(message, err);
  if (status != VB_OK) return status;
  if (too_long)
    vb_draft_problem(reading, record, true, "a mail of more than %d MiB; skipped",
                     VB_ARTICLE_MAX >> 20);
  else if (record) status = read_message(reading, vb_buf_view(message), record, err);
  vb_arena_clear(reading->arena);
  vb_arena_clear(reading->whole);
  vb_buf_reset(message);
  return status;
}

/* A message begins at a line "From ..." after a blank line. One level of ">" before "From " was
   added when the message was stored, and is removed. */
vb_status vb_mbox_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_buf message = VB_BUF_INIT;
  uint64_t record = 0;
  bool after_blank = true, too_long = false;
  vb_status status = VB_OK;
  while (status == VB_OK) {
    vb_str line;
    status = vb_stream_line(stream, VB_ARTICLE_MAX, &line, NULL, err);
    if (status != VB_OK || !line.p) break;
    bool separator =
        vb_str_starts(line, "From ") && (record == 0 || (after_blank && is_separator(line)));
    after_blank = line.n == 0;
    if (separator) {
      status = end_message(reading, &message, record++, too_long, err);
      too_long = false;
      continue;
    }
    size_t quoted = 0;
    while (quoted < line.n && line.p[quoted] == '>') quoted++;
    if (quoted && vb_str_starts(vb_str_slice(line, quoted, line.n), "From "))
      line = vb_str_slice(line, 1, line.n);
    too_long = too_long || message.n + line.n > VB_ARTICLE_MAX;
    if (too_long) continue;
    vb_buf_str(&message, line);
    vb_buf_char(&message, '\n');
  }
  if (status == VB_OK) status = end_message(reading, &message, record, too_long, err);
  vb_buf_clear(&message);
  return status;
}
