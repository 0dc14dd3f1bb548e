/*
 * speech.h - which words of an article stand between quotation marks, and whose they are.
 *
 *   “The road is safe,” she said on Monday. “Nobody was hurt.”
 *    1   1    1  1      .   .    .  .        2      2   2
 *
 * A stretch is the words from a mark that opens to the one that closes, or a part of a quotation of
 * the record. Where a paragraph's marks do not pair, its words are of no known kind.
 */
#ifndef VB_QUOTE_SPEECH_H
#define VB_QUOTE_SPEECH_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

typedef struct vb_speech_word {
  uint32_t stretch;              /* from 1; 0: outside */
  uint32_t part;                 /* which part of its quotation, where that is known */
  const vb_quotation *quotation; /* of the record; NULL: not known */
  bool unsure;                   /* outside, in a paragraph with a mark that is never closed */
} vb_speech_word;

typedef struct vb_speech {
  vb_speech_word *words; /* one for each token of the body */
  uint32_t *spoken;      /* the tokens inside, in order */
  size_t spoken_count;
} vb_speech;

/* Lives in the arena, and borrows the article. VB_NOMEM. */
vb_status vb_speech_read(const vb_article *article, const vb_analysis *body, vb_arena *arena,
                         vb_speech *out, vb_error *err);

/* Whether the record knows that these are the words of two. */
bool vb_speech_two_speak(const vb_speech_word *a, const vb_speech_word *b);

/* Whether a text has a mark that surely is one of quotation: an apostrophe looks like a single one.
 */
bool vb_speech_has_mark(vb_str text);

/* Whether [start, end), which lies in a part of a quotation, stands in marks of its own within it,
   beside other words of that part. */
bool vb_speech_is_nested(vb_str text, uint32_t part_start, uint32_t part_end, uint32_t start,
                         uint32_t end);

/* Where the first such mark of [from, to) begins, or where the last one ends; the other end of the
   range without one. */
uint32_t vb_speech_mark_in(vb_str text, uint32_t from, uint32_t to, bool last);

#endif
