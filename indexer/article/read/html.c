/*
 * html.c - parses with gumbo, using an allocator that keeps every block on a list.
 *
 * This adds three things that gumbo lacks. 1. A page that would need excessive memory, or
 * excessive time (deep nesting, where each tag searches the whole stack), is abandoned by
 * longjmp out of the allocator, and the list frees its memory. 2. Freeing needs no walk
 * of the tree, which gumbo does recursively, to a depth that a hostile page chooses.
 * 3. Time and memory are bounded for every page.
 */
#include "indexer/article/read/html.h"

#include <setjmp.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum {
  /* A node takes about 150 bytes; the largest real pages have 200,000 nodes. */
  MEMORY_MAX = 384 * 1024 * 1024,
  SECONDS_MAX = 10,     /* of processor time; a real page takes milliseconds */
  ATTRIBUTES_FEW = 100, /* per tag; real tags have ten */
  /* Sum of squares: one tag with 5,800 attributes takes gumbo a quarter of a second. */
  ATTRIBUTE_WORK_MAX = 1 << 25,
  LOOK_AT_CLOCK = 4096 /* allocations between two checks of the clock */
};

typedef struct block {
  struct block *next, *before;
  size_t size;
  _Alignas(16) char bytes[];
} block;

struct vb_html {
  block *blocks;
  size_t used, calls;
  time_t deadline;
  GumboOutput *output;
  jmp_buf bail;
};

static time_t processor_seconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec;
}

static void *pool_alloc(void *pool, size_t size) {
  vb_html *html = pool;
  if (size > MEMORY_MAX - html->used) longjmp(html->bail, VB_LIMIT);
  if (++html->calls % LOOK_AT_CLOCK == 0 && processor_seconds() > html->deadline)
    longjmp(html->bail, VB_LIMIT);
  block *b = malloc(sizeof(block) + size);
  if (!b) longjmp(html->bail, VB_NOMEM);
  *b = (block){html->blocks, NULL, size};
  if (html->blocks) html->blocks->before = b;
  html->blocks = b;
  html->used += size;
  return b->bytes;
}

static void pool_free(void *pool, void *bytes) {
  vb_html *html = pool;
  if (!bytes) return;
  block *b = (block *)(void *)((char *)bytes - offsetof(block, bytes));
  if (b->before) b->before->next = b->next;
  else html->blocks = b->next;
  if (b->next) b->next->before = b->before;
  html->used -= b->size;
  free(b);
}

/* --- Attributes, before parsing --------------------------------------------- */

/* gumbo compares each attribute of a tag with all before it. So the work that a page would cause is
   computed before parsing: the sum of the squares of its tags' numbers of attributes. */
static size_t skip_to(vb_str page, size_t at, const char *end) {
  size_t n = strlen(end);
  const char *found = memmem(page.p + at, page.n - at, end, n);
  return found ? (size_t)(found - page.p) + n : page.n;
}

static bool ends_name(char c) {
  return vb_is_space(c) || c == '/' || c == '>' || c == '=';
}

/* Counts the attributes of a tag, starting after its name; returns where the tag ends. */
static size_t count_attributes(vb_str page, size_t i, uint64_t *count) {
  for (*count = 0; i < page.n && page.p[i] != '>'; ++*count) {
    while (i < page.n && (vb_is_space(page.p[i]) || page.p[i] == '/')) i++;
    if (i >= page.n || page.p[i] == '>') break;
    for (i++; i < page.n && !ends_name(page.p[i]);) i++;
    while (i < page.n && vb_is_space(page.p[i])) i++;
    if (i >= page.n || page.p[i] != '=') continue;
    for (i++; i < page.n && vb_is_space(page.p[i]);) i++;
    if (i < page.n && (page.p[i] == '"' || page.p[i] == '\''))
      i = skip_to(page, i + 1, page.p[i] == '"' ? "\"" : "'");
    else
      while (i < page.n && !vb_is_space(page.p[i]) && page.p[i] != '>') i++;
  }
  return i;
}

/* Elements whose content is text, even if it looks like tags. */
static bool is_raw(vb_str name) {
  static const char *const names[] = {"script", "style",  "textarea", "title",
                                      "xmp",    "iframe", "noembed",  "noframes"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (vb_str_is_caseless(name, names[i])) return true;
  return false;
}

static size_t skip_raw(vb_str page, size_t i, vb_str name) {
  for (; i + 2 + name.n <= page.n; i++) {
    const char *next = memchr(page.p + i, '<', page.n - i);
    if (!next) break;
    i = (size_t)(next - page.p);
    if (i + 2 + name.n <= page.n && page.p[i + 1] == '/' &&
        strncasecmp(page.p + i + 2, name.p, name.n) == 0)
      return i;
  }
  return page.n;
}

static uint64_t attribute_work(vb_str page) {
  uint64_t work = 0, count;
  bool foreign = false; /* inside SVG or MathML no element is raw */
  for (size_t i = 0; i < page.n && work <= ATTRIBUTE_WORK_MAX;) {
    const char *next = memchr(page.p + i, '<', page.n - i);
    if (!next) break;
    i = (size_t)(next - page.p) + 1;
    if (vb_str_starts(vb_str_slice(page, i, page.n), "!--")) {
      i = skip_to(page, i + 1, "--"); /* "<!-->" is a comment, too */
      while (i < page.n && page.p[i] != '>') i = skip_to(page, i - 1, "--");
      continue;
    }
    size_t start = i += i < page.n && page.p[i] == '/';
    if (i >= page.n || !((page.p[i] | 0x20) >= 'a' && (page.p[i] | 0x20) <= 'z')) continue;
    while (i < page.n && !ends_name(page.p[i])) i++;
    vb_str name = vb_str_slice(page, start, i);
    bool opens = page.p[start - 1] != '/';
    i = count_attributes(page, i, &count);
    if (count > ATTRIBUTES_FEW) work += count * count;
    if (vb_str_is_caseless(name, "svg") || vb_str_is_caseless(name, "math")) foreign = opens;
    if (opens && !foreign && is_raw(name)) i = skip_raw(page, i, name);
  }
  return work;
}

vb_status vb_html_parse(vb_str page, vb_html **out, vb_error *err) {
  *out = NULL;
  if (page.n && attribute_work(page) > ATTRIBUTE_WORK_MAX)
    return vb_fail(err, VB_LIMIT,
                   "a page with tags of thousands of attributes, which no page needs; not read");
  vb_html *html = calloc(1, sizeof *html);
  if (!html) return vb_fail(err, VB_NOMEM, "out of memory");
  html->deadline = processor_seconds() + SECONDS_MAX;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = pool_alloc;
  options.deallocator = pool_free;
  options.userdata = html;
  options.max_errors = 0;
  int bailed = setjmp(html->bail);
  if (bailed == 0) {
    html->output = gumbo_parse_with_options(&options, page.p ? page.p : "", page.n);
    *out = html;
    return VB_OK;
  }
  vb_html_free(html);
  if (bailed == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_fail(err, VB_LIMIT, "a page that takes more than %d MiB or %d seconds to parse",
                 MEMORY_MAX >> 20, SECONDS_MAX);
}

void vb_html_free(vb_html *html) {
  if (!html) return;
  for (block *b = html->blocks, *next; b; b = next) {
    next = b->next;
    free(b);
  }
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
