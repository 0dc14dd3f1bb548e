/*
 * copy_texts.c - a hash table of shingle sets, in an arena.
 *
 * Open addressing with linear probing, at most half full; nothing is ever taken out. A
 * set takes memory only for the hashes that it has.
 */
#include "searcher/answer/copy_texts.h"

#include "indexer/base/hash.h"

#include <stddef.h>
#include <stdlib.h>

enum {
  SLOTS = 2048,
  KEPT_MAX = SLOTS / 2,
  BYTES_MAX = 8 << 20 /* of all sets: those of some 2,000 articles of usual length */
};

typedef struct kept {
  uint64_t doc;
  const vb_shingles *set; /* NULL: a free slot */
} kept;

struct vb_copy_texts {
  vb_arena *arena;
  size_t count, bytes;
  kept slots[SLOTS];
};

vb_copy_texts *vb_copy_texts_new(void) {
  vb_copy_texts *texts = calloc(1, sizeof *texts);
  if (texts) texts->arena = vb_arena_new();
  if (texts && texts->arena) return texts;
  free(texts);
  return NULL;
}

void vb_copy_texts_free(vb_copy_texts *texts) {
  if (texts) vb_arena_free(texts->arena);
  free(texts);
}

/* The slot of an article, or the free slot where it belongs. */
static size_t slot_of(const vb_copy_texts *texts, uint64_t doc) {
  size_t i = vb_hash_of_numbers(doc, SLOTS) % SLOTS;
  while (texts->slots[i].set && texts->slots[i].doc != doc) i = (i + 1) % SLOTS;
  return i;
}

const vb_shingles *vb_copy_texts_find(const vb_copy_texts *texts, uint64_t doc) {
  return texts->slots[slot_of(texts, doc)].set;
}

const vb_shingles *vb_copy_texts_keep(vb_copy_texts *texts, uint64_t doc, const vb_shingles *set) {
  size_t bytes = offsetof(vb_shingles, hashes) + set->count * sizeof *set->hashes;
  if (texts->count == KEPT_MAX || bytes > BYTES_MAX - texts->bytes) return NULL;
  vb_shingles *copy = vb_arena_alloc(texts->arena, bytes);
  if (!copy) return NULL;
  memcpy(copy, set, bytes);
  texts->slots[slot_of(texts, doc)] = (kept){doc, copy};
  texts->count++;
  texts->bytes += bytes;
  return copy;
}
