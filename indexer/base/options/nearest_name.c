/*
 * nearest_name.c - optimal string alignment distance, with three rows of its matrix in memory.
 *
 * A name counts as meant when at most a third of its characters (or two of them)
 * were mistyped. A beginning ("--pru") or an extension ("--sorting") counts as one
 * edit. Names are short ASCII words, so one byte is one character.
 */
#include "indexer/base/options/nearest_name.h"

#include <stdint.h>

enum { NAME_MAX_BYTES = 32 }; /* twice the length of the longest name: longer input has none near */

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

size_t vb_name_distance(vb_str a, vb_str b) {
  size_t rows[3][NAME_MAX_BYTES + 1];
  if (a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES) return SIZE_MAX;
  for (size_t j = 0; j <= b.n; j++) rows[0][j] = j;
  for (size_t i = 1; i <= a.n; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.n; j++) {
      bool same = a.p[i - 1] == b.p[j - 1];
      row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
      bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
      if (swapped) row[j] = least(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.n % 3][b.n];
}

static bool begins_with(vb_str a, vb_str start) {
  return start.n > 1 && a.n > start.n && memcmp(a.p, start.p, start.n) == 0;
}

void vb_nearest_name_try(vb_nearest_name *n, const char *name) {
  vb_str candidate = vb_str_of(name);
  bool part = begins_with(candidate, n->wanted) || begins_with(n->wanted, candidate);
  size_t distance = part ? 1 : vb_name_distance(n->wanted, candidate);
  size_t near = n->wanted.n < 3 ? 1 : n->wanted.n < 9 ? 2 : n->wanted.n / 3;
  if (distance > near || distance >= candidate.n || (n->name && distance >= n->distance)) return;
  n->name = name;
  n->distance = distance;
}
