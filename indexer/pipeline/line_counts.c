/*
 * line_counts.c - a table of tallies by outlet and line, and its shorter form for the store.
 *
 * How many different titles a line had is counted by a bit for each hash of a title modulo 64,
 * which the order of pages does not change. Past half of the bits, every page counts.
 *
 * Each tally has two counts: of all pages that this process knows, by which it judges, and of
 * those that are to be kept. They differ by pages of other shards, and pages that were counted in
 * an earlier run and have changed since.
 */
#include "indexer/pipeline/line_counts.h"

#include "indexer/base/hash_table.h"
#include "indexer/store/commit/outlet_lines.h"

#include <stdlib.h>

enum {
  COUNTED_MAX = 1 << 18, /* tallies; 14 MiB. Past that, lines seen once are forgotten */
  TITLES_SURE = 32,
  PAGES_KEPT = 512 /* of an outlet; more are halved, so that a new design shows after a while */
};

typedef struct page_count {
  uint64_t titles;
  uint32_t pages;
} page_count;

typedef struct tally {
  uint64_t outlet, line;
  page_count all, kept;
  uint32_t seen; /* when it was counted last; higher is later */
} tally;

struct vb_line_counts {
  vb_hash_table table;
  tally *tallies;
  size_t count, capacity;
  uint32_t clock;
  bool changed;
};

vb_line_counts *vb_line_counts_new(void) {
  return calloc(1, sizeof(vb_line_counts));
}

void vb_line_counts_free(vb_line_counts *c) {
  if (!c) return;
  vb_hash_table_clear(&c->table);
  free(c->tallies);
  free(c);
}

static uint32_t hash_of(uint64_t outlet, uint64_t line) {
  return (uint32_t)((line ^ outlet * UINT64_C(0x9E3779B97F4A7C15)) >> 16);
}

static vb_hash_slot *slot_of(const vb_line_counts *c, uint64_t outlet, uint64_t line) {
  uint32_t hash = hash_of(outlet, line);
  vb_hash_slot *slot = vb_hash_table_first(&c->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&c->table, slot)) {
    const tally *t = &c->tallies[slot->value - 1];
    if (slot->hash == hash && t->line == line && t->outlet == outlet) break;
  }
  return slot;
}

static tally *find(const vb_line_counts *c, uint64_t outlet, uint64_t line) {
  vb_hash_slot *slot = c->table.size ? slot_of(c, outlet, line) : NULL;
  return slot && slot->value ? &c->tallies[slot->value - 1] : NULL;
}

uint32_t vb_line_counts_pages(const vb_line_counts *c, uint64_t outlet, uint64_t line) {
  const tally *t = find(c, outlet, line);
  return t ? t->all.pages : 0;
}

/* Keeps outlets, and the lines that were seen on several pages; forgets all if these are too
   many. */
static void forget_single(vb_line_counts *c) {
  size_t kept = 0;
  for (size_t i = 0; i < c->count; i++)
    if (!c->tallies[i].line || c->tallies[i].all.pages > 1) c->tallies[kept++] = c->tallies[i];
  c->count = kept < COUNTED_MAX / 2 ? kept : 0;
  vb_hash_table_reset(&c->table);
  for (size_t i = 0; i < c->count; i++) {
    const tally *t = &c->tallies[i];
    vb_hash_table_put(&c->table, slot_of(c, t->outlet, t->line), hash_of(t->outlet, t->line),
                      (uint32_t)i + 1);
  }
}

static tally *find_or_add(vb_line_counts *c, uint64_t outlet, uint64_t line) {
  if (c->count == COUNTED_MAX) forget_single(c);
  if (c->count == c->capacity) {
    size_t n = c->capacity ? c->capacity * 2 : 1024;
    tally *grown = realloc(c->tallies, n * sizeof *grown);
    if (!grown) return NULL;
    c->tallies = grown;
    c->capacity = n;
  }
  if (!vb_hash_table_reserve(&c->table, 1)) return NULL;
  vb_hash_slot *slot = slot_of(c, outlet, line);
  if (slot->value) return &c->tallies[slot->value - 1];
  c->tallies[c->count++] = (tally){.outlet = outlet, .line = line};
  vb_hash_table_put(&c->table, slot, hash_of(outlet, line), (uint32_t)c->count);
  return &c->tallies[c->count - 1];
}

static bool count_page(page_count *p, uint64_t title) {
  uint64_t bit = UINT64_C(1) << (title & 63);
  if (p->titles & bit && __builtin_popcountll(p->titles) < TITLES_SURE) return false;
  p->titles |= bit;
  p->pages += p->pages < UINT32_MAX;
  return true;
}

bool vb_line_counts_add(vb_line_counts *c, uint64_t outlet, uint64_t line, uint64_t title,
                        bool keep) {
  tally *t = find_or_add(c, outlet, line);
  if (!t) return false;
  t->seen = ++c->clock;
  count_page(&t->all, title);
  if (keep && count_page(&t->kept, title)) c->changed = true;
  return true;
}

/* --- the store's part --- */

/* From the end, so that what comes first was seen last. */
vb_status vb_line_counts_load(vb_line_counts *c, vb_str bytes, vb_error *err) {
  vb_outlet_reader r = {.bytes = vb_cursor_of(bytes)};
  vb_outlet_line line;
  size_t start = c->count;
  vb_status status = vb_outlet_lines_check(bytes, "the store's lines of outlets", err);
  while (status == VB_OK && vb_outlet_lines_next(&r, &line)) {
    tally *t = find_or_add(c, line.outlet, line.line);
    if (!t) return vb_fail(err, VB_NOMEM, "no memory for the lines of outlets");
    uint32_t room = UINT32_MAX - t->all.pages;
    t->all.titles |= line.titles;
    t->all.pages += line.pages < room ? line.pages : room;
    t->kept = (page_count){line.titles, line.pages};
  }
  for (size_t i = c->count; status == VB_OK && i-- > start;) c->tallies[i].seen = ++c->clock;
  c->changed = false;
  return status;
}

bool vb_line_counts_changed(const vb_line_counts *c) {
  return c->changed;
}

typedef struct ranked {
  vb_outlet_line line;
  uint32_t outlet_seen, seen;
} ranked;

static int compare_numbers(uint64_t a, uint64_t b) {
  return a < b ? -1 : a > b;
}

/* Outlets by when they were met, the latest first; in each the outlet itself, then the lines by
   pages, then by when they were met. */
static int compare_ranks(const void *x, const void *y) {
  const ranked *a = x, *b = y;
  int order = compare_numbers(b->outlet_seen, a->outlet_seen);
  if (!order) order = compare_numbers(a->line.outlet, b->line.outlet);
  if (!order) order = (a->line.line != 0) - (b->line.line != 0);
  if (!order) order = compare_numbers(b->line.pages, a->line.pages);
  if (!order) order = compare_numbers(b->seen, a->seen);
  return order ? order : compare_numbers(a->line.line, b->line.line);
}

static unsigned halvings(const tally *outlet) {
  unsigned n = 0;
  while (outlet->kept.pages >> n > PAGES_KEPT) n++;
  return n;
}

vb_status vb_line_counts_save(vb_line_counts *c, vb_buf *out, vb_error *err) {
  size_t n = 0;
  ranked *all = malloc((c->count + 1) * sizeof *all);
  vb_outlet_line *lines = malloc((c->count + 1) * sizeof *lines);
  for (size_t i = 0; all && lines && i < c->count; i++) {
    const tally *t = &c->tallies[i], *outlet = find(c, t->outlet, 0);
    uint32_t pages = outlet && outlet->kept.pages ? t->kept.pages >> halvings(outlet) : 0;
    if (pages)
      all[n++] = (ranked){{t->outlet, t->line, t->kept.titles, pages}, outlet->seen, t->seen};
  }
  if (all && lines) {
    qsort(all, n, sizeof *all, compare_ranks);
    for (size_t i = 0; i < n; i++) lines[i] = all[i].line;
    vb_outlet_lines_encode(lines, n, out);
  }
  vb_status status =
      all && lines ? vb_buf_ok(out, err) : vb_fail(err, VB_NOMEM, "no memory for outlets' lines");
  free(all);
  free(lines);
  c->changed = c->changed && status != VB_OK;
  return status;
}
