/*
 * word_table.c - open addressing over hashes, doubled when half full.
 */
#include "indexer/article/quotation/word_table.h"

#include "indexer/article/quotation/quotation_internal.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 4096 };

static vb_word_entry *slot_of(const vb_word_table *table, uint64_t hash) {
  size_t mask = table->capacity - 1;
  size_t at = hash & mask;
  while (table->entries[at].classes && table->entries[at].hash != hash) at = (at + 1) & mask;
  return &table->entries[at];
}

uint32_t vb_word_table_find(const vb_word_table *table, uint64_t hash) {
  return table->capacity ? slot_of(table, hash)->classes : 0;
}

static bool grow(vb_word_table *table) {
  if (table->used * 2 < table->capacity) return true;
  vb_word_table old = *table;
  table->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
  table->entries = calloc(table->capacity, sizeof *table->entries);
  if (!table->entries) {
    *table = old;
    return false;
  }
  for (size_t i = 0; i < old.capacity; i++)
    if (old.entries[i].classes) *slot_of(table, old.entries[i].hash) = old.entries[i];
  free(old.entries);
  return true;
}

bool vb_word_table_add(vb_word_table *table, vb_str word, uint32_t classes) {
  if (!grow(table)) return false;
  uint64_t hash = vb_word_hash(word);
  vb_word_entry *e = slot_of(table, hash);
  table->used += e->classes == 0;
  e->hash = hash;
  e->classes |= classes;
  return true;
}

bool vb_word_table_add_rows(vb_word_table *table, const vb_language_word *rows, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (const char *p = rows[i].words; *p;) {
      size_t n = strcspn(p, " ");
      if (!vb_word_table_add(table, (vb_str){p, n}, rows[i].classes)) return false;
      p += n;
      p += strspn(p, " ");
    }
  return true;
}

void vb_word_table_clear(vb_word_table *table) {
  free(table->entries);
  *table = (vb_word_table){0};
}
