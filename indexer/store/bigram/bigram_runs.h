/*
 * bigram_runs.h - stores lists of pairs in sorted runs, and returns them merged.
 *
 * Merging segments finds pairs for one range of articles at a time. Each range makes
 * one run: its pairs ascend, and its docs are above those of earlier runs. So a
 * pair's full list is the concatenation of its lists in the runs. What exceeds a
 * small buffer goes to an unnamed file, which disappears with the process.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_RUNS_H
#define VB_STORE_BIGRAM_BIGRAM_RUNS_H

#include "indexer/base/buf.h"
#include "indexer/store/posting/posting.h"
#include "indexer/store/posting/posting_list.h"

typedef struct vb_bigram_runs vb_bigram_runs;

/* path: where the file is made if one is needed (copied); its name is removed at once. */
vb_status vb_bigram_runs_new(const char *path, vb_bigram_runs **out, vb_error *err);
void vb_bigram_runs_free(vb_bigram_runs *runs); /* takes NULL */

/* Starts a new run. Failures while writing are kept and reported by vb_bigram_runs_rewind. */
void vb_bigram_runs_begin(vb_bigram_runs *runs);
/* REQUIRES: keys ascend within the run, and the list's docs are above those of the same key in
   earlier runs. Only docs, tfs and titles of the list are kept. */
void vb_bigram_runs_put(vb_bigram_runs *runs, uint32_t key, const vb_posting_list *list);

/* Ends writing and starts reading. */
vb_status vb_bigram_runs_rewind(vb_bigram_runs *runs, vb_error *err);
/* The next key in ascending order and its whole list (replaces *list, sets cf). VB_NOT_FOUND at the
   end. */
vb_status vb_bigram_runs_next(vb_bigram_runs *runs, uint32_t *key, vb_posting_list *list,
                              vb_error *err);

#endif
