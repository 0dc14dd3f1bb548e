/*
 * factiva.c - reads exports of Factiva: text with and without field codes, HTML of both, and XML.
 *
 *   HD                      Title
 *   Title                   By Ada Brook
 *   WC                      61 words
 *   61 words                8 March 2019
 *   PD                      Port Amble Herald
 *   8 March 2019            PAMH
 *   LP                      English
 *   first paragraph         (c) 2019 Amble Media
 *   TD                      paragraphs
 *   the others
 *   AN                      Document PAMH000020190308ef380000z
 *   Document PAMH0000...
 *
 * Each article ends with its document number; text after the last one is a summary of the
 * search. Without codes the word count is the landmark: headline and byline are above it;
 * date, outlet, code, language and rights below. HTML is one of these forms in paragraphs.
 * Codes: Factiva's "Intelligent Indexing" guide.
 */
#include "indexer/article/read/export_lines.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/readers.h"

enum { HEAD_ABOVE_MAX = 8, HEAD_BELOW_MAX = 16, CODE_VALUE_MAX = 200 };

/* The text after "Document" in one of Factiva's languages; absent for other lines. */
static vb_str document_number(vb_str line) {
  static const char *const words[] = {
      "Document ", "Dokument ", "Documento ",
      "\xD0\x94\xD0\xBE\xD0\xBA\xD1\x83\xD0\xBC\xD0\xB5\xD0\xBD\xD1\x82 "};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (vb_str_starts(line, words[i]))
      return vb_line_trim(vb_str_slice(line, strlen(words[i]), line.n));
  return VB_STR_NONE;
}

/* "Document PAMH000020190308ef380000z": letters, then digits that contain a date. */
static bool is_number_line(vb_str line) {
  vb_str number = document_number(line);
  size_t digits = 0;
  if (number.n < 16 || number.n > 40) return false;
  for (size_t i = 0; i < number.n; i++) {
    char c = number.p[i];
    bool digit = c >= '0' && c <= '9';
    if (!digit && !((c | 32) >= 'a' && (c | 32) <= 'z')) return false;
    digits += digit;
  }
  return digits >= 10;
}

static bool is_page_line(vb_str line) {
  return (vb_str_starts(line, "Page ") && line.n < 24 && memmem(line.p, line.n, " of ", 4)) ||
         memmem(line.p, line.n < 200 ? line.n : 0, "Factiva, Inc.", 13);
}

/* ---- with codes ---- */

/* The length of the field code that a line is, or (inside) begins with; 0 for none. */
static size_t code_at(vb_str line, bool inside) {
  static const char *const codes[] = {"SE",  "HD",  "BY", "CR",   "WC",  "PD",  "ET",  "SN",  "SC",
                                      "VOL", "ED",  "PG", "LA",   "CY",  "LP",  "TD",  "ART", "CT",
                                      "RF",  "CO",  "IN", "NS",   "RE",  "IPC", "IPD", "PUB", "AN",
                                      "CX",  "NGC", "GC", "DJIC", "CLM", NULL};
  size_t n = 0;
  while (n < line.n && line.p[n] >= 'A' && line.p[n] <= 'Z') n++;
  if (n < 2 || n > 4 || !vb_line_is_any(vb_str_slice(line, 0, n), codes)) return 0;
  return n == line.n || (inside && vb_is_space(line.p[n])) ? n : 0;
}

typedef struct coded {
  const vb_reading *reading;
  vb_article article;
  vb_buf text;
} coded;

static void put_paragraphs(vb_str text, vb_buf *out) {
  if (text.n && out->n) vb_buf_text(out, "\n\n");
  vb_buf_str(out, text);
}

static void take_code(coded *c, vb_str code, vb_str value) {
  vb_article *a = &c->article;
  vb_date date;
  vb_str line = vb_str_slice(value, 0, CODE_VALUE_MAX);
  if (vb_str_is(code, "HD") && !a->title.n) a->title = value;
  else if (vb_str_is(code, "BY") && !a->byline.n) a->byline = line;
  else if (vb_str_is(code, "SE") && !a->section.n) a->section = line;
  else if (vb_str_is(code, "SN") && !a->source.n) a->source = line;
  else if (vb_str_is(code, "LA") && !a->language.n) a->language = vb_language_code(line);
  else if (vb_str_is(code, "PD") && vb_draft_read_date(line, &date))
    vb_draft_date(a, date, VB_DATE_FROM_METADATA);
  else if (vb_str_is(code, "AN") && is_number_line(line)) a->id = document_number(line);
  else if (vb_str_is(code, "LP") || vb_str_is(code, "TD")) put_paragraphs(value, &c->text);
}

/* The value of the code of `n` bytes in line i, up to line `end`. */
static vb_str value_of_code(vb_lines *lines, size_t i, size_t n, size_t end, bool text,
                            vb_arena *arena) {
  vb_line *first = &lines->items[i];
  first->text = vb_line_trim(vb_str_slice(first->text, n, first->text.n));
  first->indent = 0;
  if (!first->text.n) i++;
  if (i >= end) return VB_STR_NONE;
  return text ? vb_lines_text(lines, i, end, arena) : vb_lines_joined(lines, i, end, arena);
}

/* Codes may be on lines of their own or before their values; which of the two is found out first,
   because two capital letters begin many ordinary lines. */
static vb_status read_coded(const vb_reading *reading, vb_str text, uint64_t record,
                            vb_error *err) {
  coded c = {.reading = reading, .article = {.record = record}};
  vb_lines lines;
  vb_arena_clear(reading->arena);
  vb_status status = vb_lines_of(text, reading->arena, &lines, err);
  if (status != VB_OK) return status;
  vb_lines_drop(&lines, is_page_line);
  bool inside = true; /* codes are before their values in the same line: "HD   Title" */
  for (size_t i = 0; i < lines.count; i++)
    inside = inside && code_at(lines.items[i].text, false) != 2;
  for (size_t i = 0; i < lines.count;) {
    size_t n = code_at(lines.items[i].text, inside), end = i + 1;
    char code[8] = "";
    if (n) memcpy(code, lines.items[i].text.p, n);
    while (end < lines.count && !code_at(lines.items[end].text, inside)) end++;
    bool body = strcmp(code, "LP") == 0 || strcmp(code, "TD") == 0;
    if (n) take_code(&c, vb_str_of(code), value_of_code(&lines, i, n, end, body, reading->arena));
    i = end;
  }
  status = vb_buf_ok(&c.text, err);
  c.article.text = vb_buf_view(&c.text);
  if (status == VB_OK) status = vb_draft_finish(reading, VB_DRAFT_RECORD, &c.article, err);
  vb_buf_clear(&c.text);
  return status;
}

/* ---- without codes ---- */

/* Reads headline and byline above line `count`, which has the word count. */
static void take_above(const vb_lines *lines, size_t count, vb_article *a, vb_arena *arena) {
  size_t from = count > HEAD_ABOVE_MAX ? count - HEAD_ABOVE_MAX : 0, to = count;
  const vb_line *l = lines->items;
  if (to - from > 1 &&
      (vb_is_byline(l[to - 1].text) || (l[to - 1].blank && vb_is_name_shaped(l[to - 1].text))))
    a->byline = l[--to].text;
  if (to - from > 1 && vb_is_section_name(l[from].text)) a->section = l[from++].text;
  if (to > from) a->title = vb_lines_joined(lines, from, to, arena);
}

static bool is_code(vb_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!(s.p[i] >= 'A' && s.p[i] <= 'Z') && !(s.p[i] >= '0' && s.p[i] <= '9')) return false;
  return s.n >= 3 && s.n <= 8;
}

static bool is_time(vb_str s) {
  return s.n >= 4 && s.n <= 8 && memchr(s.p, ':', s.n) && s.p[0] >= '0' && s.p[0] <= '9';
}

/* Reads date, outlet, code, page, language and rights below it; returns the first line of the
   text. */
static size_t take_below(const vb_lines *lines, size_t i, vb_article *a) {
  const vb_line *l = lines->items;
  size_t last = i + HEAD_BELOW_MAX < lines->count ? i + HEAD_BELOW_MAX : lines->count, known = i;
  vb_date date;
  for (; i < last; i++) {
    vb_str s = l[i].text;
    if (vb_line_is_rights(s)) return i + 1;
    if (!a->published.precision && vb_line_is_date(s, &date)) {
      vb_draft_date(a, date, VB_DATE_FROM_METADATA);
      known = i + 1;
    } else if (is_time(s)) {
      known = i + 1;
    } else if (!a->source.n && a->published.precision) {
      a->source = s;
      known = i + 1;
    } else if (is_code(s)) {
      known = i + 1;
    } else if (!a->language.n && s.n < 24 && vb_language_code(s).n && s.n > 2) {
      a->language = vb_language_code(s);
      known = i + 1;
    } else if (s.n > 100) {
      break; /* a paragraph */
    }
  }
  return known;
}

static vb_status read_plain(const vb_reading *reading, vb_str text, vb_str number, uint64_t record,
                            vb_error *err) {
  vb_article a = {.record = record, .id = number};
  vb_lines lines;
  vb_arena_clear(reading->arena);
  vb_status status = vb_lines_of(text, reading->arena, &lines, err);
  if (status != VB_OK) return status;
  vb_lines_drop(&lines, is_page_line);
  size_t count = 0;
  while (count < lines.count && !vb_line_is_word_count(lines.items[count].text)) count++;
  if (count == lines.count) {
    vb_draft_problem(reading, record, true, "a document without its count of words");
    return VB_OK;
  }
  take_above(&lines, count, &a, reading->arena);
  a.text = vb_lines_text(&lines, take_below(&lines, count + 1, &a), lines.count, reading->arena);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &a, err);
}

/* ---- both ---- */

static bool is_headline_code(vb_str line) {
  return vb_str_is(line, "HD") || (vb_str_starts(line, "HD ") && line.n > 4);
}
static bool is_words_code(vb_str line) {
  return vb_str_is(line, "WC") ||
         (vb_str_starts(line, "WC ") &&
          vb_line_is_word_count(vb_line_trim(vb_str_slice(line, 3, line.n))));
}

static bool is_coded(vb_str text) {
  return vb_text_has_line(text, is_headline_code) && vb_text_has_line(text, is_words_code);
}

static bool ends_article(vb_str line, bool codes) {
  return is_number_line(line) || (codes && vb_str_starts(line, "AN ") &&
                                  is_number_line(vb_line_trim(vb_str_slice(line, 3, line.n))));
}

bool vb_factiva_sees(const vb_sight *sight) {
  static const char *const pieces[] = {"WC", "Document", "Dokument ", "\n\xD0\x94\xD0\xBE\xD0\xBA",
                                       NULL};
  if (sight->root.n || !vb_text_holds_any(sight->text, pieces)) return false;
  return is_coded(sight->text) || (vb_text_has_line(sight->text, vb_line_is_word_count) &&
                                   vb_text_has_line(sight->text, is_number_line));
}

vb_status vb_factiva_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                          vb_error *err) {
  bool codes = is_coded(text);
  vb_status status = VB_OK;
  size_t start = 0;
  uint64_t record = 0;
  vb_line line;
  if (replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", replaced);
  for (size_t at = 0; status == VB_OK && vb_line_next(text, &at, &line);) {
    if (!ends_article(line.text, codes)) continue;
    size_t end = (size_t)(line.text.p - text.p);
    if (codes)
      status = read_coded(reading, vb_str_slice(text, start, end + line.text.n), ++record, err);
    else
      status = read_plain(reading, vb_str_slice(text, start, end), document_number(line.text),
                          ++record, err);
    start = at;
  }
  vb_str rest = vb_str_slice(text, start, text.n);
  if (status == VB_OK && codes && vb_text_has_line(rest, is_headline_code))
    status = read_coded(reading, rest, ++record, err);
  if (status == VB_OK && !record)
    vb_draft_problem(reading, 0, true, "a Factiva export without an article");
  return status;
}

bool vb_factiva_html_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  if (!vb_str_is_caseless(sight->root, "html")) return false;
  return memmem(s.p, s.n, "articleParagraph", 16) ||
         (memmem(s.p, s.n, "Factiva", 7) && memmem(s.p, s.n, "Article", 7)) ||
         memmem(s.p, s.n, "enHeadline", 10);
}

vb_status vb_factiva_html_read(const vb_reading *reading, vb_str html, uint32_t replaced,
                               vb_error *err) {
  vb_buf copy = VB_BUF_INIT;
  vb_status status = vb_export_page_text(reading, html, &copy, err);
  vb_str plain = vb_buf_view(&copy);
  /* Other sites use the same class names: without a document number it is an ordinary page. */
  bool exported = is_coded(plain) || vb_text_has_line(plain, is_number_line);
  if (status == VB_OK && exported) status = vb_factiva_read(reading, plain, replaced, err);
  else if (status == VB_OK) status = vb_read_html(reading, html, replaced, err);
  vb_buf_clear(&copy);
  return status;
}

/* ---- XML ---- */

static const vb_markup_rule xml_rules[] = {
    {NULL, "article", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {"article", "headline", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"article", "byline", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"article", "sourceName", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"article", "sectionName", VB_MARKUP_SECTION, 0, NULL, NULL},
    {"article", "baseLanguage", VB_MARKUP_LANGUAGE, 0, NULL, NULL},
    {"article", "accessionNo", VB_MARKUP_ID, 0, NULL, NULL},
    {"publicationDate", "dateTime", VB_MARKUP_DATE, 0, NULL, NULL},
    {"publicationDate", "date", VB_MARKUP_DATE, 1, NULL, NULL},
    {"article", "leadParagraph", VB_MARKUP_BODY, 0, NULL, NULL},
    {"article", "tailParagraphs", VB_MARKUP_BODY, 0, NULL, NULL},
    {"article", "paragraph", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

static const vb_markup_format xml = {
    .tables = {xml_rules, vb_markup_xhtml}, .many = true, .what = "Factiva's XML"};

bool vb_factiva_xml_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "PPSResponse") ||
         vb_str_starts_caseless(sight->root, "ppsarticle") ||
         (sight->root.n && vb_str_starts(sight->text, "<") &&
          memmem(sight->text.p, sight->text.n, "http://global.factiva.com/", 26) &&
          !vb_str_is_caseless(sight->root, "html"));
}

vb_status vb_factiva_xml_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &xml, stream, err);
}
