/*
 * title.c - finds the title of an article, and the outlet's name after it.
 *
 * The printed headline is the title; data often have a shorter one for search engines.
 * But a page has several <h1> (the site's name, a notice, headings of sections), so one
 * counts only if it shares its words with the titles stated elsewhere. Stated titles are
 * used without the site's name, which is recognised by og:site_name, by the address, or
 * by its appearance at the end of <title>.
 */
#include "indexer/article/read/page/page_internal.h"
#include "indexer/article/read/page/meta.h"

#include "indexer/article/read/clean.h"
#include "indexer/store/record.h"

#include <strings.h>

enum {
  HEADLINES_MAX = 24, /* <h1> elements examined */
  HEADLINE_BYTES = 600,
  ALIKE = 34, /* percent of a headline's words that a stated title must have, or the reverse */
  WORDS_MAX = 64
};

/* --- words in common ---------------------------------------------------------- */

static vb_str next_word(vb_str *rest) {
  size_t i = 0, end;
  while (i < rest->n && !(rest->p[i] & 0x80) &&
         !strchr("abcdefghijklmnopqrstuvwxyz0123456789", rest->p[i] | 0x20))
    i++;
  for (end = i;
       end < rest->n && ((rest->p[end] & 0x80) ||
                         strchr("abcdefghijklmnopqrstuvwxyz0123456789", rest->p[end] | 0x20));)
    end++;
  vb_str word = vb_str_slice(*rest, i, end);
  *rest = vb_str_slice(*rest, end, rest->n);
  return word;
}

static bool has_word(vb_str text, vb_str word) {
  for (vb_str rest = text, w; (w = next_word(&rest)).n;)
    if (w.n == word.n && strncasecmp(w.p, word.p, w.n) == 0) return true;
  return false;
}

/* Percent of the words of `a`, except short ones, that are in `b`. */
static unsigned share_of(vb_str a, vb_str b) {
  unsigned words = 0, common = 0;
  for (vb_str rest = a, w; words < WORDS_MAX && (w = next_word(&rest)).n;) {
    if (w.n < 4 && !(w.p[0] & 0x80)) continue;
    words++;
    common += has_word(b, w);
  }
  return words ? common * 100 / words : 0;
}

/* --- the site's name in a title ------------------------------------------------ */

/* The length of a bar between the parts of a title at s.p[i]; 0 for none. */
static size_t bar_at(vb_str s, size_t i) {
  static const char *const bars[] = {" | ",
                                     " - ",
                                     " \xE2\x80\x93 ",
                                     " \xE2\x80\x94 ",
                                     " \xC2\xBB ",
                                     " \xC2\xB7 ",
                                     " \xE2\x80\xA2 ",
                                     " :: ",
                                     " // ",
                                     " \xE2\x80\xBA ",
                                     " > ",
                                     " < "};
  if (i >= s.n || s.p[i] != ' ') return 0;
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++)
    if (vb_str_starts(vb_str_slice(s, i, s.n), bars[k])) return strlen(bars[k]);
  return 0;
}

static bool names_site(const vb_meta *meta, vb_str part, bool by_looks) {
  if (!part.n) return true;
  if (vb_page_same_words(part, meta->value[VB_META_SOURCE])) return true;
  if (vb_page_same_words(part, meta->value[VB_META_PUBLISHER])) return true;
  if (vb_address_is_of(meta->value[VB_META_URL], part)) return true;
  return by_looks && (vb_is_site_name(part) || vb_is_section_name(part));
}

/* The title without parts at its ends that name the site. If the last part removed from the end was
   recognised by its appearance, it is stored in `site`. */
static vb_str without_site(const vb_meta *meta, vb_str title, bool by_looks, vb_str *site) {
  for (bool again = true; again;) {
    size_t last = 0, first = 0, n;
    again = false;
    for (size_t i = 1; i < title.n; i++)
      if (bar_at(title, i)) last = i, first = first ? first : i;
    if (!last) break;
    n = bar_at(title, last);
    vb_str tail = vb_str_trim(vb_str_slice(title, last + n, title.n));
    vb_str head = vb_str_trim(vb_str_slice(title, 0, first));
    if (names_site(meta, tail, by_looks)) {
      if (site && !vb_is_section_name(tail)) *site = tail, site = NULL;
      title = vb_str_trim(vb_str_slice(title, 0, last));
      again = true;
    } else if (names_site(meta, head, false)) {
      title = vb_str_trim(vb_str_slice(title, first + bar_at(title, first), title.n));
      again = true;
    }
  }
  return title;
}

/* --- the headline ---------------------------------------------------------------- */

static vb_str text_of(const vb_meta *meta, const GumboNode *node) {
  vb_buf text = VB_BUF_INIT;
  for (const GumboNode *n = node; n;) {
    bool silent = vb_page_is_silent(n);
    if (!silent) vb_buf_str(&text, vb_html_text_of(n));
    if (vb_html_is(n, GUMBO_TAG_BR)) vb_buf_char(&text, ' ');
    n = silent ? vb_html_behind(n, node) : vb_html_next(n, node);
  }
  vb_str s = text.failed || text.n > HEADLINE_BYTES
                 ? VB_STR_NONE
                 : vb_arena_copy(meta->arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return vb_clean_field(s, VB_TITLE_MAX, meta->arena);
}

/* How well a heading fits the stated titles, in percent. */
static unsigned fit_of(const vb_meta *meta, vb_str heading) {
  unsigned best = 0;
  for (size_t i = 0; i < meta->title_count; i++) {
    unsigned a = share_of(heading, meta->titles[i]), b = share_of(meta->titles[i], heading);
    if (vb_page_same_words(heading, meta->titles[i])) a = 101;
    if (a > best) best = a;
    if (b > best) best = b;
  }
  return best;
}

/* "Opinion What the wall means": removes a kicker in the heading that stated titles lack. */
static vb_str without_kicker(const vb_meta *meta, vb_str heading) {
  enum { KICKER_MAX = 24 };
  for (size_t i = 0; i < meta->title_count; i++) {
    vb_str title = meta->titles[i];
    if (title.n < heading.n && heading.n - title.n <= KICKER_MAX &&
        vb_page_same_words(vb_str_slice(heading, heading.n - title.n, heading.n), title) &&
        strchr(" |:", heading.p[heading.n - title.n - 1]))
      return title;
  }
  return heading;
}

static vb_str printed_headline(const vb_meta *meta, const GumboNode *root) {
  vb_str best = VB_STR_NONE;
  unsigned best_fit = 0, seen = 0;
  for (const GumboNode *n = root; n && seen < HEADLINES_MAX;) {
    bool aside = vb_html_is(n, GUMBO_TAG_ASIDE) || vb_html_is(n, GUMBO_TAG_NAV) ||
                 vb_html_is(n, GUMBO_TAG_FOOTER) || vb_html_is_comments(n) ||
                 (vb_page_is_silent(n) && !vb_html_is(n, GUMBO_TAG_HEAD));
    if (!aside && vb_html_is(n, GUMBO_TAG_H1)) {
      vb_str heading = text_of(meta, n);
      bool site = names_site(meta, heading, false);
      unsigned fit = site ? 0 : meta->title_count ? fit_of(meta, heading) : 100;
      if (fit > best_fit) best = heading, best_fit = fit;
      seen++;
    }
    n = aside ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  return best_fit >= ALIKE ? without_kicker(meta, best) : VB_STR_NONE;
}

/* If the heading is one of several parts of the <title>, and looks like the site's name, a longer
   part that does not is the title. */
static vb_str part_beside_site(vb_meta *meta, vb_str heading) {
  vb_str page = meta->value[VB_META_PAGE_TITLE], longest = VB_STR_NONE;
  bool found = false;
  if (!vb_is_site_name(heading)) return heading;
  for (size_t i = 0, start = 0; i <= page.n; i++) {
    size_t n = i == page.n ? 1 : bar_at(page, i);
    if (!n) continue;
    vb_str part = vb_str_trim(vb_str_slice(page, start, i));
    found = found || vb_page_same_words(part, heading);
    if (!vb_is_site_name(part) && !vb_is_section_name(part) && part.n > longest.n) longest = part;
    start = i + n;
    i = start - 1;
  }
  if (!found || !longest.n) return heading;
  if (!meta->value[VB_META_SOURCE].n) meta->value[VB_META_SOURCE] = heading;
  return longest;
}

/* "Calverhaven Courier - Goat wins" above the heading "Goat wins": the outlet comes first. */
static vb_str site_before(const vb_meta *meta, vb_str title) {
  vb_str page = meta->value[VB_META_PAGE_TITLE];
  for (size_t i = 1; i < page.n; i++) {
    size_t n = bar_at(page, i);
    if (!n) continue;
    vb_str head = vb_str_trim(vb_str_slice(page, 0, i));
    bool same = vb_page_same_words(vb_str_slice(page, i + n, page.n), title);
    return same && vb_is_site_name(head) && !vb_is_section_name(head) ? head : VB_STR_NONE;
  }
  return VB_STR_NONE;
}

vb_str vb_meta_title(vb_meta *meta, const GumboNode *root) {
  vb_str site = VB_STR_NONE, title = printed_headline(meta, root);
  vb_str page_title = without_site(meta, meta->value[VB_META_PAGE_TITLE], true, &site);
  if (title.n) title = part_beside_site(meta, title);
  if (!title.n) title = without_site(meta, meta->value[VB_META_TITLE], false, NULL);
  if (!title.n) title = page_title;
  /* "Goat wins - Calverhaven Courier" above the heading "Goat wins" shows the outlet. */
  if (!meta->value[VB_META_SOURCE].n && site.n && vb_page_same_words(page_title, title))
    meta->value[VB_META_SOURCE] = site;
  if (!meta->value[VB_META_SOURCE].n) meta->value[VB_META_SOURCE] = site_before(meta, title);
  return title;
}
