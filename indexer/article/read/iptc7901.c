/*
 * iptc7901.c - reads IPTC 7901, the agencies' text format from the days of teleprinters.
 *
 *   SOH eca0003 3 i 380  dpa 0045        source and number, priority, category, words
 *   Harbour/council/                     keywords
 *   STX Council votes to keep its clock  headline and byline, up to a "="
 *   By Ada Brook =
 *   Port Amble (dpa) - The council ...   text
 *   ETX 081322 GMT Mar 19 EOT            day and time, zone, month, year
 *
 * Files often lose the control characters, and have ZCZC and NNNN around a message, or
 * nothing; only the shape of the header is reliable. Notes for editors ("# Notebook",
 * "not intended for publication") are left out. Source: "The IPTC recommended message
 * format", 5th edition.
 */
#include "indexer/article/read/export_lines.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

#include <stdio.h>

enum { SOH = 1, STX = 2, ETX = 3, EOT = 4, HEAD_LINES_MAX = 12 };

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool all(vb_str s, bool (*is)(char), size_t from, size_t to) {
  for (size_t i = 0; i < s.n; i++)
    if (!is(s.p[i])) return false;
  return s.n >= from && s.n <= to;
}

/* "eca0003 3 i 380 dpa 0045" */
static bool is_header(vb_str line) {
  while (line.n && ((unsigned char)line.p[0] <= ' ')) line = vb_str_slice(line, 1, line.n);
  if (line.n > 120) return false;
  vb_str source = vb_str_take_word(&line), priority = vb_str_take_word(&line),
         category = vb_str_take_word(&line), words = vb_str_take_word(&line);
  size_t letters = 0;
  while (letters < source.n && is_letter(source.p[letters])) letters++;
  return letters >= 2 && letters <= 5 &&
         all(vb_str_slice(source, letters, source.n), is_digit, 3, 5) &&
         all(priority, is_digit, 1, 1) && all(category, is_letter, 1, 3) &&
         all(words, is_digit, 1, 5);
}

/* "081322 GMT Mar 19", "081322 mar 19", in the line that ends a message. */
static bool is_stamp(vb_str line, vb_date *out) {
  char text[40];
  while (line.n && (unsigned char)line.p[0] <= ' ') line = vb_str_slice(line, 1, line.n);
  while (line.n && (unsigned char)line.p[line.n - 1] <= ' ') line.n--;
  if (line.n > 32) return false;
  vb_str stamp = vb_str_take_word(&line), zone = vb_str_take_word(&line),
         month = vb_str_take_word(&line), year = vb_str_take_word(&line);
  if (!year.n) year = month, month = zone;
  if (!all(stamp, is_digit, 6, 6) || !all(month, is_letter, 3, 9) || !all(year, is_digit, 2, 4) ||
      year.n == 3)
    return false;
  const char *century = year.n == 4 ? "" : year.p[0] >= '6' ? "19" : "20";
  snprintf(text, sizeof text, "%.2s %.*s %s%.*s %.2s:%.2s", stamp.p, VB_STR_ARG(month), century,
           VB_STR_ARG(year), stamp.p + 2, stamp.p + 4);
  return vb_draft_read_date(vb_str_of(text), out);
}

static bool is_editors(vb_str line) {
  static const char *const beginnings[] = {"# notebook",
                                           "# notizblock",
                                           "* * * *",
                                           "## ",
                                           "the following information is not intended",
                                           "die folgenden informationen sind nicht"};
  for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
    if (vb_str_starts_caseless(line, beginnings[i])) return true;
  return false;
}

/* Keywords ("Harbour/council/"), or a note about the message ("1ST LEAD", "REFILE"). */
static bool is_keywords(vb_str line) {
  bool small = false, slash = memchr(line.p, '/', line.n) != NULL;
  for (size_t i = 0; i < line.n; i++) small = small || (line.p[i] >= 'a' && line.p[i] <= 'z');
  return (slash && (line.p[line.n - 1] == '/' || !memchr(line.p, ' ', line.n))) ||
         (!small && line.n < 24);
}

/* "dpa al rmo hct": the agency, and the initials of those who handled the message. */
static bool is_initials(vb_str line) {
  size_t words = 0;
  for (vb_str rest = line, word; (word = vb_str_take_word(&rest)).n; words++)
    if (word.n > 4) return false;
    else
      for (size_t i = 0; i < word.n; i++)
        if (!(word.p[i] >= 'a' && word.p[i] <= 'z') && !is_digit(word.p[i]) && word.p[i] != '/')
          return false;
  return words >= 2;
}

typedef struct message {
  vb_lines lines;
  vb_article article;
  size_t text, end;
} message;

/* Where the first block of lines from `i`, which may be headline and byline, ends: after a line
   with "=", otherwise before a blank line or an indented line. */
static size_t head_end(const message *m, size_t i, bool *marked) {
  const vb_line *l = m->lines.items;
  size_t last = i + HEAD_LINES_MAX < m->end ? i + HEAD_LINES_MAX : m->end, end = i + 1;
  *marked = false;
  for (size_t k = i; k < last && (k == i || !l[k].blank); k++)
    if (l[k].text.p[l[k].text.n - 1] == '=') {
      *marked = true;
      return k + 1;
    }
  while (end < last && !l[end].blank && l[end].indent < 2) end++;
  return end;
}

/* Reads headline and byline from line i; returns the first line of the text. */
static void take_head(message *m, size_t i, bool marked, vb_arena *arena) {
  const vb_line *l = m->lines.items;
  size_t from = SIZE_MAX, to = 0, last = i + HEAD_LINES_MAX;
  bool done = false, equals = false;
  size_t end = marked && i < m->end ? head_end(m, i, &equals) : SIZE_MAX;
  if (marked && !equals && end > i + 1) end = i + 1; /* only the line after STX is certain */
  for (size_t first = i; i < m->end && i < last && i < end && !done; i++) {
    vb_str s = l[i].text;
    if (i > first && l[i].blank && (from != SIZE_MAX || marked)) break;
    done = s.p[s.n - 1] == '=';
    if (done) s.n--, s = vb_str_trim(s), m->lines.items[i].text = s;
    if (!s.n) continue;
    if (vb_is_byline(s)) m->article.byline = m->article.byline.n ? m->article.byline : s;
    else if (from == SIZE_MAX && !marked && is_keywords(s)) continue;
    else from = from == SIZE_MAX ? i : from, to = i + 1;
  }
  if (from != SIZE_MAX) m->article.title = vb_lines_joined(&m->lines, from, to, arena);
  m->text = i;
}

static vb_status read_message(const vb_reading *reading, vb_str text, uint64_t record,
                              vb_error *err) {
  message m = {.article = {.record = record}};
  vb_date date;
  const char *stx = text.n ? memchr(text.p, STX, text.n) : NULL;
  vb_arena_clear(reading->arena);
  if (stx) text = vb_str_slice(text, (size_t)(stx - text.p) + 1, text.n);
  vb_status status = vb_lines_of(text, reading->arena, &m.lines, err);
  if (status != VB_OK) return status;
  const vb_line *l = m.lines.items;
  for (size_t i = m.lines.count; i > 0 && !m.article.published.precision && m.lines.count - i < 4;
       i--)
    if (is_stamp(l[i - 1].text, &date))
      vb_draft_date(&m.article, date, VB_DATE_FROM_METADATA), m.lines.count = i - 1;
  while (m.end < m.lines.count && !is_editors(l[m.end].text)) m.end++;
  if (m.end && is_initials(l[m.end - 1].text)) m.end--;
  take_head(&m, 0, stx != NULL, reading->arena);
  m.article.text = vb_lines_text(&m.lines, m.text, m.end, reading->arena);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &m.article, err);
}

static bool begins(vb_str line) {
  return vb_str_starts(line, "ZCZC") || (line.n && line.p[0] == SOH) || is_header(line);
}

bool vb_iptc7901_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  if (sight->root.n) return false;
  if (s.n && s.p[0] == SOH) return memchr(s.p, STX, s.n) != NULL;
  if (vb_str_starts(sight->line, "ZCZC")) return true;
  return is_header(sight->line);
}

/* A message extends from the line after its header to its ETX, its NNNN or the next header. */
vb_status vb_iptc7901_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err) {
  vb_status status = VB_OK;
  size_t start = SIZE_MAX;
  uint64_t record = 0;
  vb_line line;
  if (replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", replaced);
  for (size_t at = 0; status == VB_OK && vb_line_next(text, &at, &line);) {
    size_t here = (size_t)(line.text.p - text.p);
    bool ends =
        vb_str_is(line.text, "NNNN") || (line.text.n && line.text.p[line.text.n - 1] == EOT);
    bool begun = line.text.n && begins(line.text);
    if (start != SIZE_MAX && (ends || (begun && here > start + 1))) {
      size_t end = ends && line.text.n > 4 ? here + line.text.n : here;
      if (vb_str_trim(vb_str_slice(text, start, end)).n)
        status = read_message(reading, vb_str_slice(text, start, end), ++record, err);
      start = SIZE_MAX;
    }
    if (begun) start = at < text.n ? at : text.n;
  }
  vb_str rest = start == SIZE_MAX ? VB_STR_NONE : vb_str_slice(text, start, text.n);
  if (status == VB_OK && vb_str_trim(rest).n) status = read_message(reading, rest, ++record, err);
  if (status == VB_OK && !record) vb_draft_problem(reading, 0, true, "IPTC 7901 without a message");
  return status;
}
