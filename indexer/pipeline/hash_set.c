/*
 * hash_set.c - open addressing with linear probing, at most half full.
 *
 * It is not a vb_hash_table because the hash itself is the entry; a separate array of
 * entries would double the memory per id.
 */
#include "indexer/pipeline/hash_set.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

uint64_t vb_hash_of(vb_str text) {
  uint64_t hash = vb_hash64(text);
  return hash ? hash : 1;
}

void vb_hash_set_clear(vb_hash_set *set) {
  free(set->slots);
  *set = (vb_hash_set){0};
}

static uint64_t *slot_of(const vb_hash_set *set, uint64_t hash) {
  size_t at = (size_t)hash & (set->capacity - 1);
  while (set->slots[at] && set->slots[at] != hash) at = (at + 1) & (set->capacity - 1);
  return &set->slots[at];
}

bool vb_hash_set_add(vb_hash_set *set, vb_str text, bool *fresh) {
  if (set->count * 2 >= set->capacity) {
    vb_hash_set grown = {.count = set->count, .capacity = set->capacity ? set->capacity * 2 : 1024};
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (!grown.slots) return false;
    for (size_t i = 0; i < set->capacity; i++)
      if (set->slots[i]) *slot_of(&grown, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = grown;
  }
  uint64_t hash = vb_hash_of(text), *slot = slot_of(set, hash);
  *fresh = *slot == 0;
  set->count += *fresh;
  *slot = hash;
  return true;
}

bool vb_hash_set_has(const vb_hash_set *set, vb_str text) {
  return set->capacity && *slot_of(set, vb_hash_of(text)) != 0;
}
