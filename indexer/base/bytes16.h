/*
 * bytes16.h - tests on sixteen bytes of text at once, by the compiler's vector type.
 *
 * GCC and Clang make one or two machine instructions of each function, on every processor with
 * vectors of 16 bytes. A test has all bits of a byte set where it is true. bytes8.h says which byte
 * it is; this says sooner that there is none.
 */
#ifndef VB_BASE_BYTES16_H
#define VB_BASE_BYTES16_H

#include "indexer/base/bytes8.h"

#include <stdbool.h>

typedef uint8_t vb_bytes16 __attribute__((vector_size(16)));

static inline vb_bytes16 vb_bytes16_load(const char *p) {
  vb_bytes16 w;
  memcpy(&w, p, sizeof w);
  return w;
}

static inline vb_bytes16 vb_bytes16_all(uint8_t c) {
  return (vb_bytes16){c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c};
}

static inline vb_bytes16 vb_bytes16_equal(vb_bytes16 w, char byte) {
  return (vb_bytes16)(w == vb_bytes16_all((uint8_t)byte));
}

static inline bool vb_bytes16_any(vb_bytes16 w) {
  uint64_t halves[2];
  memcpy(halves, &w, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/* The top bit of each byte, that of the first byte lowest. */
static inline uint64_t vb_bytes16_bits(vb_bytes16 w) {
#ifdef __SSE2__
  return (uint16_t)__builtin_ia32_pmovmskb128((char __attribute__((vector_size(16))))w);
#else
  uint64_t halves[2];
  memcpy(halves, &w, sizeof halves);
  return vb_bytes8_bits(le64toh(halves[0])) | vb_bytes8_bits(le64toh(halves[1])) << 8;
#endif
}

#endif
