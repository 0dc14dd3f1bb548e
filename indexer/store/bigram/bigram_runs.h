/*
 * bigram_runs.h - lists of pairs put aside in sorted runs, and taken back as one.
 *
 * Merging finds pairs a range of articles at a time; each range is a run, its
 * pairs ascending, its docs above those of the runs before. So a pair's list is
 * the runs' lists one behind the other. What does not fit into a small buffer
 * waits in a file without a name, which ends with the process.
 */
#ifndef VB_STORE_BIGRAM_BIGRAM_RUNS_H
#define VB_STORE_BIGRAM_BIGRAM_RUNS_H

#include "indexer/base/buf.h"
#include "indexer/store/posting/posting.h"
#include "indexer/store/posting/posting_list.h"

typedef struct vb_bigram_runs vb_bigram_runs;

/* path: of the file, if there must be one; it has that name for a moment only. Copied. */
vb_status vb_bigram_runs_new(const char *path, vb_bigram_runs **out, vb_error *err);
void vb_bigram_runs_free(vb_bigram_runs *runs); /* takes NULL */

/* The pairs put from now on are a new run. Failures are kept until vb_bigram_runs_rewind. */
void vb_bigram_runs_begin(vb_bigram_runs *runs);
/* Keys ascend within the run, the list's docs beyond those of the same key in runs before. Of a
   list docs, tfs and titles are kept. */
void vb_bigram_runs_put(vb_bigram_runs *runs, uint32_t key, const vb_posting_list *list);

/* Ends writing. */
vb_status vb_bigram_runs_rewind(vb_bigram_runs *runs, vb_error *err);
/* The next key in ascending order and its whole list (replaced, with cf). VB_NOT_FOUND at the end.
 */
vb_status vb_bigram_runs_next(vb_bigram_runs *runs, uint32_t *key, vb_posting_list *list,
                              vb_error *err);

#endif
