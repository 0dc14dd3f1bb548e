/*
 * posting_list.c - how the arrays of a posting_list grow: each doubles, so appending is O(1).
 */
#include "indexer/store/posting/posting_list.h"

#include <stdlib.h>

void vb_posting_list_clear(vb_posting_list *list) {
  free(list->docs);
  free(list->tfs);
  free(list->titles);
  free(list->positions);
  *list = (vb_posting_list){0};
}

static bool grow(uint32_t **array, size_t capacity) {
  uint32_t *grown = realloc(*array, capacity * sizeof *grown);
  if (grown) *array = grown;
  return grown != NULL;
}

bool vb_posting_list_reserve(vb_posting_list *list, size_t docs, size_t positions) {
  if (docs > list->doc_capacity) {
    size_t n = docs + docs / 2 + 64;
    if (!grow(&list->docs, n) || !grow(&list->tfs, n) || !grow(&list->titles, n)) return false;
    list->doc_capacity = n;
  }
  if (positions > list->position_capacity) {
    size_t n = positions + positions / 2 + 64;
    if (!grow(&list->positions, n)) return false;
    list->position_capacity = n;
  }
  return true;
}
