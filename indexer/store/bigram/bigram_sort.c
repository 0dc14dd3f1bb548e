/*
 * bigram_sort.c - a counting sort by second word.
 *
 * Places are added with docs ascending. The sort is stable, so within each second
 * word the docs still ascend, which is the order that a posting list needs.
 */
#include "indexer/store/bigram/bigram_sort.h"

#include <stdlib.h>

void vb_bigram_sort_clear(vb_bigram_sort *s) {
  free(s->seconds);
  free(s->places);
  free(s->sorted);
  free(s->starts);
  free(s->tables);
  *s = (vb_bigram_sort){0};
}

static bool room(uint32_t **array, size_t n) {
  free(*array);
  *array = malloc(n * sizeof **array);
  return *array != NULL;
}

bool vb_bigram_sort_words(vb_bigram_sort *s, const uint8_t *rarities, uint32_t count) {
  s->rarities = rarities;
  s->tables = malloc(2 * ((size_t)count + 1) * (VB_BIGRAM_RARITY_MAX + 1) * sizeof *s->tables);
  if (!s->tables || !room(&s->starts, (size_t)count + 2)) return false;
  for (uint32_t rarity = 0; rarity <= VB_BIGRAM_RARITY_MAX; rarity++) {
    vb_bigram_seconds *e = &s->by_rarity[rarity];
    e->places = s->tables + 2 * (size_t)count * rarity;
    e->ranks = e->places + count;
    e->count = 0;
    for (uint32_t rank = 0; rank < count; rank++) {
      bool here = rarities[rank] <= rarity;
      e->places[rank] = here ? (uint16_t)e->count : VB_NO_SECOND;
      if (here) e->ranks[e->count++] = (uint16_t)rank;
    }
  }
  return true;
}

bool vb_bigram_sort_start(vb_bigram_sort *s, uint32_t first, size_t most) {
  if (most > s->capacity || !s->seconds) {
    size_t n = most + most / 4 + 16;
    s->capacity = 0;
    if (!room(&s->seconds, n) || !room(&s->places, n) || !room(&s->sorted, n)) return false;
    s->capacity = n;
  }
  s->eligible = &s->by_rarity[VB_BIGRAM_RARITY_MAX - s->rarities[first]];
  s->count = 0;
  return true;
}

void vb_bigram_sort_sort(vb_bigram_sort *s) {
  uint32_t *starts = s->starts; /* counted two slots ahead: placing turns each start into its end */
  uint32_t seconds = s->eligible->count;
  memset(starts, 0, ((size_t)seconds + 2) * sizeof *starts);
  for (size_t i = 0; i < s->count; i++) starts[s->seconds[i] + 2]++;
  for (uint32_t r = 2; r < seconds + 2; r++) starts[r] += starts[r - 1];
  for (size_t i = 0; i < s->count; i++) s->sorted[starts[s->seconds[i] + 1]++] = s->places[i];
}

bool vb_bigram_sort_next(const vb_bigram_sort *s, uint32_t *at, uint32_t *second) {
  for (; *at < s->eligible->count; ++*at) {
    if (s->starts[*at + 1] == s->starts[*at]) continue;
    *second = s->eligible->ranks[(*at)++];
    return true;
  }
  return false;
}

bool vb_bigram_sort_list(const vb_bigram_sort *s, uint32_t second, vb_posting_list *list) {
  if (!vb_bigram_sort_takes(s, second)) return true;
  uint32_t at = s->eligible->places[second], from = s->starts[at], to = s->starts[at + 1];
  if (!vb_posting_list_reserve(list, list->df + (to - from), 0)) return false;
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
