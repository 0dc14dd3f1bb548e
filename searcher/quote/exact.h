/*
 * exact.h - the places of an article that have all words of a quote, in order.
 *
 * The comparison of one quote with one article, without any engine. Part of
 * lookup.h, which says what the verdicts mean.
 */
#ifndef VB_SEARCHER_QUOTE_EXACT_H
#define VB_SEARCHER_QUOTE_EXACT_H

#include "searcher/quote/lookup.h"
#include "searcher/quote/speech.h"

/* A quote made ready to be found. */
typedef struct vb_needle {
  vb_str text;
  vb_analysis words;
  uint32_t *border; /* of Knuth, Morris and Pratt: the longest border of words [0, i] */
  bool has_number;  /* some word is one, whose signs count (signs.h) */
} vb_needle;

vb_status vb_needle_make(vb_str quote, vb_arena *arena, vb_needle *out, vb_error *err);

/* An article under comparison; title and body are cut into words when first needed. */
typedef struct vb_reading {
  vb_article article;
  vb_arena *arena;
  vb_analysis title, text; /* with grouped digits joined (signs.h) */
  bool title_cut, text_cut;
  vb_speech speech; /* of the text */
  vb_analysis spoken;
  bool speech_read;
} vb_reading;

/* The words of VB_FIELD_TITLE or VB_FIELD_TEXT (the body). */
vb_status vb_reading_words(vb_reading *reading, vb_field field, const vb_analysis **out,
                           vb_error *err);

/* Which words of the body stand between marks, and those alone as a text of their own: word i of it
   is word speech->spoken[i] of the body. */
vb_status vb_reading_speech(vb_reading *reading, const vb_speech **speech,
                            const vb_analysis **spoken, vb_error *err);

/* The next place at or behind word `from` that has the needle's words; false when there is none. */
bool vb_needle_next(const vb_needle *needle, const vb_analysis *part, size_t from, size_t *place);

/* The verdict on the words [first, first + the needle's) of a part of an article: altered where a
   number has other signs. */
vb_verdict vb_needle_judge(const vb_needle *needle, const vb_analysis *part, size_t first,
                           vb_span *span);

/* The best place in the body, or in the title when none there is as good; VB_VERDICT_NOT_FOUND
   without one. The tokens of the span are not set (both 0) when the place was found without
   cutting the text into words. */
vb_status vb_needle_best(const vb_needle *needle, vb_reading *reading, vb_verdict *verdict,
                         vb_span *span, vb_error *err);

/*
 * A quotation that its attribution splits ("One," he said. "Two.") as one text: the place whose
 * words between quotation marks, a few words outside them left out, are the needle's. `left_out`
 * gets what lies between the parts, in tokens of the body; at most VB_SPLITS_MAX.
 */
enum {
  VB_SPLITS_MAX = 8,
  VB_ATTRIBUTION_MAX = 40 /* words; "said the second deputy ..." rarely has more than 25 */
};
typedef struct vb_split {
  vb_verdict verdict; /* VB_VERDICT_NOT_FOUND for none */
  vb_span span;
  vb_span left_out[VB_SPLITS_MAX];
  size_t count;
} vb_split;
vb_status vb_needle_split(const vb_needle *needle, vb_reading *reading, vb_split *out,
                          vb_error *err);

#endif
