/*
 * merge_policy.c - finds the highest tier that is full, and takes the smaller segments along.
 *
 * Taking them along saves writing them again soon: what is merged leaves no smaller
 * segment, except those that would make the result too large. The smallest come first,
 * so that no large segment is written again for the sake of a few articles.
 */
#include "indexer/store/merge/merge_policy.h"

#include <stdbool.h>
#include <string.h>

enum { TIERS = 5 };

/* A tier spans no more than a factor of `full`, so its merge makes a segment of a higher one. */
static const struct {
  uint64_t words; /* a segment of the tier has fewer */
  size_t full;    /* this many segments are merged */
} tiers[TIERS] = {{1 << 11, 4}, {1 << 14, 8}, {1 << 18, 16}, {1 << 22, 16}, {1 << 26, 32}};

static unsigned tier_of(uint64_t words) {
  unsigned tier = 0;
  while (tier < TIERS && words >= tiers[tier].words) tier++;
  return tier;
}

/* The highest full tier; TIERS for none. The result of a full tier counts in the next one. */
static unsigned full_tier(const vb_merge_size *segments, size_t count) {
  size_t counts[TIERS + 1] = {0};
  unsigned full = TIERS;
  for (size_t i = 0; i < count; i++) counts[tier_of(segments[i].words)]++;
  for (unsigned tier = 0; tier < TIERS; tier++) {
    bool joined = tier > 0 && full == tier - 1;
    if (counts[tier] && counts[tier] + joined >= tiers[tier].full) full = tier;
  }
  return full;
}

/* Whether a is to be merged before b. */
static bool before(const vb_merge_size *segments, size_t a, size_t b) {
  if (segments[a].words != segments[b].words) return segments[a].words < segments[b].words;
  return a < b;
}

/* Inserts by size; n are sorted. */
static void insert(const vb_merge_size *segments, size_t *which, size_t n, size_t one) {
  size_t at = n;
  while (at > 0 && before(segments, one, which[at - 1])) at--;
  memmove(which + at + 1, which + at, (n - at) * sizeof *which);
  which[at] = one;
}

static void sort_numbers(size_t *which, size_t n) {
  for (size_t i = 1; i < n; i++) {
    size_t one = which[i], at = i;
    for (; at > 0 && which[at - 1] > one; at--) which[at] = which[at - 1];
    which[at] = one;
  }
}

/* How many of the first fit into one segment. */
static size_t fitting(const vb_merge_size *segments, const size_t *which, size_t n) {
  uint64_t docs = 0, words = 0;
  for (size_t i = 0; i < n; i++) {
    docs += segments[which[i]].docs;
    words += segments[which[i]].words;
    if (docs > VB_MERGE_DOCS_DUE || words > VB_MERGE_WORDS_DUE) return i;
  }
  return n;
}

size_t vb_merge_choose(const vb_merge_size *segments, size_t count, size_t *which) {
  unsigned full = full_tier(segments, count);
  size_t n = 0;
  for (size_t i = 0; i < count && full < TIERS; i++)
    if (tier_of(segments[i].words) <= full) insert(segments, which, n++, i);
  n = fitting(segments, which, n);
  sort_numbers(which, n);
  if (n > 1) return n;
  for (size_t i = 0; i < count; i++) {
    which[0] = i;
    if (segments[i].docs < segments[i].all_docs / 2) return 1;
  }
  return 0;
}
