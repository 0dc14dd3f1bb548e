/*
 * read_html.c - finds the article on a page.
 *
 * html_meta.c reads metadata. For the text, the page is divided into blocks: runs of
 * inline content between two borders. Boxes are weighed by their paragraphs (boxes.c),
 * the article's box is chosen (body.c), and what is not part of the article is dropped
 * from it (lines.c). The rest is the text.
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/dates.h"
#include "indexer/article/read/page/html_meta.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/page/page_internal.h"

#include <strings.h>

enum {
  DATELINE_MAX = 120,   /* bytes */
  HEAD_PARAGRAPHS = 4,  /* paragraphs in which a byline or date may be repeated above the text */
  CHARSET_WINDOW = 2048 /* HTML requires the declaration in the first 1024 bytes */
};

vb_str vb_html_charset(vb_str bytes) {
  bytes = vb_str_slice(bytes, 0, CHARSET_WINDOW);
  for (size_t i = 0; i + 8 < bytes.n; i++) {
    if (strncasecmp(bytes.p + i, "charset=", 8) != 0) continue;
    size_t start = i + 8, end;
    while (start < bytes.n && strchr("\"' ", bytes.p[start]) && bytes.p[start]) start++;
    for (end = start; end < bytes.n && bytes.p[end] && !strchr("\"' ;/>", bytes.p[end]);) end++;
    return end > start ? vb_str_slice(bytes, start, end) : VB_STR_NONE;
  }
  return VB_STR_NONE;
}

/* Whether a paragraph is a byline or date that the page repeats above the text, by its words. */
static bool take_head(vb_article *a, vb_str s, vb_arena *arena) {
  vb_date date;
  if (vb_date_whole(s, &date)) {
    vb_draft_date(a, date, VB_DATE_FROM_BYLINE);
    return true;
  }
  /* "posted on July 2, 2021 18:15 by Ada Brook" */
  vb_date_found found;
  if (s.n <= DATELINE_MAX && !strchr(".?!:\"", s.p[s.n - 1]) && vb_date_find(s, &found))
    return true;
  if (a->byline.n && vb_is_role_line(s)) return true;
  if (!vb_is_byline(s)) return false;
  if (!a->byline.n) {
    a->byline = vb_arena_copy(arena, vb_byline_core(s));
    vb_authors_add(a, a->byline);
  }
  return true;
}

static void take_heads(vb_page *page, vb_article *a) {
  size_t paragraphs = 0;
  for (size_t i = 0; i < page->block_count && paragraphs < HEAD_PARAGRAPHS; i++) {
    vb_page_block *b = &page->blocks[i];
    if (b->dropped) continue;
    if (take_head(a, b->text, page->arena)) b->dropped = true;
    else paragraphs++;
  }
}

static void put_text(const vb_page *page, vb_buf *out) {
  for (size_t i = 0; i < page->block_count; i++) {
    if (page->blocks[i].dropped) continue;
    if (out->n) vb_buf_text(out, "\n\n");
    vb_buf_str(out, page->blocks[i].text);
  }
}

static const GumboNode *body_of(const vb_html *html) {
  const GumboNode *root = vb_html_root(html);
  for (const GumboNode *n = root; n; n = vb_html_next(n, root))
    if (vb_html_is(n, GUMBO_TAG_BODY)) return n;
  return root;
}

/* The page has its text twice; the data are used only if the page shows much less. */
static vb_str choose_text(vb_str shown, vb_str data) {
  return data.n > shown.n * 2 ? data : shown;
}

/* Why a page has no text; for the message that refuses it. */
static const char *why_empty(const vb_page *page) {
  size_t good = 0;
  for (size_t i = 0; i < page->line_count; i++)
    good += page->lines[i].is_long || vb_page_is_good(page->lines[i].text, page->lines[i].linked);
  if (!page->line_count)
    return "a page without text; it may be filled in by a script: save it as the browser shows it";
  if (!good) return "a page of links and short lines, without an article's text";
  return "a page whose text is all menus, notices or comments, without an article's";
}

/* Cleans and passes on the article in the remaining blocks; `data` is its text in the page's data.
   A page without text is refused. */
static vb_status finish(const vb_reading *reading, const vb_page *page, vb_str data, vb_article *a,
                        vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  put_text(page, &text);
  vb_status status = vb_buf_ok(&text, err);
  a->text = choose_text(vb_buf_view(&text), data);
  if (status == VB_OK && a->text.n) status = vb_draft_finish(reading, VB_DRAFT_PAGE, a, err);
  else if (status == VB_OK) vb_reading_refuse(reading, reading->name, why_empty(page));
  vb_buf_clear(&text);
  return status;
}

/* Reads one of several articles on a page. What the page says of itself applies to all, except
   author and date. */
static vb_status read_part(const vb_reading *reading, const vb_page *page, const vb_page_part *part,
                           vb_article *a, vb_error *err) {
  vb_meta meta;
  vb_page one = *page;
  one.blocks += part->from;
  one.block_count = part->to - part->from;
  one.title = a->title = page->blocks[part->heading].text;
  one.headline = page->blocks[part->heading].box;
  if (part->box) vb_html_metadata(part->box, VB_STR_NONE, reading->arena, a, &meta);
  vb_page_trim(&one);
  take_heads(&one, a);
  return finish(reading, &one, VB_STR_NONE, a, err);
}

static vb_status read_parts(const vb_reading *reading, const vb_page *page, const vb_meta *meta,
                            const vb_page_part *parts, size_t count, uint64_t *record,
                            vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    vb_article a = {.record = ++*record};
    a.source = meta->value[VB_META_SOURCE];
    a.language = meta->value[VB_META_LANGUAGE];
    a.section = meta->value[VB_META_SECTION];
    status = read_part(reading, page, &parts[i], &a, err);
  }
  return status;
}

/* *record: of the article before, 0 where a page is all of its input. */
static vb_status read_page(const vb_reading *reading, const vb_html *html, vb_article *a,
                           uint64_t *record, vb_error *err) {
  vb_meta meta;
  vb_page_part parts[VB_PAGE_PARTS_MAX];
  vb_page page = {.arena = reading->arena, .body = body_of(html)};
  vb_html_metadata(vb_html_root(html), reading->given ? reading->given->url : VB_STR_NONE,
                   reading->arena, a, &meta);
  page.title = a->title;
  vb_status status = vb_page_weigh(&page, err);
  if (status == VB_OK) status = vb_page_gather(&page, err);
  if (status != VB_OK) return status;
  size_t count = vb_page_parts(&page, &meta, parts, VB_PAGE_PARTS_MAX);
  if (count) return read_parts(reading, &page, &meta, parts, count, record, err);
  vb_page_take_byline(&page, &meta, a);
  vb_page_settle_date(&page, &meta, a);
  vb_page_choose_body(&page);
  vb_str data = vb_plain(meta.value[VB_META_BODY], reading->arena);
  vb_page_use_data(&page, data);
  vb_page_trim(&page);
  take_heads(&page, a);
  vb_page_comments(reading, page.body, a);
  return finish(reading, &page, data, a, err);
}

static vb_status read_one(const vb_reading *reading, vb_str text, uint32_t replaced,
                          uint64_t *record, vb_error *err) {
  vb_html *html = NULL;
  vb_error why = {0};
  vb_article article = {.replaced = replaced, .record = *record};
  bool ahead = vb_reading_is_ahead(reading);
  vb_status status =
      ahead ? vb_html_parse_ahead(text, &html, &why) : vb_html_parse(text, &html, &why);
  if (status == VB_LIMIT && !ahead) {
    vb_reading_refuse(reading, reading->name, why.text);
    return VB_OK;
  }
  if (status == VB_OK) status = read_page(reading, html, &article, record, err);
  else vb_fail(err, status, "%s", why.text);
  vb_html_free(html);
  return status;
}

/* --- pages one after the other, as "cat *.html" makes them --- */

static size_t pass_blanks(vb_str s, size_t i) {
  while (i < s.n && vb_is_space(s.p[i])) i++;
  return vb_str_starts(vb_str_slice(s, i, s.n), "\xEF\xBB\xBF") ? i + 3 : i;
}

/* The end of a page that begins at `from`, if another one follows: after "</html>", at a doctype or
   an html tag. */
static size_t end_of_page(vb_str s, size_t from) {
  for (size_t i = from; i < s.n; i++) {
    const char *next = memmem(s.p + i, s.n - i, "</", 2);
    if (!next) break;
    i = (size_t)(next - s.p);
    if (!vb_str_starts_caseless(vb_str_slice(s, i, s.n), "</html>")) continue;
    size_t behind = pass_blanks(s, i + 7);
    vb_str rest = vb_str_slice(s, behind, s.n);
    if (vb_str_starts_caseless(rest, "<!doctype html") || vb_str_starts_caseless(rest, "<html"))
      return behind;
  }
  return s.n;
}

vb_status vb_read_html(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err) {
  vb_reading inner = *reading;
  vb_status status = VB_OK;
  uint64_t record = 0;
  for (size_t from = 0, to; status == VB_OK && (from < text.n || !from); from = to) {
    to = end_of_page(text, from);
    bool all = from == 0 && to == text.n;
    if (!all) vb_arena_clear(reading->arena);
    if (!all) record++;
    if (from) inner.given = NULL; /* it is of the first one */
    status = read_one(&inner, vb_str_slice(text, from, to), replaced, &record, err);
    replaced = 0;
    if (all || !text.n) break;
  }
  return status;
}

static void put_paragraph(void *context, vb_str text, size_t linked, const GumboNode *box) {
  vb_buf *out = context;
  (void)linked, (void)box;
  if (out->n) vb_buf_text(out, "\n\n");
  vb_buf_str(out, vb_str_trim(text));
}

vb_status vb_html_to_text(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err) {
  vb_html *parsed = NULL;
  vb_buf out = VB_BUF_INIT;
  vb_error why;
  vb_status status = vb_html_parse(html, &parsed, &why);
  if (status == VB_LIMIT) {
    vb_draft_problem(reading, 0, false, "%s; left out", why.text);
    *text = VB_STR_NONE;
    return VB_OK;
  }
  if (status != VB_OK) return vb_fail(err, status, "out of memory");
  status = vb_page_walk(body_of(parsed), NULL, put_paragraph, &out, err);
  if (status == VB_OK) status = vb_buf_ok(&out, err);
  if (status == VB_OK) *text = vb_arena_copy(reading->arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  vb_html_free(parsed);
  return status;
}

/* Recognised by its doctype or first element; a fragment counts, other markup does not. */
bool vb_html_sees(const vb_sight *sight) {
  static const char *const roots[] = {
      "html", "head",    "body", "title",   "meta",   "link",  "script",   "style", "div",
      "p",    "article", "main", "section", "header", "table", "center",   "font",  "h1",
      "h2",   "h3",      "span", "a",       "br",     "img",   "noscript", "base"};
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (vb_str_is_caseless(sight->root, roots[i])) return true;
  vb_str start = vb_str_slice(sight->text, 0, 4096);
  return vb_str_starts_caseless(start, "<!doctype html") ||
         (start.n > 1 && start.p[0] == '<' && !vb_str_starts(start, "<?xml") &&
          memmem(start.p, start.n, "<html", 5));
}
