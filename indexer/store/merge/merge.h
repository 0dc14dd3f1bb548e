/*
 * merge.h - merges segments of a write transaction into one, without their deleted articles.
 */
#ifndef VB_STORE_MERGE_MERGE_H
#define VB_STORE_MERGE_MERGE_H

#include "indexer/base/task_pool.h"
#include "indexer/store/commit/write_transaction.h"
#include "indexer/store/text/text_encoder.h"

/*
 * A merge while articles are added (merge_policy.h says which segments):
 *
 *   begin   chooses, and takes note of what is deleted; in the transaction's thread
 *   run     reads the inputs and writes the output; in any thread, beside changes of the
 *           transaction, which keeps the inputs open
 *   end     puts the output in the place of the inputs, without the articles that were deleted
 *           meanwhile; in the transaction's thread
 *
 * The numbers of files and the choice are made by begin, so the result does not depend on when and
 * where the merge runs. REQUIRES: one merge of a transaction at a time, and no commit between begin
 * and end.
 */
typedef struct vb_merge vb_merge;

/* Whether vb_merge_begin would find something to merge, apart from the inputs of `running` (may be
   NULL). */
vb_status vb_merge_due(const vb_write_transaction *session, const vb_merge *running, bool *due,
                       vb_error *err);
/* What a merge may use. */
typedef struct vb_merge_means {
  /* Bytes for finding pairs. Besides, a merge needs 60 bytes per article of the output, 10 per
     word, and 4 per occurrence of the most frequent word. */
  size_t memory;
  vb_task_pool *pool; /* encodes texts; borrowed; NULL: none */
  vb_text_effort effort;
} vb_merge_means;

/* *out is NULL if nothing is due. */
vb_status vb_merge_begin(vb_write_transaction *session, vb_merge_means means, vb_merge **out,
                         vb_error *err);
void vb_merge_run(vb_merge *merge);
/* Frees the merge, also on failure. */
vb_status vb_merge_end(vb_merge *merge, vb_write_transaction *session, vb_error *err);
/* Frees a merge that has run or will not run; its files remain until the next sweep. Takes NULL. */
void vb_merge_drop(vb_merge *merge);

/* Merges everything into as few segments as the limits below allow; no deleted article remains. */
vb_status vb_merge_all(vb_write_transaction *session, vb_merge_means means, vb_error *err);

enum {
  /* While a segment is written, its columns are in memory: 60 bytes per article. */
  VB_MERGE_DOCS_MAX = 1 << 20,
  /* The list of the most frequent word (a twentieth of all words) is in memory at 4 bytes per
     occurrence: 80 MB for "the". */
  VB_MERGE_WORDS_MAX = 400 * 1000 * 1000
};

#endif
