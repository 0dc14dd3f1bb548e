/*
 * word_table.h - words and their classes, found by hash.
 *
 * A word is stored as bits of its hash only. Another word of a text has the same bits
 * about once in many thousand billions, and would then get a wrong class. Most words of a
 * text are in no table, and the tables exceed the first-level cache. A filter with a few
 * bits per slot rejects most of these words without touching the table.
 */
#ifndef VB_ARTICLE_QUOTATION_WORD_TABLE_H
#define VB_ARTICLE_QUOTATION_WORD_TABLE_H

#include "indexer/article/quotation/quotation_language.h"
#include "indexer/base/str.h"

enum {
  VB_WORD_FILTER_SHARE = 4
}; /* bits per slot: one word in ten passes that is not in the table */

typedef struct vb_word_entry {
  uint32_t tag;     /* the upper half of the hash; the lower bits choose the slot */
  uint32_t classes; /* 0: a free slot */
} vb_word_entry;

typedef struct vb_word_table { /* zero is an empty table */
  vb_word_entry *entries;      /* `slots` of them, open addressing: at most three quarters used */
  uint8_t *filter;             /* VB_WORD_FILTER_SHARE bits per slot */
  size_t slots, used;
} vb_word_table;

/* Makes an empty table for `words` words; false when there is no memory. */
bool vb_word_table_make(vb_word_table *table, size_t words);
/* Adds classes to a word, or to the words of rows; false if the table is full. */
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

/* The classes of a word; 0 if it is not in the table. */
static inline uint32_t vb_word_table_find(const vb_word_table *table, uint64_t hash) {
  return vb_word_table_may_have(table, hash) ? vb_word_table_probe(table, hash) : 0;
}

#endif
