/*
 * mediawiki.c - reads the articles of a MediaWiki's XML dump (Wikinews, a paper's own wiki).
 *
 * Only pages of the main namespace count, without redirects, in their last revision. A
 * revision's time is not the date of publication, so the date is unknown unless the page
 * states it with Wikinews's {{date|...}}. From the wikitext, everything is removed that is
 * shown elsewhere or not at all: templates, tables, files, categories, references. Links
 * leave their words. One pass over the text counts nested braces, so that even a page of
 * nothing but braces takes linear time.
 */
#include "indexer/article/read/dates.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/xml.h"

#include <stdio.h>

static const vb_markup_rule wiki_rules[] = {
    {NULL, "page", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {"page", "redirect", VB_MARKUP_DROP, 0, NULL, NULL},
    {"page", "title", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"page", "ns", VB_MARKUP_KIND, 0, NULL, NULL},
    {"page", "model", VB_MARKUP_KIND, 0, NULL, NULL},
    {"revision", "text", VB_MARKUP_EXTRA, 0, NULL, NULL},
    {"siteinfo", "sitename", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {NULL, "mediawiki", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

enum { FAILURES_MAX = 16 /* unclosed constructs; after that their opening marks count as text */ };

/* The length of the construct at s that opens with `open` and closes with `close`, with nesting; 0
   if it is never closed. */
static size_t nested(vb_str s, const char *open, const char *close) {
  size_t depth = 0;
  for (size_t i = 0; i + 1 < s.n;) {
    if (memcmp(s.p + i, open, 2) == 0) depth++, i += 2;
    else if (memcmp(s.p + i, close, 2) == 0) {
      i += 2;
      if (--depth == 0) return i;
    } else i++;
  }
  return 0;
}

/* The words that a link shows: after its last bar, or its target; none for files and categories. */
static vb_str link_words(vb_str inside) {
  static const char *const hidden[] = {"file:",
                                       "image:",
                                       "category:",
                                       "media:",
                                       "datei:",
                                       "bild:",
                                       "kategorie:",
                                       "fichier:",
                                       "cat\xC3\xA9gorie:",
                                       "archivo:",
                                       ("categor\xC3\xAD"
                                        "a:"),
                                       "immagine:",
                                       "categoria:"};
  for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
    if (vb_str_starts_caseless(vb_str_trim(inside), hidden[i])) return VB_STR_NONE;
  if (memchr(inside.p, '[', inside.n)) return VB_STR_NONE;
  const char *bar = memrchr(inside.p, '|', inside.n);
  vb_str words = bar ? vb_str_slice(inside, (size_t)(bar - inside.p) + 1, inside.n) : inside;
  if (vb_str_starts(words, ":")) words = vb_str_slice(words, 1, words.n);
  return words;
}

/* {{w|Calverhaven|the city}} shows its last part, as Wikinews writes links; what other templates
   show is not in the dump. */
static vb_str template_words(vb_str inside) {
  if (!vb_str_starts_caseless(inside, "w|") || memchr(inside.p, '{', inside.n)) return VB_STR_NONE;
  vb_str rest = vb_str_slice(inside, 2, inside.n);
  for (vb_str part = rest; part.n;) {
    const char *bar = memchr(part.p, '|', part.n);
    vb_str one = vb_str_slice(part, 0, bar ? (size_t)(bar - part.p) : part.n);
    if (!memchr(one.p, '=', one.n)) rest = one;
    if (!bar) break;
    part = vb_str_slice(part, one.n + 1, part.n);
  }
  return rest;
}

/* The element at s ("<ref ...>", "<!--"): its length with its content if that is not shown,
   otherwise of the tag alone; 0 for a plain "<". */
static size_t element_at(vb_str s, unsigned *failures, bool *line) {
  static const char *const dropped[] = {"ref",   "gallery",         "math",           "timeline",
                                        "score", "syntaxhighlight", "templatestyles", "imagemap"};
  char close[24];
  *line = false;
  if (vb_str_starts(s, "<!--")) {
    const char *end = memmem(s.p, s.n, "-->", 3);
    return end ? (size_t)(end - s.p) + 3 : s.n;
  }
  bool tag = s.n > 1 && (s.p[1] == '/' || ((s.p[1] | 32) >= 'a' && (s.p[1] | 32) <= 'z'));
  const char *end = tag ? memchr(s.p, '>', s.n < 2000 ? s.n : 2000) : NULL;
  if (!end) return 0;
  size_t n = (size_t)(end - s.p) + 1;
  *line = vb_str_starts_caseless(s, "<br") || vb_str_starts_caseless(s, "</p") ||
          vb_str_starts_caseless(s, "<p");
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
    size_t length = strlen(dropped[i]);
    if (!vb_str_starts_caseless(vb_str_slice(s, 1, s.n), dropped[i]) || end[-1] == '/') continue;
    if (s.p[length + 1] != ' ' && s.p[length + 1] != '>') continue;
    snprintf(close, sizeof close, "</%s>", dropped[i]);
    const char *last =
        *failures > FAILURES_MAX ? NULL : memmem(end, s.n - n + 1, close, strlen(close));
    *failures += !last;
    return last ? (size_t)(last - s.p) + strlen(close) : n;
  }
  return n;
}

/* [http://herald.example/ words] */
static size_t outer_link_at(vb_str s, vb_str *words) {
  if (!vb_str_starts(s, "[http") && !vb_str_starts(s, "[//")) return 0;
  const char *close = memchr(s.p, ']', s.n < 4096 ? s.n : 4096);
  if (!close) return 0;
  size_t n = (size_t)(close - s.p);
  const char *blank = memchr(s.p, ' ', n);
  *words = blank ? vb_str_slice(s, (size_t)(blank - s.p) + 1, n) : VB_STR_NONE;
  return n + 1;
}

/* The construct at s that is not text: its length, and what it shows instead. 0 for text. */
static size_t construct_at(vb_str s, vb_str *shows, unsigned *failures, bool *line) {
  size_t n = 0;
  *shows = VB_STR_NONE;
  *line = false;
  if (vb_str_starts(s, "{{") && (n = nested(s, "{{", "}}")) > 0)
    *shows = template_words(vb_str_slice(s, 2, n - 2));
  else if (vb_str_starts(s, "{|")) n = nested(s, "{|", "|}");
  else if (vb_str_starts(s, "[[") && (n = nested(s, "[[", "]]")) > 0)
    *shows = link_words(vb_str_slice(s, 2, n - 2));
  else if (s.p[0] == '[') n = outer_link_at(s, shows);
  else if (s.p[0] == '<') n = element_at(s, failures, line);
  else if (vb_str_starts(s, "''"))
    while (n < s.n && s.p[n] == '\'') n++;
  else if (vb_str_starts(s, "__") && s.n > 5) {
    const char *end = memmem(s.p + 2, s.n < 24 ? s.n - 2 : 22, "__", 2);
    n = end ? (size_t)(end - s.p) + 2 : 0;
  }
  return n;
}

/* Replaces the constructs of the markup by the text that they show. After FAILURES_MAX constructs
   without an end, further ones are taken as text, since each search for an end may read the whole
   page. */
static void strip(vb_str s, vb_buf *out) {
  unsigned failures = 0;
  char utf8[4];
  for (size_t i = 0; i < s.n;) {
    size_t plain = i;
    while (plain < s.n && !strchr("{[<'_&", s.p[plain])) plain++;
    vb_buf_append(out, s.p + i, plain - i);
    if ((i = plain) == s.n) break;
    vb_str shows, rest = vb_str_slice(s, i, s.n);
    bool line = false, opens = s.n - i > 1 && (s.p[i + 1] == s.p[i] || s.p[i + 1] == '|');
    size_t n = failures > FAILURES_MAX && opens && s.p[i] != '\''
                   ? 0
                   : construct_at(rest, &shows, &failures, &line);
    failures += !n && opens;
    if (!n && s.p[i] == '&') {
      size_t length = 0;
      n = vb_xml_entity(rest, utf8, &length);
      shows = (vb_str){utf8, length};
    }
    if (!n) vb_buf_char(out, s.p[i++]);
    if (!n) continue;
    if (line) vb_buf_text(out, "\n\n");
    vb_buf_str(out, shows);
    i += n;
  }
}

static bool is_appendix(vb_str heading) {
  static const char *const names[] = {
      "sources",         "references",     "external links", "see also", "related news",
      "further reading", "notes",          "quellen",        "weblinks", "einzelnachweise",
      "sources",         "liens externes", "voir aussi",     "fuentes",  "enlaces externos",
      "fonti",           "bronnen"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (vb_str_is_caseless(heading, names[i])) return true;
  return false;
}

/* Writes lines as paragraphs: headings and list items without their marks, without appendices. */
static void write_lines(vb_str s, vb_buf *out) {
  bool appendix = false;
  for (size_t at = 0; at < s.n;) {
    const char *end = memchr(s.p + at, '\n', s.n - at);
    vb_str line = vb_str_trim(vb_str_slice(s, at, end ? (size_t)(end - s.p) : s.n));
    at = end ? (size_t)(end - s.p) + 1 : s.n;
    if (line.n > 2 && line.p[0] == '=' && line.p[line.n - 1] == '=') {
      while (line.n && line.p[0] == '=') line = vb_str_slice(line, 1, line.n);
      while (line.n && line.p[line.n - 1] == '=') line.n--;
      line = vb_str_trim(line);
      appendix = is_appendix(line);
    }
    while (line.n && strchr("*#:;", line.p[0])) line = vb_str_slice(line, 1, line.n);
    line = vb_str_trim(line);
    if (!line.n || appendix) continue;
    if (out->n) vb_buf_text(out, "\n\n");
    vb_buf_str(out, line);
  }
}

static void take_date(vb_str wikitext, vb_article *a) {
  vb_date date;
  const char *at = memmem(wikitext.p, wikitext.n, "{{date|", 7);
  if (!at) return;
  vb_str rest = vb_str_slice(wikitext, (size_t)(at - wikitext.p) + 7, wikitext.n);
  const char *end = memmem(rest.p, rest.n < 60 ? rest.n : 60, "}}", 2);
  if (end && vb_draft_read_date((vb_str){rest.p, (size_t)(end - rest.p)}, &date))
    vb_draft_date(a, date, VB_DATE_FROM_METADATA);
}

static vb_status finish(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  vb_str ns = made->kind;
  const char *blank = ns.n ? memchr(ns.p, ' ', ns.n) : NULL;
  bool plain = !blank || memmem(ns.p, ns.n, "wikitext", 8);
  if (blank) ns.n = (size_t)(blank - ns.p);
  made->unwanted = (ns.n && !vb_str_is(ns, "0")) || !plain ||
                   vb_str_starts_caseless(vb_str_trim(made->extra), "#redirect");
  if (made->unwanted || !made->extra.n) return VB_OK;
  vb_buf bare = VB_BUF_INIT, text = VB_BUF_INIT;
  vb_str copy = VB_STR_NONE;
  take_date(made->extra, &made->article);
  strip(made->extra, &bare);
  write_lines(vb_buf_view(&bare), &text);
  vb_status status = vb_buf_ok(&text, err);
  if (status == VB_OK) status = vb_buf_ok(&bare, err);
  if (status == VB_OK && text.n) copy = vb_arena_copy(reading->arena, vb_buf_view(&text));
  if (status == VB_OK && text.n && !copy.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  made->article.text = copy;
  vb_buf_clear(&bare);
  vb_buf_clear(&text);
  return status;
}

static const vb_markup_format wiki = {
    .tables = {wiki_rules}, .many = true, .what = "a MediaWiki dump", .finish = finish};

bool vb_mediawiki_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "mediawiki") ||
         vb_str_starts(sight->space, "http://www.mediawiki.org/xml/export");
}

vb_status vb_mediawiki_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &wiki, stream, err);
}
