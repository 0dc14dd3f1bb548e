/*
 * write_transaction.h - a native store while it is written: what is committed, what is new.
 *
 * Changes gather here and become the store's state, all at once, with
 * vb_write_transaction_commit; a session that is closed before leaves nothing behind but
 * files that the next one sweeps away. The caller holds the store's lock.
 */
#ifndef VB_STORE_COMMIT_WRITE_TRANSACTION_H
#define VB_STORE_COMMIT_WRITE_TRANSACTION_H

#include "indexer/store/commit/manifest.h"

typedef struct vb_write_transaction vb_write_transaction;

/* folder: the store's. With `create`, an empty store is made (and committed). */
vb_status vb_write_transaction_open(const char *folder, bool create, vb_write_transaction **out,
                                    vb_error *err);
void vb_write_transaction_close(vb_write_transaction *session);               /* takes NULL */
const char *vb_write_transaction_folder(const vb_write_transaction *session); /* STORE/native */

/* The number for a segment to be written; never used twice. */
uint32_t vb_write_transaction_number(vb_write_transaction *session);
/* Takes a finished segment in; `deleted` (a bit for each doc, or NULL) is copied. */
vb_status vb_write_transaction_add(vb_write_transaction *session, const vb_segment_files *files,
                                   const uint64_t *deleted, vb_error *err);

size_t vb_write_transaction_segments(const vb_write_transaction *session);
const vb_segment *vb_write_transaction_segment(const vb_write_transaction *session, size_t i);
/* Of segment i, with the session's own deletions. */
bool vb_write_transaction_deleted(const vb_write_transaction *session, size_t i, uint32_t doc);
uint32_t vb_write_transaction_live(const vb_write_transaction *session, size_t i);
uint64_t vb_write_transaction_articles(const vb_write_transaction *session);

/* The article with this id: where, and its content's hash. VB_NOT_FOUND. */
vb_status vb_write_transaction_find(const vb_write_transaction *session, vb_id_hash id,
                                    size_t *segment, uint32_t *doc, uint64_t *hash, vb_error *err);
vb_status vb_write_transaction_delete(vb_write_transaction *session, size_t segment, uint32_t doc,
                                      vb_error *err);

/* Puts one segment in the place of some others (which: ascending); files NULL: of nothing. */
vb_status vb_write_transaction_replace(vb_write_transaction *session, const size_t *which,
                                       size_t count, const vb_segment_files *files, vb_error *err);

/* All or nothing, and durable when VB_OK. Without a change nothing is written. */
vb_status vb_write_transaction_commit(vb_write_transaction *session, vb_error *err);

#endif
