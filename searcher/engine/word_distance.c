/*
 * word_distance.c - one row of the table of distances, left as soon as it is too far.
 */
#include "searcher/engine/word_distance.h"

enum { BYTES_MAX = 40 /* longer words are not treated as misspelt */ };

unsigned vb_word_mistakes(vb_str word) {
  if (!word.n || word.n > BYTES_MAX) return 0;
  return word.n < 5 ? 1 : 2;
}

unsigned vb_word_distance(vb_str a, vb_str b, unsigned most) {
  unsigned row[BYTES_MAX + 1];
  if (b.n > BYTES_MAX || a.n > b.n + most || b.n > a.n + most) return most + 1;
  for (size_t j = 0; j <= b.n; j++) row[j] = (unsigned)j;
  for (size_t i = 1; i <= a.n; i++) {
    unsigned diagonal = row[0], least = row[0] = (unsigned)i;
    for (size_t j = 1; j <= b.n; j++) {
      unsigned best = diagonal + (a.p[i - 1] != b.p[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      diagonal = row[j];
      row[j] = best;
      if (best < least) least = best;
    }
    if (least > most) return most + 1;
  }
  return row[b.n];
}
