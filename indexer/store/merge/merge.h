/*
 * merge.h - turns several segments of a session into one, without their deleted articles.
 */
#ifndef VB_STORE_MERGE_MERGE_H
#define VB_STORE_MERGE_MERGE_H

#include "indexer/store/commit/write_transaction.h"

/* Merges what the tiers ask for: repeatedly, when some eight segments are of
   about the same size. Memory stays bounded: no segment is merged past
   VB_MERGE_DOCS_MAX articles or VB_MERGE_WORDS_MAX words, and `memory` bytes are taken
   to find pairs. */
vb_status vb_merge_due(vb_write_transaction *session, size_t memory, vb_error *err);

/* Everything into as few segments as those limits allow, without a deleted article. */
vb_status vb_merge_all(vb_write_transaction *session, size_t memory, vb_error *err);

enum {
  VB_MERGE_TIER = 8,
  /* The columns of a segment are in memory while it is written: 60 bytes an article. */
  VB_MERGE_DOCS_MAX = 1 << 20,
  /* The list of the most frequent word (a twentieth of all) is in memory: 4 bytes a word, so
     80 MB for "the". */
  VB_MERGE_WORDS_MAX = 400 * 1000 * 1000
};

#endif
