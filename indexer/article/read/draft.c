/*
 * draft.c - the last steps for every article.
 *
 * Everything that stores and pages rely on (lengths, single-line fields, no control
 * characters, an id) is established here and nowhere else, so no reader can forget it.
 * Texts are cleaned first, then cut at a character boundary.
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/dates.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/language.h"
#include "indexer/article/read/mend.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/credits.h"
#include "indexer/base/utf8.h"

#include <stdio.h>
#include <time.h>

void vb_draft_problem(const vb_reading *reading, uint64_t record, bool skipped, const char *format,
                      ...) {
  if (skipped) vb_reading_count(reading, true);
  if (!reading->events->problem) return;
  vb_error line;
  char words[VB_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  vsnprintf(words, sizeof words, format, args);
  va_end(args);
  /* vb_fail makes one line of it, without control characters. */
  if (record)
    vb_fail(&line, VB_INVALID, "%s: record %llu: %s", reading->name, (unsigned long long)record,
            words);
  else vb_fail(&line, VB_INVALID, "%s: %s", reading->name, words);
  reading->events->problem(reading->events->context, line.text, skipped);
}

void vb_draft_date(vb_article *a, vb_date date, vb_date_origin origin) {
  if (a->published.precision != VB_DATE_UNKNOWN || date.precision == VB_DATE_UNKNOWN) return;
  a->published = date;
  a->published_from = origin;
}

bool vb_draft_read_date(vb_str text, vb_date *out) {
  vb_date_found found;
  text = vb_str_trim(text);
  if (vb_date_parse_iso(text, out) || vb_date_whole(text, out)) return true;
  /* Metadata contains no prose, so text around the date does not matter. */
  if (text.n > 80 || !vb_date_find(text, &found)) return false;
  *out = found.date;
  return true;
}

vb_comment *vb_draft_comment(const vb_reading *reading, vb_article *a, size_t *capacity) {
  if (a->comment_count >= VB_COMMENTS_MAX) return NULL;
  if (!VB_ARENA_GROW(reading->arena, a->comments, capacity, a->comment_count)) return NULL;
  a->comments[a->comment_count] = (vb_comment){0};
  return &a->comments[a->comment_count++];
}

/* A path is bytes but an id is text: bytes that are no character are written as %FF. */
static void put_printable(vb_buf *out, vb_str s) {
  const char *p = s.p, *end = s.p + s.n;
  for (size_t length; p < end; p += length) {
    int32_t c = vb_utf8_decode(p, end, &length);
    if (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xA0)) vb_buf_append(out, p, length);
    else
      for (size_t i = 0; i < length; i++) vb_buf_printf(out, "%%%02X", (unsigned char)p[i]);
  }
}

static vb_status make_id(const vb_reading *reading, vb_article *a, vb_error *err) {
  if (!a->id.n) a->id = a->url;
  if (a->id.n) return VB_OK;
  vb_buf id = VB_BUF_INIT;
  put_printable(&id, a->path);
  if (a->record) vb_buf_printf(&id, "#%llu", (unsigned long long)a->record);
  vb_status status = vb_buf_ok(&id, err);
  if (status == VB_OK) a->id = vb_arena_copy(reading->arena, vb_buf_view(&id));
  vb_buf_clear(&id);
  if (status == VB_OK && !a->id.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  return status;
}

static void clean_comments(const vb_reading *reading, vb_article *a, size_t *room) {
  size_t kept = 0;
  for (size_t i = 0; i < a->comment_count; i++) {
    vb_comment c = a->comments[i];
    c.author = vb_clean_field(c.author, VB_FIELD_MAX, reading->arena);
    c.date = vb_clean_field(c.date, VB_FIELD_MAX, reading->arena);
    c.text = vb_clean_text(c.text, reading->arena);
    size_t size = c.author.n + c.date.n + c.text.n;
    if (!c.text.n || size > *room) continue;
    *room -= size;
    a->comments[kept++] = c;
  }
  a->comment_count = kept;
  if (!kept) a->comments = NULL;
}

static void clean_fields(const vb_reading *reading, vb_article *a) {
  struct {
    vb_str *field;
    size_t max;
  } fields[] = {{&a->id, VB_FIELD_MAX},     {&a->title, VB_TITLE_MAX}, {&a->byline, VB_FIELD_MAX},
                {&a->source, VB_FIELD_MAX}, {&a->url, VB_FIELD_MAX},   {&a->language, VB_FIELD_MAX},
                {&a->section, VB_FIELD_MAX}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    *fields[i].field = vb_clean_field(*fields[i].field, fields[i].max, reading->arena);
  size_t kept = 0;
  for (size_t i = 0; i < a->author_count; i++) {
    vb_str name = vb_clean_field(a->authors[i], VB_FIELD_MAX, reading->arena);
    if (name.n) a->authors[kept++] = name;
  }
  a->author_count = kept;
}

/* Some dumps begin the text with the headline; a search would then find its words twice. */
static vb_str without_title(const vb_article *a) {
  size_t n = a->title.n;
  bool repeated = n && a->text.n > n + 2 && memcmp(a->text.p, a->title.p, n) == 0 &&
                  memcmp(a->text.p + n, "\n\n", 2) == 0;
  return repeated ? vb_str_slice(a->text, n + 2, a->text.n) : a->text;
}

/* Takes from the container what the article itself does not say. A canonical address that is only
   the site's front page is ignored. */
static void take_given(const vb_reading *reading, vb_article *a) {
  const vb_article *given = reading->given;
  if (!given) return;
  const char *host = a->url.n ? memmem(a->url.p, a->url.n, "://", 3) : NULL;
  const char *path = host ? memchr(host + 3, '/', a->url.n - (size_t)(host + 3 - a->url.p)) : NULL;
  bool front = host && (!path || path + 1 == a->url.p + a->url.n);
  if (given->url.n && (!a->url.n || front)) a->url = given->url;
  /* "Aperture": only the first word of the title that the saving program recorded. */
  bool part = a->title.n && given->title.n > a->title.n + 1 &&
              memcmp(given->title.p, a->title.p, a->title.n) == 0 &&
              given->title.p[a->title.n] == ' ' && !memchr(a->title.p, ' ', a->title.n);
  if (!a->title.n || part) a->title = given->title;
  if (!a->byline.n) a->byline = given->byline;
  if (!a->source.n) a->source = given->source;
  if (!a->language.n) a->language = given->language;
  vb_draft_date(a, given->published, given->published_from);
  a->captured = given->captured;
}

/* Repairs text that was encoded twice, in every field, and words that line ends broke. */
static void mend(const vb_reading *reading, vb_article *a) {
  vb_str *fields[] = {&a->title, &a->byline, &a->source, &a->section, &a->text};
  uint32_t mended = 0;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    *fields[i] = vb_mend_encoded_twice(*fields[i], reading->arena, &mended);
  for (size_t i = 0; i < a->author_count; i++)
    a->authors[i] = vb_mend_encoded_twice(a->authors[i], reading->arena, &mended);
  a->text = vb_mend_broken_words(a->text, reading->arena);
  if (mended)
    vb_draft_problem(reading, a->record, false, "%u characters that were encoded twice were mended",
                     mended);
}

static void detect_language(vb_article *a, char tag[VB_LANGUAGE_MAX]) {
  if (a->language.n) return;
  a->language_sure = vb_language_detect(a->text, tag);
  if (a->language_sure) a->language = vb_str_of(tag);
}

/* An address says the day of publication; what the page prints and does not mark may be the date of
   another article. */
static void take_path_dates(const vb_reading *reading, vb_article *a) {
  vb_date date;
  if (vb_date_in_path(a->url, &date)) {
    bool days = date.precision >= VB_DATE_DAY && a->published.precision >= VB_DATE_DAY;
    bool apart = days && vb_days_apart(date, a->published) > 1;
    if (a->published_from == VB_DATE_FROM_BYLINE && apart) a->published = (vb_date){0};
    vb_draft_date(a, date, VB_DATE_FROM_PATH);
  }
  if (!reading->path_has_no_date && vb_date_in_path(a->path, &date))
    vb_draft_date(a, date, VB_DATE_FROM_PATH);
}

/* Drops a date in the future (beyond time zone differences), since it must be wrong. */
static void drop_future_date(const vb_reading *reading, vb_article *a) {
  char text[VB_DATE_TEXT];
  struct tm tomorrow;
  time_t then = time(NULL) + 24 * 60 * 60;
  if (a->published.precision == VB_DATE_UNKNOWN || !gmtime_r(&then, &tomorrow)) return;
  vb_date limit = {(uint16_t)(tomorrow.tm_year + 1900),
                   (uint8_t)(tomorrow.tm_mon + 1),
                   (uint8_t)tomorrow.tm_mday,
                   0,
                   0,
                   VB_DATE_DAY};
  if (vb_date_first_day(a->published) <= vb_date_first_day(limit)) return;
  vb_date_format(a->published, text);
  vb_draft_problem(reading, a->record, false, "its date, %s, is yet to come; taken as unknown",
                   text);
  a->published = (vb_date){0};
  a->published_from = VB_DATE_FROM_NOWHERE;
}

/* The order matters: text is repaired before it is cleaned, the title is removed from the text
   before credits are looked for at its end, and the language is detected in what is left. An
   article without title and text is dropped with a problem. */
vb_status vb_draft_finish(const vb_reading *reading, vb_draft_kind kind, vb_article *a,
                          vb_error *err) {
  char tag[VB_LANGUAGE_MAX];
  take_given(reading, a);
  bool cut = a->text.n > VB_DRAFT_TEXT_MAX;
  if (cut) a->text = vb_str_slice(a->text, 0, vb_utf8_floor(a->text, VB_DRAFT_TEXT_MAX));
  mend(reading, a);
  clean_fields(reading, a);
  a->path = vb_str_of(reading->name);
  a->text = vb_without_junk(vb_clean_text(a->text, reading->arena), reading->arena);
  a->text = without_title(a);
  if (kind == VB_DRAFT_PAGE) a->text = vb_without_credits(a->text);
  if (a->text.n > VB_DRAFT_TEXT_MAX) /* cleaning may add some */
    cut = true, a->text = vb_str_slice(a->text, 0, vb_utf8_floor(a->text, VB_DRAFT_TEXT_MAX));
  if (cut)
    vb_draft_problem(reading, a->record, false, "text cut at %d MiB", VB_DRAFT_TEXT_MAX >> 20);
  size_t room = VB_DRAFT_TEXT_MAX - a->text.n;
  clean_comments(reading, a, &room);
  if (!a->title.n && !a->text.n) {
    vb_draft_problem(reading, a->record, true, "no title and no text");
    return VB_OK;
  }
  if (!a->author_count && a->byline.n) vb_authors_add(a, a->byline);
  take_path_dates(reading, a);
  drop_future_date(reading, a);
  detect_language(a, tag);
  vb_status status = make_id(reading, a, err);
  if (status != VB_OK) return status;
  if (a->replaced)
    vb_draft_problem(reading, a->record, false, "%u undecodable pieces were replaced", a->replaced);
  if (kind == VB_DRAFT_PAGE && !a->text.n)
    vb_draft_problem(reading, a->record, true, "a title, but no text was found");
  vb_reading_count(reading, false);
  return reading->events->article(reading->events->context, a, err);
}
