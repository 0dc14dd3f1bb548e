/*
 * changes.h - what a reader must be told loudly when it changed or fell into an ellipsis.
 *
 *   negation  not, never, don't ...
 *   number    digits and their signs, number words, and the unit or hour behind a number
 *   name      a capital that does not merely begin a sentence, or one that does, of a word which
 *             the article prints in capitals within a sentence and never in small letters
 *   speaker   the words of two speakers, or of a speaker and the reporter, given as one quotation
 */
#ifndef VB_QUOTE_CHANGES_H
#define VB_QUOTE_CHANGES_H

#include "indexer/text/analysis.h"
#include "searcher/verbatim.h"

/* The vb_change bits of the words [from, to) of a text; `article` is where names are looked up. */
unsigned vb_changes_in(const vb_analysis *text, uint32_t from, uint32_t to,
                       const vb_analysis *article);

/* Whether a word stands for a number or for how many: "seven", "thousand". */
bool vb_is_number_word(vb_str term);

#endif
