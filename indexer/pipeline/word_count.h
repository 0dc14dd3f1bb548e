/*
 * word_count.h - counts in how many articles of a batch each word occurs.
 *
 * The table copies the words. Clearing it forgets the words and keeps the memory of the
 * table.
 */
#ifndef VB_PIPELINE_WORD_COUNT_H
#define VB_PIPELINE_WORD_COUNT_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdint.h>

typedef struct vb_word_count vb_word_count;

vb_word_count *vb_word_count_new(void); /* NULL when there is no memory */
void vb_word_count_free(vb_word_count *table);
/* Counts the word once per article. REQUIRES: article numbers ascend, from 1. */
vb_status vb_word_count_add(vb_word_count *table, vb_str word, uint32_t article, vb_error *err);
size_t vb_word_count_bytes(const vb_word_count *table); /* memory in use */
/* Calls `visit` for every word, in no order; any status but VB_OK ends the loop and is returned. */
vb_status vb_word_count_each(const vb_word_count *table,
                             vb_status (*visit)(void *context, vb_str word, uint32_t count,
                                                vb_error *err),
                             void *context, vb_error *err);
void vb_word_count_clear(vb_word_count *table);

#endif
