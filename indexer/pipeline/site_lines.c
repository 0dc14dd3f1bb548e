/*
 * site_lines.c - a ring of articles, and counts of lines.
 *
 *   add -> count its lines -> | newest | ... | oldest | -> remove lines that recur -> give
 *
 * A line is counted once for consecutive pages with the same title, so that a story stored several
 * times does not make its own lines recur. The outlet is the host of the address, otherwise the
 * source, otherwise the folder. Among 421 pages of 200 outlets, two pages of one outlet shared 37
 * short lines, of which 29 were not part of the articles; three pages are required here.
 */
#include "indexer/pipeline/site_lines.h"

#include "indexer/base/arena.h"
#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"
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
  LOST_SHARE = 3,       /* at most a third of a page's bytes are removed */
  COUNTED_MAX = 1 << 18 /* lines; 6 MiB of counts. Past that, lines seen once are forgotten */
};

/* A line of an outlet, or the outlet itself. */
typedef struct tally {
  uint64_t key, title; /* title: of the last page that had it */
  uint32_t pages;
} tally;

typedef struct item {
  vb_arena *arena;
  vb_article article;
  uint64_t outlet;
  bool web_page;
} item;

struct vb_site_lines {
  vb_on_article *give;
  void *context;
  item items[HELD];
  unsigned first, count;
  uint64_t bytes;
  vb_hash_table table;
  tally *tallies;
  size_t tally_count, tally_capacity;
};

vb_status vb_site_lines_new(vb_on_article *give, void *context, vb_site_lines **out,
                            vb_error *err) {
  vb_site_lines *l = *out = calloc(1, sizeof *l);
  if (!l) return vb_fail(err, VB_NOMEM, "no memory for pages");
  l->give = give;
  l->context = context;
  return VB_OK;
}

void vb_site_lines_free(vb_site_lines *l) {
  if (!l) return;
  for (unsigned i = 0; i < HELD; i++) vb_arena_free(l->items[i].arena);
  vb_hash_table_clear(&l->table);
  free(l->tallies);
  free(l);
}

/* --- counts --- */

static vb_hash_slot *slot_of(const vb_site_lines *l, uint64_t key) {
  uint32_t hash = (uint32_t)key;
  vb_hash_slot *slot = vb_hash_table_first(&l->table, hash);
  while (slot->value && (slot->hash != hash || l->tallies[slot->value - 1].key != key))
    slot = vb_hash_table_next(&l->table, slot);
  return slot;
}

static uint32_t pages_of(const vb_site_lines *l, uint64_t key) {
  vb_hash_slot *slot = l->table.size ? slot_of(l, key) : NULL;
  return slot && slot->value ? l->tallies[slot->value - 1].pages : 0;
}

/* Keeps the lines that were seen on several pages, or all forgets them when there are too many. */
static void forget_single(vb_site_lines *l) {
  size_t kept = 0;
  for (size_t i = 0; i < l->tally_count; i++)
    if (l->tallies[i].pages > 1) l->tallies[kept++] = l->tallies[i];
  l->tally_count = kept < COUNTED_MAX / 2 ? kept : 0;
  vb_hash_table_reset(&l->table);
  for (size_t i = 0; i < l->tally_count; i++) {
    vb_hash_slot *slot = slot_of(l, l->tallies[i].key);
    vb_hash_table_put(&l->table, slot, (uint32_t)l->tallies[i].key, (uint32_t)i + 1);
  }
}

static bool count_page(vb_site_lines *l, uint64_t key, uint64_t title) {
  if (l->tally_count == COUNTED_MAX) forget_single(l);
  if (l->tally_count == l->tally_capacity) {
    size_t n = l->tally_capacity ? l->tally_capacity * 2 : 1024;
    tally *grown = realloc(l->tallies, n * sizeof *grown);
    if (!grown) return false;
    l->tallies = grown;
    l->tally_capacity = n;
  }
  if (!vb_hash_table_reserve(&l->table, 1)) return false;
  vb_hash_slot *slot = slot_of(l, key);
  if (!slot->value) {
    l->tallies[l->tally_count++] = (tally){key, title, 1};
    vb_hash_table_put(&l->table, slot, (uint32_t)key, (uint32_t)l->tally_count);
    return true;
  }
  tally *t = &l->tallies[slot->value - 1];
  t->pages += t->title != title;
  t->title = title;
  return true;
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

static uint64_t key_of(uint64_t outlet, vb_str line) {
  return vb_hash64(line) ^ (outlet * UINT64_C(0x9E3779B97F4A7C15));
}

static bool recurs(const vb_site_lines *l, uint64_t outlet, vb_str line) {
  if (!may_recur(line)) return false;
  bool sentence = is_sentence(line);
  uint64_t pages = pages_of(l, key_of(outlet, line));
  uint64_t share = sentence ? SHARE_SENTENCE : SHARE;
  return pages >= (sentence ? PAGES_MIN_SENTENCE : PAGES_MIN) &&
         pages * share >= pages_of(l, outlet);
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

static bool count_lines(vb_site_lines *l, const vb_article *a, uint64_t outlet) {
  vb_str line;
  uint64_t title = vb_hash64(a->title);
  if (!count_page(l, outlet, title)) return false;
  for (size_t at = 0; vb_str_next_paragraph(a->text, &at, &line);)
    if (may_recur(line) && !count_page(l, key_of(outlet, line), title)) return false;
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
    if (recurs(l, x->outlet, line)) continue;
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
  uint64_t lost = x->web_page ? remove_lines(l, x) : 0;
  vb_status status = l->give(l->context, &x->article, lost, err);
  vb_arena_free(x->arena);
  x->arena = NULL;
  return status;
}

vb_status vb_site_lines_add(vb_site_lines *l, const vb_article *article, bool web_page,
                            vb_error *err) {
  if (!web_page && !l->count) return l->give(l->context, article, 0, err);
  vb_status status = VB_OK;
  while (status == VB_OK && l->count &&
         (l->count == HELD || l->bytes + article->text.n > HELD_BYTES))
    status = give_oldest(l, err);
  if (status != VB_OK) return status;
  item *x = &l->items[(l->first + l->count) % HELD];
  *x = (item){.arena = vb_arena_new(), .web_page = web_page};
  bool good = x->arena && vb_article_copy(article, x->arena, &x->article);
  if (good && web_page) {
    x->outlet = outlet_of(&x->article);
    good = count_lines(l, &x->article, x->outlet);
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
