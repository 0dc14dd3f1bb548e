/*
 * quotation.h - the quotations of an article and who said them.
 *
 * A quotation is reported speech between quotation marks. It has a content (in several
 * parts if an attribution splits it, or if it spans paragraphs), the mention of who said
 * it ("he"), the cue ("explained"), and the speaker that the mention refers to ("Dmitry
 * Peskov"). Scare quotes, titles of works and names in marks are not quotations. A
 * mention that cannot be resolved reliably has no speaker.
 *
 * The result depends only on the text and its words. Knowledge of a language is in a
 * table (quotation_language.h). The rules follow what corpus studies found decisive: the
 * verb and its subject next to the quotation (O'Keefe et al., "A sequence labelling
 * approach to quote attribution", 2012; Newell et al., "Quote extraction and
 * attribution", 2018).
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_H
#define VB_ARTICLE_QUOTATION_QUOTATION_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

/* The tables of a language; threads may share a finder. */
typedef struct vb_quotation_finder vb_quotation_finder;
vb_status vb_quotation_finder_open(vb_quotation_finder **out, vb_error *err);
void vb_quotation_finder_close(vb_quotation_finder *finder); /* takes NULL */

/* Finds the quotations of an analysed text, in order (cuts sentences if the analysis has none). The
   result is in the arena. Fails only with VB_NOMEM. */
vb_status vb_quotations_find(const vb_quotation_finder *finder, const vb_analysis *analysis,
                             vb_arena *arena, vb_quotation **out, size_t *count, vb_error *err);

/* The same for an article: analyses its text and sets its quotations; they are in the arena. */
vb_status vb_quotations_of_article(const vb_quotation_finder *finder, vb_article *article,
                                   vb_arena *arena, vb_error *err);

#endif
