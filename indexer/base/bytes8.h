/*
 * bytes8.h - tests on eight bytes of text at once, for loops that skip over plain text.
 *
 * A test returns a word in which the top bit of a byte is set if and only if the
 * test is true for that byte. Results can therefore be combined with | and &, and
 * counting trailing zeros finds the first match. The first byte of the text is the
 * lowest byte of the word, whatever the machine's byte order.
 */
#ifndef VB_BASE_BYTES8_H
#define VB_BASE_BYTES8_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define VB_BYTES8_ALL(byte) ((byte)*UINT64_C(0x0101010101010101))
#define VB_BYTES8_TOP VB_BYTES8_ALL(0x80)

static inline uint64_t vb_bytes8_load(const char *p) {
  uint64_t w;
  memcpy(&w, p, sizeof w);
  return le64toh(w);
}

static inline void vb_bytes8_store(char *p, uint64_t w) {
  w = htole64(w);
  memcpy(p, &w, sizeof w);
}

/* Marks bytes outside ASCII. */
static inline uint64_t vb_bytes8_high(uint64_t w) {
  return w & VB_BYTES8_TOP;
}

/* Marks bytes of value `least` (1 to 128) or more, so also those outside ASCII. */
static inline uint64_t vb_bytes8_from(uint64_t w, unsigned least) {
  return (((w & ~VB_BYTES8_TOP) + VB_BYTES8_ALL((uint64_t)(0x80 - least))) | w) & VB_BYTES8_TOP;
}

static inline uint64_t vb_bytes8_equal(uint64_t w, unsigned char byte) {
  return vb_bytes8_from(w ^ VB_BYTES8_ALL((uint64_t)byte), 1) ^ VB_BYTES8_TOP;
}

/* The marks as eight bits, that of the first byte lowest. */
static inline uint64_t vb_bytes8_bits(uint64_t marked) {
  return (marked & VB_BYTES8_TOP) * UINT64_C(0x02040810204081) >> 56;
}

/* The index of the first marked byte, 0 to 7; 8 when none is marked. */
static inline size_t vb_bytes8_first(uint64_t marked) {
  return marked ? (size_t)__builtin_ctzll(marked) / 8 : 8;
}

#endif
