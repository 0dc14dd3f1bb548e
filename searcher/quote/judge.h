/*
 * judge.h - evaluates the edits between a quote and an article.
 *
 * The rules, which are stated here only:
 *   - If words agree except for the signs of a number (signs.h), a number was changed.
 *   - Omitted words between two pieces of speech that are outside the quotation marks are an
 *     attribution: nothing in them is flagged. The same is true of the article's own
 *     bracket, "he [the landlord] knows".
 *   - Of a change that the quote declares, only what the article loses is flagged, not what
 *     the quote puts into its brackets.
 *   - The words of two speakers are not one quotation, nor are narration and speech on both
 *     sides of an ellipsis, unless the quote has quotation marks of its own.
 */
#ifndef VB_QUOTE_JUDGE_H
#define VB_QUOTE_JUDGE_H

#include "searcher/quote/align.h"

/* A quote aligned with a part of an article. */
typedef struct vb_laid {
  const vb_analysis *quote, *part;
  const vb_speech *speech; /* NULL for a title */
  bool declared;           /* aligned by the changes that the quote declares */
} vb_laid;

/* Computes the changes of an alignment again, and makes numbers with other signs edits of their
   own. *clean: the words agree except for attributions and the article's own brackets; *brackets:
   such a bracket was left out. */
vb_status vb_judge_edits(const vb_laid *laid, vb_alignment *alignment, bool *clean, bool *brackets,
                         vb_arena *arena, vb_error *err);

/* Whether the words that agree belong to two speakers. */
bool vb_judge_two_speak(const vb_laid *laid, const vb_alignment *alignment);

/* Whether an edit changes only the signs of a number. */
bool vb_edit_is_of_signs(const vb_edit *edit, const vb_analysis *quote, const vb_analysis *part);

/* Whether any number among the words that agree is written differently: "1000" for "1,000". */
bool vb_judge_numbers(const vb_analysis *quote, uint32_t quote_from, const vb_analysis *part,
                      uint32_t from, uint32_t to);

/* VB_CHANGE_NEGATION if an ellipsis at an end of the quote stands for a negation directly before or
   after its words [first, end) of the part: "... permitted to leave" where "not permitted to leave"
   is printed. REQUIRES: the quote has a word. */
unsigned vb_judge_ends(const vb_analysis *quote, const vb_analysis *part, uint32_t first,
                       uint32_t end);

/* Whether an ellipsis of the quote, whose words are all of the part from `first` on, goes from one
   speaker's words to another's or between narration and speech. Speech must be analysed. */
bool vb_judge_ellipses(const vb_laid *laid, uint32_t first);

#endif
