/*
 * hash.h - the one hash function for short keys in memory.
 *
 * Most keys are words. The first 16 bytes of a key, padded with zeros, are its
 * head: two numbers that a table can store beside the hash, so that most
 * comparisons need not read the key. No store depends on these values; the
 * state of `verbatim watch` does (watch_state.h).
 */
#ifndef VB_BASE_HASH_H
#define VB_BASE_HASH_H

#include "indexer/base/str.h"

#include <stdint.h>

typedef struct vb_key_head {
  uint64_t low, high;
} vb_key_head;

uint64_t vb_hash64(vb_str bytes); /* XXH3; of any bytes, also of none */

static inline uint64_t vb_hash64_of_numbers(const uint64_t *numbers, size_t count) {
  return vb_hash64((vb_str){(const char *)numbers, count * sizeof *numbers});
}

static inline uint64_t vb_load64(const char *p) {
  uint64_t v;
  memcpy(&v, p, 8);
  return v;
}

static inline uint64_t vb_load32(const char *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v;
}

/* The loads stay inside the key; those of keys shorter than 16 bytes overlap. */
static inline vb_key_head vb_key_head_of(vb_str key) {
  const unsigned char *bytes = (const unsigned char *)key.p;
  size_t n = key.n;
  vb_key_head head = {0, 0};
  if (n >= 8) {
    head.low = vb_load64(key.p);
    if (n >= 16) head.high = vb_load64(key.p + 8);
    else if (n > 8) head.high = vb_load64(key.p + n - 8) >> (16 - n) * 8;
  } else if (n >= 4) {
    head.low = vb_load32(key.p) | vb_load32(key.p + n - 4) << (n - 4) * 8;
  } else {
    for (size_t i = 0; i < n; i++) head.low |= (uint64_t)bytes[i] << i * 8;
  }
  return head;
}

/* The same without a branch: the lengths of words are hard to predict. REQUIRES: 16 bytes can be
   read from key.p on. */
static inline vb_key_head vb_key_head_read(vb_str key) {
  size_t low = key.n < 8 ? key.n : 8, high = key.n < 16 ? key.n - low : 8;
  /* Two shifts, since one by 64 bits is undefined. */
  return (vb_key_head){vb_load64(key.p) & ~(UINT64_MAX << 4 * low << 4 * low),
                       vb_load64(key.p + 8) & ~(UINT64_MAX << 4 * high << 4 * high)};
}

/* The middle bits of a product depend on all bits of both factors. The constants are digits of
   pi. */
static inline uint32_t vb_hash_of_numbers(uint64_t a, uint64_t b) {
  unsigned __int128 m =
      (unsigned __int128)(a ^ UINT64_C(0x243f6a8885a308d3)) * (b ^ UINT64_C(0x13198a2e03707344));
  return (uint32_t)((uint64_t)(m >> 64) ^ (uint64_t)m);
}

/* The hash of a key whose head is known. */
static inline uint32_t vb_hash_with_head(vb_str key, vb_key_head head) {
  if (key.n > sizeof head) return (uint32_t)vb_hash64(key);
  return vb_hash_of_numbers(head.low, head.high ^ key.n);
}

static inline uint32_t vb_hash_short(vb_str key) {
  return vb_hash_with_head(key, vb_key_head_of(key));
}

#endif
