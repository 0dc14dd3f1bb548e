/*
 * speech.h - which words of an article are inside quotation marks, and who said them.
 *
 *   “The road is safe,” she said on Monday. “Nobody was hurt.”
 *     1   1    1  1      .   .   .    .       2     2    2
 *
 * A stretch is the words from an opening mark to its closing mark, or a part of a
 * quotation in the record. If a paragraph's marks do not form pairs, its words outside
 * are unsure.
 */
#ifndef VB_QUOTE_SPEECH_H
#define VB_QUOTE_SPEECH_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

typedef struct vb_speech_word {
  uint32_t stretch;              /* from 1; 0: outside */
  uint32_t part;                 /* which part of its quotation, if that is known */
  const vb_quotation *quotation; /* in the record; NULL: unknown */
  bool unsure;                   /* outside, in a paragraph with a mark that is never closed */
} vb_speech_word;

typedef struct vb_speech {
  size_t from, to;       /* the tokens of the body that were analysed */
  vb_speech_word *words; /* by token of the body; set in [from, to) alone */
  uint32_t *spoken;      /* the tokens inside marks, in order */
  size_t spoken_count;
} vb_speech;

/* Analyses the paragraphs of tokens [from, to). The result is in the arena and borrows the article.
   VB_NOMEM. */
vb_status vb_speech_read(const vb_article *article, const vb_analysis *body, size_t from, size_t to,
                         vb_arena *arena, vb_speech *out, vb_error *err);

/* What is known of a token: that it is outside marks, if it was not analysed. */
static inline const vb_speech_word *vb_speech_at(const vb_speech *speech, size_t token) {
  static const vb_speech_word outside;
  return token >= speech->from && token < speech->to ? &speech->words[token] : &outside;
}

/* Whether the record says that these are words of two people. */
bool vb_speech_two_speak(const vb_speech_word *a, const vb_speech_word *b);

/* Whether a text has a mark that is certainly a quotation mark (a single one may be an
   apostrophe). */
bool vb_speech_has_mark(vb_str text);

/* Whether bytes [start, end) of the text contain no mark, no end of a paragraph and no edge of a
   quotation. Then all their words are in one stretch, or all are outside. */
bool vb_speech_is_even(const vb_article *article, uint32_t start, uint32_t end);

/* Whether [start, end), inside a part of a quotation, has quotation marks of its own there, next to
   other words of that part. */
bool vb_speech_is_nested(vb_str text, uint32_t part_start, uint32_t part_end, uint32_t start,
                         uint32_t end);

/* Where the first such mark in [from, to) begins, or (last) where the last one ends; the other end
   of the range if there is none. */
uint32_t vb_speech_mark_in(vb_str text, uint32_t from, uint32_t to, bool last);

#endif
