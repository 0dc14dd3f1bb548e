/*
 * judge.h - what the edits between a quote and an article come to.
 *
 * The rules, each of them here alone:
 *   - Words that agree but for the signs of a number (signs.h) are a number changed.
 *   - Words left out between two pieces of speech that stand outside the marks are an attribution:
 *     nothing in them is flagged. Neither is the article's own bracket, "he [the landlord] knows".
 *   - Of a change that the quote declares only what the article loses by it is flagged, not what
 *     the quote puts between its brackets.
 *   - The words of two speakers are not one quotation, nor are narration and speech on either side
 * of an ellipsis, unless the quote has quotation marks of its own.
 */
#ifndef VB_QUOTE_JUDGE_H
#define VB_QUOTE_JUDGE_H

#include "searcher/quote/align.h"

/* A quote laid on a part of an article. */
typedef struct vb_laid {
  const vb_analysis *quote, *part;
  const vb_speech *speech; /* NULL: of a title */
  bool declared;           /* by the changes that it declares */
} vb_laid;

/* Sets the changes of an alignment anew, and shows the numbers with other signs among its edits.
   *clean: but for attributions and the article's own brackets the words agree; *brackets: there is
   such a bracket. */
vb_status vb_judge_edits(const vb_laid *laid, vb_alignment *alignment, bool *clean, bool *brackets,
                         vb_arena *arena, vb_error *err);

/* Whether the words that agree are of two speakers. */
bool vb_judge_two_speak(const vb_laid *laid, const vb_alignment *alignment);

/* Whether an edit is a change of a number's signs alone. */
bool vb_edit_is_of_signs(const vb_edit *edit, const vb_analysis *quote, const vb_analysis *part);

/* Whether some number among the words that agree is written otherwise: "1000" for "1,000". */
bool vb_judge_numbers(const vb_analysis *quote, uint32_t quote_from, const vb_analysis *part,
                      uint32_t from, uint32_t to);

#endif
