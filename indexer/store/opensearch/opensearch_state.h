/*
 * opensearch_state.h - what a writer keeps beside an archive in a cluster, in the index
 * INDEX-verbatim: that it writes, and what is known of the outlets' lines.
 *
 * The lock is a lease: a writer renews it while it works, and one that was not renewed for
 * VB_OPENSEARCH_LEASE_SECONDS may be taken over; at once if its process was of this machine and is
 * gone. A writer that lost it finds out when it renews it. Two writers at a time would mix two
 * commits, and lose nothing.
 */
#ifndef VB_STORE_OPENSEARCH_OPENSEARCH_STATE_H
#define VB_STORE_OPENSEARCH_OPENSEARCH_STATE_H

#include "indexer/base/buf.h"
#include "indexer/store/opensearch/cluster.h"

enum { VB_OPENSEARCH_LEASE_SECONDS = 180 };

typedef struct vb_opensearch_lock {
  bool held;
  int64_t seq_no, primary_term; /* of the lock's document, as we wrote it */
  double renewed;               /* of vb_clock_seconds */
  char token[40];               /* that no other writer has */
} vb_opensearch_lock;

/* VB_LOCKED names the other writer. Makes the index of the state if need be. */
vb_status vb_opensearch_lock_take(vb_cluster *cluster, vb_opensearch_lock *lock, vb_error *err);
/* Renews it if that is due; cheap otherwise. VB_LOCKED: another writer has it by now. */
vb_status vb_opensearch_lock_keep(vb_cluster *cluster, vb_opensearch_lock *lock, vb_error *err);
void vb_opensearch_lock_release(vb_cluster *cluster, vb_opensearch_lock *lock);

/* The bytes of the outlets' lines, none if none were set; and sets them. */
vb_status vb_opensearch_lines(vb_cluster *cluster, vb_buf *out, vb_error *err);
vb_status vb_opensearch_set_lines(vb_cluster *cluster, vb_str bytes, vb_error *err);

#endif
