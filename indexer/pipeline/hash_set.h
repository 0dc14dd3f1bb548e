/*
 * hash_set.h - a set of 64-bit hashes, to remember millions of ids in 16 bytes each.
 *
 * Ids with equal hashes are treated as one id. With ten million ids the probability of
 * any such pair is 1 in 370,000, and callers accept what little harm it does.
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
/* Adds a text's hash. False when there is no memory; *fresh: it was not in the set. */
bool vb_hash_set_add(vb_hash_set *set, vb_str text, bool *fresh);
bool vb_hash_set_has(const vb_hash_set *set, vb_str text);
uint64_t vb_hash_of(vb_str text); /* never 0 */

#endif
