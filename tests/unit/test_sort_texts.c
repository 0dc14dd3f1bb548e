/*
 * test_sort_texts.c - texts are sorted as qsort sorts them, whatever they have in common.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "indexer/base/sort_texts.h"

enum { MOST = 3000, LONGEST = 20, SEED = 1843 };

static uint64_t state = SEED;

static uint32_t roll(void) { /* xorshift64* */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 32);
}

static int as_bytes(const void *a, const void *b) {
  const vb_sort_text *x = a, *y = b;
  int order = vb_str_compare((vb_str){x->p, x->n}, (vb_str){y->p, y->n});
  return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* Texts of a few different bytes, of which the first ones are the same. */
static void make_texts(vb_sort_text *texts, size_t count, size_t same, uint32_t bytes) {
  static char room[MOST][LONGEST];
  for (size_t i = 0; i < count; i++) {
    memset(room[i], 'a', LONGEST);
    for (size_t k = same; k < LONGEST; k++) room[i][k] = (char)(roll() % bytes);
    texts[i] = (vb_sort_text){.p = room[i], .n = roll() % (LONGEST + 1), .number = (uint32_t)i * 2};
  }
}

Test(sort_texts, sorts_as_qsort_does) {
  static vb_sort_text mine[MOST], theirs[MOST];
  const uint32_t bytes[] = {1, 2, 256};
  for (size_t b = 0; b < sizeof bytes / sizeof *bytes; b++)
    for (size_t same = 0; same <= LONGEST; same += 5)
      for (size_t count = 0; count <= MOST; count = count < 5 ? count + 1 : count * 3) {
        make_texts(mine, count, same, bytes[b]);
        memcpy(theirs, mine, count * sizeof *mine);
        cr_assert(vb_sort_texts(mine, count));
        qsort(theirs, count, sizeof *theirs, as_bytes);
        for (size_t i = 0; i < count; i++)
          cr_assert_eq(mine[i].number, theirs[i].number,
                       "%zu texts of %u bytes, %zu the same, seed %d", count, bytes[b], same, SEED);
      }
}
