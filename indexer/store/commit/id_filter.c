/*
 * id_filter.c - makes the filter of a segment's ids.
 */
#include "indexer/store/commit/id_filter.h"

#include <stdlib.h>

enum { IDS_PER_WORD = 4 };

vb_status vb_id_filter_of(const vb_segment *s, vb_id_filter *out, vb_error *err) {
  const uint64_t n = s->docs.docs;
  size_t words = 1;
  *out = (vb_id_filter){0};
  vb_status status = vb_part_check(s->columns, s->docs.id_hashes, sizeof(vb_id_hash) * n, err);
  if (status != VB_OK) return status;
  while (words < n / IDS_PER_WORD) words *= 2;
  out->words = calloc(words, sizeof *out->words);
  if (!out->words) return vb_fail(err, VB_NOMEM, "out of memory");
  out->mask = (uint32_t)(words - 1);
  for (uint64_t i = 0; i < n; i++) {
    vb_id_hash id;
    memcpy(&id, s->columns->bytes + s->docs.id_hashes + sizeof id * i, sizeof id);
    out->words[id.low & out->mask] |= vb_id_filter_bits(id);
  }
  return VB_OK;
}

void vb_id_filter_clear(vb_id_filter *filter) {
  free(filter->words);
  *filter = (vb_id_filter){0};
}
