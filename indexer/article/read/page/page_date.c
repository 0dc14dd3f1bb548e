/*
 * page_date.c - settles the day a page was published, from what its data state and what
 * it prints by its headline.
 *
 * The two differ more often than one thinks: data are in UTC, keep the day of a first
 * printing whose text was replaced, or the day on which a template was filled in. Readers,
 * and whoever cites the page, go by what is printed; so the printed day counts if anything
 * else supports it: a neighbouring day in the data (a zone), a day of change in the data,
 * the address. Without support, the data count if they state their day twice. Otherwise
 * the two contradict each other, and the day is unknown.
 *
 * Dates are taken only from short lines near the headline that are not marked as an
 * update, never from captions and teasers.
 */
#include "indexer/article/read/page/page_internal.h"
#include "indexer/article/read/page/meta.h"

#include <strings.h>

enum {
  BEFORE = 5,      /* lines examined before the headline */
  DATE_LINE = 160, /* bytes; a longer line with a date is about something else */
  LABEL = 40,      /* bytes; a longer line is not the label of the next one */
  HEADER_DEPTH = 12
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

/* --- the date that is printed --------------------------------------------------------- */

/* What the words before a date say of it. */
typedef enum date_label { LABEL_NONE, LABEL_PUBLISHED, LABEL_OTHER } date_label;

static date_label label_of(vb_str words) {
  static const char *const others[] = {
      "updated",    "modified",          "edited",         "aktualisiert", "ge\xC3\xA4ndert",
      "stand:",     "mis \xC3\xA0 jour", "modifi\xC3\xA9", "actualizado",  "aggiornato",
      "atualizado", "release date",      "reviewed",       "expire",       "valid until",
      "copyright",  "\xC2\xA9",          "event date",     "deadline",     NULL};
  static const char *const first[] = {
      "publi", "posted", "created", "first", "ver\303\266ffentlicht", "erstellt", NULL};
  if (vb_page_has_any(words, first)) return LABEL_PUBLISHED;
  return vb_page_has_any(words, others) ? LABEL_OTHER : LABEL_NONE;
}

/* The first date in a line near the headline that contains little else and is not marked as
   another day than that of publishing. */
static bool date_in(const vb_page *page, size_t at, vb_date_order order, vb_date *out) {
  const vb_page_line *line = &page->lines[at];
  vb_date_found found;
  vb_str rest = line->text;
  if (rest.n > DATE_LINE || vb_page_is_elsewhere(line->box)) return false;
  bool sentence = rest.n > 80 && strchr(".?!", rest.p[rest.n - 1]);
  if (sentence) return false;
  for (bool first = true; vb_date_find_ordered(rest, order, &found); first = false) {
    vb_str before = vb_str_slice(rest, 0, found.start);
    bool teaser = line->linked * 2 > rest.n && found.end - found.start + 8 < rest.n;
    date_label label = label_of(before);
    /* "Updated:" may be a line of its own. */
    if (first && !vb_str_trim(before).n && at && page->lines[at - 1].text.n <= LABEL)
      label = label_of(page->lines[at - 1].text);
    if (teaser) return false;
    *out = found.date;
    if (label != LABEL_OTHER && found.date.precision >= VB_DATE_DAY) return true;
    rest = vb_str_slice(rest, found.end, rest.n);
  }
  return false;
}

/* Whether it is in the header of the site, where the day of the visit may stand. */
static bool is_in_header(const vb_page *page, const GumboNode *box) {
  static const char *const names[] = {"masthead",     "topbar",       "top-bar", "site-header",
                                      "current-date", "current_date", "today",   "header-date",
                                      "todays-date",  "navbar",       NULL};
  for (int i = 0; box && vb_html_is_element(box) && i < HEADER_DEPTH; i++, box = box->parent) {
    if (page->headline && vb_page_is_inside(page->headline, box)) return false;
    if (vb_html_is(box, GUMBO_TAG_HEADER) || vb_html_has_class(box, names)) return true;
  }
  return false;
}

static bool find_date(const vb_page *page, vb_date_order order, vb_date *out) {
  size_t at = vb_page_place_of_headline(page), longs = 0;
  if (at == page->line_count) return false;
  for (size_t i = at + (page->headline != NULL);
       i < page->line_count && i <= at + VB_PAGE_AFTER && longs < 2; i++) {
    longs += vb_page_is_text(&page->lines[i]);
    if (date_in(page, i, order, out)) return true;
  }
  for (size_t i = at, left = page->headline ? BEFORE : VB_PAGE_AFTER; i-- > 0 && left-- > 0;)
    if (!is_in_header(page, page->lines[i].box) && date_in(page, i, order, out)) return true;
  return false;
}

/* --- against what the data state ----------------------------------------------------------- */

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

static unsigned times_stated(const vb_meta *meta, vb_date date) {
  uint32_t day = vb_date_first_day(date);
  for (unsigned i = 0; i < meta->stated_count; i++)
    if (meta->stated[i].day == day) return meta->stated[i].times;
  return 0;
}

static bool is_day_of_address(const vb_article *a, vb_date date) {
  vb_date day;
  return vb_date_in_path(a->url, &day) && day.precision >= VB_DATE_DAY &&
         vb_days_apart(day, date) <= 1;
}

/* The printed day against a stated one that is another. A neighbouring day in UTC is the same day
   where the outlet is. */
static void settle_stated(const vb_meta *meta, vb_date printed, vb_article *a) {
  uint32_t apart = vb_days_apart(a->published, printed);
  bool weak = meta->rank[VB_META_DATE] >= VB_RANK_WEAK_DATE;
  if ((apart == 1 && meta->date_is_utc) || weak || times_stated(meta, printed) ||
      is_day_of_address(a, printed)) {
    a->published = printed, a->published_from = VB_DATE_FROM_BYLINE;
    return;
  }
  if (apart == 1 || times_stated(meta, a->published) > 1 || is_day_of_address(a, a->published))
    return;
  a->published = (vb_date){0}, a->published_from = VB_DATE_FROM_NOWHERE;
}

void vb_page_settle_date(const vb_page *page, const vb_meta *meta, vb_article *a) {
  vb_date printed;
  bool known = a->published.precision != VB_DATE_UNKNOWN;
  if (known && a->published_from == VB_DATE_FROM_BYLINE) {
    settle_loose(page, meta, a);
    return;
  }
  if (!find_date(page, order_of_page(page, meta), &printed)) return;
  if (!known) vb_draft_date(a, printed, VB_DATE_FROM_BYLINE);
  else if (vb_date_first_day(printed) != vb_date_first_day(a->published))
    settle_stated(meta, printed, a);
}
