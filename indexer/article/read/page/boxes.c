/*
 * boxes.c - computes how much of a page's text each box contains, and which boxes are left out.
 *
 * Class words say what a box is for, but sites also use them otherwise: the wrapper of the
 * whole article may be "has-sidebar", "widget" or "paywall". So each paragraph is first
 * credited to all boxes around it, before any class is considered, and a box with most of
 * the page's credit is never left out, whatever its name. Adjacent boxes of one name
 * count as one: a body cut into several pieces is still the body.
 */
#include "indexer/article/read/page/page_internal.h"

#include <strings.h>

enum {
  GOOD_PARAGRAPH = 40, /* bytes; shorter ones are as often a button or a teaser */
  LONG_LINE = 240,     /* bytes; longer ones are text, not a byline or date */
  BOXES_ABOVE = 64,    /* boxes that a paragraph is credited to; real pages nest 40 deep */
  MOST = 50,           /* percent of the page's credit: then it is never boilerplate... */
  MUCH = 25,           /* ... and this much if its name is one that sites use for anything */
  A_LEAD = 150,        /* bytes of other text next to the headline: at most a standfirst */
  LITTLE = 600,        /* bytes of other text: hardly any next to the article's box */
  CAMEL_MIN = 5,       /* letters; shorter parts of "AdDsWC" are accidental */
  SIBLINGS_MAX = 512   /* examined for boxes of one name; each may be examined for each */
};

bool vb_page_is_good(vb_str text, size_t linked) {
  return text.n >= GOOD_PARAGRAPH && linked * 2 <= text.n;
}

vb_page_box *vb_page_box_of(const vb_page *page, const GumboNode *node) {
  size_t at = ((size_t)(uintptr_t)node >> 4) * 0x9E3779B97F4A7C15u >> 20;
  for (;; at++) {
    vb_page_box *b = &page->boxes[at & page->box_mask];
    if (b->node == node) return b;
    if (!b->node) return NULL;
  }
}

static vb_page_box *add_box(vb_page *page, const GumboNode *node) {
  size_t at = ((size_t)(uintptr_t)node >> 4) * 0x9E3779B97F4A7C15u >> 20;
  while (page->boxes[at & page->box_mask].node) at++;
  vb_page_box *b = &page->boxes[at & page->box_mask];
  *b = (vb_page_box){.node = node};
  page->box_count++;
  return b;
}

bool vb_page_is_inside(const GumboNode *node, const GumboNode *box) {
  for (int i = 0; node && i < VB_PAGE_DEPTH_MAX; i++, node = node->parent)
    if (node == box) return true;
  return false;
}

/* Adds `n` to the boxes around a node; true if one of them contains readers' comments. */
static bool credit_boxes(vb_page *page, const GumboNode *node, size_t n) {
  bool comments = false;
  for (int i = 0; node && node->type == GUMBO_NODE_ELEMENT && i < BOXES_ABOVE;
       i++, node = node->parent) {
    vb_page_box *b = vb_page_box_of(page, node);
    if (!b) {
      b = add_box(page, node);
      b->rule = vb_html_is_comments(node) ? VB_BOX_LEFT_OUT : VB_BOX_UNKNOWN;
    }
    comments = comments || b->rule == VB_BOX_LEFT_OUT;
    b->credit += n;
  }
  return comments;
}

static void add_line(vb_page *page, vb_str text, size_t linked, const GumboNode *box) {
  if (!VB_ARENA_GROW(page->arena, page->lines, &page->line_capacity, page->line_count)) {
    page->no_memory = true;
    return;
  }
  bool is_long = text.n > LONG_LINE;
  page->lines[page->line_count++] =
      (vb_page_line){is_long ? VB_STR_NONE : vb_arena_copy(page->arena, text), box, linked,
                     is_long && linked * 2 < text.n};
}

static void credit_paragraph(void *context, vb_str text, size_t linked, const GumboNode *box) {
  vb_page *page = context;
  text = vb_str_trim(text);
  if (!page->headline && vb_page_heading(box) && vb_page_same_words(text, page->title))
    page->headline = box;
  add_line(page, text, linked, box);
  bool good = vb_page_is_good(text, linked);
  if (!credit_boxes(page, box, good ? text.n : 0) && good) page->credit += text.n;
}

void vb_page_recount(vb_page *page) {
  page->credit = 0;
  for (size_t i = 0; i <= page->box_mask; i++) page->boxes[i].credit = 0;
  for (size_t i = 0; i < page->block_count; i++) {
    const vb_page_block *b = &page->blocks[i];
    if (b->dropped || b->words != VB_LINE_PLAIN || !vb_page_is_good(b->text, b->linked)) continue;
    credit_boxes(page, b->box, b->text.n);
    page->credit += b->text.n;
  }
}

/* --- boilerplate by its markup ---------------------------------------- */

static bool is_hidden(const GumboNode *node) {
  vb_str style = vb_html_attribute(node, "style");
  if (vb_html_attribute(node, "hidden").p ||
      vb_str_is(vb_html_attribute(node, "aria-hidden"), "true"))
    return true;
  const char *display = style.n ? memmem(style.p, style.n, "display", 7) : NULL;
  if (!display) return false;
  vb_str rest = vb_str_trim(vb_str_of(display + 7));
  return vb_str_starts(rest, ":") &&
         vb_str_starts(vb_str_trim(vb_str_slice(rest, 1, rest.n)), "none");
}

static bool is_one_of(vb_str word, const char *const *table, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (((table[i][0] ^ word.p[0]) & ~0x20) == 0 && vb_str_is_caseless(word, table[i])) return true;
  return false;
}

typedef enum strength { NOT = 0, WEAK, STRONG } strength;

/* Words in a class that indicate boilerplate, alone or between dashes: words that sites use for
   little else, and words that also name wrappers of whole articles. */
static const char *const strong_words[] = {
    "share",       "sharing",    "social",      "related",
    "promo",       "newsletter", "cookie",      "cookies",
    "consent",     "gdpr",       "privacy",     "breadcrumb",
    "breadcrumbs", "sidebar",    "recommended", "recommendations",
    "recommend",   "trending",   "popular",     "mostread",
    "toolbar",     "popup",      "modal",       "tags",
    "taglist",     "respond",    "menu",        "navbar",
    "navigation",  "pagination", "nav",         "footer",
    "outbrain",    "taboola",    "sharedaddy",  "recirc",
    "tooltip",     "dropdown",   "signup",      "readmore",
    "caption",     "credit",     "carousel",    "lightbox",
    "disclaimer"};
static const char *const weak_words[] = {
    "subscribe", "subscription", "advert", "advertisement", "ads",    "ad",
    "adslot",    "sponsored",    "banner", "paywall",       "widget", "byline",
    "dateline",  "timestamp",    "bio",    "teaser",        "player", "playlist"};
/* ... and words that do so only if they are the whole class word. */
static const char *const whole_words[] = {
    "jp-relatedposts", "screen-reader-text", "visually-hidden", "visuallyhidden", "sr-only",
    "hidden",          "print-only",         "noprint",         "skip",           "skip-link",
    "most-read",       "read-more",          "author-bio"};
/* Words that reverse the word after them: a box that "has" a sidebar is not one. */
static const char *const turns[] = {"has",     "with", "no",       "not",
                                    "without", "is",   "overflow", "field"};

/* Parts of a word end at dashes and where lower case becomes upper case: "imageCaption". */
static bool ends_part(vb_str word, size_t from, size_t at) {
  char c = word.p[at], before = at > from ? word.p[at - 1] : '\0';
  return c == '-' || c == '_' || (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z');
}

/* Evaluates one class word, part by part. */
static strength word_strength(vb_str word) {
  strength found =
      is_one_of(word, whole_words, sizeof whole_words / sizeof *whole_words) ? WEAK : NOT;
  for (size_t from = 0, to; from < word.n; from = to + (to < word.n && strchr("-_", word.p[to]))) {
    for (to = from; to < word.n && !ends_part(word, from, to);) to++;
    vb_str part = vb_str_slice(word, from, to);
    if (!part.n) continue;
    if (is_one_of(part, turns, sizeof turns / sizeof *turns)) break;
    bool camel =
        (to < word.n && !strchr("-_", word.p[to])) || (from > 0 && !strchr("-_", word.p[from - 1]));
    if (camel && part.n < CAMEL_MIN) continue;
    if (is_one_of(part, strong_words, sizeof strong_words / sizeof *strong_words)) return STRONG;
    if (is_one_of(part, weak_words, sizeof weak_words / sizeof *weak_words)) found = WEAK;
  }
  return found;
}

static strength class_strength(const GumboNode *node) {
  static const char *const names[] = {"class", "id"};
  strength found = NOT;
  for (size_t k = 0; k < 2; k++) {
    vb_str s = vb_html_attribute(node, names[k]);
    for (size_t i = 0, end; i < s.n && found < STRONG; i = end + 1) {
      for (end = i; end < s.n && !vb_is_space(s.p[end]);) end++;
      strength one = end > i ? word_strength(vb_str_slice(s, i, end)) : NOT;
      if (one > found) found = one;
    }
  }
  return found;
}

/* Whether the tag shows that it is not the article's text. */
static bool is_boilerplate_tag(const GumboNode *node) {
  switch (node->v.element.tag) {
  case GUMBO_TAG_NAV:
  case GUMBO_TAG_ASIDE:
  case GUMBO_TAG_FOOTER:
  case GUMBO_TAG_MENU:
  case GUMBO_TAG_FIGCAPTION:
  case GUMBO_TAG_FIGURE: return true;
  default: return false;
  }
}

static strength tag_strength(const GumboNode *node) {
  switch (node->v.element.tag) {
  case GUMBO_TAG_FORM:
  case GUMBO_TAG_BUTTON:
  case GUMBO_TAG_LABEL: return WEAK;
  default: return is_boilerplate_tag(node) ? STRONG : NOT;
  }
}

static strength boilerplate_strength(const GumboNode *node) {
  static const char *const roles[] = {"navigation", "complementary", "contentinfo", "banner",
                                      "search",     "dialog",        "alertdialog", "form"};
  if (vb_html_is(node, GUMBO_TAG_HTML) || vb_html_is(node, GUMBO_TAG_BODY) ||
      vb_html_is(node, GUMBO_TAG_ARTICLE) || vb_html_is(node, GUMBO_TAG_MAIN))
    return NOT;
  if (tag_strength(node) != NOT) return tag_strength(node);
  vb_str role = vb_html_attribute(node, "role");
  for (size_t i = 0; role.n && i < sizeof roles / sizeof *roles; i++)
    if (vb_str_is(role, roles[i])) return STRONG;
  strength found = class_strength(node);
  return found == NOT && is_hidden(node) ? WEAK : found;
}

/* The credit of the node's siblings with the same tag and class, including itself. */
static size_t credit_of_kind(const vb_page *page, const GumboNode *node) {
  vb_str class = vb_html_attribute(node, "class");
  const GumboNode *parent = node->parent;
  size_t credit = 0;
  if (!class.n || !parent || parent->type != GUMBO_NODE_ELEMENT)
    return vb_page_box_of(page, node)->credit;
  const GumboVector *siblings = &parent->v.element.children;
  if (siblings->length > SIBLINGS_MAX) return vb_page_box_of(page, node)->credit;
  for (size_t i = 0; i < siblings->length; i++) {
    const GumboNode *n = siblings->data[i];
    if (!vb_html_is(n, node->v.element.tag) || !vb_str_eq(vb_html_attribute(n, "class"), class))
      continue;
    const vb_page_box *b = vb_page_box_of(page, n);
    if (b) credit += b->credit;
  }
  return credit;
}

/* Whether a box looks like boilerplate by its markup but contains the article. */
static bool holds_article(const vb_page *page, const vb_page_box *box, strength how) {
  size_t credit = box->credit ? credit_of_kind(page, box->node) : 0;
  if (how == WEAK) return credit && (box->holds_body || credit * 100 >= page->credit * MUCH);
  if (credit * 100 < page->credit * MOST || !credit) return false;
  const GumboNode *n = box->node;
  for (int i = 0; n && i < BOXES_ABOVE; i++, n = n->parent)
    if (vb_html_is_element(n) && vb_page_is_marked_body(n)) return true;
  if (page->headline && vb_page_is_inside(page->headline, box->node)) return true;
  size_t other = page->credit > credit ? page->credit - credit : 0;
  return !is_boilerplate_tag(box->node) && other < (page->headline ? A_LEAD : LITTLE) &&
         other * 4 < credit;
}

static void judge(vb_page *page, vb_page_box *box) {
  if (box->rule != VB_BOX_UNKNOWN) return;
  strength how = boilerplate_strength(box->node);
  box->rule = how != NOT && !holds_article(page, box, how) ? VB_BOX_LEFT_OUT : VB_BOX_PLAIN;
}

bool vb_page_is_left_out(const vb_page *page, const GumboNode *node) {
  const vb_page_box *box = vb_page_box_of(page, node);
  if (box) return box->rule == VB_BOX_LEFT_OUT;
  return vb_html_is_comments(node) || boilerplate_strength(node) != NOT; /* has no entry */
}

/* Marks the boxes around a body that the site marks. */
static void mark_above(vb_page *page, const GumboNode *node) {
  for (int i = 0; node && i < BOXES_ABOVE; i++, node = node->parent) {
    vb_page_box *box = vb_page_box_of(page, node);
    if (!box || box->holds_body) return;
    box->holds_body = true;
  }
}

vb_status vb_page_weigh(vb_page *page, vb_error *err) {
  size_t elements = 1;
  for (const GumboNode *n = page->body; n; n = vb_html_next(n, page->body))
    elements += vb_html_is_element(n);
  for (page->box_mask = 64; page->box_mask < elements * 4;) page->box_mask *= 2;
  page->boxes = vb_arena_calloc(page->arena, page->box_mask, sizeof *page->boxes);
  if (!page->boxes) return vb_fail(err, VB_NOMEM, "out of memory");
  page->box_mask--;
  vb_status status = vb_page_walk(page->body, NULL, credit_paragraph, page, err);
  for (size_t i = 0; status == VB_OK && i <= page->box_mask; i++)
    if (page->boxes[i].credit && vb_page_is_marked_body(page->boxes[i].node))
      mark_above(page, page->boxes[i].node);
  for (size_t i = 0; status == VB_OK && i <= page->box_mask; i++)
    if (page->boxes[i].node) judge(page, &page->boxes[i]);
  return status;
}
