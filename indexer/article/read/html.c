/*
 * html.c - parses with gumbo, using an allocator that takes pieces from an arena.
 *
 *   free lists by size: 16 | 32 | 48 | ... bytes, then powers of two; freed pieces are reused
 *
 * This adds three things that gumbo lacks. 1. A page that would need excessive memory, or
 * excessive time (deep nesting, where each tag searches the whole stack), is abandoned by
 * longjmp out of the allocator, and the arena frees its memory. 2. Freeing needs no walk
 * of the tree, which gumbo does recursively, to a depth that a hostile page chooses.
 * 3. It is fast: a page needs a hundred thousand small pieces.
 */
#include "indexer/article/read/html.h"

#include "indexer/article/read/html_reduce.h"
#include "indexer/base/arena.h"

#include <setjmp.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum {
  /* A node takes about 150 bytes; the largest real pages have 200,000 nodes. */
  MEMORY_MAX = 96 * 1024 * 1024,
  MEMORY_AHEAD = 24 * 1024 * 1024, /* on each of several threads */
  /* Of a page without scripts and the like; five hundred articles in one have 10 MiB. */
  PAGE_MAX = 24 * 1024 * 1024,
  SECONDS_MAX = 10,    /* of processor time; a real page takes milliseconds */
  LOOK_AT_CLOCK = 4096 /* allocations between two checks of the clock */
};

/* Before each piece: its list, and while it is in the list the next one. */
typedef struct piece {
  struct piece *next;
  size_t list;
  char bytes[];
} piece;

enum { STEP = 16, FINE = 32 /* lists of multiples of STEP */, LISTS = FINE + 48 };

struct vb_html {
  vb_buf reduced; /* while it is parsed */
  vb_arena *arena;
  piece *free[LISTS];
  size_t calls, most;
  time_t deadline;
  GumboOutput *output;
  jmp_buf bail;
};

static time_t processor_seconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec;
}

/* The list of pieces of this size; *size becomes theirs. */
static size_t list_of(size_t *size) {
  size_t list = (*size + STEP - 1) / STEP;
  *size = list * STEP;
  if (list < FINE) return list;
  size_t bytes = FINE * STEP;
  for (list = FINE; bytes < *size; list++) bytes *= 2;
  *size = bytes;
  return list;
}

static void *pool_alloc(void *pool, size_t size) {
  vb_html *html = pool;
  if (size > html->most) longjmp(html->bail, VB_LIMIT);
  if (++html->calls % LOOK_AT_CLOCK == 0 && processor_seconds() > html->deadline)
    longjmp(html->bail, VB_LIMIT);
  size_t list = list_of(&size);
  piece *p = html->free[list];
  if (p) {
    html->free[list] = p->next;
    return p->bytes;
  }
  if (size > html->most || vb_arena_used(html->arena) > html->most - size)
    longjmp(html->bail, VB_LIMIT);
  p = vb_arena_alloc(html->arena, sizeof *p + size);
  if (!p) longjmp(html->bail, VB_NOMEM);
  p->list = list;
  return p->bytes;
}

static void pool_free(void *pool, void *bytes) {
  vb_html *html = pool;
  if (!bytes) return;
  piece *p = (piece *)(void *)((char *)bytes - offsetof(piece, bytes));
  p->next = html->free[p->list];
  html->free[p->list] = p;
}

/* Gumbo cannot fail, so its allocator does: when the memory or the time of a page is used up, it
   jumps back here (longjmp) and the whole arena is freed. */
static vb_status parse(vb_str page, size_t most, vb_html **out, vb_error *err) {
  *out = NULL;
  vb_html *html = calloc(1, sizeof *html);
  if (!html) return vb_fail(err, VB_NOMEM, "out of memory");
  html->arena = vb_arena_new();
  html->most = most;
  vb_html_reduce(page, PAGE_MAX, &html->reduced);
  if (html->reduced.n > PAGE_MAX) {
    vb_html_free(html);
    return vb_fail(err, VB_LIMIT, "a page of more than %d MiB", PAGE_MAX >> 20);
  }
  if (!html->arena || html->reduced.failed) {
    vb_html_free(html);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_str reduced = vb_buf_view(&html->reduced);
  html->deadline = processor_seconds() + SECONDS_MAX;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = pool_alloc;
  options.deallocator = pool_free;
  options.userdata = html;
  options.max_errors = 0;
  int bailed = setjmp(html->bail);
  if (bailed == 0) {
    html->output = gumbo_parse_with_options(&options, reduced.p ? reduced.p : "", reduced.n);
    vb_buf_clear(&html->reduced);
    *out = html;
    return VB_OK;
  }
  vb_html_free(html);
  if (bailed == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_fail(err, VB_LIMIT, "a page that takes more than %d MiB or %d seconds to parse",
                 MEMORY_MAX >> 20, SECONDS_MAX);
}

vb_status vb_html_parse(vb_str page, vb_html **out, vb_error *err) {
  return parse(page, MEMORY_MAX, out, err);
}

vb_status vb_html_parse_ahead(vb_str page, vb_html **out, vb_error *err) {
  return parse(page, MEMORY_AHEAD, out, err);
}

void vb_html_free(vb_html *html) {
  if (!html) return;
  vb_arena_free(html->arena);
  vb_buf_clear(&html->reduced);
  free(html);
}

const GumboNode *vb_html_root(const vb_html *html) {
  return html->output->root;
}

static const GumboVector *children_of(const GumboNode *node) {
  static const GumboVector none = {NULL, 0, 0};
  if (node->type == GUMBO_NODE_ELEMENT) return &node->v.element.children;
  if (node->type == GUMBO_NODE_DOCUMENT) return &node->v.document.children;
  return &none; /* the content of a template is not part of the page */
}

const GumboNode *vb_html_behind(const GumboNode *node, const GumboNode *root) {
  while (node != root && node->parent) {
    const GumboVector *siblings = children_of(node->parent);
    size_t at = node->index_within_parent;
    if (at >= siblings->length || siblings->data[at] != node) /* the parser moved it */
      for (at = 0; at < siblings->length && siblings->data[at] != node;) at++;
    if (at + 1 < siblings->length) return siblings->data[at + 1];
    node = node->parent;
  }
  return NULL;
}

const GumboNode *vb_html_next(const GumboNode *node, const GumboNode *root) {
  const GumboVector *children = children_of(node);
  return children->length ? children->data[0] : vb_html_behind(node, root);
}

vb_str vb_html_attribute(const GumboNode *node, const char *name) {
  if (node->type != GUMBO_NODE_ELEMENT) return VB_STR_NONE;
  const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);
  return a ? vb_str_of(a->value) : VB_STR_NONE;
}

vb_str vb_html_text_of(const GumboNode *node) {
  bool text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
              node->type == GUMBO_NODE_WHITESPACE;
  return text ? vb_str_of(node->v.text.text) : VB_STR_NONE;
}

void vb_html_inner_text(const GumboNode *node, vb_buf *out) {
  for (const GumboNode *n = node; n; n = vb_html_next(n, node)) {
    vb_buf_str(out, vb_html_text_of(n));
    if (vb_html_is(n, GUMBO_TAG_BR)) vb_buf_char(out, ' ');
  }
}

static bool has_word(vb_str words, const char *const *names) {
  for (size_t i = 0, end; i < words.n; i = end + 1) {
    for (end = i; end < words.n && !vb_is_space(words.p[end]);) end++;
    for (const char *const *name = names; *name && end > i; name++)
      if ((((*name)[0] ^ words.p[i]) & ~0x20) == 0 && end - i == strlen(*name) &&
          strncasecmp(words.p + i, *name, end - i) == 0)
        return true;
  }
  return false;
}

bool vb_html_has_class(const GumboNode *node, const char *const *names) {
  return has_word(vb_html_attribute(node, "class"), names) ||
         has_word(vb_html_attribute(node, "id"), names);
}

bool vb_html_is_comments(const GumboNode *node) {
  static const char *const names[] = {"comments",
                                      "comment-list",
                                      "commentlist",
                                      "comments-area",
                                      "comments-section",
                                      "comment-section",
                                      "disqus_thread",
                                      "reader-comments",
                                      "user-comments",
                                      "comments__list",
                                      "comments-list",
                                      "comment-thread",
                                      NULL};
  /* All class names contain one of two words, which rejects most elements quickly. */
  static const char *const attributes[] = {"class", "id"};
  bool maybe = false;
  for (size_t i = 0; i < 2 && !maybe; i++) {
    vb_str s = vb_html_attribute(node, attributes[i]);
    maybe = s.n && (memmem(s.p, s.n, "omment", 6) || memmem(s.p, s.n, "isqus", 5) ||
                    memmem(s.p, s.n, "OMMENT", 6));
  }
  return maybe && !vb_html_is(node, GUMBO_TAG_BODY) && !vb_html_is(node, GUMBO_TAG_HTML) &&
         !vb_html_is(node, GUMBO_TAG_ARTICLE) && vb_html_has_class(node, names);
}
