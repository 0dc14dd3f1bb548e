/*
 * hash_set.h - a set of 64-bit hashes, to remember millions of ids in 16 bytes each.
 *
 * Two ids with one hash are taken for one: with ten million ids the odds are
 * one in 370,000, and callers only use it where that does little harm.
 */
#ifndef VB_PIPELINE_HASH_SET_H
#define VB_PIPELINE_HASH_SET_H

#include "indexer/base/str.h"

#include <stdint.h>

typedef struct vb_hash_set {
  uint64_t *slots; /* open addressing, 0 is empty */
  size_t count, capacity;
} vb_hash_set;

void vb_hash_set_clear(vb_hash_set *set); /* frees; {0} is an empty set */
/* False when there is no memory; *fresh tells whether it was not there yet. */
bool vb_hash_set_add(vb_hash_set *set, vb_str text, bool *fresh);
bool vb_hash_set_has(const vb_hash_set *set, vb_str text);
uint64_t vb_hash_of(vb_str text); /* never 0 */

#endif
