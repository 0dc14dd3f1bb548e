/*
 * pairruns.h - lists of pairs put aside in sorted runs, and taken back as one.
 *
 * Merging finds pairs a range of articles at a time; each range is a run, its
 * pairs ascending, its docs above those of the runs before. So a pair's list is
 * the runs' lists one behind the other. What does not fit into a small buffer
 * waits in a file without a name, which ends with the process.
 */
#ifndef VB_STORE_PAIRRUNS_H
#define VB_STORE_PAIRRUNS_H

#include "indexer/store/segment_impl.h"

typedef struct vb_pairruns vb_pairruns;

/* path: of the file, if there must be one; it has that name for a moment only. Copied. */
vb_status vb_pairruns_new(const char *path, vb_pairruns **out, vb_error *err);
void vb_pairruns_free(vb_pairruns *runs); /* takes NULL */

/* The pairs put from now on are a new run. Failures are kept until vb_pairruns_rewind. */
void vb_pairruns_begin(vb_pairruns *runs);
/* Keys ascend within the run, the list's docs beyond those of the same key in runs before. Of a
   list docs, tfs and titles are kept. */
void vb_pairruns_put(vb_pairruns *runs, uint32_t key, const vb_list *list);

/* Ends writing. */
vb_status vb_pairruns_rewind(vb_pairruns *runs, vb_error *err);
/* The next key in ascending order and its whole list (replaced, with cf). VB_NOT_FOUND at the end.
 */
vb_status vb_pairruns_next(vb_pairruns *runs, uint32_t *key, vb_list *list, vb_error *err);

#endif
