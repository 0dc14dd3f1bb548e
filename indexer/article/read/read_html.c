/*
 * read_html.c - finds the article in a page.
 *
 * Metadata is html_meta.c's. For the text, the page is taken as paragraphs:
 * a run of inline content between two block boundaries. Each paragraph of some
 * length and few links is credited to all boxes around it; the article is the
 * box that a site marks as such, or else the deepest one that holds nearly all
 * of that credit. Boxes that are boilerplate by their tag, role or class
 * (navigation, asides, captions, share bars, promotions, forms) take no part,
 * and lines that are boilerplate by their words are dropped as in plain text.
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/dates.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/html.h"
#include "indexer/article/read/html_meta.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

#include <strings.h>

enum {
  GOOD_PARAGRAPH = 40,  /* bytes; a shorter one is as often a button or a teaser */
  BOXES_ABOVE = 48,     /* boxes that a paragraph is credited to; real pages nest 30 deep */
  MARKED_ENOUGH = 40,   /* percent of all credit that a marked box must hold to be believed */
  DEEPEST_SHARE = 75,   /* percent that the deepest unmarked box must hold */
  HEAD_PARAGRAPHS = 4,  /* a byline or date repeated above the text stands among the first */
  CHARSET_WINDOW = 2048 /* HTML wants the declaration in the first 1024 bytes */
};

typedef struct credit_box {
  const GumboNode *node;
  size_t credit;
} credit_box;

typedef struct html_page {
  const vb_reading *reading;
  vb_article article;
  const GumboNode *body;
  credit_box *boxes; /* open addressing by node; a power of two of them */
  size_t mask, used, credit;
  vb_buf text, paragraph;
  size_t linked;     /* bytes of the paragraph inside links */
  size_t paragraphs; /* kept so far */
  bool all;          /* keep everything: a fragment has no boilerplate */
} html_page;

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

static bool is_block(const GumboNode *node) {
  static const GumboTag blocks[] = {
      GUMBO_TAG_P,          GUMBO_TAG_DIV,        GUMBO_TAG_SECTION, GUMBO_TAG_ARTICLE,
      GUMBO_TAG_MAIN,       GUMBO_TAG_HEADER,     GUMBO_TAG_FOOTER,  GUMBO_TAG_ASIDE,
      GUMBO_TAG_NAV,        GUMBO_TAG_H1,         GUMBO_TAG_H2,      GUMBO_TAG_H3,
      GUMBO_TAG_H4,         GUMBO_TAG_H5,         GUMBO_TAG_H6,      GUMBO_TAG_UL,
      GUMBO_TAG_OL,         GUMBO_TAG_LI,         GUMBO_TAG_DL,      GUMBO_TAG_DT,
      GUMBO_TAG_DD,         GUMBO_TAG_TABLE,      GUMBO_TAG_TR,      GUMBO_TAG_TD,
      GUMBO_TAG_TH,         GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PRE,     GUMBO_TAG_FIGURE,
      GUMBO_TAG_FIGCAPTION, GUMBO_TAG_HR,         GUMBO_TAG_ADDRESS, GUMBO_TAG_CENTER,
      GUMBO_TAG_FORM,       GUMBO_TAG_BODY,       GUMBO_TAG_DETAILS, GUMBO_TAG_SUMMARY,
      GUMBO_TAG_FIELDSET};
  if (!vb_html_is_element(node)) return false;
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if (node->v.element.tag == blocks[i]) return true;
  return false;
}

/* Holds nothing that a reader sees as text. */
static bool is_silent(const GumboNode *node) {
  static const GumboTag tags[] = {
      GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,    GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE,
      GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT,   GUMBO_TAG_EMBED,    GUMBO_TAG_SVG,
      GUMBO_TAG_MATH,   GUMBO_TAG_CANVAS,   GUMBO_TAG_AUDIO,    GUMBO_TAG_VIDEO,
      GUMBO_TAG_SELECT, GUMBO_TAG_TEXTAREA, GUMBO_TAG_HEAD,     GUMBO_TAG_TITLE};
  if (!vb_html_is_element(node)) return node->type == GUMBO_NODE_TEMPLATE;
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (node->v.element.tag == tags[i]) return true;
  return false;
}

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

/* A word of the class or id, split at its dashes too, tells of boilerplate. */
static bool has_furniture_class(const GumboNode *node) {
  static const char *const words[] = {"share",
                                      "sharing",
                                      "social",
                                      "related",
                                      "promo",
                                      "newsletter",
                                      "subscribe",
                                      "subscription",
                                      "advert",
                                      "advertisement",
                                      "ads",
                                      "ad",
                                      "adslot",
                                      "sponsored",
                                      "cookie",
                                      "cookies",
                                      "consent",
                                      "gdpr",
                                      "banner",
                                      "caption",
                                      "credit",
                                      "breadcrumb",
                                      "breadcrumbs",
                                      "sidebar",
                                      "recommended",
                                      "recommendations",
                                      "trending",
                                      "popular",
                                      "mostread",
                                      "toolbar",
                                      "popup",
                                      "modal",
                                      "paywall",
                                      "tags",
                                      "taglist",
                                      "respond",
                                      "widget",
                                      "menu",
                                      "navbar",
                                      "navigation",
                                      "pagination",
                                      "byline",
                                      "dateline",
                                      "timestamp",
                                      "bio",
                                      "teaser",
                                      "outbrain",
                                      "taboola",
                                      "sharedaddy",
                                      "jp-relatedposts",
                                      "skip",
                                      "screen-reader-text",
                                      "visually-hidden",
                                      "sr-only",
                                      "hidden",
                                      "print-only",
                                      "noprint"};
  const char *const names[] = {"class", "id"};
  if (vb_html_is(node, GUMBO_TAG_BODY) || vb_html_is(node, GUMBO_TAG_ARTICLE) ||
      vb_html_is(node, GUMBO_TAG_MAIN))
    return false;
  for (size_t k = 0; k < 2; k++) {
    vb_str s = vb_html_attribute(node, names[k]);
    for (size_t i = 0, end, dash; i < s.n; i = end + 1) {
      for (end = i, dash = 0; end < s.n && !vb_is_space(s.p[end]); end++) dash += s.p[end] == '-';
      for (size_t from = i, to; from < end; from = to + 1) {
        for (to = from; to < end && !strchr("-_", s.p[to]);) to++;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
          size_t n = strlen(words[w]);
          if ((to - from == n && strncasecmp(s.p + from, words[w], n) == 0) ||
              (from == i && end - i == n && strncasecmp(s.p + i, words[w], n) == 0))
            return true;
        }
      }
    }
  }
  return false;
}

static bool is_furniture(const GumboNode *node) {
  static const GumboTag tags[] = {
      GUMBO_TAG_NAV,        GUMBO_TAG_ASIDE,  GUMBO_TAG_FOOTER, GUMBO_TAG_FORM,  GUMBO_TAG_BUTTON,
      GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE, GUMBO_TAG_LABEL,  GUMBO_TAG_INPUT, GUMBO_TAG_MENU};
  static const char *const roles[] = {"navigation", "complementary", "contentinfo", "banner",
                                      "search",     "dialog",        "alertdialog", "form"};
  if (!vb_html_is_element(node)) return false;
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (node->v.element.tag == tags[i]) return true;
  vb_str role = vb_html_attribute(node, "role");
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
    if (vb_str_is(role, roles[i])) return true;
  return has_furniture_class(node) || vb_html_is_comments(node);
}

static bool is_left_out(const html_page *page, const GumboNode *node) {
  if (is_silent(node)) return true;
  return !page->all && vb_html_is_element(node) && (is_hidden(node) || is_furniture(node));
}

/* --- Walking a box as paragraphs ----------------------------------------- */

typedef void (*paragraph_event)(html_page *page, const GumboNode *box);

static void flush(html_page *page, const GumboNode *box, paragraph_event event) {
  if (vb_str_trim(vb_buf_view(&page->paragraph)).n) event(page, box);
  vb_buf_reset(&page->paragraph);
  page->linked = 0;
}

/* White space of the source is a blank; a <br> is the only line end. */
static void put_text(html_page *page, vb_str s, bool linked, bool as_is) {
  vb_buf *out = &page->paragraph;
  for (size_t i = 0; i < s.n; i++) {
    bool space = vb_is_space(s.p[i]);
    if (as_is || !space) vb_buf_char(out, s.p[i]);
    else if (out->n && !vb_is_space(out->p[out->n - 1])) vb_buf_char(out, ' ');
    page->linked += linked && !space;
  }
}

/* Every paragraph below `root` to `event`, with the block that it stands in. The
   walk goes down and up without recursion, and so sees both ends of each block. */
static void walk(html_page *page, const GumboNode *root, paragraph_event event) {
  const GumboNode *node = root;
  size_t links = 0, preformatted = 0;
  for (;;) {
    bool out = node != root && is_left_out(page, node);
    if (!out) {
      vb_str text = vb_html_text_of(node);
      if (text.n) put_text(page, text, links > 0, preformatted > 0);
      if (vb_html_is(node, GUMBO_TAG_BR)) vb_buf_char(&page->paragraph, '\n');
    }
    if (is_block(node)) flush(page, node->parent, event);
    const GumboNode *below = out ? NULL : vb_html_next(node, node);
    if (below && below->parent == node) {
      links += vb_html_is(node, GUMBO_TAG_A);
      preformatted += vb_html_is(node, GUMBO_TAG_PRE);
      node = below;
      continue;
    }
    /* Up to the first node with one behind it, closing what is left. */
    const GumboNode *next = node == root ? NULL : vb_html_behind(node, root);
    const GumboNode *above = next ? next->parent : root->parent;
    for (; node != root && node->parent != above; node = node->parent) {
      const GumboNode *closed = node->parent;
      if (is_block(closed)) flush(page, closed, event);
      links -= vb_html_is(closed, GUMBO_TAG_A);
      preformatted -= vb_html_is(closed, GUMBO_TAG_PRE);
    }
    if (!next) break;
    node = next;
  }
  flush(page, root, event);
}

/* --- Finding the article's box -------------------------------------------- */

static credit_box *box_of(html_page *page, const GumboNode *node) {
  size_t at = ((size_t)(uintptr_t)node >> 4) * 0x9E3779B97F4A7C15u >> 20;
  for (;; at++) {
    credit_box *b = &page->boxes[at & page->mask];
    if (b->node == node) return b;
    if (!b->node) {
      b->node = node;
      page->used++;
      return b;
    }
  }
}

static void credit_paragraph(html_page *page, const GumboNode *node) {
  size_t n = vb_str_trim(vb_buf_view(&page->paragraph)).n;
  if (n < GOOD_PARAGRAPH || page->linked * 2 > n) return;
  page->credit += n;
  for (int above = 0; node && node->type == GUMBO_NODE_ELEMENT && above < BOXES_ABOVE; above++) {
    if (page->used * 2 > page->mask) return; /* cannot be: there is room for every element */
    box_of(page, node)->credit += n;
    node = node->parent;
  }
}

static size_t depth_of(const GumboNode *node) {
  size_t depth = 0;
  for (; node->parent; node = node->parent) depth++;
  return depth;
}

static const credit_box *largest_marked(const html_page *page, bool (*marked)(const GumboNode *)) {
  const credit_box *best = NULL;
  for (size_t i = 0; i <= page->mask; i++) {
    const credit_box *b = &page->boxes[i];
    if (b->node && marked(b->node) && (!best || b->credit > best->credit)) best = b;
  }
  return best && best->credit * 100 >= page->credit * MARKED_ENOUGH ? best : NULL;
}

static bool is_marked_body(const GumboNode *node) {
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

static bool is_article_element(const GumboNode *node) {
  return vb_html_is(node, GUMBO_TAG_ARTICLE);
}

static const GumboNode *deepest_box(const html_page *page) {
  const GumboNode *best = page->body;
  size_t best_depth = 0;
  for (size_t i = 0; i <= page->mask; i++) {
    const credit_box *b = &page->boxes[i];
    if (!b->node || b->credit * 100 < page->credit * DEEPEST_SHARE || !is_block(b->node)) continue;
    size_t depth = depth_of(b->node);
    if (depth > best_depth) best = b->node, best_depth = depth;
  }
  return best;
}

static vb_status find_article(html_page *page, const GumboNode **out, vb_error *err) {
  size_t elements = 1;
  *out = page->body;
  for (const GumboNode *n = page->body; n; n = vb_html_next(n, page->body))
    elements += vb_html_is_element(n);
  for (page->mask = 64; page->mask < elements * 4;) page->mask *= 2;
  page->boxes = vb_arena_calloc(page->reading->arena, page->mask, sizeof *page->boxes);
  if (!page->boxes) return vb_fail(err, VB_NOMEM, "out of memory");
  page->mask--;
  walk(page, page->body, credit_paragraph);
  const credit_box *marked = largest_marked(page, is_marked_body);
  if (!marked) marked = largest_marked(page, is_article_element);
  *out = marked ? marked->node : deepest_box(page);
  return VB_OK;
}

/* --- The text ---------------------------------------------------------------- */

static bool is_title_again(const html_page *page, vb_str s) {
  return s.n == page->article.title.n && strncasecmp(s.p, page->article.title.p, s.n) == 0;
}

/* A byline or date that the page repeats above the text, known by its words. */
static bool take_head(html_page *page, vb_str s) {
  vb_date date;
  vb_article *a = &page->article;
  if (vb_date_whole(s, &date)) {
    vb_draft_date(a, date, VB_DATE_FROM_BYLINE);
    return true;
  }
  if (a->byline.n && vb_is_role_line(s)) return true;
  if (!vb_is_byline(s)) return false;
  if (!a->byline.n) {
    a->byline = vb_arena_copy(page->reading->arena, vb_byline_core(s));
    vb_authors_add(a, a->byline);
  }
  return true;
}

static void keep_paragraph(html_page *page, const GumboNode *node) {
  (void)node;
  vb_str s = vb_str_trim(vb_buf_view(&page->paragraph));
  if (!page->all) {
    vb_boilerplate kind = vb_boilerplate_of(s);
    if (kind != VB_LINE_PLAIN && kind != VB_LINE_PICTURE) return;
    if (is_title_again(page, s)) return;
    if (page->paragraphs < HEAD_PARAGRAPHS && take_head(page, s)) return;
    /* Nothing but a link, and no sentence: a teaser. */
    if (page->linked * 10 > s.n * 8 && s.n < 200 && !strchr(".?!", s.p[s.n - 1])) return;
  }
  if (page->text.n) vb_buf_text(&page->text, "\n\n");
  vb_buf_str(&page->text, s);
  page->paragraphs++;
}

/* --- Comments ------------------------------------------------------------------ */

static bool is_comment(const GumboNode *node) {
  static const char *const names[] = {"comment", "comment-item", "comment_item", "comment__item",
                                      NULL};
  if (!vb_html_is_element(node)) return false;
  vb_str id = vb_html_attribute(node, "id"), type = vb_html_attribute(node, "itemtype");
  if (vb_str_ends(type, "/Comment")) return true;
  bool item = vb_html_is(node, GUMBO_TAG_LI) || vb_html_is(node, GUMBO_TAG_ARTICLE) ||
              vb_html_is(node, GUMBO_TAG_DIV);
  if (item && vb_html_has_class(node, names)) return true;
  return vb_html_is(node, GUMBO_TAG_LI) && vb_str_starts(id, "comment-") && id.n > 8 &&
         id.p[8] >= '0' && id.p[8] <= '9';
}

static vb_str inner_field(const html_page *page, const GumboNode *node) {
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(node, &text);
  vb_str s = vb_arena_copy(page->reading->arena, vb_str_trim(vb_buf_view(&text)));
  vb_buf_clear(&text);
  return vb_clean_field(s, VB_FIELD_MAX, page->reading->arena);
}

static void read_comment(html_page *page, const GumboNode *root, size_t *capacity) {
  static const char *const authors[] = {"author",          "fn",        "comment-author",
                                        "username",        "commenter", "user-name",
                                        "comment__author", "vcard",     NULL};
  static const char *const dates[] = {"date",         "comment-date",    "comment-metadata",
                                      "comment-meta", "timestamp",       "comment__date",
                                      "time",         "commentmetadata", NULL};
  static const char *const boilerplate[] = {
      "reply",   "comment-reply-link", "says", "edit-link", "votes", "likes", "avatar",
      "actions", "comment-actions",    NULL};
  vb_comment c = {0};
  vb_buf *text = &page->paragraph;
  vb_buf_reset(text);
  for (const GumboNode *n = vb_html_next(root, root); n;) {
    bool mine = false;
    if (is_silent(n) || is_comment(n) || vb_html_is(n, GUMBO_TAG_FORM) ||
        vb_html_is(n, GUMBO_TAG_BUTTON) || vb_html_has_class(n, boilerplate)) {
      mine = true;
    } else if ((vb_html_has_class(n, authors) || vb_html_is(n, GUMBO_TAG_CITE)) && !c.author.n) {
      c.author = inner_field(page, n);
      mine = c.author.n > 0 && c.author.n < 120;
    } else if ((vb_html_is(n, GUMBO_TAG_TIME) || vb_html_has_class(n, dates)) && !c.date.n) {
      c.date = inner_field(page, n);
      mine = true;
    }
    if (!mine) {
      if (is_block(n) && text->n) vb_buf_text(text, "\n\n");
      if (vb_html_is(n, GUMBO_TAG_BR)) vb_buf_char(text, '\n');
      put_text(page, vb_html_text_of(n), false, false);
    }
    n = mine ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  vb_str words = vb_str_trim(vb_buf_view(text));
  if (words.n > 5 && strncasecmp(words.p, "says:", 5) == 0)
    words = vb_str_trim(vb_str_slice(words, 5, words.n));
  if (words.n && !text->failed) {
    c.text = vb_arena_copy(page->reading->arena, words);
    vb_comment *to = c.text.p ? vb_draft_comment(page->reading, &page->article, capacity) : NULL;
    if (to) *to = c;
  }
  vb_buf_reset(text);
}

static void read_comments(html_page *page) {
  size_t capacity = 0;
  for (const GumboNode *box = page->body; box;) {
    bool holds = vb_html_is_element(box) && vb_html_is_comments(box);
    for (const GumboNode *n = holds ? box : NULL; n; n = vb_html_next(n, box))
      if (n != box && is_comment(n)) read_comment(page, n, &capacity);
    box = holds ? vb_html_behind(box, page->body) : vb_html_next(box, page->body);
  }
}

static const GumboNode *body_of(const vb_html *html) {
  const GumboNode *root = vb_html_root(html);
  for (const GumboNode *n = root; n; n = vb_html_next(n, root))
    if (vb_html_is(n, GUMBO_TAG_BODY)) return n;
  return root;
}

/* The page says its text twice; the data win only where the page shows far less. */
static vb_str choose_text(const html_page *page, vb_str data) {
  vb_str shown = vb_buf_view(&page->text);
  return data.n > shown.n * 2 ? data : shown;
}

static vb_status read_page(html_page *page, const vb_html *html, vb_error *err) {
  vb_str data = VB_STR_NONE;
  const GumboNode *article;
  vb_status status = vb_html_metadata(html, page->reading->arena, &page->article, &data, err);
  page->body = body_of(html);
  if (status == VB_OK) status = find_article(page, &article, err);
  if (status != VB_OK) return status;
  walk(page, article, keep_paragraph);
  read_comments(page);
  status = vb_buf_ok(&page->text, err);
  if (status == VB_OK) status = vb_buf_ok(&page->paragraph, err);
  if (status != VB_OK) return status;
  page->article.text = choose_text(page, data);
  return vb_draft_finish(page->reading, VB_DRAFT_PAGE, &page->article, err);
}

vb_status vb_read_html(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err) {
  vb_html *html = NULL;
  vb_error why = {0};
  html_page page = {.reading = reading, .article = {.replaced = replaced}};
  vb_status status = vb_html_parse(text, &html, &why);
  if (status == VB_LIMIT) {
    vb_draft_problem(reading, 0, true, "%s", why.text);
    return VB_OK;
  }
  if (status == VB_OK) status = read_page(&page, html, err);
  else vb_fail(err, status, "%s", why.text);
  vb_buf_clear(&page.text);
  vb_buf_clear(&page.paragraph);
  vb_html_free(html);
  return status;
}

vb_status vb_html_to_text(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err) {
  vb_html *parsed = NULL;
  html_page page = {.reading = reading, .all = true};
  vb_status status = vb_html_parse(html, &parsed, NULL);
  if (status == VB_LIMIT) { /* too much markup to read: it stays as it is */
    *text = html;
    return VB_OK;
  }
  if (status != VB_OK) return vb_fail(err, status, "out of memory");
  walk(&page, body_of(parsed), keep_paragraph);
  status = vb_buf_ok(&page.text, err);
  if (status == VB_OK) *text = vb_arena_copy(reading->arena, vb_buf_view(&page.text));
  vb_buf_clear(&page.text);
  vb_buf_clear(&page.paragraph);
  vb_html_free(parsed);
  return status;
}

/* By its doctype or its first element; a fragment counts, other markup does not. */
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
