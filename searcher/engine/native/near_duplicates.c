/*
 * near_duplicates.c - finds articles that share keys of copies.
 *
 * For each segment the docs of all keys are put into one array and sorted; the number of
 * times that a doc occurs is the number of keys that it has. Most docs have one key alone
 * and are dropped before: they are counted in bins by their low bits, and a doc whose bin
 * has too few cannot have more.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/sort32.h"
#include "indexer/text/shingles.h"

#include <stdlib.h>

enum {
  /* Docs read per key and segment. A key that more articles have comes from everyday words or
     from a site's boilerplate; the other keys are then more telling. */
  HOLDERS_MAX = 1024,
  BINS = 8192, /* as many as a text's keys have docs at most, in 16 KiB */
  BINNED = 64  /* fewer docs than this are sorted at once */
};

_Static_assert(VB_SHINGLE_KEYS *HOLDERS_MAX <= UINT16_MAX, "a bin counts them all");

typedef struct sharing {
  const vb_near_duplicate_request *asked;
  vb_arena *arena;
  vb_engine_hit *hits;
  size_t count, capacity;
} sharing;

static vb_status add_hit(sharing *s, uint64_t doc, size_t keys, vb_error *err) {
  if (!VB_ARENA_GROW(s->arena, s->hits, &s->capacity, s->count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  s->hits[s->count++] = (vb_engine_hit){.doc = doc, .score = (double)keys};
  return VB_OK;
}

/* Drops docs that cannot be there `least` times. */
static size_t sift(uint32_t *docs, size_t n, size_t least) {
  uint16_t bins[BINS] = {0};
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) bins[docs[i] % BINS]++;
  for (size_t i = 0; i < n; i++) {
    uint32_t doc = docs[i];
    docs[kept] = doc;
    kept += bins[doc % BINS] >= least;
  }
  return kept;
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
  if (n > BINNED) n = sift(docs, n, s->asked->least);
  vb_sort32(docs, n, docs + VB_SHINGLE_KEYS * HOLDERS_MAX);
  for (size_t i = 0, to; i < n && status == VB_OK; i = to) {
    for (to = i + 1; to < n && docs[to] == docs[i];) to++;
    bool enough = to - i >= s->asked->least && to - i <= VB_SHINGLE_KEYS; /* more: damage */
    if (enough && !vb_segment_deleted(segment, docs[i]))
      status = add_hit(s, base | docs[i], to - i, err);
  }
  return status;
}

/* Those with most keys first; of equals the one with the lower number, as they come. */
static vb_status give_most(const sharing *s, vb_engine_hit **out, size_t *count, vb_error *err) {
  size_t most = s->count < s->asked->size ? s->count : s->asked->size;
  size_t next[VB_SHINGLE_KEYS + 1] = {0}, before = 0; /* by number of keys */
  *out = vb_arena_alloc(s->arena, (most + 1) * sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "no memory for hits");
  for (size_t i = 0; i < s->count; i++) next[(size_t)s->hits[i].score]++;
  for (size_t keys = VB_SHINGLE_KEYS + 1; keys-- > 0;) {
    size_t here = next[keys];
    next[keys] = before;
    before += here;
  }
  for (size_t i = 0; i < s->count; i++) {
    size_t at = next[(size_t)s->hits[i].score]++;
    if (at < most) (*out)[at] = s->hits[i];
  }
  *count = most;
  return VB_OK;
}

vb_status vb_native_near_duplicates(const vb_snapshot *snapshot,
                                    const vb_near_duplicate_request *asked, vb_arena *arena,
                                    vb_engine_hit **out, size_t *count, vb_error *err) {
  sharing s = {.asked = asked, .arena = arena};
  vb_status status = VB_OK;
  *out = NULL;
  *count = 0;
  if (asked->key_count > VB_SHINGLE_KEYS)
    return vb_fail(err, VB_INVALID, "more than %d keys of a text", VB_SHINGLE_KEYS);
  uint32_t *docs = malloc(2 * VB_SHINGLE_KEYS * HOLDERS_MAX * sizeof *docs); /* to sort them too */
  if (!docs) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < vb_snapshot_segments(snapshot) && status == VB_OK; i++)
    status = share_in(&s, vb_snapshot_segment(snapshot, i), (uint64_t)i << 32, docs, err);
  free(docs);
  return status == VB_OK ? give_most(&s, out, count, err) : status;
}
