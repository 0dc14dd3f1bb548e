/*
 * word_table.h - words with the classes they are of, found by their hash.
 *
 * A word stands here as bits of its hash: that another word of a text has them all happens once in
 * many thousand billions, and then gains a word of a wrong class. Most words of a text are in no
 * table, and the tables do not fit into the nearest cache: a bit for each hash, cut short, tells
 * them without a look there.
 */
#ifndef VB_ARTICLE_QUOTATION_WORD_TABLE_H
#define VB_ARTICLE_QUOTATION_WORD_TABLE_H

#include "indexer/article/quotation/quotation_language.h"
#include "indexer/base/str.h"

enum {
  VB_WORD_FILTER_SHARE = 4
}; /* bits for each slot: a word in ten passes that is not in the table */

typedef struct vb_word_entry {
  uint32_t tag;     /* the upper half of the hash; the lower bits say where it stands */
  uint32_t classes; /* 0 is free */
} vb_word_entry;

typedef struct vb_word_table { /* zero is the empty table */
  vb_word_entry *entries;      /* open addressing, slots of them: at most three in four are used */
  uint8_t *filter;             /* VB_WORD_FILTER_SHARE bits for each slot */
  size_t slots, used;
} vb_word_table;

/* Makes an empty table for so many words; false without memory. */
bool vb_word_table_make(vb_word_table *table, size_t words);
/* Adds classes to a word, or to the words of rows; false where the table is full. */
bool vb_word_table_add(vb_word_table *table, vb_str word, uint32_t classes);
bool vb_word_table_add_rows(vb_word_table *table, const vb_language_word *rows, size_t count);
void vb_word_table_clear(vb_word_table *table);

static inline size_t vb_word_filter_bit(const vb_word_table *table, uint64_t hash) {
  return (hash >> 20) & (table->slots * VB_WORD_FILTER_SHARE - 1);
}

static inline bool vb_word_table_may_have(const vb_word_table *table, uint64_t hash) {
  size_t bit = vb_word_filter_bit(table, hash);
  return table->filter[bit / 8] >> bit % 8 & 1;
}

static inline uint32_t vb_word_table_probe(const vb_word_table *table, uint64_t hash) {
  size_t mask = table->slots - 1;
  uint32_t tag = (uint32_t)(hash >> 32);
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    const vb_word_entry *e = &table->entries[at];
    if (e->tag == tag || !e->classes) return e->classes;
  }
}

/* The classes of a word; 0: no such word. */
static inline uint32_t vb_word_table_find(const vb_word_table *table, uint64_t hash) {
  return vb_word_table_may_have(table, hash) ? vb_word_table_probe(table, hash) : 0;
}

#endif
