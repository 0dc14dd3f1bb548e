/*
 * facet_counts.c - counts sources and dates of matches.
 *
 * A segment numbers its sources, so that counting a match adds to an array. Names are compared only
 * once for each source of a segment, or of a piece of it.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

facet_counts *vb_facet_counts_new(vb_arena *arena) {
  facet_counts *f = vb_arena_calloc(arena, 1, sizeof *f);
  if (!f) return NULL;
  f->arena = arena;
  f->days = vb_day_counts_new(arena);
  return f->days ? f : NULL;
}

void vb_facet_counts_clear(facet_counts *f) {
  if (f) vb_hash_table_clear(&f->names);
}

bool vb_facet_counts_begin(facet_counts *f, search_context *context, const vb_segment *segment) {
  f->ordinals = vb_segment_about(segment)->sources;
  f->by_ordinal = calloc(f->ordinals + 1, sizeof *f->by_ordinal);
  return f->by_ordinal || vb_native_out_of_memory(context);
}

void vb_facet_counts_end(facet_counts *f) {
  free(f->by_ordinal);
  f->by_ordinal = NULL;
}

/* The source of that name, a new one if need be; NULL without memory. */
static vb_facet *source_named(facet_counts *f, vb_str name) {
  uint32_t hash = vb_hash_short(name);
  if (!vb_hash_table_reserve(&f->names, 1)) return NULL;
  vb_hash_slot *slot = vb_hash_table_first(&f->names, hash);
  for (; slot->value; slot = vb_hash_table_next(&f->names, slot))
    if (slot->hash == hash && vb_str_eq(f->sources[slot->value - 1].value, name))
      return &f->sources[slot->value - 1];
  vb_str copy = vb_arena_copy(f->arena, name);
  if (!copy.p || !VB_ARENA_GROW(f->arena, f->sources, &f->source_capacity, f->source_count))
    return NULL;
  f->sources[f->source_count++] = (vb_facet){copy, 0};
  vb_hash_table_put(&f->names, slot, hash, (uint32_t)f->source_count);
  return &f->sources[f->source_count - 1];
}

void vb_facet_counts_take_sources(facet_counts *f, search_context *context,
                                  const vb_segment *segment, facet_counts *to) {
  for (uint32_t i = 0; f->by_ordinal && i < f->ordinals; i++) {
    if (!f->by_ordinal[i]) continue;
    vb_str name;
    vb_error err;
    vb_status status = vb_segment_source(segment, i, &name, &err);
    vb_facet *source = status == VB_OK ? source_named(to, name) : NULL;
    if (status == VB_OK && !source) status = vb_fail(&err, VB_NOMEM, "out of memory");
    if (vb_native_failed(context, status, &err)) return;
    source->count += f->by_ordinal[i];
  }
}

void vb_facet_counts_take_days(const facet_counts *f, facet_counts *to) {
  vb_day_counts_add_all(to->days, f->days);
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

vb_status vb_facet_counts_give(facet_counts *f, vb_engine_result *out, vb_error *err) {
  if (f->source_count > 1) qsort(f->sources, f->source_count, sizeof(vb_facet), most_first);
  out->sources = f->sources;
  out->source_count =
      f->source_count < VB_ENGINE_FACETS_MAX ? f->source_count : VB_ENGINE_FACETS_MAX;
  return vb_day_counts_list(f->days, &out->days, &out->day_count, err);
}
