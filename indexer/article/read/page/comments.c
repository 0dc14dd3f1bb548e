/*
 * comments.c - reads the readers' comments of a page: author, date, words.
 *
 * A comment is recognised by its class, id or itemtype, inside a box of comments. A
 * comment nested in another is a comment of its own.
 */
#include "indexer/article/read/page/page_internal.h"

#include "indexer/article/read/clean.h"

#include <strings.h>

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

static vb_str inner_field(vb_arena *arena, const GumboNode *node) {
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(node, &text);
  vb_str s = vb_arena_copy(arena, vb_str_trim(vb_buf_view(&text)));
  vb_buf_clear(&text);
  return vb_clean_field(s, VB_FIELD_MAX, arena);
}

/* Author and date are in elements of their own. True if `n` is one, or is not part of the words. */
static bool is_apart(const GumboNode *n, vb_comment *c, vb_arena *arena) {
  static const char *const authors[] = {"author",          "fn",        "comment-author",
                                        "username",        "commenter", "user-name",
                                        "comment__author", "vcard",     NULL};
  static const char *const dates[] = {"date",         "comment-date",    "comment-metadata",
                                      "comment-meta", "timestamp",       "comment__date",
                                      "time",         "commentmetadata", NULL};
  static const char *const others[] = {
      "reply",   "comment-reply-link", "says", "edit-link", "votes", "likes", "avatar",
      "actions", "comment-actions",    NULL};
  if (vb_page_is_silent(n) || is_comment(n) || vb_html_is(n, GUMBO_TAG_FORM) ||
      vb_html_is(n, GUMBO_TAG_BUTTON) || vb_html_has_class(n, others))
    return true;
  if (!c->author.n && (vb_html_is(n, GUMBO_TAG_CITE) || vb_html_has_class(n, authors))) {
    c->author = inner_field(arena, n);
    return c->author.n > 0 && c->author.n < 120;
  }
  if (!c->date.n && (vb_html_is(n, GUMBO_TAG_TIME) || vb_html_has_class(n, dates))) {
    c->date = inner_field(arena, n);
    return true;
  }
  return false;
}

static void put_words(vb_buf *text, const GumboNode *n) {
  if (vb_page_is_block(n) && text->n) vb_buf_text(text, "\n\n");
  if (vb_html_is(n, GUMBO_TAG_BR)) vb_buf_char(text, '\n');
  vb_str s = vb_html_text_of(n);
  for (size_t i = 0; i < s.n; i++) {
    if (!vb_is_space(s.p[i])) vb_buf_char(text, s.p[i]);
    else if (text->n && !vb_is_space(text->p[text->n - 1])) vb_buf_char(text, ' ');
  }
}

static void read_comment(const vb_reading *reading, vb_article *a, const GumboNode *root,
                         size_t *capacity) {
  vb_comment c = {0};
  vb_buf text = VB_BUF_INIT;
  for (const GumboNode *n = vb_html_next(root, root); n;) {
    bool apart = is_apart(n, &c, reading->arena);
    if (!apart) put_words(&text, n);
    n = apart ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  vb_str words = vb_str_trim(vb_buf_view(&text));
  if (vb_str_starts_caseless(words, "says:")) words = vb_str_trim(vb_str_slice(words, 5, words.n));
  if (words.n && !text.failed) {
    c.text = vb_arena_copy(reading->arena, words);
    vb_comment *to = c.text.p ? vb_draft_comment(reading, a, capacity) : NULL;
    if (to) *to = c;
  }
  vb_buf_clear(&text);
}

void vb_page_comments(const vb_reading *reading, const GumboNode *body, vb_article *a) {
  size_t capacity = 0;
  for (const GumboNode *box = body; box;) {
    bool holds = vb_html_is_element(box) && vb_html_is_comments(box);
    for (const GumboNode *n = holds ? box : NULL; n; n = vb_html_next(n, box))
      if (n != box && is_comment(n)) read_comment(reading, a, n, &capacity);
    box = holds ? vb_html_behind(box, body) : vb_html_next(box, body);
  }
}
