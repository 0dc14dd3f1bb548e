/*
 * align.h - aligns a quote word by word with the piece of an article that it comes from.
 *
 * There are two methods. vb_align_declared accepts the changes that a quote declares
 * itself: "..." for omitted words, [word] for inserted or changed ones; all other words
 * must be there, in order. vb_align_nearest finds the place that agrees best, with the
 * fewest words changed, added or left out (Levenshtein distance over words; Wagner and
 * Fischer 1974). Both produce the same kind of edits.
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
  vb_edit *edits;                  /* in order; cover the whole quote; in the arena */
  size_t edit_count;
  uint32_t same;  /* words that agree */
  bool all_there; /* nearest: the part contains every word of the quote somewhere */
  bool somewhere; /* nearest: some stretch of the part has enough of its words to be examined */
  /* nearest: how many words of the text the first and the last edit took in, as changed words. */
  uint32_t borrowed_front, borrowed_back;
  double
      agreement; /* same / the number of words of the quote or of its place, whichever is larger */
  unsigned changes; /* vb_change bits */
} vb_alignment;

enum {
  VB_ALIGN_LEAST_PERCENT = 50, /* of its words, that must agree for a place to be near */
  VB_ALIGN_WORDS_MAX = 3000,   /* of a quote: memory grows with its square, 12 MB at this length */
  VB_ALIGN_GAP_MAX = 60,       /* words that one ellipsis may replace: a long paragraph */
  VB_ALIGN_BRACKET_MAX = 4     /* words that one bracket may replace: a name with its title */
};

/* A quote that declares changes, parsed once for many articles. */
typedef struct vb_declared vb_declared;

/* *out is NULL if the quote has neither an ellipsis nor a bracket. The result is in the arena. */
vb_status vb_declared_read(vb_str quote, vb_arena *arena, vb_declared **out, vb_error *err);
/* The runs of words that must be in the article unchanged, for finding candidates. */
size_t vb_declared_runs(const vb_declared *declared, const vb_token *const **runs,
                        const uint32_t **lengths);
const vb_analysis *vb_declared_words(const vb_declared *declared);

vb_status vb_align_declared(const vb_declared *declared, const vb_analysis *part, vb_arena *arena,
                            vb_alignment *out, vb_error *err);

/* Returns VB_OK with found false if fewer than half of the words agree, or the quote is too
   long. */
vb_status vb_align_nearest(const vb_analysis *quote, const vb_analysis *part, vb_arena *arena,
                           vb_alignment *out, vb_error *err);

/* The most adjacent words that vb_align_nearest aligns a quote of `words` with. */
size_t vb_align_reach(size_t words);

/* Gives back words that the quote's ends took in from beyond the quotation marks. `said` has, for
   each word of the part, the stretch of speech that it is in (speech.h). */
void vb_align_keep_to_speech(vb_alignment *alignment, const vb_speech_word *said);

#endif
