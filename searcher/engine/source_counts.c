/*
 * source_counts.c - a list of sources, searched linearly: an archive has few.
 */
#include "searcher/engine/source_counts.h"

#include <stdlib.h>

void vb_source_counts_add(vb_source_counts *counts, vb_str source, uint64_t articles) {
  vb_str copy = vb_arena_copy(counts->arena, source);
  counts->failed = counts->failed || !copy.p ||
                   !VB_ARENA_GROW(counts->arena, counts->items, &counts->capacity, counts->count);
  if (counts->failed) return;
  counts->items[counts->count++] = (vb_facet){copy, articles};
}

void vb_source_counts_one(vb_source_counts *counts, vb_str source) {
  if (!source.n) return;
  for (size_t i = 0; i < counts->count; i++)
    if (vb_str_eq(counts->items[i].value, source)) {
      counts->items[i].count++;
      return;
    }
  vb_source_counts_add(counts, source, 1);
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
