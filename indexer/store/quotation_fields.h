/*
 * quotation_fields.h - what is searchable of an article's quotations: who is quoted
 * (VB_FIELD_SPEAKER) and the words said (VB_FIELD_SAID).
 *
 * The one definition that writers and the matcher share. Each name is a part of
 * its own, and so is each part of each quotation: no phrase crosses from one
 * into the next.
 */
#ifndef VB_STORE_QUOTATION_FIELDS_H
#define VB_STORE_QUOTATION_FIELDS_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

/* Nobody quotes as many people in one article; the names behind are not searchable. */
enum { VB_SPEAKERS_MAX = 1000 };

/* The different names of the speakers, in the order of their first quotations; the array lives
   in the arena, the names are the article's. VB_NOMEM. */
vb_status vb_quotation_speakers(const vb_article *article, vb_arena *arena, vb_str **names,
                                size_t *count, vb_error *err);

typedef struct vb_token_range {
  uint32_t first, end; /* tokens [first, end) */
} vb_token_range;

/* The tokens of the article's text that lie wholly in a part of a quotation; may be none. */
vb_token_range vb_quotation_tokens(const vb_analysis *text, vb_extent part);

#endif
