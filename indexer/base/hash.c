/*
 * hash.c - XXH3, for keys that are not short.
 */
#include "indexer/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t vb_hash64(vb_str bytes) {
  return XXH3_64bits(bytes.n ? bytes.p : "", bytes.n);
}
