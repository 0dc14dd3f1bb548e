/*
 * source_counts.c - a list of sources, and a table of their names where they come one by one.
 */
#include "searcher/engine/source_counts.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

void vb_source_counts_add(vb_source_counts *counts, vb_str source, uint64_t articles) {
  vb_str copy = vb_arena_copy(counts->arena, source);
  counts->failed = counts->failed || !copy.p ||
                   !VB_ARENA_GROW(counts->arena, counts->items, &counts->capacity, counts->count);
  if (counts->failed) return;
  counts->items[counts->count++] = (vb_facet){copy, articles};
}

void vb_source_counts_more(vb_source_counts *counts, vb_str source, uint64_t articles) {
  if (!source.n || counts->failed) return;
  counts->failed = !vb_hash_table_reserve(&counts->table, 1);
  if (counts->failed) return;
  uint32_t hash = vb_hash_short(source);
  vb_hash_slot *slot = vb_hash_table_first(&counts->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&counts->table, slot)) {
    vb_facet *item = &counts->items[slot->value - 1];
    if (slot->hash != hash || !vb_str_eq(item->value, source)) continue;
    item->count += articles;
    return;
  }
  vb_source_counts_add(counts, source, articles);
  if (!counts->failed) vb_hash_table_put(&counts->table, slot, hash, (uint32_t)counts->count);
}

void vb_source_counts_clear(vb_source_counts *counts) {
  vb_hash_table_clear(&counts->table);
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

vb_status vb_source_counts_give(vb_source_counts *counts, vb_engine_result *out, vb_error *err) {
  if (counts->failed) return vb_fail(err, VB_NOMEM, "no memory for facets");
  if (counts->count) qsort(counts->items, counts->count, sizeof(vb_facet), most_first);
  out->sources = counts->items;
  out->source_count = counts->count < VB_ENGINE_FACETS_MAX ? counts->count : VB_ENGINE_FACETS_MAX;
  return VB_OK;
}
