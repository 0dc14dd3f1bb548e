/*
 * mark_pairs.h - every pair of quotation marks that the table of text/marks.h knows.
 *
 * Found by asking it about every character, alone and doubled, so that a mark put into the table is
 * tried at once by all who use it.
 */
#ifndef VB_TESTS_MARK_PAIRS_H
#define VB_TESTS_MARK_PAIRS_H

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

#include <string.h>

enum { MARK_PAIRS_MAX = 400, MARKS_MAX = 80 };

typedef struct mark_pair {
  char open[9], close[9];
  vb_quote_mark opened, closed;
} mark_pair;

static inline size_t mark_pairs_single(char marks[MARKS_MAX][9], vb_quote_mark found[MARKS_MAX]) {
  size_t n = 0;
  for (int32_t c = 1; c < 0x20000; c++)
    for (int times = 1; times <= 2; times++) {
      char text[9] = "";
      size_t length = vb_utf8_encode(c, text);
      if (length == 0) continue;
      if (times == 2) memcpy(text + length, text, length);
      vb_quote_mark mark = vb_mark_at(vb_str_of(text), 0);
      if (mark.family == VB_MARK_NONE || mark.length != strlen(text) || n == MARKS_MAX) continue;
      memcpy(marks[n], text, sizeof text);
      found[n++] = mark;
    }
  return n;
}

/* How many there are, MARK_PAIRS_MAX at most. */
static inline size_t mark_pairs(mark_pair pairs[MARK_PAIRS_MAX]) {
  static char marks[MARKS_MAX][9];
  static vb_quote_mark found[MARKS_MAX];
  size_t n = mark_pairs_single(marks, found), count = 0;
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n; b++) {
      if (!vb_mark_closes(found[a], found[b]) || count == MARK_PAIRS_MAX) continue;
      mark_pair *pair = &pairs[count++];
      memcpy(pair->open, marks[a], sizeof pair->open);
      memcpy(pair->close, marks[b], sizeof pair->close);
      pair->opened = found[a], pair->closed = found[b];
    }
  return count;
}

#endif
