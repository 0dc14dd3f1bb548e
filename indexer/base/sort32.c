/*
 * sort32.c - a radix sort, least byte first; a byte that all numbers share takes no pass.
 *
 * Each pass moves the numbers to the other array, in the order of one byte, and keeps
 * the order of those whose byte is the same.
 */
#include "indexer/base/sort32.h"

#include <string.h>

enum { BYTE = 256 };

static void count_bytes(const uint32_t *numbers, size_t count, uint32_t counts[4][BYTE]) {
  memset(counts, 0, 4 * sizeof *counts);
  for (size_t i = 0; i < count; i++) {
    uint32_t n = numbers[i];
    counts[0][n & 255]++, counts[1][n >> 8 & 255]++, counts[2][n >> 16 & 255]++,
        counts[3][n >> 24]++;
  }
}

static void sort_by_byte(const uint32_t *from, size_t count, unsigned shift, uint32_t counts[BYTE],
                         uint32_t *to) {
  uint32_t start = 0;
  for (size_t b = 0; b < BYTE; b++) {
    uint32_t here = counts[b];
    counts[b] = start;
    start += here;
  }
  for (size_t i = 0; i < count; i++) to[counts[from[i] >> shift & 255]++] = from[i];
}

void vb_sort32(uint32_t *numbers, size_t count, uint32_t *room) {
  uint32_t counts[4][BYTE], *from = numbers, *to = room;
  if (count < 2) return;
  count_bytes(numbers, count, counts);
  for (unsigned byte = 0; byte < 4; byte++) {
    if (counts[byte][numbers[0] >> 8 * byte & 255] == count) continue;
    sort_by_byte(from, count, 8 * byte, counts[byte], to);
    uint32_t *swap = from;
    from = to, to = swap;
  }
  if (from != numbers) memcpy(numbers, from, count * sizeof *numbers);
}
