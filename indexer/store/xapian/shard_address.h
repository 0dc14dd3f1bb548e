/*
 * shard_address.h - the names of remote shards: "xapian://HOST:PORT,xapian://HOST:PORT".
 */
#ifndef VB_STORE_XAPIAN_SHARD_ADDRESS_H
#define VB_STORE_XAPIAN_SHARD_ADDRESS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"
#include "indexer/store/store.h"

#include <stdint.h>

#define VB_SHARD_SCHEME "xapian://"

enum { VB_SHARDS_MAX = 64 /* each needs one connection */ };

typedef struct vb_shard_address {
  vb_str name; /* "HOST:PORT" */
  vb_str host;
  uint16_t port;
} vb_shard_address;

/* Cuts the first shard off the list; only the first needs the scheme. rest->p is NULL after the
   last. The texts are parts of the list. VB_INVALID. */
vb_status vb_shard_address_next(vb_str *rest, vb_shard_address *out, vb_error *err);

/* Checks what a database says of itself (VB_STORE_META_VERSION, VB_STORE_META_LANGUAGE): a
   database of this version, in the language of the others. `known` is theirs, "" for the first,
   which sets it. VB_INVALID, VB_VERSION. */
vb_status vb_shard_recognise(vb_str version, vb_str language, char known[VB_STORE_NAME_MAX],
                             vb_error *err);

#endif
