/*
 * pairsort.c - a counting sort: places come with docs ascending and leave grouped
 * by second word, docs still ascending within each.
 */
#include "indexer/store/pairsort.h"

#include <stdlib.h>

void vb_pairsort_clear(vb_pairsort *s) {
  free(s->seconds);
  free(s->places);
  free(s->sorted);
  free(s->starts);
  *s = (vb_pairsort){0};
}

static bool room(uint32_t **array, size_t n) {
  free(*array);
  *array = malloc(n * sizeof **array);
  return *array != NULL;
}

bool vb_pairsort_start(vb_pairsort *s, uint32_t ranks, size_t most) {
  if (most > s->capacity || !s->seconds) {
    size_t n = most + most / 4 + 16;
    s->capacity = 0;
    if (!room(&s->seconds, n) || !room(&s->places, n) || !room(&s->sorted, n)) return false;
    s->capacity = n;
  }
  if (ranks > s->ranks_capacity || !s->starts) {
    s->ranks_capacity = 0;
    if (!room(&s->starts, (size_t)ranks + 2)) return false;
    s->ranks_capacity = ranks;
  }
  s->ranks = ranks;
  s->count = 0;
  return true;
}

void vb_pairsort_sort(vb_pairsort *s) {
  uint32_t *starts = s->starts; /* counts go two further; placing moves each start to its end */
  memset(starts, 0, ((size_t)s->ranks + 2) * sizeof *starts);
  for (size_t i = 0; i < s->count; i++) starts[s->seconds[i] + 2]++;
  for (uint32_t r = 2; r < s->ranks + 2; r++) starts[r] += starts[r - 1];
  for (size_t i = 0; i < s->count; i++) s->sorted[starts[s->seconds[i] + 1]++] = s->places[i];
}

bool vb_pairsort_list(const vb_pairsort *s, uint32_t second, vb_list *list) {
  uint32_t from = s->starts[second], to = s->starts[second + 1];
  if (!vb_list_reserve(list, list->df + (to - from), 0)) return false;
  uint32_t last = UINT32_MAX;
  for (uint32_t i = from; i < to; i++) {
    uint32_t doc = s->sorted[i] / 2;
    if (doc != last) {
      last = list->docs[list->df] = doc;
      list->tfs[list->df] = list->titles[list->df] = 0;
      list->df++;
    }
    list->tfs[list->df - 1]++;
    list->titles[list->df - 1] += s->sorted[i] & 1;
  }
  list->cf += to - from;
  return true;
}
