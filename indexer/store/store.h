/*
 * store.h - the folder of a store and the file in it that says what it is.
 *
 *   STORE/verbatim        text: "verbatim store", then "key value" lines
 *   STORE/lock            held by the one writer
 *   STORE/xapian/         the database of the xapian engine
 *
 * The marker file is written last when a store is made, so a folder with it is
 * a store and a folder without it is none.
 */
#ifndef VB_STORE_STORE_H
#define VB_STORE_STORE_H

#include "indexer/base/status.h"

enum { VB_STORE_VERSION = 1, VB_STORE_NAME_MAX = 32 };

typedef struct vb_store_marker {
  unsigned version;
  char engine[VB_STORE_NAME_MAX];
  char language[VB_STORE_NAME_MAX]; /* of the stemmer */
} vb_store_marker;

/* VB_NOT_FOUND: no such folder; VB_INVALID: a folder that is no store;
   VB_VERSION: names the version found and the one known; VB_CORRUPT: damaged. */
vb_status vb_store_read_marker(const char *folder, vb_store_marker *out, vb_error *err);
/* Makes the folder if need be. VB_INVALID when it has other things in it and no marker. */
vb_status vb_store_create(const char *folder, const vb_store_marker *marker, vb_error *err);

#endif
