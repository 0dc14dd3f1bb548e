/*
 * hash.c - XXH3 (libxxhash), for keys of more than 16 bytes; shorter ones are hashed inline.
 */
#include "indexer/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t vb_hash64(vb_str bytes) {
  return XXH3_64bits(bytes.n ? bytes.p : "", bytes.n);
}
