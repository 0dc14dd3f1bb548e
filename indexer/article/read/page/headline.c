/*
 * headline.c - finds the byline and the date that a page prints around its headline.
 *
 * If the page's data name nobody, or only the outlet, the printed byline is used: "By Ada
 * Brook", or names that link to an author's page. Dates are taken only from short lines
 * near the headline, never from captions and teasers. A date in UTC is off by a day for
 * papers far from it: if the page prints the day before or after, that is the day of
 * publication.
 */
#include "indexer/article/read/page/page_internal.h"
#include "indexer/article/read/page/meta.h"

#include "indexer/article/read/names.h"

#include <strings.h>

enum {
  AFTER = 16,      /* lines examined after the headline */
  BEFORE = 5,      /* and before it */
  LONG_LINE = 200, /* bytes; a line of the text */
  DATE_LINE = 160, /* bytes; a longer line with a date is about something else */
  NAMES_MAX = 5,   /* names with links; an article rarely has more */
  NODES_MAX = 800  /* nodes examined for links to authors */
};

/* --- the page's order of day and month --------------------------- */

static bool is_language(vb_str tag, const char *const *table) {
  for (; *table; table++) {
    size_t n = strlen(*table);
    if (vb_str_starts_caseless(tag, *table) && (tag.n == n || tag.p[n] == '-' || tag.p[n] == '_'))
      return true;
  }
  return false;
}

static vb_date_order order_of_language(vb_str tag) {
  static const char *const day_first[] = {
      "en-GB", "en_GB", "en-AU", "en_AU", "en-NZ", "en_NZ", "en-IE", "en_IE", "en-IN",
      "en_IN", "en-ZA", "en_ZA", "en-NG", "en_NG", "en-KE", "en_KE", "de",    "fr",
      "es",    "it",    "pt",    "nl",    "pl",    "ru",    "cs",    "da",    "nb",
      "no",    "fi",    "tr",    "el",    "ro",    "uk",    "bg",    "hr",    "sr",
      "sk",    "id",    "vi",    "ar",    NULL};
  static const char *const month_first[] = {"en-US", "en_US", NULL};
  if (is_language(tag, month_first)) return VB_ORDER_MONTH_FIRST;
  return is_language(tag, day_first) ? VB_ORDER_DAY_FIRST : VB_ORDER_UNKNOWN;
}

static vb_date_order order_of_address(vb_str address) {
  static const char *const day_first[] = {".uk", ".au", ".nz", ".ie", ".in", ".za", ".de", ".fr",
                                          ".es", ".it", ".nl", ".be", ".ch", ".at", ".pt", ".br",
                                          ".ar", ".mx", ".cl", ".co", ".pl", ".ru", ".cz", ".dk",
                                          ".no", ".fi", ".tr", ".gr", ".ro", ".ng", ".ke", ".gh",
                                          ".sg", ".my", ".id", ".pk", ".lk", ".mt", ".il", NULL};
  static const char *const month_first[] = {".us", ".gov", ".mil", ".edu", NULL};
  vb_str host = vb_address_host(address);
  for (size_t i = 0; day_first[i]; i++)
    if (vb_str_ends_caseless(host, day_first[i])) return VB_ORDER_DAY_FIRST;
  for (size_t i = 0; month_first[i]; i++)
    if (vb_str_ends_caseless(host, month_first[i])) return VB_ORDER_MONTH_FIRST;
  return VB_ORDER_UNKNOWN;
}

/* What the page's own dates prove: 25/12/2023 decides, unless another date contradicts. */
static vb_date_order order_of_lines(const vb_page *page) {
  bool day = false, month = false;
  for (size_t i = 0; i < page->line_count; i++) {
    vb_date_order one = vb_date_order_of(page->lines[i].text);
    day = day || one == VB_ORDER_DAY_FIRST;
    month = month || one == VB_ORDER_MONTH_FIRST;
  }
  return day == month ? VB_ORDER_UNKNOWN : day ? VB_ORDER_DAY_FIRST : VB_ORDER_MONTH_FIRST;
}

static vb_date_order order_of_page(const vb_page *page, const vb_meta *meta) {
  vb_date_order order = order_of_lines(page);
  if (order == VB_ORDER_UNKNOWN) order = order_of_address(meta->value[VB_META_URL]);
  if (order == VB_ORDER_UNKNOWN) order = order_of_language(meta->value[VB_META_LANGUAGE]);
  return order != VB_ORDER_UNKNOWN ? order : order_of_language(meta->locale);
}

/* --- the lines around the headline ------------------------------------------------- */

static bool is_elsewhere(const GumboNode *box) {
  for (int i = 0; box && box->type == GUMBO_NODE_ELEMENT && i < 12; i++, box = box->parent) {
    GumboTag tag = box->v.element.tag;
    if (tag == GUMBO_TAG_FIGURE || tag == GUMBO_TAG_FIGCAPTION || tag == GUMBO_TAG_NAV ||
        tag == GUMBO_TAG_FOOTER || vb_html_is_comments(box))
      return true;
  }
  return false;
}

static bool has_any(vb_str line, const char *const *words) {
  for (; *words; words++) {
    size_t n = strlen(*words);
    for (size_t i = 0; i + n <= line.n; i++)
      if (strncasecmp(line.p + i, *words, n) == 0) return true;
  }
  return false;
}

/* The index of the headline's line, or of the first good paragraph; line_count if there is none. */
static size_t place_of_headline(const vb_page *page) {
  size_t first = page->line_count;
  for (size_t i = page->line_count; i-- > 0;) {
    if (page->headline && page->lines[i].box == page->headline) return i;
    if (page->lines[i].is_long) first = i;
  }
  return page->headline ? page->line_count : first;
}

/* Whether it is a paragraph: the second one after the headline is past the standfirst. */
static bool is_text(const vb_page_line *line) {
  if (line->is_long) return true;
  return vb_page_is_good(line->text, line->linked) &&
         strchr(".?!\x9D", line->text.p[line->text.n - 1]);
}

/* A date in a line near the headline that contains little else. */
static bool date_in(const vb_page_line *line, vb_date_order order, vb_date *out) {
  static const char *const later[] = {"updated",           "modified",    "aktualisiert",
                                      "mis \xC3\xA0 jour", "actualizado", NULL};
  static const char *const first[] = {"publi", "posted", "created", "first", NULL};
  vb_date_found found;
  if (line->text.n > DATE_LINE || is_elsewhere(line->box)) return false;
  if (!vb_date_find_ordered(line->text, order, &found) || found.date.precision < VB_DATE_DAY)
    return false;
  vb_str before = vb_str_slice(line->text, 0, found.start);
  if (has_any(before, later) && !has_any(before, first)) return false;
  bool teaser = line->linked * 2 > line->text.n && found.end - found.start + 8 < line->text.n;
  bool sentence = line->text.n > 80 && strchr(".?!", line->text.p[line->text.n - 1]);
  if (teaser || sentence) return false;
  *out = found.date;
  return true;
}

static bool find_date(const vb_page *page, vb_date_order order, vb_date *out) {
  size_t at = place_of_headline(page), longs = 0;
  if (at == page->line_count) return false;
  for (size_t i = at + (page->headline != NULL);
       i < page->line_count && i <= at + AFTER && longs < 2; i++) {
    longs += is_text(&page->lines[i]);
    if (date_in(&page->lines[i], order, out)) return true;
  }
  for (size_t i = at, left = page->headline ? BEFORE : AFTER; i-- > 0 && left-- > 0;)
    if (date_in(&page->lines[i], order, out)) return true;
  return false;
}

/* A date that no standard marks yields to the one at the headline. Where there is none, and other
   days are marked alike, it may be a teaser's. */
static void settle_loose(const vb_page *page, const vb_meta *meta, vb_article *a) {
  vb_date date;
  if (!find_date(page, order_of_page(page, meta), &date)) {
    if (meta->loose_count < VB_META_LOOSE_MAX) return;
    date = (vb_date){0};
  }
  /* The one that is marked may know the time of day. */
  if (vb_date_first_day(date) == vb_date_first_day(a->published)) return;
  a->published = date;
  a->published_from = date.precision ? VB_DATE_FROM_BYLINE : VB_DATE_FROM_NOWHERE;
}

static void take_date(const vb_page *page, const vb_meta *meta, vb_article *a) {
  vb_date date;
  bool known = a->published.precision != VB_DATE_UNKNOWN;
  if (known && a->published_from == VB_DATE_FROM_BYLINE) {
    settle_loose(page, meta, a);
    return;
  }
  if (known && !meta->date_is_utc) return;
  if (!find_date(page, order_of_page(page, meta), &date)) return;
  if (!known) vb_draft_date(a, date, VB_DATE_FROM_BYLINE);
  else if (vb_days_apart(a->published, date) == 1)
    a->published = date, a->published_from = VB_DATE_FROM_BYLINE;
}

/* --- the byline ---------------------------------------------------------------------- */

static bool is_authors_page(vb_str address) {
  static const char *const parts[] = {
      "/author/",  "/authors/",   "/staff/",    "/writer/",       "/writers/", "/contributor",
      "/profile/", "/profiles/",  "/bios/",     "/bio/",          "/people/",  "/by/",
      "/reporter", "/journalist", "/columnist", "/correspondent", "/auteur/",  "/autor/",
      "/autoren/", "/person/",    "/team/",     "/byline/",       "author=",   NULL};
  return has_any(address, parts);
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
        is_elsewhere(n))
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
  size_t at = place_of_headline(page), longs = 0;
  for (size_t i = at; i < page->line_count && i <= at + AFTER && longs < 2; i++) {
    longs += is_text(&page->lines[i]);
    if (is_elsewhere(page->lines[i].box)) continue;
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

static void take_byline(const vb_page *page, const vb_meta *meta, vb_article *a) {
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

void vb_page_headline(const vb_page *page, const vb_meta *meta, vb_article *a) {
  take_byline(page, meta, a);
  take_date(page, meta, a);
}
