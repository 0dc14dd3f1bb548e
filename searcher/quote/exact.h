/*
 * exact.h - finds the places of an article that have all words of a quote, in order.
 *
 * Compares one quote with one article, without an engine. lookup.h explains the verdicts.
 */
#ifndef VB_SEARCHER_QUOTE_EXACT_H
#define VB_SEARCHER_QUOTE_EXACT_H

#include "searcher/quote/lookup.h"
#include "searcher/quote/speech.h"

/* A quote prepared for searching. */
typedef struct vb_needle {
  vb_str text;
  vb_analysis words;
  uint32_t *border; /* of Knuth, Morris and Pratt: the longest border of words [0, i] */
  bool has_number;  /* at least one word is a number, whose signs count (signs.h) */
} vb_needle;

vb_status vb_needle_make(vb_str quote, vb_arena *arena, vb_needle *out, vb_error *err);

/* An article under comparison; title and body are cut into words when they are first needed. */
typedef struct vb_reading {
  vb_article article;
  vb_arena *arena;
  bool no_numbers;         /* the quote has none: digits are left grouped, which costs less */
  vb_analysis title, text; /* with grouped digits joined (signs.h) */
  bool title_cut, text_cut;
  vb_speech speech; /* of the text */
  vb_analysis spoken;
  bool speech_read;
} vb_reading;

/* The words of VB_FIELD_TITLE or VB_FIELD_TEXT (the body). */
vb_status vb_reading_words(vb_reading *reading, vb_field field, const vb_analysis **out,
                           vb_error *err);

/* Finds which words of the body are between quotation marks, at least of tokens [from, to), and
   gives these as a text of their own: word i of it is word speech->spoken[i] of the body. Valid
   until the next call. */
vb_status vb_reading_speech(vb_reading *reading, size_t from, size_t to, const vb_speech **speech,
                            const vb_analysis **spoken, vb_error *err);

/* The next place, from word `from`, that has the needle's words; false when there is none. */
bool vb_needle_next(const vb_needle *needle, const vb_analysis *part, size_t from, size_t *place);

/* The verdict on the words [first, first + the needle's length) of a part of an article: altered if
   a number has other signs. */
vb_verdict vb_needle_judge(const vb_needle *needle, const vb_analysis *part, size_t first,
                           vb_span *span);

/* The best place in the body, or in the title if that is better; VB_VERDICT_NOT_FOUND if there is
   none. The span's tokens are not set (both 0) if the place was found without cutting the text into
   words. */
vb_status vb_needle_best(const vb_needle *needle, vb_reading *reading, vb_verdict *verdict,
                         vb_span *span, vb_error *err);

/*
 * Finds a quotation that its attribution splits ("One," he said. "Two."), read as one text: the
 * place whose words inside quotation marks, with a few words outside them skipped, are the
 * needle's. `left_out` is what is between the pieces, in tokens of the body; at most VB_SPLITS_MAX.
 */
enum {
  VB_SPLITS_MAX = 8,
  VB_ATTRIBUTION_MAX = 40 /* words; "said the second deputy ..." rarely has over 25 */
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
