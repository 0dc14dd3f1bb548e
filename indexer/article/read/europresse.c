/*
 * europresse.c - reads HTML exports of Europresse, of both generations.
 *
 *   older: a table per article; the paper is in .DocPublicationName, section and date in
 *          .DocHeader, the title in .TitreArticleVisu; the text follows without an element
 *          of its own, up to the notice of rights
 *   newer: an <article>; .rdp__DocPublicationName, .DocHeader, .titreArticle with
 *          .rdp__articletitle, .rdp__subtitle and .sm-margin-bottomNews (the author); the
 *          text is in .docOcurrContainer
 *
 * The page is walked once. The paper's name begins an article; text after the notice of
 * rights or the document's number belongs to none.
 */
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/dates.h"
#include "indexer/article/read/export_lines.h"
#include "indexer/article/read/html.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

typedef enum place { OUTSIDE, HEAD, TEXT, BEHIND } place;

typedef struct page {
  const vb_reading *reading;
  place place;
  uint64_t record;
  bool boxed; /* the text has an element of its own */
  const GumboNode *box;
  vb_buf source, header, title, byline, text;
} page;

static bool has(const GumboNode *node, const char *const *names) {
  return vb_html_has_class(node, names);
}

static const char *const names_of_paper[] = {"docpublicationname", "rdp__docpublicationname", NULL};
static const char *const names_of_header[] = {"docheader", NULL};
static const char *const names_of_title[] = {"titrearticlevisu", "rdp__articletitle", NULL};
static const char *const names_of_deck[] = {"rdp__subtitle", NULL};
static const char *const names_of_author[] = {"sm-margin-bottomnews", "docauthors", NULL};
static const char *const names_of_text[] = {"dococurrcontainer", "doctext", NULL};
static const char *const names_of_end[] = {"txtcertificat", "public-lblnodoc", "apd-wrapper",
                                           "rdp__publicc", NULL};

static void reset(page *p) {
  vb_buf_reset(&p->source);
  vb_buf_reset(&p->header);
  vb_buf_reset(&p->title);
  vb_buf_reset(&p->byline);
  vb_buf_reset(&p->text);
  p->boxed = false;
  p->box = NULL;
}

/* "Le Courrier, no. 1234": the paper and its issue number. */
static vb_str paper_of(vb_str s) {
  static const char *const numbers[] = {", no",          ", n\xC2\xB0", ", num",
                                        " \xE2\x80\xA2", " - p.",       ", p."};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    const char *at = s.n ? memmem(s.p, s.n, numbers[i], strlen(numbers[i])) : NULL;
    if (at) s.n = (size_t)(at - s.p);
  }
  return vb_line_trim(s);
}

/* "Politique, jeudi 5 octobre 2013": the text before the first comma, unless it is a date. */
static vb_str section_of(vb_str header) {
  const char *comma = header.n ? memchr(header.p, ',', header.n) : NULL;
  vb_str first =
      comma ? vb_line_trim(vb_str_slice(header, 0, (size_t)(comma - header.p))) : VB_STR_NONE;
  bool digit = false;
  for (size_t i = 0; i < first.n; i++) digit = digit || (first.p[i] >= '0' && first.p[i] <= '9');
  return digit ? VB_STR_NONE : first;
}

/* In the older form the author is on a line of its own above the text. */
static void take_author(vb_str *text, vb_article *a) {
  vb_line line;
  size_t at = 0;
  while (vb_line_next(*text, &at, &line) && !line.text.n)
    ;
  if (at >= text->n || a->byline.n || !line.text.n ||
      !(vb_is_name_shaped(line.text) || vb_is_byline(line.text)))
    return;
  a->byline = line.text;
  *text = vb_str_slice(*text, at, text->n);
}

static vb_status end_article(page *p, vb_error *err) {
  vb_status status = VB_OK;
  if (p->place != OUTSIDE && (p->title.n || p->text.n)) {
    vb_article a = {.record = ++p->record};
    vb_date_found date;
    vb_arena_clear(p->reading->arena);
    a.source = paper_of(vb_buf_view(&p->source));
    a.section = section_of(vb_buf_view(&p->header));
    a.title = vb_buf_view(&p->title);
    a.byline = vb_buf_view(&p->byline);
    a.text = vb_buf_view(&p->text);
    if (vb_date_find(vb_buf_view(&p->header), &date))
      vb_draft_date(&a, date.date, VB_DATE_FROM_METADATA);
    if (!p->boxed) take_author(&a.text, &a);
    status = vb_draft_finish(p->reading, VB_DRAFT_RECORD, &a, err);
  }
  reset(p);
  return status;
}

static bool ends_text(vb_str s) {
  static const char *const ends[] = {
      "\xC2\xA9",        "num\xC3\xA9ro de document", "tous droits r\xC3\xA9serv\xC3\xA9s",
      "document number", "all rights reserved",       "ce certificat",
      "news\xC2\xB7",    "aussi paru dans",           "certificat \xC3\xA9mis"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (vb_str_starts_caseless(s, ends[i])) return true;
  return false;
}

static bool is_block(const GumboNode *node) {
  static const GumboTag tags[] = {
      GUMBO_TAG_P,       GUMBO_TAG_DIV, GUMBO_TAG_H1,    GUMBO_TAG_H2, GUMBO_TAG_H3,
      GUMBO_TAG_H4,      GUMBO_TAG_LI,  GUMBO_TAG_TABLE, GUMBO_TAG_TR, GUMBO_TAG_BLOCKQUOTE,
      GUMBO_TAG_SECTION, GUMBO_TAG_UL,  GUMBO_TAG_OL};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (vb_html_is(node, tags[i])) return true;
  return false;
}

/* Uses an element that is a field; true if its content has been used up. */
static bool take_field(page *p, const GumboNode *n, vb_status *status, vb_error *err) {
  vb_buf *to = NULL;
  if (has(n, names_of_paper)) {
    if (p->place != HEAD || p->source.n)
      *status = end_article(p, err); /* an element may contain another of the same class */
    p->place = HEAD;
    to = &p->source;
  } else if (p->place == HEAD && has(n, names_of_title)) {
    to = &p->title;
  } else if (p->place == HEAD && has(n, names_of_header)) {
    to = &p->header;
  } else if (p->title.n && p->place != BEHIND && has(n, names_of_author)) {
    to = &p->byline;
  } else if (p->title.n && p->place == HEAD && has(n, names_of_deck)) {
    vb_html_inner_text(n, &p->text);
    vb_buf_text(&p->text, "\n\n");
    return true;
  } else if (has(n, names_of_end) && p->place == TEXT) {
    p->place = BEHIND;
    return true;
  } else if (p->place != OUTSIDE && p->title.n && has(n, names_of_text) && !p->boxed) {
    p->place = TEXT;
    p->boxed = true;
    p->box = n;
    return false;
  }
  if (!to) return false;
  if (to->n) vb_buf_char(to, ' ');
  vb_html_inner_text(n, to);
  return true;
}

static void take_text(page *p, vb_str text) {
  vb_str s = vb_line_trim(text);
  if (!s.n) return;
  if (p->place == HEAD && p->title.n) p->place = TEXT; /* older form: everything after the title */
  if (p->place != TEXT) return;
  if (ends_text(s)) {
    p->place = BEHIND;
    return;
  }
  for (size_t i = 0; i < text.n; i++)
    vb_buf_char(&p->text, text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i]);
}

static vb_status walk(page *p, const GumboNode *root, vb_error *err) {
  vb_status status = VB_OK;
  for (const GumboNode *n = root; n && status == VB_OK;) {
    bool used = false;
    if (vb_html_is_element(n)) {
      used = vb_html_is(n, GUMBO_TAG_SCRIPT) || vb_html_is(n, GUMBO_TAG_STYLE) ||
             vb_html_is(n, GUMBO_TAG_HEAD) || vb_html_is(n, GUMBO_TAG_ASIDE) ||
             vb_html_is(n, GUMBO_TAG_FOOTER) || vb_html_is(n, GUMBO_TAG_FORM);
      if (!used) used = take_field(p, n, &status, err);
      if (p->place == TEXT && vb_html_is(n, GUMBO_TAG_BR)) vb_buf_char(&p->text, '\n');
      else if (p->place == TEXT && is_block(n)) vb_buf_text(&p->text, "\n\n");
    } else {
      take_text(p, vb_html_text_of(n));
    }
    const GumboNode *next = used ? vb_html_behind(n, root) : vb_html_next(n, root);
    if (p->box && p->place == TEXT && vb_html_behind(p->box, root) == next) p->place = BEHIND;
    n = next;
  }
  return status == VB_OK ? end_article(p, err) : status;
}

bool vb_europresse_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  return vb_str_is_caseless(sight->root, "html") && memmem(s.p, s.n, "DocPublicationName", 18) &&
         (memmem(s.p, s.n, "itreArticle", 11) || memmem(s.p, s.n, "DocHeader", 9));
}

vb_status vb_europresse_read(const vb_reading *reading, vb_str html, uint32_t replaced,
                             vb_error *err) {
  page p = {.reading = reading};
  vb_html *parsed = NULL;
  vb_status status = vb_html_parse(html, &parsed, err);
  if (replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", replaced);
  if (status == VB_LIMIT) {
    vb_draft_problem(reading, 0, true,
                     "more markup than can be read at once; export fewer articles at a time");
    return VB_OK;
  }
  if (status == VB_OK) status = walk(&p, vb_html_root(parsed), err);
  if (status == VB_OK && !p.record)
    vb_draft_problem(reading, 0, true, "a Europresse export without an article");
  vb_buf_clear(&p.source);
  vb_buf_clear(&p.header);
  vb_buf_clear(&p.title);
  vb_buf_clear(&p.byline);
  vb_buf_clear(&p.text);
  vb_html_free(parsed);
  return status;
}
