/*
 * quotation.h - the quotations of an article and who said them.
 *
 * A quotation is reported speech between quotation marks: its content (one
 * part for each stretch, since an attribution may split it and each paragraph
 * of a long one opens a mark anew), the mention of its source ("he"), the cue
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
#ifndef VB_ARTICLE_QUOTATION_H
#define VB_ARTICLE_QUOTATION_H

#include "indexer/text/analysis.h"

enum {
  VB_QUOTATIONS_MAX = 20000, /* an article of nothing but marks; the first ones are kept */
  VB_QUOTATION_SPEAKER_MAX = 120 /* bytes; a longer run of capitals is no name */
};

typedef struct vb_extent {
  uint32_t start, end; /* bytes of the text; both 0 for none */
} vb_extent;

typedef struct vb_quotation {
  vb_extent *parts; /* between the marks, in order, at least one */
  uint32_t part_count;
  vb_extent source; /* the mention */
  vb_extent cue;
  vb_str speaker;    /* in the arena; { NULL, 0 } where unknown */
  double confidence; /* 0 to 1: that these words are reported speech of this source */
} vb_quotation;

/* The finder holds the language's tables; it may be shared by threads. */
typedef struct vb_quotation_finder vb_quotation_finder;
vb_status vb_quotation_finder_open(const char *language, vb_quotation_finder **out, vb_error *err);
void vb_quotation_finder_close(vb_quotation_finder *finder); /* takes NULL */

/* The quotations of analysed text, in order; everything lives in the arena. Only VB_NOMEM. */
vb_status vb_quotations_find(const vb_quotation_finder *finder, const vb_analysis *analysis,
                             vb_arena *arena, vb_quotation **out, size_t *count, vb_error *err);

#endif
