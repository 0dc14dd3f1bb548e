/*
 * test_sort32.c - the sort agrees with qsort, whatever the numbers have in common.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "indexer/base/sort32.h"

enum { MOST = 10000, SEED = 1887 };

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static uint64_t state = SEED;

static uint32_t roll(void) { /* xorshift64* */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 32);
}

Test(sort32, sorts_as_qsort_does) {
  /* All bits; docs of a segment; one byte that differs, lowest, in the middle, highest; few places
     of many numbers; equal. */
  const uint32_t masks[] = {UINT32_MAX, 0x1ffff, 0xff, 0xff00, 0xff000000, 0xf000ffff, 0};
  static uint32_t mine[MOST], theirs[MOST], room[MOST];
  for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
    for (size_t count = 0; count <= MOST; count = count < 5 ? count + 1 : count * 3) {
      for (size_t i = 0; i < count; i++) theirs[i] = mine[i] = (roll() & masks[m]) | 0x40;
      vb_sort32(mine, count, room);
      qsort(theirs, count, sizeof *theirs, by_number);
      cr_expect(memcmp(mine, theirs, count * sizeof *mine) == 0, "%zu numbers, mask %x, seed %d",
                count, masks[m], SEED);
    }
}
