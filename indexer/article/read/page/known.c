/*
 * known.c - finds the part of a page's text that the page's data repeat.
 *
 * JSON-LD's articleBody is evidence but not the truth: it is often cut short, or lacks
 * lists and headings. A block is certainly part of the article if most of its runs of
 * four words are in articleBody. So the article is where such blocks are; it begins with
 * the first of them and ends with the last, unless articleBody ends before the text does.
 */
#include "indexer/article/read/page/page_internal.h"

enum {
  RUN = 4,        /* words; shorter runs occur in any text */
  KNOWN = 60,     /* percent of its runs that a known block has in the data */
  SHOWN = 50,     /* percent of the data that the page must show for the data to be used */
  INSIDE = 90,    /* percent of the known text that the article's box must contain */
  CUT_SHORT = 15, /* percent of the known text; with more text after it, the data were cut */
  DATA_MIN = 400  /* bytes; shorter data are a summary */
};

typedef struct run_set {
  uint64_t *hashes; /* open addressing; 0 is a free slot */
  size_t mask, count;
} run_set;

/* The hash of the next word in lower case; 0 at the end. */
static uint64_t next_word(vb_str *s) {
  uint64_t h = 0;
  while (s->n) {
    unsigned char c = (unsigned char)s->p[0];
    if (c >= 'A' && c <= 'Z') c |= 0x20;
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    if (c == 0xE2 && s->n > 2 && (unsigned char)s->p[1] == 0x80)
      letter = false, *s = vb_str_slice(*s, 2, s->n);
    if (!letter && h) break;
    *s = vb_str_slice(*s, 1, s->n);
    if (letter) h = ((h ? h : 0xCBF29CE484222325u) ^ c) * 0x100000001B3u;
  }
  return h;
}

typedef struct runs {
  vb_str rest;
  uint64_t words[RUN];
  size_t count;
} runs;

/* The hash of the next run; 0 at the end. */
static uint64_t next_run(runs *r) {
  uint64_t word, h = 0;
  do {
    word = next_word(&r->rest);
    if (!word) return 0;
    r->words[r->count++ % RUN] = word;
  } while (r->count < RUN);
  for (size_t i = 0; i < RUN; i++)
    h = (h ^ r->words[(r->count + i) % RUN]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
  return h ? h : 1;
}

static bool find_run(const run_set *set, uint64_t h, size_t *at) {
  for (*at = (size_t)h & set->mask; set->hashes[*at]; *at = (*at + 1) & set->mask)
    if (set->hashes[*at] == h) return true;
  return false;
}

static bool fill_set(run_set *set, vb_str data, vb_arena *arena) {
  size_t most = data.n / 2 + 16, at; /* a word takes at least two bytes with its blank */
  for (set->mask = 1024; set->mask < most * 2;) set->mask *= 2;
  set->hashes = vb_arena_calloc(arena, set->mask, sizeof *set->hashes);
  if (!set->hashes) return false;
  set->mask--;
  runs r = {.rest = data};
  for (uint64_t h; (h = next_run(&r));)
    if (!find_run(set, h, &at)) set->hashes[at] = h;
  return true;
}

static bool is_known(const run_set *set, vb_str text) {
  size_t all = 0, found = 0, at;
  runs r = {.rest = text};
  for (uint64_t h; (h = next_run(&r)); all++) found += find_run(set, h, &at);
  return all && found * 100 >= all * KNOWN;
}

/* If the chosen body lacks known blocks, the deepest box that has them becomes the body. */
static void choose_again(vb_page *page, size_t known) {
  size_t kept = 0;
  for (size_t i = 0; i < page->block_count; i++)
    if (page->blocks[i].known && !page->blocks[i].dropped) kept += page->blocks[i].text.n;
  if (kept * 100 >= known * INSIDE) return;
  for (size_t i = 0; i < page->block_count; i++) page->blocks[i].dropped = !page->blocks[i].known;
  vb_page_recount(page);
  const vb_page_box *box = vb_page_deepest_box(page, INSIDE);
  for (size_t i = 0; box && i < page->block_count; i++)
    page->blocks[i].dropped = !vb_page_is_inside(page->blocks[i].box, box->node);
}

/* Drops blocks before the first and after the last known one. */
static void trim_to_known(vb_page *page, size_t known) {
  size_t first = 0, last = page->block_count, after = 0;
  while (first < last && !page->blocks[first].known) first++;
  while (last > first && !page->blocks[last - 1].known) last--;
  const GumboNode *beside = last > first ? page->blocks[last - 1].box->parent : NULL;
  for (size_t i = last; i < page->block_count; i++) {
    const vb_page_block *b = &page->blocks[i];
    if (!b->dropped && beside && b->box->parent == beside && vb_page_is_good(b->text, b->linked))
      after += b->text.n;
  }
  for (size_t i = 0; i < first; i++)
    if (!vb_page_is_good(page->blocks[i].text, page->blocks[i].linked))
      page->blocks[i].dropped = true;
  if (after * 100 > known * CUT_SHORT) return;
  for (size_t i = last; i < page->block_count; i++) page->blocks[i].dropped = true;
}

bool vb_page_use_data(vb_page *page, vb_str data) {
  run_set set = {0};
  size_t known = 0;
  if (data.n < DATA_MIN || !fill_set(&set, data, page->arena)) return false;
  for (size_t i = 0; i < page->block_count; i++) {
    vb_page_block *b = &page->blocks[i];
    b->known = is_known(&set, b->text);
    known += b->known ? b->text.n : 0;
  }
  if (known * 100 < data.n * SHOWN) return known * 100 < data.n * (100 - INSIDE);
  choose_again(page, known);
  trim_to_known(page, known);
  return false;
}
