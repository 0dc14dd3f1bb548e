/*
 * merge.h - merges segments of a write transaction into one, without their deleted articles.
 */
#ifndef VB_STORE_MERGE_MERGE_H
#define VB_STORE_MERGE_MERGE_H

#include "indexer/store/commit/write_transaction.h"

/* Merges while a tier is full, that is, while VB_MERGE_TIER segments have about the same size.
   Memory is bounded: no merged segment exceeds VB_MERGE_DOCS_MAX articles or VB_MERGE_WORDS_MAX
   words, and `memory` bytes are used to find pairs. */
vb_status vb_merge_due(vb_write_transaction *session, size_t memory, vb_error *err);

/* Merges everything into as few segments as those limits allow; no deleted article remains. */
vb_status vb_merge_all(vb_write_transaction *session, size_t memory, vb_error *err);

enum {
  VB_MERGE_TIER = 8,
  /* While a segment is written, its columns are in memory: 60 bytes per article. */
  VB_MERGE_DOCS_MAX = 1 << 20,
  /* The list of the most frequent word (a twentieth of all words) is in memory at 4 bytes per
     occurrence: 80 MB for "the". */
  VB_MERGE_WORDS_MAX = 400 * 1000 * 1000
};

#endif
