/*
 * copy_texts.c - sets of shingles in an arena, and a table of the articles that they are of.
 *
 * A set takes memory only for the hashes that it has. Nothing is ever taken out.
 */
#include "searcher/answer/copy_texts.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <stddef.h>
#include <stdlib.h>

enum {
  KEPT_MAX = 1024,
  BYTES_MAX = 8 << 20 /* of all sets and candidates: of some 2,000 articles of usual length */
};

typedef struct kept {
  uint64_t doc;
  const vb_shingles *set;
  const uint64_t *candidates; /* NULL: not kept */
  size_t candidate_count;
} kept;

struct vb_copy_texts {
  vb_arena *arena;
  size_t count, bytes;
  kept sets[KEPT_MAX];
  vb_hash_table table; /* by article */
};

vb_copy_texts *vb_copy_texts_new(void) {
  vb_copy_texts *texts = calloc(1, sizeof *texts);
  if (texts) texts->arena = vb_arena_new();
  if (texts && texts->arena) return texts;
  free(texts);
  return NULL;
}

void vb_copy_texts_free(vb_copy_texts *texts) {
  if (!texts) return;
  vb_arena_free(texts->arena);
  vb_hash_table_clear(&texts->table);
  free(texts);
}

static uint32_t hash_of(uint64_t doc) {
  return (uint32_t)vb_hash_of_numbers(doc, 0);
}

/* The slot of an article, or the free slot where it belongs. */
static vb_hash_slot *slot_of(const vb_copy_texts *texts, uint64_t doc) {
  vb_hash_slot *slot = vb_hash_table_first(&texts->table, hash_of(doc));
  while (slot->value && texts->sets[slot->value - 1].doc != doc)
    slot = vb_hash_table_next(&texts->table, slot);
  return slot;
}

/* The number of an article among `sets`, plus 1; 0 if it is not kept. */
static uint32_t number_of(const vb_copy_texts *texts, uint64_t doc) {
  return texts->count ? slot_of(texts, doc)->value : 0;
}

const vb_shingles *vb_copy_texts_find(const vb_copy_texts *texts, uint64_t doc) {
  uint32_t number = number_of(texts, doc);
  return number ? texts->sets[number - 1].set : NULL;
}

const vb_shingles *vb_copy_texts_keep(vb_copy_texts *texts, uint64_t doc, const vb_shingles *set) {
  size_t bytes = offsetof(vb_shingles, hashes) + set->count * sizeof *set->hashes;
  if (texts->count == KEPT_MAX || bytes > BYTES_MAX - texts->bytes) return NULL;
  if (!vb_hash_table_reserve(&texts->table, 1)) return NULL;
  vb_shingles *copy = vb_arena_alloc(texts->arena, bytes);
  if (!copy) return NULL;
  memcpy(copy, set, bytes);
  texts->sets[texts->count++] = (kept){.doc = doc, .set = copy};
  vb_hash_table_put(&texts->table, slot_of(texts, doc), hash_of(doc), (uint32_t)texts->count);
  texts->bytes += bytes;
  return copy;
}

bool vb_copy_texts_candidates(const vb_copy_texts *texts, uint64_t doc, vb_arena *arena,
                              vb_engine_hit **out, size_t *count) {
  uint32_t number = number_of(texts, doc);
  const kept *of = number ? &texts->sets[number - 1] : NULL;
  if (!of || !of->candidates) return false;
  *out = vb_arena_calloc(arena, of->candidate_count + 1, sizeof **out);
  *count = *out ? of->candidate_count : 0;
  for (size_t i = 0; i < *count; i++) (*out)[i].doc = of->candidates[i];
  return *out != NULL;
}

void vb_copy_texts_keep_candidates(vb_copy_texts *texts, uint64_t doc, const vb_engine_hit *hits,
                                   size_t count) {
  uint32_t number = number_of(texts, doc);
  kept *of = number ? &texts->sets[number - 1] : NULL;
  size_t bytes = (count + 1) * sizeof(uint64_t);
  if (!of || of->candidates || bytes > BYTES_MAX - texts->bytes) return;
  uint64_t *docs = vb_arena_alloc(texts->arena, bytes);
  if (!docs) return;
  for (size_t i = 0; i < count; i++) docs[i] = hits[i].doc;
  of->candidates = docs;
  of->candidate_count = count;
  texts->bytes += bytes;
}
