/*
 * word_count.c - an open-addressed table, at most half full, of words in an arena.
 */
#include "indexer/pipeline/word_count.h"

#include "indexer/base/arena.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 4096 }; /* a power of two */

typedef struct slot {
  const char *word; /* NULL: free */
  uint32_t length, hash;
  uint32_t count, article; /* the last article that was counted */
} slot;

struct vb_word_count {
  vb_arena *arena;
  slot *slots;
  size_t slot_count, used;
};

vb_word_count *vb_word_count_new(void) {
  vb_word_count *table = calloc(1, sizeof *table);
  if (!table) return NULL;
  table->arena = vb_arena_new();
  table->slots = calloc(FIRST_SLOTS, sizeof *table->slots);
  table->slot_count = FIRST_SLOTS;
  if (table->arena && table->slots) return table;
  vb_word_count_free(table);
  return NULL;
}

void vb_word_count_free(vb_word_count *table) {
  if (!table) return;
  vb_arena_free(table->arena);
  free(table->slots);
  free(table);
}

/* FNV-1a: the words are short, and nobody gains by making them collide in a batch. */
static uint32_t hash_of(vb_str word) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < word.n; i++) hash = (hash ^ (unsigned char)word.p[i]) * 16777619u;
  return hash;
}

static slot *place_of(slot *slots, size_t slot_count, vb_str word, uint32_t hash) {
  size_t i = hash & (slot_count - 1);
  while (slots[i].word && !(slots[i].hash == hash && slots[i].length == word.n &&
                            memcmp(slots[i].word, word.p, word.n) == 0))
    i = (i + 1) & (slot_count - 1);
  return &slots[i];
}

static bool grow(vb_word_count *table) {
  slot *slots = calloc(table->slot_count * 2, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < table->slot_count; i++) {
    const slot *old = &table->slots[i];
    if (old->word)
      *place_of(slots, table->slot_count * 2, (vb_str){old->word, old->length}, old->hash) = *old;
  }
  free(table->slots);
  table->slots = slots;
  table->slot_count *= 2;
  return true;
}

vb_status vb_word_count_add(vb_word_count *table, vb_str word, uint32_t article, vb_error *err) {
  uint32_t hash = hash_of(word);
  slot *at = place_of(table->slots, table->slot_count, word, hash);
  if (!at->word) {
    if (table->used * 2 >= table->slot_count) {
      if (!grow(table)) return vb_fail(err, VB_NOMEM, "no memory to count words");
      at = place_of(table->slots, table->slot_count, word, hash);
    }
    vb_str copy = vb_arena_copy(table->arena, word);
    if (!copy.p) return vb_fail(err, VB_NOMEM, "no memory to count words");
    *at = (slot){copy.p, (uint32_t)copy.n, hash, 0, 0};
    table->used++;
  }
  if (at->article != article) at->count++, at->article = article;
  return VB_OK;
}

size_t vb_word_count_bytes(const vb_word_count *table) {
  return vb_arena_used(table->arena) + table->slot_count * sizeof *table->slots;
}

vb_status vb_word_count_each(const vb_word_count *table,
                             vb_status (*visit)(void *context, vb_str word, uint32_t count,
                                                vb_error *err),
                             void *context, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < table->slot_count && !status; i++) {
    const slot *at = &table->slots[i];
    if (at->word) status = visit(context, (vb_str){at->word, at->length}, at->count, err);
  }
  return status;
}

void vb_word_count_clear(vb_word_count *table) {
  memset(table->slots, 0, table->slot_count * sizeof *table->slots);
  table->used = 0;
  vb_arena_clear(table->arena);
}
