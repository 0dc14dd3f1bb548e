/*
 * outlet.h - the key under which an archive finds all articles of one outlet
 * (VB_FIELD_OUTLET), and no others.
 *
 * Two names are one outlet when they differ in letter case, accents, white space
 * and points at the ends of words at most: "Le Héraut" is "LE HERAUT", but "The
 * Tide" is not "The Tide - News". The words of the name are searchable beside it
 * (VB_FIELD_SOURCE).
 */
#ifndef VB_STORE_OUTLET_H
#define VB_STORE_OUTLET_H

#include "indexer/base/str.h"

/* Decimal digits only: a term that no stemmer changes, and as long for every name. */
enum { VB_OUTLET_KEY_DIGITS = 20 };
typedef char vb_outlet_key[VB_OUTLET_KEY_DIGITS + 1];

/* Any bytes are taken. False, and "", for a name without a character to be seen. */
bool vb_outlet_key_of(vb_str name, vb_outlet_key out);

#endif
