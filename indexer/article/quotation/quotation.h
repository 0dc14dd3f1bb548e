/*
 * quotation.h - the quotations of an article and who said them.
 *
 * A quotation is reported speech between quotation marks: its content (one
 * part for each stretch, since an attribution may split it and each paragraph
 * of a long one opens a mark anew), the mention of who said it ("he"), the cue
 * ("explained") and the speaker that the mention stands for ("Dmitry Peskov").
 * Scare quotes, titles of works and names in marks are nobody's quotation and
 * are left out. A mention that cannot be resolved clearly has no speaker.
 *
 * A pure function of the text and its words; what it knows of a language is a
 * table (quotation_language.h). The rules follow what the corpus studies found
 * decisive: the verb and its subject beside the quotation (O'Keefe et al., "A
 * sequence labelling approach to quote attribution", 2012; Newell et al.,
 * "Quote extraction and attribution", 2018).
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_H
#define VB_ARTICLE_QUOTATION_QUOTATION_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

/* The finder holds the language's tables; it may be shared by threads. */
typedef struct vb_quotation_finder vb_quotation_finder;
vb_status vb_quotation_finder_open(const char *language, vb_quotation_finder **out, vb_error *err);
void vb_quotation_finder_close(vb_quotation_finder *finder); /* takes NULL */

/* The quotations of analysed text, in order (sentences are cut here where the analysis has none);
   everything lives in the arena. Only VB_NOMEM. */
vb_status vb_quotations_find(const vb_quotation_finder *finder, const vb_analysis *analysis,
                             vb_arena *arena, vb_quotation **out, size_t *count, vb_error *err);

/* The same for an article: analyses its text and sets its quotations, in the arena. */
vb_status vb_quotations_of_article(const vb_quotation_finder *finder, vb_article *article,
                                   vb_arena *arena, vb_error *err);

#endif
