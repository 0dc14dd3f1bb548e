/*
 * changes.h - changes that must be flagged prominently when words were changed or omitted.
 *
 *   negation  not, never, don't ...
 *   number    digits with their signs, number words, and a unit or hour after a number
 *   name      a capitalised word inside a sentence; at the beginning of one, only if the
 *             article elsewhere prints it in capitals inside a sentence and never without
 *   speaker   words of two speakers, or of a speaker and the reporter, as one quotation
 */
#ifndef VB_QUOTE_CHANGES_H
#define VB_QUOTE_CHANGES_H

#include "indexer/text/analysis.h"
#include "searcher/verbatim.h"

/* The vb_change bits of the words [from, to) of a text; names are looked up in `article`. */
unsigned vb_changes_in(const vb_analysis *text, uint32_t from, uint32_t to,
                       const vb_analysis *article);

/* Whether a word is a number or a quantity: "seven", "thousand". */
bool vb_is_number_word(vb_str term);

#endif
