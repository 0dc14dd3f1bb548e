/*
 * headline.c - finds the byline that a page prints around its headline.
 *
 * If the page's data name nobody, or only the outlet, the printed byline is used: "By Ada
 * Brook", or names that link to an author's page. The date is page_date.c's.
 */
#include "indexer/article/read/page/page_internal.h"
#include "indexer/article/read/page/meta.h"

#include "indexer/article/read/dates.h"
#include "indexer/article/read/names.h"

#include <strings.h>

enum {
  LONG_LINE = 200, /* bytes; a line of the text */
  DATE_LINE = 160, /* bytes; a longer line with a date is about something else */
  NAMES_MAX = 5,   /* names with links; an article rarely has more */
  NODES_MAX = 800  /* nodes examined for links to authors */
};

/* --- the lines around the headline ------------------------------------------------- */

bool vb_page_is_elsewhere(const GumboNode *box) {
  for (int i = 0; box && box->type == GUMBO_NODE_ELEMENT && i < 12; i++, box = box->parent) {
    GumboTag tag = box->v.element.tag;
    if (tag == GUMBO_TAG_FIGURE || tag == GUMBO_TAG_FIGCAPTION || tag == GUMBO_TAG_NAV ||
        tag == GUMBO_TAG_FOOTER || vb_html_is_comments(box))
      return true;
  }
  return false;
}

bool vb_page_has_any(vb_str line, const char *const *words) {
  for (; *words; words++) {
    size_t n = strlen(*words);
    for (size_t i = 0; i + n <= line.n; i++)
      if (strncasecmp(line.p + i, *words, n) == 0) return true;
  }
  return false;
}

size_t vb_page_place_of_headline(const vb_page *page) {
  size_t first = page->line_count;
  for (size_t i = page->line_count; i-- > 0;) {
    if (page->headline && page->lines[i].box == page->headline) return i;
    if (page->lines[i].is_long) first = i;
  }
  return page->headline ? page->line_count : first;
}

bool vb_page_is_text(const vb_page_line *line) {
  if (line->is_long) return true;
  return vb_page_is_good(line->text, line->linked) &&
         strchr(".?!\x9D", line->text.p[line->text.n - 1]);
}

/* --- the byline ---------------------------------------------------------------------- */

static bool is_authors_page(vb_str address) {
  static const char *const parts[] = {
      "/author/",  "/authors/",   "/staff/",    "/writer/",       "/writers/", "/contributor",
      "/profile/", "/profiles/",  "/bios/",     "/bio/",          "/people/",  "/by/",
      "/reporter", "/journalist", "/columnist", "/correspondent", "/auteur/",  "/autor/",
      "/autoren/", "/person/",    "/team/",     "/byline/",       "author=",   NULL};
  return vb_page_has_any(address, parts);
}

static void add_name(vb_buf *names, vb_str name) {
  if (names->n && memmem(names->p, names->n, name.p, name.n)) return;
  if (names->n) vb_buf_text(names, ", ");
  vb_buf_str(names, name);
}

/* Names that link to author pages, between the headline and the text. */
static void linked_names(const vb_page *page, vb_buf *names) {
  vb_buf text = VB_BUF_INIT;
  size_t left = NODES_MAX, texts = 0, count = 0;
  for (const GumboNode *n = page->headline; n && left-- > 0; n = vb_html_next(n, page->body)) {
    texts += vb_html_text_of(n).n >= LONG_LINE && !vb_page_is_silent(n->parent);
    if (texts == 2) break; /* the first one may be a caption or a standfirst */
    if (!vb_html_is(n, GUMBO_TAG_A) || !is_authors_page(vb_html_attribute(n, "href")) ||
        vb_page_is_elsewhere(n))
      continue;
    vb_buf_reset(&text);
    vb_html_inner_text(n, &text);
    vb_str name = vb_byline_core(vb_str_trim(vb_buf_view(&text)));
    if (vb_is_name_shaped(name) && !vb_is_section_name(name)) add_name(names, name), count++;
  }
  if (count > NAMES_MAX) vb_buf_reset(names); /* a list of the outlet's writers */
  vb_buf_clear(&text);
}

/* "posted on July 2, 2021 18:15 by Ada Brook": the name after the date. */
static vb_str name_after_date(vb_str line) {
  vb_date_found found;
  if (line.n > DATE_LINE || !vb_date_find(line, &found)) return VB_STR_NONE;
  for (size_t i = found.end; i + 4 < line.n; i++)
    if (vb_str_starts_caseless(vb_str_slice(line, i, line.n), " by ") &&
        vb_is_byline(vb_str_slice(line, i + 1, line.n)))
      return vb_byline_core(vb_str_slice(line, i + 1, line.n));
  return VB_STR_NONE;
}

static vb_str printed_byline(const vb_page *page) {
  size_t at = vb_page_place_of_headline(page), longs = 0;
  for (size_t i = at; i < page->line_count && i <= at + VB_PAGE_AFTER && longs < 2; i++) {
    longs += vb_page_is_text(&page->lines[i]);
    if (vb_page_is_elsewhere(page->lines[i].box)) continue;
    vb_str name = name_after_date(page->lines[i].text);
    if (!name.n && vb_is_byline(page->lines[i].text)) name = vb_byline_core(page->lines[i].text);
    if (name.n) return name;
  }
  return VB_STR_NONE;
}

/* Whether the data's byline names the outlet, or nobody. */
static bool names_nobody(const vb_meta *meta, const vb_article *a) {
  if (!a->author_count) return true;
  if (a->author_count > 1) return false;
  vb_str one = a->authors[0];
  return vb_page_same_words(one, a->source) ||
         vb_page_same_words(one, meta->value[VB_META_PUBLISHER]) || vb_address_is_of(a->url, one) ||
         vb_is_site_name(one) || vb_is_role(one) ||
         (one.n < 4 && !memchr(one.p, ' ', one.n)); /* the rest of a date */
}

void vb_page_take_byline(const vb_page *page, const vb_meta *meta, vb_article *a) {
  vb_buf names = VB_BUF_INIT;
  if (!names_nobody(meta, a)) return;
  linked_names(page, &names);
  vb_str byline = names.n && !names.failed ? vb_arena_copy(page->arena, vb_buf_view(&names))
                                           : printed_byline(page);
  vb_buf_clear(&names);
  if (!byline.n) return;
  vb_article found = {0};
  vb_authors_add(&found, byline);
  if (!found.author_count) return;
  a->byline = byline;
  a->author_count = 0;
  vb_authors_add(a, byline);
}
