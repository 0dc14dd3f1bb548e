/*
 * near_duplicates.c - finds articles that share keys of copies.
 *
 * For each segment the docs of all keys are put into one array and sorted; the number of
 * times that a doc occurs is the number of keys that it has.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/text/shingles.h"

#include <stdlib.h>

enum {
  /* Docs read per key and segment. A key that more articles have comes from everyday words or
     from a site's boilerplate; the other keys are then more telling. */
  HOLDERS_MAX = 1024
};

typedef struct sharing {
  const vb_near_duplicate_request *asked;
  vb_arena *arena;
  vb_engine_hit *hits;
  size_t count, capacity;
} sharing;

static int most_first(const void *a, const void *b) {
  const vb_engine_hit *x = a, *y = b;
  if (x->score != y->score) return x->score < y->score ? 1 : -1;
  return (x->doc > y->doc) - (x->doc < y->doc);
}

static vb_status add_hit(sharing *s, uint64_t doc, size_t keys, vb_error *err) {
  if (!VB_ARENA_GROW(s->arena, s->hits, &s->capacity, s->count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  s->hits[s->count++] = (vb_engine_hit){.doc = doc, .score = (double)keys};
  return VB_OK;
}

static vb_status share_in(sharing *s, const vb_segment *segment, uint64_t base, uint32_t *docs,
                          vb_error *err) {
  size_t n = 0;
  vb_status status = VB_OK;
  for (size_t k = 0; k < s->asked->key_count && status == VB_OK; k++) {
    size_t holders;
    status = vb_segment_key_docs(segment, s->asked->keys[k], docs + n, HOLDERS_MAX, &holders, err);
    n += holders;
  }
  if (n > 1) qsort(docs, n, sizeof *docs, vb_native_by_number);
  for (size_t i = 0, to; i < n && status == VB_OK; i = to) {
    for (to = i + 1; to < n && docs[to] == docs[i];) to++;
    if (to - i >= s->asked->least && !vb_segment_deleted(segment, docs[i]))
      status = add_hit(s, base | docs[i], to - i, err);
  }
  return status;
}

vb_status vb_native_near_duplicates(const vb_snapshot *snapshot,
                                    const vb_near_duplicate_request *asked, vb_arena *arena,
                                    vb_engine_hit **out, size_t *count, vb_error *err) {
  sharing s = {.asked = asked, .arena = arena};
  vb_status status = VB_OK;
  uint32_t *docs = malloc(asked->key_count * HOLDERS_MAX * sizeof *docs);
  if (!docs) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < vb_snapshot_segments(snapshot) && status == VB_OK; i++)
    status = share_in(&s, vb_snapshot_segment(snapshot, i), (uint64_t)i << 32, docs, err);
  free(docs);
  if (status != VB_OK) return status;
  if (s.count > 1) qsort(s.hits, s.count, sizeof *s.hits, most_first);
  *out = s.hits;
  *count = s.count < asked->size ? s.count : asked->size;
  return VB_OK;
}
