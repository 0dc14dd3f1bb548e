/*
 * word_cache.c - a cache of look-ups in the lexicons.
 *
 * A table of words and one of pairs, with one place per hash: a newer word replaces an
 * older one. Words and pairs that a segment lacks are cached too. They are no
 * vb_hash_table because they must not grow.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

enum {
  PLACES = 32768, /* a power of two; about 4 MB: the words of quotations, for a few segments */
  PAIRS = 8192,   /* likewise; less than 1 MB */
  WORD_MAX = 31   /* bytes; longer words are rare */
};

typedef struct entry {
  uint32_t segment;
  uint8_t length; /* 0: free */
  bool found;
  char key[WORD_MAX];
  vb_term term;
} entry;

typedef struct pair_entry {
  uint32_t segment;
  uint32_t first, second; /* ordinals of the words */
  bool known, found;
  vb_term term;
} pair_entry;

struct word_cache {
  entry entries[PLACES];
  pair_entry pairs[PAIRS];
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

static size_t place_of(uint32_t segment, vb_str key) {
  return vb_hash_of_numbers(vb_hash_short(key), segment) % PLACES;
}

void vb_word_cache_expect(const word_cache *cache, const vb_segment *segment, vb_str key) {
  if (!cache || key.n == 0 || key.n > WORD_MAX) return;
  const entry *e = &cache->entries[place_of(vb_segment_about(segment)->number, key)];
  __builtin_prefetch(e);
  __builtin_prefetch((const char *)(e + 1) - 1);
}

vb_status vb_word_cache_find(word_cache *cache, const vb_segment *segment, vb_str key, vb_term *out,
                             vb_error *err) {
  uint32_t number = vb_segment_about(segment)->number;
  if (!cache || key.n == 0 || key.n > WORD_MAX) return vb_segment_word(segment, key, out, err);
  entry *e = &cache->entries[place_of(number, key)];
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

vb_status vb_word_cache_find_pair(word_cache *cache, const vb_segment *segment, const vb_term *a,
                                  const vb_term *b, vb_term *out, vb_error *err) {
  if (!cache) return vb_segment_bigram(segment, a, b, out, err);
  uint32_t number = vb_segment_about(segment)->number;
  uint64_t words = (uint64_t)a->ordinal << 32 | b->ordinal;
  pair_entry *e = &cache->pairs[vb_hash_of_numbers(words, number) % PAIRS];
  if (e->known && e->segment == number && e->first == a->ordinal && e->second == b->ordinal) {
    *out = e->term;
    return e->found ? VB_OK : vb_fail(err, VB_NOT_FOUND, "no such pair");
  }
  vb_status status = vb_segment_bigram(segment, a, b, out, err);
  if (status != VB_OK && status != VB_NOT_FOUND) return status;
  *e = (pair_entry){number, a->ordinal, b->ordinal, true, status == VB_OK, {0}};
  if (status == VB_OK) e->term = *out;
  return status;
}
