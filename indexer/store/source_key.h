/*
 * source_key.h - the key under which an archive finds all articles of one source
 * (VB_FIELD_SOURCE_KEY), and no others.
 *
 * Two names are one source when they differ in letter case, accents, white space
 * and points at the ends of words at most: "Le Héraut" is "LE HERAUT", but "The
 * Tide" is not "The Tide - News". The words of the name are searchable beside it
 * (VB_FIELD_SOURCE).
 */
#ifndef VB_STORE_SOURCE_KEY_H
#define VB_STORE_SOURCE_KEY_H

#include "indexer/base/str.h"

/* Decimal digits only: a term that no stemmer changes, and as long for every name. */
enum { VB_SOURCE_KEY_DIGITS = 20 };
typedef char vb_source_key[VB_SOURCE_KEY_DIGITS + 1];

/* Any bytes are taken. False, and "", for a name without a character to be seen. */
bool vb_source_key_of(vb_str name, vb_source_key out);

#endif
