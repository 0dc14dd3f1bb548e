/*
 * posting_list.h - one whole list in plain arrays, for building, merging and checking.
 *
 * Zero it to start. The list owns its arrays, which grow on demand.
 */
#ifndef VB_STORE_POSTING_POSTING_LIST_H
#define VB_STORE_POSTING_POSTING_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vb_posting_list {
  uint32_t *docs, *tfs, *titles, *positions;
  size_t df, cf, doc_capacity, position_capacity;
} vb_posting_list;
void vb_posting_list_clear(vb_posting_list *list);
bool vb_posting_list_reserve(vb_posting_list *list, size_t docs,
                             size_t positions); /* absolute; false: no memory */

#endif
