/*
 * sort32.c - by insertion where the highest bits tell the numbers apart, else a radix sort.
 *
 * Hashes are spread evenly: moved to the other array in the order of their highest bits,
 * each is at its place or next to it, and a sort by insertion does the rest.
 *
 * The radix sort takes the lowest digit first, and digits that share the bits in use. Each
 * pass moves the numbers to the other array, in the order of one digit, and keeps the order
 * of those whose digit is the same.
 */
#include "indexer/base/sort32.h"

#include <stdbool.h>
#include <string.h>

enum {
  DIGIT_BITS = 11, /* at most: the places of all digits fit the processor's first cache */
  DIGIT = 1 << DIGIT_BITS,
  FEW = 16, /* numbers that are inserted at once */
  SPREAD_BITS = 10,
  SPREAD = 1 << SPREAD_BITS,
  SPREAD_MAX = 4 * SPREAD, /* numbers; of more, each place would have too many to insert */
  CROWD = 24               /* in one place; evenly spread numbers do not come near it */
};

static void insert_all(uint32_t *numbers, size_t count) {
  for (size_t i = 1; i < count; i++) {
    uint32_t n = numbers[i];
    size_t at = i;
    for (; at > 0 && numbers[at - 1] > n; at--) numbers[at] = numbers[at - 1];
    numbers[at] = n;
  }
}

/* The bits up to the highest that any number has. */
static unsigned bits_in_use(const uint32_t *numbers, size_t count) {
  uint32_t any = 0;
  for (size_t i = 0; i < count; i++) any |= numbers[i];
  return any ? 32 - (unsigned)__builtin_clz(any) : 0;
}

/* False, having done nothing, if the numbers are too many or not spread evenly. */
static bool sort_spread(uint32_t *numbers, size_t count, unsigned bits, uint32_t *room) {
  uint32_t ends[SPREAD], most = 0, start = 0;
  unsigned used = 32 - (unsigned)__builtin_clz((uint32_t)count); /* places: one or two a number */
  if (count > SPREAD_MAX) return false;
  if (used > SPREAD_BITS) used = SPREAD_BITS;
  unsigned shift = bits > used ? bits - used : 0;
  memset(ends, 0, sizeof *ends << used);
  for (size_t i = 0; i < count; i++) ends[numbers[i] >> shift]++;
  for (size_t b = 0; b < (size_t)1 << used; b++) {
    uint32_t here = ends[b];
    ends[b] = start;
    start += here;
    most = here > most ? here : most;
  }
  if (most > CROWD) return false;
  for (size_t i = 0; i < count; i++) room[ends[numbers[i] >> shift]++] = numbers[i];
  insert_all(room, count);
  memcpy(numbers, room, count * sizeof *numbers);
  return true;
}

static void sort_by_digit(const uint32_t *from, size_t count, unsigned shift, unsigned width,
                          uint32_t *to) {
  const uint32_t mask = (UINT32_C(1) << width) - 1;
  uint32_t ends[DIGIT], start = 0;
  memset(ends, 0, sizeof *ends << width);
  for (size_t i = 0; i < count; i++) ends[from[i] >> shift & mask]++;
  for (size_t d = 0; d <= mask; d++) {
    uint32_t here = ends[d];
    ends[d] = start;
    start += here;
  }
  for (size_t i = 0; i < count; i++) to[ends[from[i] >> shift & mask]++] = from[i];
}

void vb_sort32(uint32_t *numbers, size_t count, uint32_t *room) {
  uint32_t *from = numbers, *to = room;
  if (count <= FEW) {
    insert_all(numbers, count);
    return;
  }
  const unsigned bits = bits_in_use(numbers, count);
  if (sort_spread(numbers, count, bits, room)) return;
  const unsigned passes = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
  const unsigned width = passes ? (bits + passes - 1) / passes : 0;
  for (unsigned pass = 0; pass < passes; pass++) {
    sort_by_digit(from, count, pass * width, width, to);
    uint32_t *swap = from;
    from = to, to = swap;
  }
  if (from != numbers) memcpy(numbers, from, count * sizeof *numbers);
}
