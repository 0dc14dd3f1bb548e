/*
 * sort_texts.c - a radix sort of the heads, then a sort of the few texts that share one.
 *
 *   heads   | "bridge\0\0", 2 | "harbour\0", 0 | "harbours", 1 | "harbours", 3 |
 *                                                `- compared as texts: "harbourside"
 *
 * A head is the first eight bytes as a number, padded with zeros, so that numbers are in the
 * order of texts. Each pass moves the heads to the other array, in the order of one byte; a byte
 * that all share takes none.
 */
#include "indexer/base/sort_texts.h"

#include <endian.h>
#include <stdlib.h>

enum { HEAD = sizeof(uint64_t), BYTE = 256 };

typedef struct entry {
  uint64_t head;
  uint32_t index;
} entry;

static uint64_t head_of(const vb_sort_text *t) {
  char bytes[HEAD] = {0};
  uint64_t head;
  memcpy(bytes, t->p, t->n < HEAD ? t->n : HEAD);
  memcpy(&head, bytes, HEAD);
  return be64toh(head);
}

static void count_bytes(const entry *entries, size_t count, uint32_t counts[HEAD][BYTE]) {
  memset(counts, 0, HEAD * sizeof *counts);
  for (size_t i = 0; i < count; i++)
    for (unsigned byte = 0; byte < HEAD; byte++) counts[byte][entries[i].head >> 8 * byte & 255]++;
}

static void sort_by_byte(const entry *from, size_t count, unsigned shift, uint32_t counts[BYTE],
                         entry *to) {
  uint32_t start = 0;
  for (size_t b = 0; b < BYTE; b++) {
    uint32_t here = counts[b];
    counts[b] = start;
    start += here;
  }
  for (size_t i = 0; i < count; i++) to[counts[from[i].head >> shift & 255]++] = from[i];
}

/* Returns the sorted entries, which are in either array. REQUIRES: count > 0. */
static const entry *sort_entries(entry *entries, size_t count, entry *room) {
  uint32_t counts[HEAD][BYTE];
  entry *from = entries, *to = room;
  const uint64_t any = entries[0].head; /* a byte that all share is that of any */
  count_bytes(from, count, counts);
  for (unsigned byte = 0; byte < HEAD; byte++) {
    if (counts[byte][any >> 8 * byte & 255] == count) continue;
    sort_by_byte(from, count, 8 * byte, counts[byte], to);
    entry *swap = from;
    from = to, to = swap;
  }
  return from;
}

static int by_text(const void *a, const void *b) {
  const vb_sort_text *x = a, *y = b;
  int order = vb_str_compare((vb_str){x->p, x->n}, (vb_str){y->p, y->n});
  return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* Sorts texts of one head. Most are in order already: they are equal, or came so. */
static void sort_alike(vb_sort_text *texts, size_t count) {
  size_t i = 1;
  while (i < count && by_text(&texts[i - 1], &texts[i]) < 0) i++;
  if (i < count) qsort(texts, count, sizeof *texts, by_text);
}

bool vb_sort_texts(vb_sort_text *texts, size_t count) {
  if (count < 2) return true;
  entry *entries = malloc(2 * count * sizeof *entries);
  vb_sort_text *copy = malloc(count * sizeof *copy);
  bool good = entries && copy;
  for (size_t i = 0; i < count && good; i++) {
    copy[i] = texts[i];
    copy[i].head = head_of(&texts[i]);
    entries[i] = (entry){copy[i].head, (uint32_t)i};
  }
  const entry *sorted = good ? sort_entries(entries, count, entries + count) : NULL;
  for (size_t i = 0; i < count && good; i++) texts[i] = copy[sorted[i].index];
  for (size_t i = 0, next; i < count && good; i = next) {
    for (next = i + 1; next < count && texts[next].head == texts[i].head;) next++;
    sort_alike(texts + i, next - i);
  }
  free(entries);
  free(copy);
  return good;
}
