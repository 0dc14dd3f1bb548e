/*
 * word_table.h - words with the classes they are of, found by their hash.
 *
 * A word stands here as its hash: at 64 bits another word has it by design only, and who writes a
 * text to that end gains a word of a wrong class.
 */
#ifndef VB_ARTICLE_QUOTATION_WORD_TABLE_H
#define VB_ARTICLE_QUOTATION_WORD_TABLE_H

#include "indexer/article/quotation/quotation_language.h"
#include "indexer/base/str.h"

typedef struct vb_word_entry {
  uint64_t hash;
  uint32_t classes; /* 0 is free */
} vb_word_entry;

typedef struct vb_word_table { /* zero is the empty table */
  vb_word_entry *entries;      /* open addressing */
  size_t capacity, used;
} vb_word_table;

/* Adds classes to a word, or to the words of rows; false without memory. */
bool vb_word_table_add(vb_word_table *table, vb_str word, uint32_t classes);
bool vb_word_table_add_rows(vb_word_table *table, const vb_language_word *rows, size_t count);
uint32_t vb_word_table_find(const vb_word_table *table, uint64_t hash); /* 0: no such word */
void vb_word_table_clear(vb_word_table *table);

#endif
