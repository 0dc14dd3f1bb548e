/*
 * word_table.c - open addressing over hashes, at most three quarters full.
 *
 * It is no vb_hash_table because an entry is its class and half of its hash: a second array of
 * entries would cost one more cache miss for each word of each article.
 */
#include "indexer/article/quotation/word_table.h"

#include "indexer/article/quotation/quotation_internal.h"

#include <stdlib.h>

/* The slot of a word, or the free one where it belongs. */
static size_t slot_of(const vb_word_table *table, uint64_t hash) {
  size_t mask = table->slots - 1, at = hash & mask;
  while (table->entries[at].classes && table->entries[at].tag != hash >> 32) at = (at + 1) & mask;
  return at;
}

bool vb_word_table_make(vb_word_table *table, size_t words) {
  *table = (vb_word_table){.slots = 1024};
  while (table->slots / 4 * 3 < words) table->slots *= 2;
  table->entries = calloc(table->slots, sizeof *table->entries);
  table->filter = calloc(table->slots * VB_WORD_FILTER_SHARE / 8, 1);
  return table->entries && table->filter;
}

bool vb_word_table_add(vb_word_table *table, vb_str word, uint32_t classes) {
  if (table->used >= table->slots / 4 * 3) return false;
  uint64_t hash = vb_word_hash(word);
  size_t bit = vb_word_filter_bit(table, hash);
  table->filter[bit / 8] |= (uint8_t)(1 << bit % 8);
  vb_word_entry *e = &table->entries[slot_of(table, hash)];
  table->used += e->classes == 0;
  e->tag = (uint32_t)(hash >> 32);
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
  free(table->filter);
  *table = (vb_word_table){0};
}
