/*
 * store.h - the folder of a store and the file in it that says what it is.
 *
 *   STORE/verbatim        text: "verbatim store", then "key value" lines
 *   STORE/lock            held by the one writer
 *   STORE/xapian/         the database of the xapian engine
 *   STORE/native/         the segments of the native engine (FORMAT.md)
 *
 * The marker file is written last when a store is made: a folder with it is a store,
 * a folder without it is not.
 */
#ifndef VB_STORE_STORE_H
#define VB_STORE_STORE_H

#include "indexer/base/status.h"

enum { VB_STORE_VERSION = 2, VB_STORE_NAME_MAX = 32 };

typedef struct vb_store_marker {
  unsigned version;
  char engine[VB_STORE_NAME_MAX];
  char language[VB_STORE_NAME_MAX]; /* of the stemmer */
} vb_store_marker;

/* The engine of a new store if none is named. */
#define VB_STORE_ENGINE_DEFAULT "native"

/* Metadata of a Xapian database, for readers that cannot see the marker (remote shards). */
#define VB_STORE_META_VERSION "verbatim.version"
#define VB_STORE_META_LANGUAGE "verbatim.language"
#define VB_STORE_META_LINES "verbatim.lines" /* outlet_lines.h */

/* VB_NOT_FOUND: no such folder. VB_INVALID: a folder that is not a store. VB_VERSION: the message
   has the version found and the one known. VB_CORRUPT: damaged. */
vb_status vb_store_read_marker(const char *folder, vb_store_marker *out, vb_error *err);
/* The same, and every byte of the marker must be as written; for `verify`. */
vb_status vb_store_check_marker(const char *folder, vb_error *err);
/* Reads what is left of a damaged marker; VB_CORRUPT if engine or language is lost. */
vb_status vb_store_salvage_marker(const char *folder, vb_store_marker *out, vb_error *err);
/* Makes the folder for a new store if necessary. VB_INVALID if it contains anything that is not
   part of a store; remains of an interrupted creation are accepted. */
vb_status vb_store_prepare(const char *folder, vb_error *err);
/* Writes the marker, which makes the folder a store. This is the last step of creating one. */
vb_status vb_store_create(const char *folder, const vb_store_marker *marker, vb_error *err);

#endif
