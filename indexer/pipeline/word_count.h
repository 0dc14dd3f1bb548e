/*
 * word_count.h - in how many articles of a batch each word is.
 *
 * Words are copied into the table's own memory. Clearing forgets the words and
 * keeps the table.
 */
#ifndef VB_PIPELINE_WORD_COUNT_H
#define VB_PIPELINE_WORD_COUNT_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdint.h>

typedef struct vb_word_count vb_word_count;

vb_word_count *vb_word_count_new(void); /* NULL when there is no memory */
void vb_word_count_free(vb_word_count *table);
/* Counts the word once for each number of an article, numbers going upward from 1. */
vb_status vb_word_count_add(vb_word_count *table, vb_str word, uint32_t article, vb_error *err);
size_t vb_word_count_bytes(const vb_word_count *table); /* memory in use */
/* Every word in no order; anything but VB_OK ends it and is returned. */
vb_status vb_word_count_each(const vb_word_count *table,
                             vb_status (*visit)(void *context, vb_str word, uint32_t count,
                                                vb_error *err),
                             void *context, vb_error *err);
void vb_word_count_clear(vb_word_count *table);

#endif
