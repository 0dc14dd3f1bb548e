/*
 * snapshot_stats.c - counts of a snapshot.
 *
 * A word may be in several segments, so distinct words are counted by walking all
 * lexicons in parallel, in key order. All other counts are in the segments' maps.
 */
#include "indexer/store/commit/snapshot_stats.h"

#include "indexer/store/schema.h"
#include "indexer/store/segment/minhash.h"

#include <stdlib.h>

typedef struct walk {
  vb_word_cursor cursor;
  vb_str key;
  bool done;
} walk;

static vb_status step(walk *w, vb_error *err) {
  vb_term term;
  vb_status status = vb_word_next(&w->cursor, &w->key, &term, err);
  w->done = status != VB_OK;
  return status == VB_NOT_FOUND ? VB_OK : status;
}

static vb_status step_all(walk *walks, size_t count, const walk *least, vb_error *err) {
  char copy[VB_KEY_MAX + 1];
  vb_str key = {copy, least->key.n};
  memcpy(copy, least->key.p, least->key.n);
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && status == VB_OK; i++)
    if (!walks[i].done && vb_str_eq(walks[i].key, key)) status = step(&walks[i], err);
  return status;
}

/* The keys of places, which are no words of a text. */
static bool is_word(vb_str key) {
  for (int i = 0; i < VB_PLACES_COUNT; i++)
    if (vb_str_eq(key, vb_places_key((vb_places)i))) return false;
  return true;
}

static vb_status count_terms(const vb_snapshot *snapshot, uint64_t *terms, vb_error *err) {
  size_t count = vb_snapshot_segments(snapshot);
  walk *walks = calloc(count + 1, sizeof *walks);
  vb_status status = walks ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    const vb_segment *segment = vb_snapshot_segment(snapshot, i);
    status = vb_segment_words_from(segment, VB_STR(""), &walks[i].cursor, err);
    if (status == VB_OK) status = step(&walks[i], err);
  }
  while (status == VB_OK) {
    const walk *least = NULL;
    for (size_t i = 0; i < count; i++)
      if (!walks[i].done && (!least || vb_str_compare(walks[i].key, least->key) < 0))
        least = &walks[i];
    if (!least) break;
    *terms += is_word(least->key);
    status = step_all(walks, count, least, err);
  }
  free(walks);
  return status;
}

/* Sums over the segments. A term that several segments have counts once, which takes a merge of
   their lexicons. */
vb_status vb_snapshot_count(const vb_snapshot *snapshot, vb_snapshot_counts *out, vb_error *err) {
  *out = (vb_snapshot_counts){.segments = vb_snapshot_segments(snapshot)};
  vb_snapshot_info info = vb_snapshot_about(snapshot);
  out->articles = info.articles;
  out->deleted = info.docs - info.articles;
  out->words = info.words;
  out->first_day = info.first_day;
  out->last_day = info.last_day;
  vb_status status = VB_OK;
  for (size_t i = 0; i < out->segments && status == VB_OK; i++) {
    uint64_t minhash_bytes;
    const vb_segment *s = vb_snapshot_segment(snapshot, i);
    const vb_part *const parts[VB_PART_KINDS] = {NULL,       s->postings, s->positions, s->lexicon,
                                                 s->columns, s->text,     s->deletions};
    out->pairs += s->words.pairs;
    out->minhash += s->docs.minhash;
    status = vb_minhash_bytes(s, &minhash_bytes, err);
    out->minhash_bytes += minhash_bytes;
    for (int k = 1; k < VB_PART_KINDS; k++) {
      uint64_t size = parts[k] ? parts[k]->size : 0;
      out->bytes[k] += size;
      out->total_bytes += size;
    }
  }
  out->bytes[VB_PART_LINES] = vb_snapshot_lines_bytes(snapshot);
  out->total_bytes += out->bytes[VB_PART_LINES];
  return status == VB_OK ? count_terms(snapshot, &out->terms, err) : status;
}
