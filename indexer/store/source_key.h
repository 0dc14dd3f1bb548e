/*
 * source_key.h - the key by which a store finds all articles of one source and no
 * others (VB_FIELD_SOURCE_KEY).
 *
 * Two names are the same source if they differ only in letter case, accents, white
 * space, or points at the ends of words: "Le Héraut" is "LE HERAUT", but "The Tide" is
 * not "The Tide - News". The words of the name are searchable too (VB_FIELD_SOURCE).
 */
#ifndef VB_STORE_SOURCE_KEY_H
#define VB_STORE_SOURCE_KEY_H

#include "indexer/base/str.h"

/* Only decimal digits: a term that no stemmer changes, of the same length for every name. */
enum { VB_SOURCE_KEY_DIGITS = 20 };
typedef char vb_source_key[VB_SOURCE_KEY_DIGITS + 1];

/* Accepts any bytes. False, and "", for a name without a visible character. */
bool vb_source_key_of(vb_str name, vb_source_key out);

#endif
