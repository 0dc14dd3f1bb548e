/*
 * citation.c - cites an article, or words of it, as text that somebody reads.
 *
 *   “The dam will hold.” — Ada Brook, in: Ida Venn, “Title”, Outlet, 19 June 2019, URL (accessed
 * ...). passage                speaker        reference: its known parts with commas between them
 *
 * The three forms differ in how a part is written (`form`) and in how a passage stands: within
 * quotation marks in plain text, as a block of its own in Markdown and HTML, which then needs no
 * marks. A passage keeps its paragraphs. The forms for programs are in citation_records.c.
 */
#include "searcher/answer/citation_internal.h"

#include "indexer/base/arena.h"
#include "indexer/base/count.h"
#include "indexer/base/date.h"
#include "indexer/base/markup_escape.h"
#include "indexer/base/utf8.h"
#include "indexer/base/web_address.h"

enum { AUTHORS_ALL = 6 /* named in a sentence; of more, the first and "et al." */ };

/* ---- texts ------------------------------------------------------------- */

static bool is_blank(int32_t c) {
  return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

void vb_citation_line(vb_buf *out, vb_str text, vb_citation_put put) {
  bool first = true, blank = false;
  for (size_t at = 0, length; at < text.n; at += length) {
    int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, &length);
    vb_str rest = vb_str_slice(text, at, text.n);
    if (is_blank(c)) {
      blank = !first;
      continue;
    }
    if (blank) vb_buf_char(out, ' ');
    if (vb_utf8_steers(c)) put(out, VB_STR("\uFFFD"), strlen("\uFFFD"), first);
    else put(out, rest, length, first);
    first = blank = false;
  }
}

static void put_plain(vb_buf *out, vb_str rest, size_t length, bool first) {
  (void)first;
  vb_buf_append(out, rest.p, length);
}

static void put_html(vb_buf *out, vb_str rest, size_t length, bool first) {
  (void)first;
  vb_markup_escape(vb_str_slice(rest, 0, length), out);
}

/* Whether the text begins with something like "&copy;", which Markdown would read as a sign. */
static bool is_reference(vb_str rest) {
  size_t i = 1;
  if (!vb_str_starts(rest, "&")) return false;
  while (i < rest.n && (rest.p[i] == '#' || (rest.p[i] >= '0' && rest.p[i] <= '9') ||
                        ((rest.p[i] | 32) >= 'a' && (rest.p[i] | 32) <= 'z')))
    i++;
  return i > 1 && i < rest.n && rest.p[i] == ';';
}

/* Signs that Markdown or a common dialect of it reads anywhere, or at a line's beginning. */
static void put_markdown(vb_buf *out, vb_str rest, size_t length, bool first) {
  char c = rest.p[0];
  if (c && (strchr("\\`*_[]<>~|^$", c) || (first && strchr("#+-=:", c)) || is_reference(rest)))
    vb_buf_char(out, '\\');
  vb_buf_append(out, rest.p, length);
}

/* "1986. A year" would begin a numbered list: escapes the sign after the digits. */
static void markdown_line(vb_buf *out, vb_str text) {
  text = vb_str_trim(text);
  size_t digits = 0;
  while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9') digits++;
  if (digits && digits < text.n && strchr(".)", text.p[digits])) {
    vb_buf_append(out, text.p, digits);
    vb_buf_char(out, '\\');
    vb_buf_char(out, text.p[digits++]);
    if (digits < text.n && vb_is_space(text.p[digits])) vb_buf_char(out, ' ');
    text = vb_str_slice(text, digits, text.n);
  }
  vb_citation_line(out, text, put_markdown);
}

/* ---- forms ------------------------------------------------------------- */

typedef struct form {
  vb_citation_put put;
  void (*link)(vb_buf *out, vb_str text, vb_str url); /* text: a title, unescaped */
  void (*outlet)(vb_buf *out, vb_str text);
  void (*passage)(vb_buf *out, const vb_citation *citation);
} form;

static void put_text(vb_buf *out, vb_str text, const form *f) {
  vb_citation_line(out, text, f->put);
}

static void plain_link(vb_buf *out, vb_str text, vb_str url) {
  (void)url; /* stands after the date */
  vb_citation_line(out, text, put_plain);
}

static void plain_outlet(vb_buf *out, vb_str text) {
  vb_citation_line(out, text, put_plain);
}

/* The next paragraph with something in it. */
static bool next_paragraph(vb_str text, size_t *at, vb_str *paragraph) {
  while (vb_str_next_paragraph(text, at, paragraph)) {
    *paragraph = vb_str_trim(*paragraph);
    if (paragraph->n) return true;
  }
  return false;
}

static void plain_passage(vb_buf *out, const vb_citation *citation) {
  vb_str paragraph;
  size_t from = out->n;
  vb_buf_text(out, "“");
  for (size_t at = 0; next_paragraph(citation->passage, &at, &paragraph);) {
    if (out->n > from + strlen("“")) vb_buf_text(out, "\n\n");
    vb_citation_line(out, paragraph, put_plain);
  }
  vb_buf_text(out, "” — ");
}

/* In the round brackets of a link: those within it, and what ends an address or starts a character
   reference, percent-encoded or escaped. */
static void markdown_url(vb_buf *out, vb_str url) {
  for (size_t i = 0; i < url.n; i++) {
    if (strchr("()<>\\ ", url.p[i])) vb_url_encode(vb_str_slice(url, i, i + 1), out);
    else if (is_reference(vb_str_slice(url, i, url.n))) vb_buf_text(out, "\\&");
    else vb_buf_char(out, url.p[i]);
  }
}

static void markdown_link(vb_buf *out, vb_str text, vb_str url) {
  if (url.n) vb_buf_char(out, '[');
  vb_citation_line(out, text, put_markdown);
  if (!url.n) return;
  vb_buf_text(out, "](");
  markdown_url(out, url);
  vb_buf_char(out, ')');
}

static void markdown_outlet(vb_buf *out, vb_str text) {
  vb_buf_char(out, '*');
  vb_citation_line(out, text, put_markdown);
  vb_buf_char(out, '*');
}

static void markdown_passage(vb_buf *out, const vb_citation *citation) {
  vb_str paragraph;
  bool first = true;
  for (size_t at = 0; next_paragraph(citation->passage, &at, &paragraph); first = false) {
    vb_buf_text(out, first ? "> " : ">\n> ");
    markdown_line(out, paragraph);
    vb_buf_char(out, '\n');
  }
  vb_buf_text(out, "\n— ");
}

static void html_link(vb_buf *out, vb_str text, vb_str url) {
  if (url.n) {
    vb_buf_text(out, "<a href=\"");
    vb_markup_escape(url, out);
    vb_buf_text(out, "\">");
  }
  vb_citation_line(out, text, put_html);
  if (url.n) vb_buf_text(out, "</a>");
}

static void html_outlet(vb_buf *out, vb_str text) {
  vb_buf_text(out, "<cite>");
  vb_citation_line(out, text, put_html);
  vb_buf_text(out, "</cite>");
}

static void put_attribute(vb_buf *out, const char *name, vb_str value) {
  if (!value.n) return;
  vb_buf_printf(out, " %s=\"", name);
  vb_markup_escape(value, out);
  vb_buf_char(out, '"');
}

static void html_passage(vb_buf *out, const vb_citation *citation) {
  vb_str paragraph;
  vb_buf_text(out, "<blockquote");
  put_attribute(out, "cite", vb_citation_url(citation));
  put_attribute(out, "lang", citation->article.language);
  vb_buf_char(out, '>');
  for (size_t at = 0; next_paragraph(citation->passage, &at, &paragraph);) {
    vb_buf_text(out, "<p>");
    vb_citation_line(out, paragraph, put_html);
    vb_buf_text(out, "</p>");
  }
  vb_buf_text(out, "</blockquote>\n<p>— ");
}

/* ---- the reference ------------------------------------------------------ */

vb_str vb_citation_url(const vb_citation *citation) {
  vb_str url = citation->link.n ? citation->link : citation->article.url;
  return vb_url_is_web(url) ? url : VB_STR_NONE;
}

static bool has_words(vb_str text) {
  return vb_str_trim(text).n > 0;
}

static void comma(vb_buf *out, size_t start) {
  if (out->n > start) vb_buf_text(out, ", ");
}

static void put_authors(vb_buf *out, const vb_article_head *article, const form *f) {
  size_t count = article->author_count, shown = count > AUTHORS_ALL ? 1 : count;
  for (size_t i = 0; i < shown; i++) {
    if (i) vb_buf_text(out, i + 1 == count ? " and " : ", ");
    put_text(out, article->authors[i], f);
  }
  if (shown < count) vb_buf_text(out, " et al.");
}

static void put_date(vb_buf *out, vb_date date, bool html) {
  char iso[VB_DATE_TEXT], words[VB_DATE_WORDS];
  vb_date_format(date, iso);
  vb_date_words(date, words);
  if (html) vb_buf_printf(out, "<time datetime=\"%s\">%s</time>", iso, words);
  else vb_buf_text(out, words);
}

/* Where the address stands: with the title, or else the outlet, as a link; in plain text and
   where there is neither, as itself. */
static void put_reference(vb_buf *out, const vb_citation *citation, const form *f) {
  const vb_article_head *article = &citation->article;
  bool html = f->put == put_html;
  vb_str url = vb_citation_url(citation), linked = url;
  size_t start = out->n;
  put_authors(out, article, f);
  if (has_words(article->title)) {
    comma(out, start);
    vb_buf_text(out, "“");
    f->link(out, article->title, url);
    vb_buf_text(out, "”");
    linked = VB_STR_NONE;
  }
  if (has_words(article->source)) {
    comma(out, start);
    if (linked.n && f->put != put_plain) f->link(out, article->source, url), linked = VB_STR_NONE;
    else f->outlet(out, article->source);
  }
  if (article->published.precision) {
    comma(out, start);
    put_date(out, article->published, html);
  }
  if (!url.n && !has_words(article->title)) {
    comma(out, start);
    vb_buf_text(out, "article ");
    put_text(out, article->id, f);
  }
  if (f->put == put_plain) linked = url;
  if (linked.n) {
    comma(out, start);
    f->link(out, url, url);
  }
  if (!url.n || !citation->accessed.precision) return;
  vb_buf_text(out, " (accessed ");
  put_date(out, citation->accessed, html);
  vb_buf_char(out, ')');
}

static const form plain = {put_plain, plain_link, plain_outlet, plain_passage};
static const form markdown = {put_markdown, markdown_link, markdown_outlet, markdown_passage};
static const form html = {put_html, html_link, html_outlet, html_passage};

static void put_sentence(vb_buf *out, const vb_citation *citation, const form *f) {
  bool passage = has_words(citation->passage);
  if (passage) f->passage(out, citation);
  else if (f == &html) vb_buf_text(out, "<p>");
  if (passage && has_words(citation->speaker)) {
    put_text(out, citation->speaker, f);
    vb_buf_text(out, ", in: ");
  }
  put_reference(out, citation, f);
  /* After a bare address a stop would look like a part of it. */
  bool bare = f == &plain && vb_citation_url(citation).n && !citation->accessed.precision;
  if (!bare) vb_buf_char(out, '.');
  if (f == &html) vb_buf_text(out, "</p>");
}

/* ---- all forms ----------------------------------------------------------- */

static const struct {
  const char *name, *type;
} forms[] = {
    [VB_CITATION_PLAIN] = {"plain", "text/plain; charset=utf-8"},
    [VB_CITATION_MARKDOWN] = {"markdown", "text/markdown; charset=utf-8"},
    [VB_CITATION_HTML] = {"html", "text/html; charset=utf-8"},
    [VB_CITATION_RIS] = {"ris", "application/x-research-info-systems; charset=utf-8"},
    [VB_CITATION_BIBTEX] = {"bibtex", "application/x-bibtex; charset=utf-8"},
    [VB_CITATION_CSL] = {"csl", "application/vnd.citationstyles.csl+json"},
};

const char *vb_citation_form_name(vb_citation_form of) {
  return (unsigned)of < VB_COUNT(forms) ? forms[of].name : "";
}

const char *vb_citation_media_type(vb_citation_form of) {
  return (unsigned)of < VB_COUNT(forms) ? forms[of].type : "";
}

bool vb_citation_form_of_name(vb_str name, vb_citation_form *out) {
  for (size_t i = 0; i < VB_COUNT(forms); i++)
    if (vb_str_is(name, forms[i].name)) return *out = (vb_citation_form)i, true;
  return false;
}

vb_status vb_citation_write(const vb_citation *citation, vb_citation_form as, vb_arena *arena,
                            vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  *out = VB_STR_NONE;
  switch (as) {
  case VB_CITATION_PLAIN: put_sentence(&text, citation, &plain); break;
  case VB_CITATION_MARKDOWN: put_sentence(&text, citation, &markdown); break;
  case VB_CITATION_HTML: put_sentence(&text, citation, &html); break;
  case VB_CITATION_RIS: vb_citation_ris(citation, &text); break;
  case VB_CITATION_BIBTEX: vb_citation_bibtex(citation, &text); break;
  case VB_CITATION_CSL: vb_citation_csl(citation, &text); break;
  default: return vb_fail(err, VB_INVALID, "there is no citation of form %d", (int)as);
  }
  vb_status status = vb_buf_ok(&text, err);
  if (!status) *out = vb_arena_copy(arena, vb_buf_view(&text));
  if (!status && !out->p) status = vb_fail(err, VB_NOMEM, "out of memory");
  vb_buf_clear(&text);
  return status;
}
