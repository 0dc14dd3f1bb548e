/*
 * site_lines.c - a ring of articles; line_counts.c counts their lines.
 *
 *   add -> count its lines -> | newest | ... | oldest | -> remove lines that recur -> give
 *
 * The outlet is the host of the address, otherwise the source, otherwise the folder. Among 421
 * pages of 200 outlets, two pages of one outlet shared 37 short lines, of which 29 were not part of
 * the articles; three pages are required here.
 */
#include "indexer/pipeline/site_lines.h"

#include "indexer/base/arena.h"
#include "indexer/base/hash.h"
#include "indexer/pipeline/line_counts.h"
#include "indexer/text/marks.h"

#include <stdlib.h>

enum {
  HELD = 64, /* articles: a line on one page of twenty shows */
  HELD_BYTES = 8 * 1024 * 1024,
  LINE_MAX_BYTES = 300,
  PAGES_MIN = 3,          /* that have the line */
  PAGES_MIN_SENTENCE = 5, /* a sentence of background is repeated, too */
  SHARE = 20,             /* at least one page in 20 of the outlet has the line */
  SHARE_SENTENCE = 4,
  SENTENCE_WORDS = 8,
  LOST_SHARE = 3 /* at most a third of a page's bytes are removed */
};

typedef struct item {
  vb_arena *arena;
  vb_article article;
  uint64_t outlet;
  vb_page_facts facts;
} item;

struct vb_site_lines {
  vb_on_article *give;
  void *context;
  item items[HELD];
  unsigned first, count;
  uint64_t bytes;
  vb_line_counts *counts;
};

vb_status vb_site_lines_new(vb_on_article *give, void *context, vb_site_lines **out,
                            vb_error *err) {
  vb_site_lines *l = *out = calloc(1, sizeof *l);
  if (l) l->counts = vb_line_counts_new();
  if (!l || !l->counts) return vb_fail(err, VB_NOMEM, "no memory for pages");
  l->give = give;
  l->context = context;
  return VB_OK;
}

void vb_site_lines_free(vb_site_lines *l) {
  if (!l) return;
  for (unsigned i = 0; i < HELD; i++) vb_arena_free(l->items[i].arena);
  vb_line_counts_free(l->counts);
  free(l);
}

/* --- lines --- */

/* A mark that can only be an apostrophe is none. */
static bool has_quotation_mark(vb_str s) {
  for (size_t at = 0; at < s.n; at++) {
    if (!vb_mark_may_begin((unsigned char)s.p[at])) continue;
    vb_quote_mark mark = vb_mark_at(s, at);
    bool apostrophe = mark.family == VB_MARK_SINGLE && mark.side != VB_MARK_FACES_IN;
    if (mark.family != VB_MARK_NONE && !apostrophe) return true;
  }
  return false;
}

static bool may_recur(vb_str line) {
  return line.n && line.n <= LINE_MAX_BYTES && !has_quotation_mark(line);
}

static bool is_sentence(vb_str s) {
  size_t words = 0;
  for (size_t i = 0; i < s.n; i++)
    words += !vb_is_space(s.p[i]) && (i == 0 || vb_is_space(s.p[i - 1]));
  return words >= SENTENCE_WORDS && strchr(".!?", s.p[s.n - 1]);
}

static bool recurs(const vb_site_lines *l, uint64_t outlet, vb_str line) {
  if (!may_recur(line)) return false;
  bool sentence = is_sentence(line);
  uint64_t pages = vb_line_counts_pages(l->counts, outlet, vb_hash64(line));
  uint64_t share = sentence ? SHARE_SENTENCE : SHARE;
  return pages >= (sentence ? PAGES_MIN_SENTENCE : PAGES_MIN) &&
         pages * share >= vb_line_counts_pages(l->counts, outlet, 0);
}

static vb_str host_of(vb_str url) {
  const char *start = url.n ? memmem(url.p, url.n, "://", 3) : NULL;
  if (!start) return VB_STR_NONE;
  vb_str rest = vb_str_slice(url, (size_t)(start - url.p) + 3, url.n);
  size_t n = 0;
  while (n < rest.n && !strchr("/?#:", rest.p[n])) n++;
  return vb_str_slice(rest, 0, n);
}

static uint64_t outlet_of(const vb_article *a) {
  vb_str name = host_of(a->url);
  if (!name.n) name = a->source;
  if (!name.n) {
    const char *slash = a->path.n ? memrchr(a->path.p, '/', a->path.n) : NULL;
    name = vb_str_slice(a->path, 0, slash ? (size_t)(slash - a->path.p) : 0);
  }
  return vb_hash64(name);
}

static bool count_lines(vb_site_lines *l, const item *x) {
  vb_str line;
  uint64_t title = vb_hash64(x->article.title);
  bool keep = x->facts.count == VB_PAGE_NEW;
  if (!vb_line_counts_add(l->counts, x->outlet, 0, title, keep)) return false;
  for (size_t at = 0; vb_str_next_paragraph(x->article.text, &at, &line);)
    if (may_recur(line) && !vb_line_counts_add(l->counts, x->outlet, vb_hash64(line), title, keep))
      return false;
  return true;
}

/* Removes them from the text, which is the item's own; how many. */
static uint64_t remove_lines(const vb_site_lines *l, item *x) {
  vb_str text = x->article.text, line;
  size_t lost = 0, n = 0;
  uint64_t lines = 0;
  for (size_t at = 0; vb_str_next_paragraph(text, &at, &line);)
    if (recurs(l, x->outlet, line)) lost += line.n, lines++;
  if (!lines || lost * LOST_SHARE > text.n) return 0;
  char *out = vb_arena_alloc(x->arena, text.n);
  if (!out) return 0;
  for (size_t at = 0; vb_str_next_paragraph(text, &at, &line);) {
    if (!line.p || recurs(l, x->outlet, line)) continue;
    if (n) out[n++] = '\n', out[n++] = '\n';
    memcpy(out + n, line.p, line.n);
    n += line.n;
  }
  x->article.text = (vb_str){out, n};
  return lines;
}

/* --- the ring --- */

static vb_status give_oldest(vb_site_lines *l, vb_error *err) {
  item *x = &l->items[l->first];
  l->first = (l->first + 1) % HELD;
  l->count--;
  l->bytes -= x->article.text.n;
  uint64_t lost = x->facts.count != VB_PAGE_NOT_WEB ? remove_lines(l, x) : 0;
  vb_status status = l->give(l->context, &x->article, x->facts.hash, lost, err);
  vb_arena_free(x->arena);
  x->arena = NULL;
  return status;
}

vb_status vb_site_lines_add(vb_site_lines *l, const vb_article *article, vb_page_facts facts,
                            vb_error *err) {
  bool web_page = facts.count != VB_PAGE_NOT_WEB;
  if (!web_page && !l->count) return l->give(l->context, article, facts.hash, 0, err);
  vb_status status = VB_OK;
  while (status == VB_OK && l->count &&
         (l->count == HELD || l->bytes + article->text.n > HELD_BYTES))
    status = give_oldest(l, err);
  if (status != VB_OK) return status;
  item *x = &l->items[(l->first + l->count) % HELD];
  *x = (item){.arena = vb_arena_new(), .facts = facts};
  bool good = x->arena && vb_article_copy(article, x->arena, &x->article);
  if (good && web_page) {
    x->outlet = outlet_of(&x->article);
    good = facts.count == VB_PAGE_COUNTED || count_lines(l, x);
  }
  l->count++;
  l->bytes += article->text.n;
  return good ? VB_OK : vb_fail(err, VB_NOMEM, "no memory for pages");
}

vb_status vb_site_lines_flush(vb_site_lines *l, vb_error *err) {
  vb_status status = VB_OK;
  while (l->count && status == VB_OK) status = give_oldest(l, err);
  return status;
}

vb_status vb_site_lines_load(vb_site_lines *l, vb_str bytes, vb_error *err) {
  return vb_line_counts_load(l->counts, bytes, err);
}

bool vb_site_lines_changed(const vb_site_lines *l) {
  return vb_line_counts_changed(l->counts);
}

vb_status vb_site_lines_save(vb_site_lines *l, vb_buf *out, vb_error *err) {
  return vb_line_counts_save(l->counts, out, err);
}
