/*
 * sentences.h - finds where sentences and paragraphs end, by rules made for news.
 *
 * A paragraph ends at a blank line. A sentence ends at a stop, or with its
 * paragraph, and includes the closing quotation marks and brackets after the stop.
 * Titles ("Sen."), initials, "U.S.", "a.m.", months, companies and states do not end
 * a sentence unless what follows looks like the beginning of one.
 */
#ifndef VB_TEXT_SENTENCES_H
#define VB_TEXT_SENTENCES_H

#include "indexer/text/analysis.h"

/* Fills the sentences of an analysis that has its words. VB_NOMEM. */
vb_status vb_sentences_cut(vb_arena *arena, vb_analysis *analysis, vb_error *err);

#endif
