/*
 * sgml.c - reads the corpora in which researchers keep news: TREC's disks, Gigaword,
 * Reuters-21578.
 *
 * None of them is XML: there is no root, "&" and "<" are not escaped, elements are not
 * closed, case varies. So a small scanner makes the events for markup.c. It knows no DTD,
 * closes open elements when an outer one ends, and takes everything that is not clearly a
 * tag as text. Memory is one article and one chunk.
 *
 * Sources: the DTDs on TREC's disks, the Gigaword README files, Lewis's README of Reuters-21578.
 */
#include "indexer/article/read/dates.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/utf8_stream.h"
#include "indexer/article/read/xml.h"

enum {
  CHUNK = 64 * 1024,
  TAG_MAX = 4096, /* anything longer is text after a "<" */
  NAME_MAX = 40,
  OPEN_MAX = 64
};

typedef struct scanner {
  vb_markup *markup;
  vb_stream *stream;
  vb_buf raw, text; /* bytes of the stream; the same as UTF-8, unscanned from `at` */
  size_t at;
  vb_utf8_stream utf8;
  bool ended;
  char open[OPEN_MAX][NAME_MAX];
  size_t depth;
  vb_buf plain; /* text with its entities decoded */
} scanner;

/* ---- rules ---- */

static const vb_markup_rule trec_rules[] = {
    {NULL, "DOC", VB_MARKUP_WHOLE, 0, NULL,
     "+title"}, /* <doc title=.. url=..>, text extracted from a wiki */
    {NULL, "DOC", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "DOC", VB_MARKUP_ID, 2, "id", NULL},
    {NULL, "DOC", VB_MARKUP_URL, 0, "url", NULL},
    {NULL, "DOC", VB_MARKUP_TITLE, 4, "title", NULL},
    {"DOC", "DOCNO", VB_MARKUP_ID, 0, NULL, NULL},
    {"DOC", "DOCID", VB_MARKUP_ID, 1, NULL, NULL},
    {"DOC", "HEADLINE", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"DOC", "HEAD", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"DOC", "HL", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"DOC", "TI", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"DOC", "TITLE", VB_MARKUP_TITLE, 2, NULL, NULL},
    {"DOC", "H3", VB_MARKUP_TITLE, 3, NULL, NULL},
    {"DOC", "DATE", VB_MARKUP_DATE, 0, NULL, NULL},
    {"DOC", "DATE_TIME", VB_MARKUP_DATE, 0, NULL, NULL},
    {"DOC", "DATETIME", VB_MARKUP_DATE, 0, NULL, NULL},
    {"DOC", "DATE1", VB_MARKUP_DATE, 1, NULL, NULL},
    {"DOC", "PUBDATE", VB_MARKUP_DATE, 1, NULL, NULL},
    {"DOC", "BYLINE", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"DOC", "AUTHOR", VB_MARKUP_BYLINE, 1, NULL, NULL},
    {"DOC", "PUB", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"DOC", "SO", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"DOC", "SOURCE", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"DOC", "JOURNAL", VB_MARKUP_SOURCE, 2, NULL, NULL},
    {"DOC", "SECTION", VB_MARKUP_SECTION, 0, NULL, NULL},
    {"DOC", "LANGUAGE", VB_MARKUP_LANGUAGE, 0, NULL, NULL},
    {"DOC", "URL", VB_MARKUP_URL, 1, NULL, NULL},
    {"DOC", "SLUG", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"DOC", "GRAPHIC", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"DOC", "DATELINE", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"DOC", "HEADER", VB_MARKUP_SPACE, 0, NULL, NULL},
    {"DOC", "LP", VB_MARKUP_BODY, 0, NULL, NULL},
    {"DOC", "LEADPARA", VB_MARKUP_BODY, 0, NULL, NULL},
    {"DOC", "BODY", VB_MARKUP_BODY, 0, NULL, NULL},
    {"DOC", "TEXT", VB_MARKUP_BODY, 0, NULL, NULL},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

static const vb_markup_rule reuters_rules[] = {
    {NULL, "REUTERS", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {"REUTERS", "DATE", VB_MARKUP_DATE, 0, NULL, NULL},
    {"TEXT", "TITLE", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"TEXT", "AUTHOR", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"TEXT", "DATELINE", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"TEXT", "BODY", VB_MARKUP_BODY, 0, NULL, NULL},
    {"REUTERS", "TEXT", VB_MARKUP_BODY, 0, NULL, "TYPE=UNPROC"},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

/* hOCR is not SGML but as irregular: HTML by OCR programs, whose classes say what is a line. */
static const vb_markup_rule hocr_rules[] = {
    {NULL, "script", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "style", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "body", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "html", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {NULL, "*", VB_MARKUP_SKIP, 0, NULL, "class=ocr_image"},
    {NULL, "*", VB_MARKUP_SKIP, 0, NULL, "class=ocr_photo"},
    {NULL, "*", VB_MARKUP_SKIP, 0, NULL, "class=ocr_separator"},
    {NULL, "*", VB_MARKUP_SKIP, 0, NULL, "class=ocr_pageno"},
    {NULL, "*", VB_MARKUP_BODY, 0, NULL, "class=ocr_page"},
    {NULL, "*", VB_MARKUP_LINE, 0, NULL, "class=ocr_line"},
    {NULL, "*", VB_MARKUP_LINE, 0, NULL, "class=ocrx_line"},
    {NULL, "*", VB_MARKUP_LINE, 0, NULL, "class=ocr_textfloat"},
    {NULL, "*", VB_MARKUP_LINE, 0, NULL, "class=ocr_caption"},
    {NULL, "*", VB_MARKUP_LINE, 0, NULL,
     "class=ocr_header"}, /* a headline, in Tesseract's output */
    {NULL, "*", VB_MARKUP_SPACE, 0, NULL, "class=ocrx_word"},
    {NULL, "*", VB_MARKUP_PARAGRAPH, 0, NULL, "class=ocr_par"},
    {NULL, "*", VB_MARKUP_PARAGRAPH, 0, NULL, "class=ocr_carea"},
    {NULL, "*", VB_MARKUP_PARAGRAPH, 0, NULL, "class=ocrx_block"},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

static unsigned two_digits(const char *p) {
  return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* The day in a document's number: NYT19980601.0001 and AFP_ENG_19940512.0001 have all of it; of
   those with six digits, the order is known for three papers only. */
static bool date_of_number(vb_str id, vb_date *out) {
  size_t from = 0, n = 0;
  if (!id.n) return false;
  while (from < id.n && !(id.p[from] >= '0' && id.p[from] <= '9')) from++;
  while (from + n < id.n && id.p[from + n] >= '0' && id.p[from + n] <= '9') n++;
  const char *p = id.p + from;
  if (n == 8 && (vb_str_starts(vb_str_slice(id, from, id.n), "19") ||
                 vb_str_starts(vb_str_slice(id, from, id.n), "20")))
    *out = (vb_date){(uint16_t)(two_digits(p) * 100 + two_digits(p + 2)),
                     (uint8_t)two_digits(p + 4),
                     (uint8_t)two_digits(p + 6),
                     0,
                     0,
                     VB_DATE_DAY};
  else if (n == 6 && (vb_str_starts(id, "AP") || vb_str_starts(id, "WSJ")))
    *out = (vb_date){(uint16_t)(1900 + two_digits(p)),
                     (uint8_t)two_digits(p + 2),
                     (uint8_t)two_digits(p + 4),
                     0,
                     0,
                     VB_DATE_DAY};
  else if (n == 6 && vb_str_starts(id, "LA"))
    *out = (vb_date){(uint16_t)(1900 + two_digits(p + 4)),
                     (uint8_t)two_digits(p),
                     (uint8_t)two_digits(p + 2),
                     0,
                     0,
                     VB_DATE_DAY};
  else return false;
  return vb_date_valid(*out);
}

static vb_status finish_trec(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  (void)reading, (void)err;
  vb_date date;
  if (date_of_number(made->article.id, &date))
    vb_draft_date(&made->article, date, VB_DATE_FROM_METADATA);
  return VB_OK;
}

/* Removes the agency's name on the last line of each story. */
static vb_status finish_reuters(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  (void)reading, (void)err;
  vb_str text = vb_str_trim(made->article.text);
  size_t word = vb_str_ends_caseless(text, "reuter")    ? 6
                : vb_str_ends_caseless(text, "reuters") ? 7
                                                        : 0;
  if (word && text.n > word && vb_is_space(text.p[text.n - word - 1])) text.n -= word;
  made->article.text = vb_str_trim(text);
  made->article.source = VB_STR("Reuters");
  return VB_OK;
}

static const vb_markup_format trec = {.tables = {trec_rules, vb_markup_xhtml},
                                      .many = true,
                                      .own_layout = true,
                                      .caseless = true,
                                      .what = "a TREC collection",
                                      .finish = finish_trec};
static const vb_markup_format reuters = {.tables = {reuters_rules, vb_markup_xhtml},
                                         .many = true,
                                         .own_layout = true,
                                         .caseless = true,
                                         .what = "a Reuters collection",
                                         .finish = finish_reuters};

static const vb_markup_format hocr = {.tables = {hocr_rules, vb_markup_xhtml},
                                      .folded = true,
                                      .caseless = true,
                                      .what = "an hOCR page"};

/* ---- the scanner ---- */

/* Reads until `want` bytes are available or the input ends. */
static vb_status need(scanner *s, size_t want, vb_error *err) {
  while (s->text.n - s->at < want && !s->ended) {
    size_t n = 0;
    if (s->at)
      memmove(s->text.p, s->text.p + s->at, s->text.n - s->at), s->text.n -= s->at, s->at = 0;
    char *to = vb_buf_reserve(&s->raw, CHUNK);
    if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
    vb_status status = vb_stream_read(s->stream, to, CHUNK, &n, err);
    if (status != VB_OK) return status;
    s->ended = n == 0;
    s->raw.n += n;
    size_t used = vb_utf8_stream_put(&s->utf8, vb_buf_view(&s->raw), s->ended, &s->text);
    s->raw.n -= used;
    if (s->raw.n) memmove(s->raw.p, s->raw.p + used, s->raw.n);
  }
  return vb_buf_ok(&s->text, err);
}

static vb_str ahead(const scanner *s) {
  return vb_str_slice(vb_buf_view(&s->text), s->at, s->text.n);
}

static void give_text(scanner *s, vb_str text) {
  char utf8[4];
  vb_buf_reset(&s->plain);
  for (size_t i = 0; i < text.n;) {
    const char *amp = memchr(text.p + i, '&', text.n - i);
    size_t to = amp ? (size_t)(amp - text.p) : text.n, n = 0;
    vb_buf_append(&s->plain, text.p + i, to - i);
    i = to;
    if (!amp) break;
    vb_str rest = vb_str_slice(text, i, text.n);
    size_t length = vb_xml_entity(rest, utf8, &n);
    if (length) vb_buf_append(&s->plain, utf8, n);
    else if (vb_str_starts(rest, "&hyph;")) vb_buf_char(&s->plain, '-'), length = 6;
    else if (vb_str_starts(rest, "&blank;")) vb_buf_char(&s->plain, ' '), length = 7;
    else vb_buf_char(&s->plain, '&'), length = 1;
    i += length;
  }
  vb_markup_text(s->markup, vb_buf_view(&s->plain));
}

static bool is_name_byte(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || strchr("._-:", c);
}

/* The tag at the beginning of s, including "<" and ">"; absent if there is none. */
static vb_str tag_at(vb_str s) {
  size_t i = 1;
  if (s.n < 3) return VB_STR_NONE;
  if (s.p[1] == '!' || s.p[1] == '?') {
    bool comment = vb_str_starts(s, "<!--");
    const char *end = comment ? memmem(s.p, s.n, "-->", 3) : memchr(s.p, '>', s.n);
    return end ? vb_str_slice(s, 0, (size_t)(end - s.p) + (comment ? 3 : 1)) : VB_STR_NONE;
  }
  if (s.p[i] == '/') i++;
  if (!((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z')) return VB_STR_NONE;
  while (i < s.n && is_name_byte(s.p[i]) && s.p[i]) i++;
  if (i < s.n && !vb_is_space(s.p[i]) && s.p[i] != '>' && s.p[i] != '/') return VB_STR_NONE;
  const char *end = memchr(s.p + i, '>', s.n - i);
  return end ? vb_str_slice(s, 0, (size_t)(end - s.p) + 1) : VB_STR_NONE;
}

/* An attribute of a start tag: name="value", or without quotation marks. */
static vb_str tag_attribute(const void *element, const char *name) {
  vb_str tag = *(const vb_str *)element;
  size_t n = strlen(name);
  for (size_t i = 1; i + n < tag.n; i++) {
    if (!vb_is_space(tag.p[i - 1]) || !vb_str_starts_caseless(vb_str_slice(tag, i, tag.n), name))
      continue;
    vb_str rest = vb_str_slice(tag, i + n, tag.n - 1);
    if (!vb_str_starts(rest, "=")) continue;
    rest = vb_str_slice(rest, 1, rest.n);
    bool quoted = rest.n && (rest.p[0] == '"' || rest.p[0] == '\'');
    size_t end = quoted, from = quoted;
    while (end < rest.n && (quoted ? rest.p[end] != rest.p[0] : !vb_is_space(rest.p[end]))) end++;
    return vb_str_slice(rest, from, end);
  }
  return VB_STR_NONE;
}

static vb_str tag_name(vb_str tag) {
  size_t from = 1 + (tag.p[1] == '/'), to = from;
  while (to < tag.n && is_name_byte(tag.p[to]) && tag.p[to]) to++;
  return vb_str_slice(tag, from, to < from + NAME_MAX - 1 ? to : from + NAME_MAX - 1);
}

/* Ends the elements above `depth`. */
static vb_status close_to(scanner *s, size_t depth, vb_error *err) {
  vb_status status = VB_OK;
  for (; s->depth > depth && status == VB_OK; s->depth--) status = vb_markup_end(s->markup, err);
  return status;
}

/* The depth of the innermost open element with that name; 0 for none. */
static size_t open_depth(const scanner *s, vb_str name) {
  for (size_t depth = s->depth; depth > 0; depth--)
    if (vb_str_is_caseless(name, s->open[depth - 1])) return depth;
  return 0;
}

/* A paragraph or article that is not closed ends where the next one begins. */
static vb_status start_tag(scanner *s, vb_str tag, vb_error *err) {
  vb_str name = tag_name(tag);
  vb_status status = VB_OK;
  bool ends_itself = vb_str_is_caseless(name, "p") || vb_str_is_caseless(name, "doc") ||
                     vb_str_is_caseless(name, "reuters");
  size_t same = ends_itself ? open_depth(s, name) : 0;
  if (same) status = close_to(s, same - 1, err);
  if (status != VB_OK || s->depth == OPEN_MAX) return status;
  memcpy(s->open[s->depth], name.p, name.n);
  s->open[s->depth++][name.n] = '\0';
  vb_markup_start(s->markup, name, VB_STR_NONE, tag_attribute, &tag);
  return tag.p[tag.n - 2] == '/' ? close_to(s, s->depth - 1, err) : VB_OK;
}

static vb_status take_tag(scanner *s, vb_str tag, vb_error *err) {
  if (tag.p[1] == '!' || tag.p[1] == '?') return VB_OK;
  if (tag.p[1] != '/') return start_tag(s, tag, err);
  size_t depth = open_depth(s, tag_name(tag));
  return depth ? close_to(s, depth - 1, err) : VB_OK;
}

/* Cuts SGML into text and tags without a DTD. Anything after "<" that is not a tag is text, since
   news texts have such characters. */
static vb_status scan(scanner *s, vb_error *err) {
  vb_status status = need(s, TAG_MAX, err);
  while (status == VB_OK && s->at < s->text.n) {
    vb_str rest = ahead(s), tag;
    const char *less = memchr(rest.p, '<', rest.n);
    size_t text = less ? (size_t)(less - rest.p) : rest.n;
    if (text) { /* do not let a chunk's end cut an entity */
      if (!less && !s->ended && text > 16) text -= 16;
      give_text(s, vb_str_slice(rest, 0, text));
      s->at += text;
      status = need(s, TAG_MAX, err);
      continue;
    }
    status = need(s, TAG_MAX, err);
    if (status != VB_OK) break;
    tag = tag_at(vb_str_slice(ahead(s), 0, TAG_MAX));
    if (tag.n) status = take_tag(s, tag, err);
    else vb_markup_text(s->markup, VB_STR("<"));
    s->at += tag.n ? tag.n : 1;
    if (status == VB_OK) status = need(s, TAG_MAX, err);
  }
  return status == VB_OK ? close_to(s, 0, err) : status;
}

static vb_status read_collection(const vb_reading *reading, const vb_markup_format *format,
                                 vb_stream *stream, vb_error *err) {
  scanner s = {.stream = stream};
  vb_status status = vb_markup_new(reading, format, &s.markup, err);
  if (status == VB_OK) status = scan(&s, err);
  if (status == VB_OK && s.utf8.replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", s.utf8.replaced);
  if (status == VB_OK) status = vb_markup_finish(s.markup, vb_stream_broken(stream), err);
  vb_markup_free(s.markup);
  vb_buf_clear(&s.raw);
  vb_buf_clear(&s.text);
  vb_buf_clear(&s.plain);
  return status;
}

bool vb_trec_sees(const vb_sight *sight) {
  return vb_str_is_caseless(sight->root, "doc") ||
         (vb_str_is_caseless(sight->root, "docs") &&
          memmem(sight->text.p, sight->text.n, "<DOC", 4));
}

vb_status vb_trec_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return read_collection(reading, &trec, stream, err);
}

bool vb_reuters_sgml_sees(const vb_sight *sight) {
  return vb_str_is_caseless(sight->root, "reuters");
}

vb_status vb_reuters_sgml_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return read_collection(reading, &reuters, stream, err);
}

bool vb_hocr_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  return vb_str_is_caseless(sight->root, "html") && memmem(s.p, s.n, "ocr_page", 8) &&
         (memmem(s.p, s.n, "ocr_line", 8) || memmem(s.p, s.n, "ocrx_", 5));
}

vb_status vb_hocr_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return read_collection(reading, &hocr, stream, err);
}
