/*
 * terms.c - the terms of a field that begin so, of all segments together.
 *
 * Each segment has them in order; they are gathered one segment after another, sorted, and equal
 * ones added up.
 */
#include "searcher/engine/native/native_internal.h"

#include <stdlib.h>

/* The terms of one segment with a prefix, in the order of keys. *more says that there are more than
   `most`. */
static vb_status gather(const vb_segment *segment, vb_str from, size_t field_prefix, size_t most,
                        vb_arena *arena, vb_engine_term **terms, size_t *count, size_t *capacity,
                        bool *more, vb_error *err) {
  vb_word_cursor walk;
  vb_str key;
  vb_term term;
  vb_status status = vb_segment_words_from(segment, from, &walk, err);
  for (size_t n = 0; status == VB_OK; n++) {
    status = vb_word_next_with(&walk, from, &key, &term, err);
    if (status != VB_OK) break;
    if (n == most) {
      *more = true;
      break;
    }
    vb_str copy = vb_arena_copy(arena, vb_str_slice(key, field_prefix, key.n));
    if (!copy.p || !VB_ARENA_GROW(arena, *terms, capacity, *count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    (*terms)[(*count)++] = (vb_engine_term){copy, term.df};
  }
  return status == VB_NOT_FOUND ? VB_OK : status;
}

static int by_term(const void *a, const void *b) {
  const vb_engine_term *x = a, *y = b;
  return vb_str_compare(x->term, y->term);
}

vb_status vb_native_terms(const vb_snapshot *snapshot, vb_field field, vb_str prefix, size_t most,
                          vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                          vb_error *err) {
  size_t capacity = 0, gathered = 0, kept = 0;
  vb_str from = vb_native_key(arena, field, prefix);
  vb_status status = from.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < vb_snapshot_segments(snapshot) && status == VB_OK; i++)
    status = gather(vb_snapshot_segment(snapshot, i), from, from.n - prefix.n, most, arena, out,
                    &gathered, &capacity, more, err);
  if (status != VB_OK) return status;
  if (gathered > 1) qsort(*out, gathered, sizeof **out, by_term);
  for (size_t i = 0; i < gathered; i++)
    if (kept && vb_str_eq((*out)[kept - 1].term, (*out)[i].term))
      (*out)[kept - 1].articles += (*out)[i].articles;
    else (*out)[kept++] = (*out)[i];
  *more |= kept > most;
  *count = kept > most ? most : kept;
  return VB_OK;
}
