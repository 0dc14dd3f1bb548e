/*
 * code_length.c - computes code lengths in one array that holds weights, parents and depths in
 * turn.
 *
 * The symbols are sorted by weight first. Depths above the limit are cut to it. Then
 * the rarest symbols with room get longer codes until the lengths form a code again:
 * Kraft's inequality, the sum of 2^-length must not exceed 1.
 */
#include "indexer/store/text/code_length.h"

#include <stdlib.h>

typedef struct symbol {
  uint32_t value, index; /* value: weight, then parent, then depth */
} symbol;

static int by_weight(const void *a, const void *b) {
  const symbol *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

/* Leaves become inner nodes from left to right; at the end an inner node's value is its parent. */
static void pair_up(symbol *s, size_t n) {
  size_t leaf = 0, root = 0;
  for (size_t next = 0; next + 1 < n; next++) {
    uint32_t sum = 0;
    for (int side = 0; side < 2; side++) {
      bool inner = root < next && (leaf >= n || s[root].value < s[leaf].value);
      if (inner) {
        sum += s[root].value;
        s[root++].value = (uint32_t)next;
      } else {
        sum += s[leaf++].value;
      }
    }
    s[next].value = sum;
  }
}

/* Turns parents of inner nodes into depths of leaves, from the root at n - 2 downward. */
static void spread_depths(symbol *s, size_t n) {
  s[n - 2].value = 0;
  for (size_t next = n - 2; next-- > 0;) s[next].value = s[s[next].value].value + 1;
  size_t inner = n - 1, leaf = n, open = 1; /* inner nodes not yet counted: [0, inner) */
  for (uint32_t depth = 0; open; depth++) {
    size_t used = 0;
    while (inner && s[inner - 1].value == depth) inner--, used++;
    for (size_t i = used; i < open; i++) s[--leaf].value = depth;
    open = 2 * used;
  }
}

static void limit_depths(symbol *s, size_t n, unsigned limit) {
  uint64_t one = UINT64_C(1) << limit, sum = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i].value > limit) s[i].value = limit;
    sum += one >> s[i].value;
  }
  for (size_t i = 0; sum > one; i = i + 1 < n ? i + 1 : 0)
    if (s[i].value < limit) sum -= one >> ++s[i].value;
}

bool vb_code_lengths(const uint32_t *weights, size_t n, unsigned limit, uint8_t *lengths) {
  symbol *s = malloc((n + 1) * sizeof *s);
  if (!s) return false;
  for (size_t i = 0; i < n; i++) s[i] = (symbol){weights[i], (uint32_t)i};
  qsort(s, n, sizeof *s, by_weight);
  if (n == 1) s[0].value = 1;
  if (n > 1) {
    pair_up(s, n);
    spread_depths(s, n);
    limit_depths(s, n, limit);
  }
  for (size_t i = 0; i < n; i++) lengths[s[i].index] = (uint8_t)s[i].value;
  free(s);
  return true;
}
