/*
 * word_count.c - words in an arena, their counts in an array, and a hash table of the indexes.
 */
#include "indexer/pipeline/word_count.h"

#include "indexer/base/arena.h"
#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <stdlib.h>

typedef struct counted {
  const char *word;
  uint32_t length;
  uint32_t count, article; /* article: the last one that was counted */
} counted;

struct vb_word_count {
  vb_arena *arena; /* of words */
  counted *words;
  size_t count, capacity;
  vb_hash_table table;
};

vb_word_count *vb_word_count_new(void) {
  vb_word_count *table = calloc(1, sizeof *table);
  if (table) table->arena = vb_arena_new();
  if (table && table->arena) return table;
  vb_word_count_free(table);
  return NULL;
}

void vb_word_count_free(vb_word_count *table) {
  if (!table) return;
  vb_arena_free(table->arena);
  vb_hash_table_clear(&table->table);
  free(table->words);
  free(table);
}

static bool grow(vb_word_count *table) {
  if (!vb_hash_table_reserve(&table->table, 1)) return false;
  if (table->count < table->capacity) return true;
  size_t capacity = table->capacity ? table->capacity * 2 : 2048;
  counted *words = realloc(table->words, capacity * sizeof *words);
  if (!words) return false;
  table->words = words;
  table->capacity = capacity;
  return true;
}

/* The word's entry, new if necessary; NULL when there is no memory. */
static counted *entry_of(vb_word_count *table, vb_str word) {
  if (!grow(table)) return NULL;
  uint32_t hash = vb_hash_short(word);
  vb_hash_slot *slot = vb_hash_table_first(&table->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&table->table, slot)) {
    counted *at = &table->words[slot->value - 1];
    if (slot->hash == hash && vb_str_eq((vb_str){at->word, at->length}, word)) return at;
  }
  vb_str copy = vb_arena_copy(table->arena, word);
  if (!copy.p) return NULL;
  counted *fresh = &table->words[table->count++];
  *fresh = (counted){copy.p, (uint32_t)copy.n, 0, 0};
  vb_hash_table_put(&table->table, slot, hash, (uint32_t)table->count);
  return fresh;
}

vb_status vb_word_count_add(vb_word_count *table, vb_str word, uint32_t article, vb_error *err) {
  counted *at = entry_of(table, word);
  if (!at) return vb_fail(err, VB_NOMEM, "no memory to count words");
  if (at->article != article) at->count++, at->article = article;
  return VB_OK;
}

size_t vb_word_count_bytes(const vb_word_count *table) {
  return vb_arena_used(table->arena) + table->table.size * sizeof *table->table.slots +
         table->capacity * sizeof *table->words;
}

vb_status vb_word_count_each(const vb_word_count *table,
                             vb_status (*visit)(void *context, vb_str word, uint32_t count,
                                                vb_error *err),
                             void *context, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < table->count && !status; i++) {
    const counted *at = &table->words[i];
    status = visit(context, (vb_str){at->word, at->length}, at->count, err);
  }
  return status;
}

void vb_word_count_clear(vb_word_count *table) {
  vb_hash_table_reset(&table->table);
  table->count = 0;
  vb_arena_clear(table->arena);
}
