/*
 * body.c - which box or boxes of a page hold the article.
 *
 * In this order: boxes that the site marks as an article's body, together when
 * the body is cut into several of one name; an <article>, the one with the
 * headline where there are several; else the deepest box that holds nearly all
 * credit. A mark is believed only for a good share of the page's credit, and an
 * <article> with a heading of its own beside the page's headline is a teaser.
 */
#include "indexer/article/read/page/page.h"

enum {
  MARKED_ENOUGH = 40, /* percent of all credit that a marked box must hold to be believed */
  DEEPEST_SHARE = 75, /* percent that the deepest unmarked box must hold */
  FEED_SHARE = 10,    /* percent that is enough for the <article> with the headline, in a feed */
  BOXES_MAX = 64      /* marked boxes looked at; an article has a few */
};

typedef struct chosen {
  const vb_page_box *boxes[BOXES_MAX];
  size_t count, credit;
} chosen;

bool vb_page_is_marked_body(const GumboNode *node) {
  static const char *const names[] = {"article-body",
                                      "articlebody",
                                      "article__body",
                                      "article-content",
                                      "article__content",
                                      "article-text",
                                      "story-body",
                                      "storybody",
                                      "story-content",
                                      "story__content",
                                      "entry-content",
                                      "post-content",
                                      "post-body",
                                      "td-post-content",
                                      "content-body",
                                      "body-content",
                                      "article_body",
                                      "story_body",
                                      "articletext",
                                      "body-copy",
                                      "article-copy",
                                      "storytext",
                                      NULL};
  return vb_str_is(vb_html_attribute(node, "itemprop"), "articleBody") ||
         vb_html_has_class(node, names);
}

static bool is_article(const GumboNode *node) {
  return vb_html_is(node, GUMBO_TAG_ARTICLE);
}

/* The boxes that `is` says yes to and that hold credit; the first BOXES_MAX in no order. */
static void find_boxes(const vb_page *page, bool (*is)(const GumboNode *), chosen *out) {
  out->count = 0;
  for (size_t i = 0; i <= page->box_mask && out->count < BOXES_MAX; i++)
    if (page->boxes[i].node && page->boxes[i].credit && is(page->boxes[i].node))
      out->boxes[out->count++] = &page->boxes[i];
}

static const GumboNode *article_around(const GumboNode *node) {
  while (node && !is_article(node)) node = node->parent;
  return node;
}

/* The boxes of `all` that have the name of `of`, are in its <article>, and in none of the others.
 */
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

/* The box begins with a heading, which is not the headline. */
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

static bool choose_marked(const vb_page *page, chosen *out) {
  chosen all, these;
  find_boxes(page, vb_page_is_marked_body, &all);
  out->count = out->credit = 0;
  for (size_t i = 0; i < all.count; i++) {
    of_one_name(&all, all.boxes[i], &these);
    if (these.credit > out->credit) *out = these;
  }
  return out->credit && out->credit * 100 >= page->credit * MARKED_ENOUGH;
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
  /* In a feed of whole articles the one with the headline is meant. */
  if (named && best && best != named && named->credit * 100 >= best->credit * FEED_SHARE &&
      named->credit * 100 < best->credit * MARKED_ENOUGH)
    best = named;
  else if (!best || best->credit * 100 < page->credit * MARKED_ENOUGH) return false;
  *out = (chosen){{best}, 1, best->credit};
  return true;
}

static size_t depth_of(const GumboNode *node) {
  size_t depth = 0;
  for (; node->parent; node = node->parent) depth++;
  return depth;
}

static bool choose_deepest(const vb_page *page, chosen *out) {
  const vb_page_box *best = NULL;
  size_t best_depth = 0;
  for (size_t i = 0; i <= page->box_mask && page->credit; i++) {
    const vb_page_box *b = &page->boxes[i];
    if (!b->node || b->credit * 100 < page->credit * DEEPEST_SHARE || !vb_page_is_block(b->node))
      continue;
    size_t depth = depth_of(b->node);
    if (depth > best_depth) best = b, best_depth = depth;
  }
  if (!best) return false;
  *out = (chosen){{best}, 1, best->credit};
  return true;
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
}
