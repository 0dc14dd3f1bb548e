/*
 * align.h - a quote beside the piece of an article that it comes from, word by word.
 *
 * Two ways to lay a quote on a text. vb_align_declared takes the changes that a
 * quote declares itself: "..." for words left out, [word] for words put in or
 * changed; everything else must be there, in order. vb_align_nearest finds the
 * place that agrees best and the fewest words changed, added or left out
 * (Levenshtein over words; Wagner and Fischer 1974). Both give the same edits.
 */
#ifndef VB_SEARCHER_QUOTE_ALIGN_H
#define VB_SEARCHER_QUOTE_ALIGN_H

#include "indexer/text/analysis.h"
#include "searcher/quote/changes.h"
#include "searcher/quote/speech.h"
#include "searcher/verbatim.h"

typedef struct vb_edit {
  vb_edit_kind kind;
  uint32_t quote_from, quote_to;     /* words [from, to) of the quote */
  uint32_t article_from, article_to; /* and of the part of the article */
} vb_edit;

typedef struct vb_alignment {
  bool found;
  uint32_t first_token, end_token; /* of the part: from the first word that agrees to the last */
  vb_edit *edits;                  /* in order, covering the quote; in the arena */
  size_t edit_count;
  uint32_t same;  /* words that agree */
  bool all_there; /* of the nearest: the part has every word of the quote somewhere */
  bool somewhere; /* of the nearest: some stretch of the part has enough of its words to be looked
                     at */
  /* Of the nearest: how many words of the text its first and last edit borrowed, to be changed. */
  uint32_t borrowed_front, borrowed_back;
  double agreement; /* same / words of the quote or of its place, whichever has more */
  unsigned changes; /* vb_change bits */
} vb_alignment;

enum {
  VB_ALIGN_WORDS_MAX = 3000, /* of a quote: the table takes words squared, 12 MB at this length */
  VB_ALIGN_GAP_MAX = 60,     /* words that one ellipsis may stand for: a long paragraph */
  VB_ALIGN_BRACKET_MAX = 4   /* words that one bracket may stand for: a name with its title */
};

/* A quote that declares changes, made ready once for many articles. */
typedef struct vb_declared vb_declared;

/* *out is NULL when the quote has neither an ellipsis nor a bracket. Lives in the arena. */
vb_status vb_declared_read(vb_str quote, vb_arena *arena, vb_declared **out, vb_error *err);
/* The runs of words that must stand in the article as they are, for finding candidates. */
size_t vb_declared_runs(const vb_declared *declared, const vb_token *const **runs,
                        const uint32_t **lengths);
const vb_analysis *vb_declared_words(const vb_declared *declared);

vb_status vb_align_declared(const vb_declared *declared, const vb_analysis *part, vb_arena *arena,
                            vb_alignment *out, vb_error *err);

/* VB_OK with found false when not half of the words agree, or the quote is too long. */
vb_status vb_align_nearest(const vb_analysis *quote, const vb_analysis *part, vb_arena *arena,
                           vb_alignment *out, vb_error *err);

/* Gives words back that the quote's ends borrowed from beyond the marks: `said` tells of each word
   of the part in which stretch of speech it stands (speech.h). */
void vb_align_keep_to_speech(vb_alignment *alignment, const vb_speech_word *said);

#endif
