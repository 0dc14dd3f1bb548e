/*
 * blocks.c - walks a tree of nodes and cuts its text into paragraphs.
 *
 * The walk goes down and up without recursion, because a hostile page may be nested as
 * deeply as it is long. So it sees both ends of each block element, where a paragraph
 * ends. White space in the source is a blank; only a <br> is a line end inside a
 * paragraph.
 */
#include "indexer/article/read/page/page_internal.h"

#define TAGS (GUMBO_TAG_LAST + 1)

enum { DECODED_MAX = 2000 /* blocks with entities left; each needs a run of the parser */ };

bool vb_page_is_block(const GumboNode *node) {
  static const bool blocks[TAGS] = {
      [GUMBO_TAG_P] = true,       [GUMBO_TAG_DIV] = true,      [GUMBO_TAG_SECTION] = true,
      [GUMBO_TAG_ARTICLE] = true, [GUMBO_TAG_MAIN] = true,     [GUMBO_TAG_HEADER] = true,
      [GUMBO_TAG_FOOTER] = true,  [GUMBO_TAG_ASIDE] = true,    [GUMBO_TAG_NAV] = true,
      [GUMBO_TAG_H1] = true,      [GUMBO_TAG_H2] = true,       [GUMBO_TAG_H3] = true,
      [GUMBO_TAG_H4] = true,      [GUMBO_TAG_H5] = true,       [GUMBO_TAG_H6] = true,
      [GUMBO_TAG_UL] = true,      [GUMBO_TAG_OL] = true,       [GUMBO_TAG_LI] = true,
      [GUMBO_TAG_DL] = true,      [GUMBO_TAG_DT] = true,       [GUMBO_TAG_DD] = true,
      [GUMBO_TAG_TABLE] = true,   [GUMBO_TAG_TR] = true,       [GUMBO_TAG_TD] = true,
      [GUMBO_TAG_TH] = true,      [GUMBO_TAG_CAPTION] = true,  [GUMBO_TAG_BLOCKQUOTE] = true,
      [GUMBO_TAG_PRE] = true,     [GUMBO_TAG_FIGURE] = true,   [GUMBO_TAG_FIGCAPTION] = true,
      [GUMBO_TAG_HR] = true,      [GUMBO_TAG_ADDRESS] = true,  [GUMBO_TAG_CENTER] = true,
      [GUMBO_TAG_FORM] = true,    [GUMBO_TAG_BODY] = true,     [GUMBO_TAG_DETAILS] = true,
      [GUMBO_TAG_SUMMARY] = true, [GUMBO_TAG_FIELDSET] = true, [GUMBO_TAG_HGROUP] = true,
      [GUMBO_TAG_BUTTON] = true,  [GUMBO_TAG_MENU] = true,     [GUMBO_TAG_DIR] = true,
      [GUMBO_TAG_LEGEND] = true,  [GUMBO_TAG_OPTION] = true};
  return vb_html_is_element(node) && blocks[node->v.element.tag];
}

bool vb_page_is_silent(const GumboNode *node) {
  static const bool silent[TAGS] = {
      [GUMBO_TAG_SCRIPT] = true,   [GUMBO_TAG_STYLE] = true,    [GUMBO_TAG_NOSCRIPT] = true,
      [GUMBO_TAG_TEMPLATE] = true, [GUMBO_TAG_IFRAME] = true,   [GUMBO_TAG_OBJECT] = true,
      [GUMBO_TAG_EMBED] = true,    [GUMBO_TAG_SVG] = true,      [GUMBO_TAG_MATH] = true,
      [GUMBO_TAG_CANVAS] = true,   [GUMBO_TAG_AUDIO] = true,    [GUMBO_TAG_VIDEO] = true,
      [GUMBO_TAG_SELECT] = true,   [GUMBO_TAG_TEXTAREA] = true, [GUMBO_TAG_HEAD] = true,
      [GUMBO_TAG_TITLE] = true,    [GUMBO_TAG_INPUT] = true};
  if (!vb_html_is_element(node)) return node->type == GUMBO_NODE_TEMPLATE;
  return silent[node->v.element.tag];
}

unsigned vb_page_heading(const GumboNode *node) {
  if (!vb_html_is_element(node)) return 0;
  switch (node->v.element.tag) {
  case GUMBO_TAG_H1: return 1;
  case GUMBO_TAG_H2: return 2;
  case GUMBO_TAG_H3: return 3;
  case GUMBO_TAG_H4: return 4;
  case GUMBO_TAG_H5: return 5;
  case GUMBO_TAG_H6: return 6;
  default: return 0;
  }
}

/* The next significant byte in lower case; 0 at the end. Skips blanks, ASCII punctuation and U+2010
   to U+203F, the typographic marks. */
static char next_letter(vb_str *s) {
  while (s->n) {
    unsigned char c = (unsigned char)s->p[0];
    size_t skip = 1;
    if (c >= 0x80 && !(c == 0xC2 && s->n > 1 && (unsigned char)s->p[1] == 0xA0) &&
        !(c == 0xE2 && s->n > 2 && (unsigned char)s->p[1] == 0x80))
      skip = 0;
    else if (c == 0xC2 || c == 0xE2) skip = c == 0xC2 ? 2 : 3;
    else if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) skip = 0;
    if (!skip) {
      *s = vb_str_slice(*s, 1, s->n);
      return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    *s = vb_str_slice(*s, skip, s->n);
  }
  return 0;
}

bool vb_page_same_words(vb_str a, vb_str b) {
  char x, y, any = 0;
  do {
    x = next_letter(&a), y = next_letter(&b);
    any |= x;
  } while (x && x == y);
  return x == y && any;
}

typedef struct walker {
  vb_page_filter left_out;
  vb_page_event event;
  void *context;
  vb_buf text; /* of the current paragraph */
  size_t linked, links, preformatted;
} walker;

static void flush(walker *w, const GumboNode *box) {
  if (vb_str_trim(vb_buf_view(&w->text)).n)
    w->event(w->context, vb_buf_view(&w->text), w->linked, box);
  vb_buf_reset(&w->text);
  w->linked = 0;
}

static void put_text(walker *w, vb_str s) {
  vb_buf *out = &w->text;
  bool as_is = w->preformatted > 0;
  size_t run;
  for (size_t i = 0; i < s.n; i += run) {
    bool space = vb_is_space(s.p[i]);
    for (run = 1; !space && i + run < s.n && !vb_is_space(s.p[i + run]);) run++;
    if (as_is || !space) vb_buf_append(out, s.p + i, run);
    else if (out->n && !vb_is_space(out->p[out->n - 1])) vb_buf_char(out, ' ');
    if (w->links && !space) w->linked += run;
  }
}

/* Handles the opening of `node`: its text, and what it is inside of from here. False to skip it. */
static bool enter(walker *w, const GumboNode *node, bool is_root) {
  bool out =
      !is_root && (vb_page_is_silent(node) || (w->left_out && w->left_out(w->context, node)));
  if (!out) {
    vb_str text = vb_html_text_of(node);
    if (text.n) put_text(w, text);
    if (vb_html_is(node, GUMBO_TAG_BR)) vb_buf_char(&w->text, '\n');
  }
  if (vb_page_is_block(node)) flush(w, node->parent ? node->parent : node);
  return !out;
}

static void step_in(walker *w, const GumboNode *node, bool in) {
  size_t link = vb_html_is(node, GUMBO_TAG_A), pre = vb_html_is(node, GUMBO_TAG_PRE);
  /* "<a>Ada Brook</a><time>July 2, 2021</time>": a style sheet sets them apart. */
  if (vb_html_is(node, GUMBO_TAG_TIME)) put_text(w, VB_STR(" "));
  if (in) w->links += link, w->preformatted += pre;
  else w->links -= link, w->preformatted -= pre;
}

/* Goes up from `node`, closing elements, until just below `above`. */
static void leave(walker *w, const GumboNode *node, const GumboNode *root, const GumboNode *above) {
  for (; node != root && node->parent != above; node = node->parent) {
    if (vb_page_is_block(node->parent)) flush(w, node->parent);
    step_in(w, node->parent, false);
  }
}

/* Walks the tree without recursion, since a page may nest elements deeper than the stack allows. */
vb_status vb_page_walk(const GumboNode *root, vb_page_filter left_out, vb_page_event event,
                       void *context, vb_error *err) {
  walker w = {.left_out = left_out, .event = event, .context = context};
  const GumboNode *node = root;
  for (;;) {
    bool in = enter(&w, node, node == root);
    const GumboNode *below = in ? vb_html_next(node, node) : NULL;
    if (below && below->parent == node) {
      step_in(&w, node, true);
      node = below;
      continue;
    }
    const GumboNode *next = node == root ? NULL : vb_html_behind(node, root);
    leave(&w, node, root, next ? next->parent : root->parent);
    if (!next) break;
    node = next;
  }
  flush(&w, root);
  vb_status status = vb_buf_ok(&w.text, err);
  vb_buf_clear(&w.text);
  return status;
}

/* --- The page's blocks ------------------------------------------------------ */

static bool is_left_out(void *context, const GumboNode *node) {
  return vb_html_is_element(node) && vb_page_is_left_out(context, node);
}

static void gather_block(void *context, vb_str text, size_t linked, const GumboNode *box) {
  vb_page *page = context;
  vb_str kept = vb_arena_copy(page->arena, vb_str_trim(text));
  if (kept.p && vb_plain_has_entity(kept) && page->decoded++ < DECODED_MAX)
    kept = vb_plain_entities(kept, page->arena);
  if (!kept.p ||
      !VB_ARENA_GROW(page->arena, page->blocks, &page->block_capacity, page->block_count)) {
    page->no_memory = true;
    return;
  }
  vb_page_block *b = &page->blocks[page->block_count++];
  *b = (vb_page_block){.text = kept, .box = box, .linked = linked};
  b->words = vb_boilerplate_of(kept);
  for (int i = 0; box && i < 4 && !b->in_list; i++, box = box->parent) {
    if (!b->heading && i < 2) b->heading = (uint8_t)vb_page_heading(box);
    b->in_list = vb_html_is(box, GUMBO_TAG_LI) || vb_html_is(box, GUMBO_TAG_DT) ||
                 vb_html_is(box, GUMBO_TAG_DD);
    if (vb_html_is(box, GUMBO_TAG_ARTICLE) || vb_html_is(box, GUMBO_TAG_SECTION)) break;
  }
}

vb_status vb_page_gather(vb_page *page, vb_error *err) {
  page->block_count = 0;
  vb_status status = vb_page_walk(page->body, is_left_out, gather_block, page, err);
  if (status == VB_OK && page->no_memory) status = vb_fail(err, VB_NOMEM, "out of memory");
  return status;
}
