/*
 * citation_records.c - cites an article as a record for bibliography programs.
 *
 * RIS has one line for each part; a line break within one would begin another, so texts are made
 * one line. BibTeX reads braces before anything else, escaped or not, so in a text they become
 * commands whose own braces are even. CSL-JSON is written by the JSON writer.
 */
#include "searcher/answer/citation_internal.h"

#include "indexer/base/count.h"
#include "indexer/base/hash.h"
#include "indexer/base/json_writer.h"
#include "indexer/base/utf8.h"
#include "indexer/base/web_address.h"

static void put_as_is(vb_buf *out, vb_str rest, size_t length, bool first) {
  (void)first;
  vb_buf_append(out, rest.p, length);
}

/* “passage” (speaker), on one line; nothing without a passage. */
static void put_note(vb_buf *out, const vb_citation *citation) {
  vb_buf passage = VB_BUF_INIT, speaker = VB_BUF_INIT;
  vb_citation_line(&passage, citation->passage, put_as_is);
  vb_citation_line(&speaker, citation->speaker, put_as_is);
  if (passage.n) vb_buf_printf(out, "“%.*s”", VB_STR_ARG(vb_buf_view(&passage)));
  if (passage.n && speaker.n) vb_buf_printf(out, " (%.*s)", VB_STR_ARG(vb_buf_view(&speaker)));
  out->failed |= passage.failed || speaker.failed;
  vb_buf_clear(&passage);
  vb_buf_clear(&speaker);
}

/* ---- RIS ---------------------------------------------------------------- */

static void ris_line(vb_buf *out, const char *tag, vb_str text) {
  vb_buf line = VB_BUF_INIT;
  vb_citation_line(&line, text, put_as_is);
  if (line.n) {
    vb_buf_printf(out, "%s  - ", tag);
    vb_buf_str(out, vb_buf_view(&line));
    vb_buf_text(out, "\r\n");
  }
  out->failed |= line.failed;
  vb_buf_clear(&line);
}

/* YYYY/MM/DD/ and the time, with nothing between the strokes where the precision ends. */
static void ris_date(vb_buf *out, const char *tag, vb_date date) {
  if (date.precision == VB_DATE_UNKNOWN) return;
  vb_buf_printf(out, "%s  - %04u/", tag, date.year);
  if (date.precision >= VB_DATE_MONTH) vb_buf_printf(out, "%02u", date.month);
  vb_buf_char(out, '/');
  if (date.precision >= VB_DATE_DAY) vb_buf_printf(out, "%02u", date.day);
  vb_buf_char(out, '/');
  if (date.precision >= VB_DATE_MINUTE) vb_buf_printf(out, "%02u:%02u", date.hour, date.minute);
  vb_buf_text(out, "\r\n");
}

void vb_citation_ris(const vb_citation *citation, vb_buf *out) {
  const vb_article_head *article = &citation->article;
  vb_str url = vb_citation_url(citation);
  vb_buf note = VB_BUF_INIT;
  put_note(&note, citation);
  vb_buf_text(out, "TY  - NEWS\r\n");
  ris_line(out, "TI", article->title);
  for (size_t i = 0; i < article->author_count; i++) ris_line(out, "AU", article->authors[i]);
  ris_line(out, "T2", article->source);
  if (article->published.precision) vb_buf_printf(out, "PY  - %04u\r\n", article->published.year);
  ris_date(out, "DA", article->published);
  ris_line(out, "SE", article->section);
  ris_line(out, "LA", article->language);
  ris_line(out, "UR", url);
  if (url.n) ris_date(out, "Y2", citation->accessed);
  ris_line(out, "N1", vb_buf_view(&note));
  ris_line(out, "AN", article->id);
  vb_buf_text(out, "ER  - \r\n");
  out->failed |= note.failed;
  vb_buf_clear(&note);
}

/* ---- BibTeX ------------------------------------------------------------- */

static void put_bibtex(vb_buf *out, vb_str rest, size_t length, bool first) {
  static const struct {
    char sign;
    const char *as;
  } signs[] = {{'\\', "\\textbackslash{}"},
               {'{', "\\textbraceleft{}"},
               {'}', "\\textbraceright{}"},
               {'~', "\\textasciitilde{}"},
               {'^', "\\textasciicircum{}"},
               {'$', "\\$"},
               {'%', "\\%"},
               {'&', "\\&"},
               {'#', "\\#"},
               {'_', "\\_"}};
  (void)first;
  for (size_t i = 0; i < VB_COUNT(signs); i++)
    if (signs[i].sign == rest.p[0]) {
      vb_buf_text(out, signs[i].as);
      return;
    }
  vb_buf_append(out, rest.p, length);
}

/* A field between `open` and `close`, which keep braces even; nothing for an empty text. */
static void bibtex_field(vb_buf *out, const char *name, const char *open, vb_str text,
                         const char *close) {
  vb_buf value = VB_BUF_INIT;
  vb_citation_line(&value, text, put_bibtex);
  if (value.n) {
    vb_buf_printf(out, "  %s = %s", name, open);
    vb_buf_str(out, vb_buf_view(&value));
    vb_buf_printf(out, "%s,\n", close);
  }
  out->failed |= value.failed;
  vb_buf_clear(&value);
}

/* Whether BibTeX would read one name as several, or turn its parts round. */
static bool needs_braces(vb_str name) {
  size_t at = 0;
  if (name.n && memchr(name.p, ',', name.n)) return true;
  for (vb_str word; (word = vb_str_next_word(name, &at)).n;)
    if (vb_str_is_caseless(word, "and") || vb_str_is_caseless(word, "others")) return true;
  return false;
}

static void bibtex_authors(vb_buf *out, const vb_article_head *article) {
  bool any = false;
  for (size_t i = 0; i < article->author_count; i++) {
    vb_str name = vb_str_trim(article->authors[i]);
    if (!name.n) continue;
    bool braces = needs_braces(name);
    vb_buf_text(out, any ? " and " : "  author = {");
    if (braces) vb_buf_char(out, '{');
    vb_citation_line(out, name, put_bibtex);
    if (braces) vb_buf_char(out, '}');
    any = true;
  }
  if (any) vb_buf_text(out, "},\n");
}

/* BibTeX's own names of months, which styles translate. */
static void bibtex_date(vb_buf *out, vb_date date) {
  static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
  if (date.precision >= VB_DATE_YEAR) vb_buf_printf(out, "  year = {%04u},\n", date.year);
  if (date.precision >= VB_DATE_MONTH && date.month >= 1 && date.month <= 12)
    vb_buf_printf(out, "  month = %s,\n", months[date.month - 1]);
  if (date.precision >= VB_DATE_DAY) vb_buf_printf(out, "  day = {%u},\n", date.day);
}

/* Read as it stands, so only what would end it is encoded. */
static void bibtex_url(vb_buf *out, vb_str url) {
  if (!url.n) return;
  vb_buf_text(out, "  url = {");
  for (size_t i = 0; i < url.n; i++)
    if (strchr("{}\\", url.p[i])) vb_url_encode(vb_str_slice(url, i, i + 1), out);
    else vb_buf_char(out, url.p[i]);
  vb_buf_text(out, "},\n");
}

/* The article's id; with what no key may have left out and then a hash, so that two ids stay two
   keys. */
static void bibtex_key(vb_buf *out, vb_str id) {
  enum { KEY_MAX = 60 };
  bool whole = id.n > 0 && id.n <= KEY_MAX;
  for (size_t i = 0; i < id.n && i < KEY_MAX; i++) {
    char c = id.p[i];
    bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                (c && strchr("-._:/", c));
    vb_buf_char(out, kept ? c : '-');
    whole &= kept;
  }
  if (!whole) vb_buf_printf(out, "-%08x", (unsigned)vb_hash64(id));
}

void vb_citation_bibtex(const vb_citation *citation, vb_buf *out) {
  const vb_article_head *article = &citation->article;
  vb_str url = vb_citation_url(citation);
  char accessed[VB_DATE_TEXT];
  vb_date day = citation->accessed;
  vb_buf note = VB_BUF_INIT;
  if (day.precision > VB_DATE_DAY) day.precision = VB_DATE_DAY;
  vb_date_format(day, accessed);
  put_note(&note, citation);
  vb_buf_text(out, "@article{");
  bibtex_key(out, article->id);
  vb_buf_text(out, ",\n");
  /* Twice in braces: styles write other titles in small letters. */
  bibtex_field(out, "title", "{{", article->title, "}}");
  bibtex_authors(out, article);
  bibtex_field(out, "journal", "{", article->source, "}");
  bibtex_date(out, article->published);
  bibtex_field(out, "language", "{", article->language, "}");
  bibtex_url(out, url);
  if (url.n) bibtex_field(out, "urldate", "{", vb_str_of(accessed), "}");
  bibtex_field(out, "note", "{", vb_buf_view(&note), "}");
  vb_buf_text(out, "}\n");
  out->failed |= note.failed;
  vb_buf_clear(&note);
}

/* ---- CSL-JSON ------------------------------------------------------------ */

static void csl_text(vb_json_writer *json, const char *name, vb_str text) {
  vb_buf line = VB_BUF_INIT;
  vb_citation_line(&line, text, put_as_is);
  if (line.n) vb_json_string(json, name, vb_buf_view(&line));
  json->out->failed |= line.failed;
  vb_buf_clear(&line);
}

static void csl_date(vb_json_writer *json, const char *name, vb_date date) {
  if (date.precision == VB_DATE_UNKNOWN) return;
  vb_json_open_object(json, name);
  vb_json_open_list(json, "date-parts");
  vb_json_open_list(json, NULL);
  vb_json_number(json, NULL, date.year);
  if (date.precision >= VB_DATE_MONTH) vb_json_number(json, NULL, date.month);
  if (date.precision >= VB_DATE_DAY) vb_json_number(json, NULL, date.day);
  vb_json_close_list(json);
  vb_json_close_list(json);
  vb_json_close_object(json);
}

static void csl_authors(vb_json_writer *json, const vb_article_head *article) {
  if (!article->author_count) return;
  vb_json_open_list(json, "author");
  for (size_t i = 0; i < article->author_count; i++) {
    vb_json_open_object(json, NULL);
    csl_text(json, "literal", article->authors[i]);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

void vb_citation_csl(const vb_citation *citation, vb_buf *out) {
  const vb_article_head *article = &citation->article;
  vb_str url = vb_citation_url(citation);
  vb_buf note = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(out);
  put_note(&note, citation);
  vb_json_open_object(&json, NULL);
  vb_json_string(&json, "id", article->id.p ? article->id : VB_STR(""));
  vb_json_text(&json, "type", "article-newspaper");
  csl_text(&json, "title", article->title);
  csl_authors(&json, article);
  csl_text(&json, "container-title", article->source);
  csl_date(&json, "issued", article->published);
  csl_text(&json, "section", article->section);
  csl_text(&json, "language", article->language);
  csl_text(&json, "URL", url);
  if (url.n) csl_date(&json, "accessed", citation->accessed);
  csl_text(&json, "note", vb_buf_view(&note));
  vb_json_close_object(&json);
  out->failed |= note.failed;
  vb_buf_clear(&note);
}
