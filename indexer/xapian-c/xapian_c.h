/*
 * xapian_c.h - a C API over libxapian: the only door to it.
 *
 * Everything is opaque; an object that a call hands out through its `out`
 * parameter is the caller's, who closes or frees it with the function named
 * after it (all of them take NULL). On failure outputs are NULL or 0. What
 * libxapian throws comes back as a status: VB_LOCKED another writer, VB_CORRUPT
 * and VB_VERSION a database that cannot be read, VB_UNAVAILABLE a remote server
 * that does not answer, VB_NOT_FOUND no such document or database, VB_INVALID an
 * argument that Xapian refuses. No object may be used by two threads at once.
 */
#ifndef VB_XAPIAN_C_XAPIAN_C_H
#define VB_XAPIAN_C_XAPIAN_C_H

#include "indexer/base/buf.h"
#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- stems ---- */

typedef struct vb_xapian_stemmer vb_xapian_stemmer;

/* A language as Snowball names it ("english", "en"), or "none". VB_INVALID for another. */
vb_status vb_xapian_stemmer_open(const char *language, vb_xapian_stemmer **out, vb_error *err);
/* Appends the stem of a word in lower case. */
vb_status vb_xapian_stem(vb_xapian_stemmer *stemmer, vb_str word, vb_buf *out, vb_error *err);
/* Appends the English names of all languages, parted by blanks. */
vb_status vb_xapian_stemmer_languages(vb_buf *out, vb_error *err);
void vb_xapian_stemmer_close(vb_xapian_stemmer *stemmer);

#ifdef __cplusplus
}
#endif

#endif
