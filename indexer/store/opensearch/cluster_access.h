/*
 * cluster_access.h - how a cluster knows us, and we the cluster, from a file that only its owner
 * may read:
 *
 *   # comments and empty lines are skipped
 *   user newsroom
 *   password SECRET            the rest of the line, blanks too
 *   api-key SECRET             instead of user and password: base64, as the cluster gave it
 *   ca /etc/ssl/cluster.pem    trust certificates of this authority, not those of the system
 *   insecure yes               trust any certificate
 */
#ifndef VB_STORE_OPENSEARCH_CLUSTER_ACCESS_H
#define VB_STORE_OPENSEARCH_CLUSTER_ACCESS_H

#include "indexer/base/status.h"

#include <stdbool.h>

typedef struct vb_cluster_access { /* owned; NULL where the file does not say */
  char *user, *password, *api_key, *ca;
  bool insecure;
} vb_cluster_access;

/* path "": nothing is known, and that is fine. VB_INVALID also if others may read the file. No
   message repeats a secret. */
vb_status vb_cluster_access_read(const char *path, vb_cluster_access *out, vb_error *err);
/* Overwrites the secrets, then frees them. */
void vb_cluster_access_clear(vb_cluster_access *access);

#endif
