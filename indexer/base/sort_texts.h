/*
 * sort_texts.h - sorts many short texts by their bytes: mostly in linear time.
 *
 * Four times faster than qsort for the words of a hundred thousand articles.
 */
#ifndef VB_BASE_SORT_TEXTS_H
#define VB_BASE_SORT_TEXTS_H

#include "indexer/base/str.h"

#include <stdint.h>

typedef struct vb_sort_text {
  const char *p;
  uint32_t n, number; /* number: the caller's */
  uint64_t head;      /* the first eight bytes; vb_sort_texts sets it */
} vb_sort_text;

/* Sorts by the bytes, a text before longer ones that it begins; equal texts by number. REQUIRES:
   the numbers ascend. False when there is no memory; the texts are then unchanged. */
bool vb_sort_texts(vb_sort_text *texts, size_t count);

#endif
