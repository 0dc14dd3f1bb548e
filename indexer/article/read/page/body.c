/*
 * body.c - chooses the box or boxes of a page that contain the article.
 *
 * In this order: boxes that the site marks as an article's body, all of them if the body
 * is cut into several with one name; an <article>, the one with the headline if there are
 * several; otherwise the deepest box with nearly all credit. A mark is believed only if
 * the box has a good share of the page's credit. An <article> with a heading of its own,
 * next to the page's headline, is a teaser.
 */
#include "indexer/article/read/page/page_internal.h"

enum {
  MARKED_ENOUGH = 40, /* percent of all credit that a marked box needs to be believed */
  DEEPEST_SHARE = 75, /* percent that the deepest unmarked box needs */
  AS_MUCH = 95,       /* percent of a box's credit that make an inner box the better choice */
  TEASERS_MOST = 60,  /* percent of a body's credit; with more in boxes of their own it is a list */
  HEADING_WITHIN = 3, /* blocks from the start of a box */
  FEED_OTHERS = 60,   /* percent of the rest that must be in other articles, in a feed */
  FEED_SHARE = 10,    /* percent that the <article> with the headline needs, in a feed */
  BOXES_MAX = 64      /* marked boxes examined; an article has a few */
};

typedef struct chosen {
  const vb_page_box *boxes[BOXES_MAX];
  size_t count, credit;
} chosen;

/* The letters of a class word in lower case, without dashes and other characters:
   "Article-Body__text" is "articlebodytext". */
static size_t letters_of(vb_str word, char *out, size_t max) {
  size_t n = 0;
  for (size_t i = 0; i < word.n && n + 1 < max; i++) {
    char c = word.p[i] | 0x20;
    if (c >= 'a' && c <= 'z' && (word.p[i] & 0x40)) out[n++] = c;
  }
  out[n] = '\0';
  return n;
}

/* Class names are compared without hyphens and case. A name that continues with another part of a
   page ("article-content-footer") is not the body. */
static bool is_body_word(vb_str word) {
  static const char *const names[] = {
      "articlebody",  "articlecontent", "articletext",  "articlecopy", "articlestory",
      "articlemain",  "storybody",      "storycontent", "storytext",   "storycopy",
      "entrycontent", "entrybody",      "entrytext",    "postcontent", "postbody",
      "posttext",     "bodycopy",       "bodycontent",  "contentbody", "newstext",
      "newsbody",     "newscontent",    "textbody",     "maincopy",    "articlewrapperbody"};
  static const char *const others[] = {"header", "footer",  "related", "share", "side",  "meta",
                                       "widget", "comment", "hero",    "image", "media", "teaser",
                                       "ad",     "title",   "top",     "bottom"};
  char letters[64];
  size_t n = letters_of(word, letters, sizeof letters);
  for (size_t i = 0; n && i < sizeof names / sizeof *names; i++) {
    const char *at = strstr(letters, names[i]);
    if (!at) continue;
    const char *rest = at + strlen(names[i]);
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
      if (strncmp(rest, others[k], strlen(others[k])) == 0) return false;
    return true;
  }
  return false;
}

bool vb_page_is_marked_body(const GumboNode *node) {
  static const char *const names[] = {"class", "id"};
  if (vb_str_is(vb_html_attribute(node, "itemprop"), "articleBody")) return true;
  if (!vb_page_is_block(node) || vb_html_is(node, GUMBO_TAG_BODY) || vb_html_is(node, GUMBO_TAG_P))
    return false;
  for (size_t k = 0; k < 2; k++) {
    vb_str s = vb_html_attribute(node, names[k]);
    for (size_t i = 0, end; i < s.n; i = end + 1) {
      for (end = i; end < s.n && !vb_is_space(s.p[end]);) end++;
      if (end - i >= 8 && is_body_word(vb_str_slice(s, i, end))) return true;
    }
  }
  return false;
}

static bool is_article(const GumboNode *node) {
  return vb_html_is(node, GUMBO_TAG_ARTICLE);
}

/* The boxes for which `is` returns true and that have credit; the first BOXES_MAX, in no order. */
static void find_boxes(const vb_page *page, bool (*is)(const GumboNode *), chosen *out) {
  out->count = 0;
  for (size_t i = 0; i <= page->box_mask && out->count < BOXES_MAX; i++)
    if (page->boxes[i].node && page->boxes[i].credit && is(page->boxes[i].node))
      out->boxes[out->count++] = &page->boxes[i];
}

static const GumboNode *article_around(const GumboNode *node) {
  for (int i = 0; node && i < VB_PAGE_DEPTH_MAX; i++, node = node->parent)
    if (is_article(node)) return node;
  return NULL;
}

/* The boxes in `all` with the name of `of`, in the same <article>, and inside none of the
   others. */
static void of_one_name(const chosen *all, const vb_page_box *of, chosen *out) {
  vb_str class = vb_html_attribute(of->node, "class");
  const GumboNode *article = article_around(of->node->parent);
  out->count = out->credit = 0;
  for (size_t i = 0; i < all->count; i++) {
    const vb_page_box *b = all->boxes[i];
    bool same = b == of || (class.n && vb_str_eq(vb_html_attribute(b->node, "class"), class) &&
                            article_around(b->node->parent) == article);
    for (size_t k = 0; k < all->count && same && b != of; k++)
      same = k == i || !vb_page_is_inside(b->node, all->boxes[k]->node);
    if (!same || (b != of && vb_page_is_inside(of->node, b->node))) continue;
    out->boxes[out->count++] = b;
    out->credit += b->credit;
  }
}

/* Whether the box begins with a heading that is not the headline. */
static bool has_own_heading(const vb_page *page, const GumboNode *box) {
  size_t seen = 0;
  for (size_t i = 0; i < page->block_count && seen < 3; i++) {
    const vb_page_block *b = &page->blocks[i];
    if (!vb_page_is_inside(b->box, box)) continue;
    if (b->heading) return !vb_page_same_words(b->text, page->title);
    seen++;
  }
  return false;
}

/* More credit; or nearly as much, and inside: the wrapper of a body often has the same mark. */
static bool is_better(const chosen *a, const chosen *b) {
  if (!b->count) return a->credit > 0;
  if (a->count == 1 && b->count == 1) {
    if (vb_page_is_inside(a->boxes[0]->node, b->boxes[0]->node))
      return a->credit * 100 >= b->credit * AS_MUCH;
    if (vb_page_is_inside(b->boxes[0]->node, a->boxes[0]->node))
      return b->credit * 100 < a->credit * AS_MUCH;
  }
  return a->credit > b->credit;
}

static bool choose_marked(const vb_page *page, chosen *out) {
  chosen all, these;
  find_boxes(page, vb_page_is_marked_body, &all);
  out->count = out->credit = 0;
  for (size_t i = 0; i < all.count; i++) {
    of_one_name(&all, all.boxes[i], &these);
    if (is_better(&these, out)) *out = these;
  }
  return out->credit && out->credit * 100 >= page->credit * MARKED_ENOUGH;
}

/* Whether nearly everything outside the <article> with the headline is in others with headings of
   their own: a feed of whole articles, of which that one is meant. */
static bool is_feed(const vb_page *page, const chosen *all, const vb_page_box *named) {
  size_t others = 0;
  if (named->credit * 100 < page->credit * FEED_SHARE) return false;
  for (size_t i = 0; i < all->count; i++) {
    const vb_page_box *b = all->boxes[i];
    bool apart = b != named && !vb_page_is_inside(named->node, b->node) &&
                 !vb_page_is_inside(b->node, named->node);
    if (apart && !article_around(b->node->parent) && has_own_heading(page, b->node))
      others += b->credit;
    else if (apart && vb_page_is_inside(b->node, article_around(named->node->parent)) &&
             has_own_heading(page, b->node))
      others += b->credit;
  }
  return others * 100 >= (page->credit - named->credit) * FEED_OTHERS && others > named->credit / 2;
}

static bool choose_article(const vb_page *page, chosen *out) {
  chosen all;
  const GumboNode *headline = page->headline, *around = headline ? article_around(headline) : NULL;
  const vb_page_box *best = NULL, *named = around ? vb_page_box_of(page, around) : NULL;
  find_boxes(page, is_article, &all);
  for (size_t i = 0; i < all.count; i++) {
    const vb_page_box *b = all.boxes[i];
    bool teaser =
        headline && !vb_page_is_inside(headline, b->node) && has_own_heading(page, b->node);
    if (!teaser && (!best || b->credit > best->credit)) best = b;
  }
  if (named && is_feed(page, &all, named)) best = named;
  else if (!best || best->credit * 100 < page->credit * MARKED_ENOUGH) return false;
  *out = (chosen){{best}, 1, best->credit};
  return true;
}

static size_t depth_of(const GumboNode *node) {
  size_t depth = 0;
  for (; node->parent; node = node->parent) depth++;
  return depth;
}

const vb_page_box *vb_page_deepest_box(const vb_page *page, unsigned percent) {
  const vb_page_box *best = NULL;
  size_t best_depth = 0;
  for (size_t i = 0; i <= page->box_mask && page->credit; i++) {
    const vb_page_box *b = &page->boxes[i];
    if (!b->node || b->credit * 100 < page->credit * percent || !vb_page_is_block(b->node))
      continue;
    size_t depth = depth_of(b->node);
    if (depth > best_depth) best = b, best_depth = depth;
  }
  return best;
}

static bool choose_deepest(const vb_page *page, chosen *out) {
  const vb_page_box *best = vb_page_deepest_box(page, DEEPEST_SHARE);
  if (best) *out = (chosen){{best}, 1, best->credit};
  return best != NULL;
}

/* The blocks from `from` that are in the same <article>, and where they end. */
typedef struct article_run {
  const GumboNode *article; /* NULL for none */
  size_t end;
  bool is_teaser; /* it has a heading of its own, and the headline is outside */
} article_run;

static article_run run_from(const vb_page *page, size_t from) {
  article_run r = {.article = article_around(page->blocks[from].box), .end = from + 1};
  while (r.end < page->block_count && article_around(page->blocks[r.end].box) == r.article) r.end++;
  if (!r.article || !page->headline || vb_page_is_inside(page->headline, r.article)) return r;
  for (size_t i = from; i < r.end && i < from + HEADING_WITHIN && !r.is_teaser; i++)
    r.is_teaser = page->blocks[i].heading && !vb_page_same_words(page->blocks[i].text, page->title);
  return r;
}

/* Drops teasers inside the body, unless the body is a list of them. */
static void drop_teasers(vb_page *page, size_t credit) {
  size_t in_teasers = 0;
  article_run r;
  for (size_t i = 0; i < page->block_count; i = r.end) {
    r = run_from(page, i);
    const vb_page_box *box =
        r.is_teaser && !page->blocks[i].dropped ? vb_page_box_of(page, r.article) : NULL;
    in_teasers += box ? box->credit : 0;
  }
  if (!in_teasers || in_teasers * 100 >= credit * TEASERS_MOST) return;
  for (size_t i = 0; i < page->block_count; i = r.end) {
    r = run_from(page, i);
    for (size_t k = i; r.is_teaser && k < r.end; k++) page->blocks[k].dropped = true;
  }
}

void vb_page_choose_body(vb_page *page) {
  chosen body;
  vb_page_recount(page);
  if (!choose_marked(page, &body) && !choose_article(page, &body) && !choose_deepest(page, &body))
    return;
  for (size_t i = 0; i < page->block_count; i++) {
    bool inside = false;
    for (size_t k = 0; k < body.count && !inside; k++)
      inside = vb_page_is_inside(page->blocks[i].box, body.boxes[k]->node);
    if (!inside) page->blocks[i].dropped = true;
  }
  drop_teasers(page, body.credit);
}
