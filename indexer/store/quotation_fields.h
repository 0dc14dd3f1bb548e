/*
 * quotation_fields.h - what is searchable of an article's quotations: the speakers
 * (VB_FIELD_SPEAKER) and the words said (VB_FIELD_SAID).
 *
 * Writers and the matcher both use this definition. Each name is a unit, and so is
 * each part of a quotation: no phrase continues from one unit into the next.
 */
#ifndef VB_STORE_QUOTATION_FIELDS_H
#define VB_STORE_QUOTATION_FIELDS_H

#include "indexer/store/record.h"
#include "indexer/text/analysis.h"

/* No article quotes as many people. Names beyond the limit are not searchable. */
enum { VB_SPEAKERS_MAX = 1000 };

/* The distinct names of the speakers, in the order of their first quotations. The array is in the
   arena; the names belong to the article. VB_NOMEM. */
vb_status vb_quotation_speakers(const vb_article *article, vb_arena *arena, vb_str **names,
                                size_t *count, vb_error *err);

typedef struct vb_token_range {
  uint32_t first, end; /* tokens [first, end) */
} vb_token_range;

/* The tokens of the article's text that are wholly inside a part of a quotation; may be none. */
vb_token_range vb_quotation_tokens(const vb_analysis *text, vb_extent part);

#endif
