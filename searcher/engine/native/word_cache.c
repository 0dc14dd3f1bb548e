/*
 * word_cache.c - a cache of look-ups in the lexicons.
 *
 * A table with one place per hash: a newer word replaces an older one. Words that a
 * segment lacks are cached too. It is no vb_hash_table because it must not grow.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

enum {
  PLACES = 32768, /* a power of two; about 4 MB: the words of quotations, for a few segments */
  WORD_MAX = 31   /* bytes; longer words are rare */
};

typedef struct entry {
  uint32_t segment;
  uint8_t length; /* 0: free */
  bool found;
  char key[WORD_MAX];
  vb_term term;
} entry;

struct word_cache {
  entry entries[PLACES];
};

word_cache *vb_word_cache_new(void) {
  return calloc(1, sizeof(word_cache));
}

void vb_word_cache_clear(word_cache *cache) {
  memset(cache, 0, sizeof *cache);
}

void vb_word_cache_free(word_cache *cache) {
  free(cache);
}

vb_status vb_word_cache_find(word_cache *cache, const vb_segment *segment, vb_str key, vb_term *out,
                             vb_error *err) {
  uint32_t number = vb_segment_about(segment)->number;
  if (!cache || key.n == 0 || key.n > WORD_MAX) return vb_segment_word(segment, key, out, err);
  entry *e = &cache->entries[vb_hash_of_numbers(vb_hash_short(key), number) % PLACES];
  if (e->length == key.n && e->segment == number && memcmp(e->key, key.p, key.n) == 0) {
    *out = e->term;
    return e->found ? VB_OK : vb_fail(err, VB_NOT_FOUND, "no such word");
  }
  vb_status status = vb_segment_word(segment, key, out, err);
  if (status != VB_OK && status != VB_NOT_FOUND) return status;
  *e = (entry){.segment = number, .length = (uint8_t)key.n, .found = status == VB_OK};
  memcpy(e->key, key.p, key.n);
  if (status == VB_OK) e->term = *out;
  return status;
}
