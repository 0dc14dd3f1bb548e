/*
 * facet_counts.c - counts sources and dates of matches.
 *
 * A segment numbers its sources, so that counting a match adds to an array. Names are compared only
 * once for each source of a segment, or of a piece of it.
 */
#include "searcher/engine/native/native_internal.h"

#include <stdlib.h>

facet_counts *vb_facet_counts_new(vb_arena *arena) {
  facet_counts *f = vb_arena_calloc(arena, 1, sizeof *f);
  if (!f) return NULL;
  f->sources.arena = arena;
  f->days = vb_day_counts_new(arena);
  return f->days ? f : NULL;
}

void vb_facet_counts_clear(facet_counts *f) {
  if (f) vb_source_counts_clear(&f->sources);
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

void vb_facet_counts_take_sources(facet_counts *f, search_context *context,
                                  const vb_segment *segment, facet_counts *to) {
  for (uint32_t i = 0; f->by_ordinal && i < f->ordinals; i++) {
    if (!f->by_ordinal[i]) continue;
    vb_str name;
    vb_error err;
    vb_status status = vb_segment_source(segment, i, &name, &err);
    if (status == VB_OK) vb_source_counts_more(&to->sources, name, f->by_ordinal[i]);
    if (to->sources.failed) status = vb_fail(&err, VB_NOMEM, "out of memory");
    if (vb_native_failed(context, status, &err)) return;
  }
}

void vb_facet_counts_take_days(const facet_counts *f, facet_counts *to) {
  vb_day_counts_add_all(to->days, f->days);
}

vb_status vb_facet_counts_give(facet_counts *f, vb_engine_result *out, vb_error *err) {
  vb_status status = vb_source_counts_give(&f->sources, out, err);
  return status ? status : vb_day_counts_list(f->days, &out->days, &out->day_count, err);
}
