/*
 * write_transaction.h - changes to a native store, collected until they are committed together.
 *
 * vb_write_transaction_commit makes all collected changes the store's state at once.
 * A transaction that is closed without it leaves only files that the next one
 * removes. REQUIRES: the caller holds the store's lock.
 */
#ifndef VB_STORE_COMMIT_WRITE_TRANSACTION_H
#define VB_STORE_COMMIT_WRITE_TRANSACTION_H

#include "indexer/store/commit/manifest.h"

typedef struct vb_write_transaction vb_write_transaction;

/* folder: the store's. With `create`, an empty store is made and committed. */
vb_status vb_write_transaction_open(const char *folder, bool create, vb_write_transaction **out,
                                    vb_error *err);
void vb_write_transaction_close(vb_write_transaction *session);               /* takes NULL */
const char *vb_write_transaction_folder(const vb_write_transaction *session); /* STORE/native */

/* A number for a segment that the caller will write; no number is given twice. */
uint32_t vb_write_transaction_number(vb_write_transaction *session);
/* Adds a finished segment. `deleted` (one bit per doc, or NULL) is copied. */
vb_status vb_write_transaction_add(vb_write_transaction *session, const vb_segment_files *files,
                                   const uint64_t *deleted, vb_error *err);

size_t vb_write_transaction_segments(const vb_write_transaction *session);
const vb_segment *vb_write_transaction_segment(const vb_write_transaction *session, size_t i);
/* These two see the deletions of this transaction too. */
bool vb_write_transaction_deleted(const vb_write_transaction *session, size_t i, uint32_t doc);
uint32_t vb_write_transaction_live(const vb_write_transaction *session, size_t i);
uint64_t vb_write_transaction_articles(const vb_write_transaction *session);

/* Finds the article with this id: its segment, doc and content hash. VB_NOT_FOUND. */
vb_status vb_write_transaction_find(vb_write_transaction *session, vb_id_hash id, size_t *segment,
                                    uint32_t *doc, uint64_t *hash, vb_error *err);
vb_status vb_write_transaction_delete(vb_write_transaction *session, size_t segment, uint32_t doc,
                                      vb_error *err);

/* Replaces some segments (`which` ascends) by one, of which some docs are deleted; files NULL: by
   none. */
vb_status vb_write_transaction_replace(vb_write_transaction *session, const size_t *which,
                                       size_t count, const vb_segment_files *files,
                                       const uint64_t *deleted, vb_error *err);

/* What the store knows of its outlets' lines (outlet_lines.h): appends the bytes, and replaces them
   with the next commit. Damaged ones are VB_CORRUPT; whoever replaces them mends that. */
vb_status vb_write_transaction_lines(const vb_write_transaction *session, vb_buf *out,
                                     vb_error *err);
vb_status vb_write_transaction_set_lines(vb_write_transaction *session, vb_str bytes,
                                         vb_error *err);

/* All or nothing; durable once VB_OK is returned. Writes nothing if nothing has changed. */
vb_status vb_write_transaction_commit(vb_write_transaction *session, vb_error *err);

#endif
