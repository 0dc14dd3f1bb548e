/*
 * bitpack.c - blocks of small integers, packed at one bit width, with patches for large values.
 *
 * Layout: FORMAT.md, "Packs". A full block has four lanes; value i is in lane i % 4:
 *
 *   lane 0   | v0 v4 v8 ... v124 |   the lanes' 32-bit words alternate
 *   lane 1   | v1 v5 v9 ... v125 |   in the file: 0 1 2 3 0 1 2 3 ...
 *   ...
 *
 * The writer chooses the width that makes the block smallest, patches included. The
 * vector code is the scalar code with a vector of four lanes in place of a word, so
 * both produce the same bytes. Each width has its own unrolled copy: with constant
 * shifts a value is unpacked in half a cycle.
 */
#include "indexer/store/posting/bitpack.h"

#include <string.h>

enum {
  PATCHED = 0x40,
  WIDTH = 0x3f,
  ROWS = VB_PACK_BLOCK / 4,
  PATCH_BYTES_MAX = 255,
  PATCHED_MIN = 8 /* below this, a patch never saves the three bytes that it costs */
};

typedef void block_code(uint32_t *values, unsigned char *bytes, unsigned width);
typedef bool sum_code(uint32_t *values, uint32_t base, uint32_t limit);

/* ---- four lanes, scalar ---- */

static uint32_t load32(const unsigned char *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v; /* valid on little-endian machines only; the build refuses others */
}

static void pack_scalar(uint32_t *values, unsigned char *bytes, unsigned width) {
  for (unsigned lane = 0; lane < 4; lane++) {
    uint64_t pending = 0;
    unsigned bits = 0;
    unsigned char *out = bytes + 4 * lane;
    for (unsigned row = 0; row < ROWS; row++) {
      uint64_t v = values[4 * row + lane] & ((UINT64_C(1) << width) - 1);
      pending |= v << bits;
      bits += width;
      if (bits < 32) continue;
      uint32_t word = (uint32_t)pending;
      memcpy(out, &word, 4);
      out += 16;
      pending >>= 32;
      bits -= 32;
    }
  }
}

static void unpack_scalar(uint32_t *values, unsigned char *bytes, unsigned width) {
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  for (unsigned lane = 0; lane < 4; lane++) {
    uint64_t pending = 0;
    unsigned bits = 0;
    const unsigned char *in = bytes + 4 * lane;
    for (unsigned row = 0; row < ROWS; row++) {
      if (bits < width) {
        pending |= (uint64_t)load32(in) << bits;
        in += 16;
        bits += 32;
      }
      values[4 * row + lane] = (uint32_t)(pending & mask);
      pending >>= width;
      bits -= width;
    }
  }
}

/* Gaps are below 2^24, so in a block of 128 from a base below 2^31 sums cannot overflow. */
static bool sum_scalar(uint32_t *values, uint32_t base, uint32_t limit) {
  uint32_t any = 0, last = base;
  for (unsigned i = 0; i < VB_PACK_BLOCK; i++) {
    any |= values[i];
    last += values[i] + 1;
    values[i] = last;
  }
  return any < (1u << 24) && last < limit;
}

static bool add_one_few(uint32_t *counts, const uint32_t *parts, size_t n) {
  uint32_t bad = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t less = counts[i];
    bad |= (less >= INT32_MAX) | (parts[i] > less + 1);
    counts[i] = less + 1;
  }
  return !bad;
}

static bool add_one_scalar(uint32_t *counts, const uint32_t *parts) {
  return add_one_few(counts, parts, VB_PACK_BLOCK);
}

static bool sum_ends_few(const uint32_t *counts, size_t n, uint32_t *ends) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++) ends[i] = (uint32_t)(sum += counts[i]);
  return sum <= UINT32_MAX;
}

static bool sum_ends_scalar(const uint32_t *counts, uint32_t *ends) {
  return sum_ends_few(counts, VB_PACK_BLOCK, ends);
}

/* ---- four lanes, vectors ---- */

#if (defined(__x86_64__) || defined(__aarch64__)) && defined(__GNUC__)
#define HAVE_SIMD 1
typedef uint32_t v4 __attribute__((vector_size(16)));
typedef uint32_t v8 __attribute__((vector_size(32)));
typedef int32_t s8 __attribute__((vector_size(32)));
#ifdef __x86_64__
#define SIMD static __attribute__((target("avx2")))
#else
#define SIMD static /* every such processor has the vectors */
#endif

static inline __attribute__((always_inline)) void
unpack_rows(uint32_t *values, const unsigned char *bytes, unsigned width) {
  const uint32_t m = width == 32 ? UINT32_MAX : (1u << width) - 1;
  const v4 mask = {m, m, m, m};
  v4 word;
  memcpy(&word, bytes, 16);
  unsigned shift = 0, next = 1;
#pragma GCC unroll 32
  for (unsigned row = 0; row < ROWS; row++) {
    v4 v = word >> shift;
    shift += width;
    if (shift >= 32) {
      shift -= 32;
      if (next < width) {
        memcpy(&word, bytes + 16 * next++, 16);
        if (shift) v |= word << (width - shift);
      }
    }
    v &= mask;
    memcpy(values + 4 * row, &v, 16);
  }
}

static inline __attribute__((always_inline)) void pack_rows(const uint32_t *values,
                                                            unsigned char *bytes, unsigned width) {
  const uint32_t m = width == 32 ? UINT32_MAX : (1u << width) - 1;
  const v4 mask = {m, m, m, m};
  v4 word = {0, 0, 0, 0};
  unsigned shift = 0;
#pragma GCC unroll 32
  for (unsigned row = 0; row < ROWS; row++) {
    v4 v;
    memcpy(&v, values + 4 * row, 16);
    v &= mask;
    word |= v << shift;
    shift += width;
    if (shift < 32) continue;
    shift -= 32;
    memcpy(bytes, &word, 16);
    bytes += 16;
    word = shift ? v >> (width - shift) : (v4){0, 0, 0, 0};
  }
}

/* gcc makes a string instruction of a memset of this size, which takes longer than to unpack one.
 */
static inline __attribute__((always_inline)) void clear_rows(uint32_t *values) {
  const v4 zero = {0, 0, 0, 0};
#pragma GCC unroll 32
  for (unsigned row = 0; row < ROWS; row++) memcpy(values + 4 * row, &zero, 16);
}

/* clang-format off */
#define EACH_WIDTH(X)                                                                              \
  X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16)            \
  X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)
/* clang-format on */

SIMD void unpack_simd(uint32_t *values, unsigned char *bytes, unsigned width) {
  switch (width) {
#define X(w)                                                                                       \
  case w: unpack_rows(values, bytes, w); break;
    EACH_WIDTH(X)
#undef X
  default: clear_rows(values);
  }
}

SIMD void pack_simd(uint32_t *values, unsigned char *bytes, unsigned width) {
  switch (width) {
#define X(w)                                                                                       \
  case w: pack_rows(values, bytes, w); break;
    EACH_WIDTH(X)
#undef X
  default: break;
  }
}

/* gcc 11 only has the older name of this builtin. */
#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (v8){__VA_ARGS__})
#endif

/* Eight numbers to their sums from the first on: v[i] += v[0] + ... + v[i - 1]. */
#define SUM_EIGHT(v)                                                                               \
  do {                                                                                             \
    (v) += SHUFFLE(none, (v), 0, 8, 9, 10, 4, 12, 13, 14);                                         \
    (v) += SHUFFLE(none, (v), 0, 1, 8, 9, 4, 5, 12, 13);                                           \
    (v) += SHUFFLE((v), (v), 3, 3, 3, 3, 3, 3, 3, 3) & upper;                                      \
  } while (0)

#define EIGHT_OF(x) ((v8){x, x, x, x, x, x, x, x})

static inline uint32_t any_of_eight(const v8 *v) {
  v4 half[2];
  memcpy(half, v, sizeof half);
  half[0] |= half[1];
  return half[0][0] | half[0][1] | half[0][2] | half[0][3];
}

/* Writes `before` plus the sums from the first number on; `step` more are added for each eight.
   Returns the bits that the numbers have. */
SIMD inline __attribute__((always_inline)) uint32_t sum_rows(const uint32_t *from, uint32_t *to,
                                                             v8 before, uint32_t step) {
  const v8 none = {0}, upper = {0, 0, 0, 0, -1u, -1u, -1u, -1u};
  v8 any = none;
  for (unsigned i = 0; i < VB_PACK_BLOCK; i += 8) {
    v8 v;
    memcpy(&v, from + i, sizeof v);
    any |= v;
    SUM_EIGHT(v);
    v8 sums = v + before;
    memcpy(to + i, &sums, sizeof sums);
    before += SHUFFLE(v, v, 7, 7, 7, 7, 7, 7, 7, 7) + step;
  }
  return any_of_eight(&any);
}

SIMD bool sum_simd(uint32_t *values, uint32_t base, uint32_t limit) {
  const v8 ramp = {1, 2, 3, 4, 5, 6, 7, 8};
  uint32_t bits = sum_rows(values, values, EIGHT_OF(base) + ramp, 8);
  return bits < (1u << 24) && values[VB_PACK_BLOCK - 1] < limit;
}

/* A sign bit tells what is bad: of a number beyond 31 bits, or of a comparison that holds. */
SIMD bool add_one_simd(uint32_t *counts, const uint32_t *parts) {
  v8 bad = {0};
#pragma GCC unroll 2 /* all at once they do not fit the registers */
  for (unsigned i = 0; i < VB_PACK_BLOCK; i += 8) {
    v8 less, part;
    memcpy(&less, counts + i, sizeof less);
    memcpy(&part, parts + i, sizeof part);
    v8 count = less + 1;
    bad |= less | part | (v8)((s8)part > (s8)count);
    memcpy(counts + i, &count, sizeof count);
  }
  return any_of_eight(&bad) <= INT32_MAX;
}

SIMD bool sum_ends_simd(const uint32_t *counts, uint32_t *ends) {
  return sum_rows(counts, ends, (v8){0}, 0) < (1u << 24) || sum_ends_scalar(counts, ends);
}
#else
#define HAVE_SIMD 0
#define unpack_simd unpack_scalar
#define pack_simd pack_scalar
#define sum_simd sum_scalar
#define add_one_simd add_one_scalar
#define sum_ends_simd sum_ends_scalar
#endif

/* ---- which of them runs ---- */

/* Written by vb_pack_choose only. Threads may test the machine twice; they get the same answer. */
static vb_pack_code chosen = VB_PACK_AUTO;

static bool simd_here(void) {
#if HAVE_SIMD && defined(__x86_64__)
  return __builtin_cpu_supports("avx2");
#elif HAVE_SIMD
  return true;
#else
  return false;
#endif
}

static bool use_simd(void) {
  return chosen == VB_PACK_AUTO ? simd_here() : chosen == VB_PACK_SIMD;
}

bool vb_pack_choose(vb_pack_code code) {
  if (code == VB_PACK_SIMD && !simd_here()) return false;
  chosen = code;
  return true;
}

/* ---- fewer than 128 values ---- */

/* Bytes of n values at a width. */
static size_t packed_size(size_t n, unsigned width) {
  return n == VB_PACK_BLOCK ? 16u * (size_t)width : (n * width + 7) / 8;
}

static void pack_few(const uint32_t *values, size_t n, unsigned width, unsigned char *out) {
  uint64_t pending = 0;
  unsigned bits = 0;
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  for (size_t i = 0; i < n; i++) {
    pending |= (values[i] & mask) << bits;
    bits += width;
    if (bits < 32) continue;
    uint32_t word = (uint32_t)pending;
    memcpy(out, &word, 4);
    out += 4;
    pending >>= 32;
    bits -= 32;
  }
  memcpy(out, &pending, (bits + 7) / 8);
}

/* Writes up to three values more than n. */
static void unpack_few(const unsigned char *p, const unsigned char *end, size_t n, unsigned width,
                       uint32_t *out) {
  enum { FOUR_WIDTH = 14 }; /* four of them are in the eight bytes from the first one's on */
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  unsigned char padded[VB_PACK_BLOCK * 4 + 8]; /* lets each value be loaded with 8 bytes */
  size_t bytes = packed_size(n, width);
  if ((size_t)(end - p) < bytes + 8) {
    memcpy(padded, p, bytes);
    memset(padded + bytes, 0, 8);
    p = padded;
  }
  size_t bit = 0, i = 0, fours = width <= FOUR_WIDTH ? n : 0;
  for (; i < fours; i += 4, bit += 4 * (size_t)width) {
    uint64_t v;
    memcpy(&v, p + bit / 8, 8);
    v >>= bit % 8;
    out[i] = (uint32_t)(v & mask);
    out[i + 1] = (uint32_t)(v >> width & mask);
    out[i + 2] = (uint32_t)(v >> 2 * width & mask);
    out[i + 3] = (uint32_t)(v >> 3 * width & mask);
  }
  for (; i < n; i++, bit += width) {
    uint64_t v;
    memcpy(&v, p + bit / 8, 8);
    out[i] = (uint32_t)(v >> (bit % 8) & mask);
  }
}

/* ---- the codec ---- */

static unsigned bits_of(uint32_t v) {
  return v ? 32u - (unsigned)__builtin_clz(v) : 0;
}

/* Bytes of the patches for values wider than `width`. */
static size_t patch_bytes(const unsigned counts[33], unsigned width, unsigned widest) {
  size_t bytes = 0;
  for (unsigned b = width + 1; b <= widest; b++) bytes += counts[b] * (1 + (b - width + 6) / 7);
  return bytes;
}

/* How many values are wider than `width`. A few passes in vectors take less time than one that
   counts the values by their bits, in which each count waits for the one before. */
static size_t wider_than(const uint32_t *values, size_t n, unsigned width) {
  size_t count = 0, i = 0;
#if HAVE_SIMD
  v4 narrow = {0, 0, 0, 0};
  for (; i + 4 <= n; i += 4) {
    v4 v;
    memcpy(&v, values + i, sizeof v);
    narrow -= (v4)(v >> width == 0); /* true is -1 */
  }
  count = i - (narrow[0] + narrow[1] + narrow[2] + narrow[3]);
#endif
  for (; i < n; i++) count += values[i] >> width != 0;
  return count;
}

static unsigned best_width(const uint32_t *values, size_t n, bool *patched) {
  uint32_t all = 0;
  for (size_t i = 0; i < n; i++) all |= values[i];
  unsigned widest = bits_of(all), best = widest;
  *patched = false;
  if (n < PATCHED_MIN || !widest) return widest;
  unsigned counts[33];
  size_t best_size = packed_size(n, widest), wider = 0;
  for (unsigned width = widest; width-- > 0;) {
    size_t now = wider_than(values, n, width);
    if (now > n / 4 + 1) break; /* more patches than this never pay */
    counts[width + 1] = (unsigned)(now - wider);
    wider = now;
    size_t patches = patch_bytes(counts, width, widest);
    if (patches > PATCH_BYTES_MAX) break;
    size_t size = packed_size(n, width) + 1 + patches;
    if (size < best_size) best_size = size, best = width;
  }
  *patched = best < widest;
  return best;
}

/* Returns where the patches end. Which values have one is unpredictable, so no branch asks. */
static unsigned char *put_patches(const uint32_t *values, size_t n, unsigned width,
                                  unsigned char *to) {
  uint8_t wide[VB_PACK_BLOCK];
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    wide[count] = (uint8_t)i;
    count += values[i] >> width != 0;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t high = values[wide[i]] >> width;
    *to++ = wide[i];
    for (; high >= 0x80; high >>= 7) *to++ = (unsigned char)(high | 0x80);
    *to++ = (unsigned char)high;
  }
  return to;
}

void vb_pack(const uint32_t *values, size_t n, vb_buf *out) {
  if (!n) return;
  bool patched;
  unsigned width = best_width(values, n, &patched);
  unsigned char *p = (unsigned char *)vb_buf_reserve(out, VB_PACK_BYTES_MAX);
  if (!p) return;
  unsigned char *start = p;
  *p++ = (unsigned char)(width | (patched ? PATCHED : 0));
  unsigned char *patch_size = p;
  if (patched) p++;
  if (n < VB_PACK_BLOCK) pack_few(values, n, width, p);
  else if (width) (use_simd() ? pack_simd : pack_scalar)((uint32_t *)values, p, width);
  p += packed_size(n, width);
  if (patched) {
    unsigned char *end = put_patches(values, n, width, p);
    *patch_size = (unsigned char)(end - p);
    p = end;
  }
  out->n += (size_t)(p - start);
}

/* Reads the head of a pack: where the packed bytes begin, their size and the patches' size. */
static bool read_head(const unsigned char *p, const unsigned char *end, size_t n, unsigned *width,
                      size_t *head, size_t *packed, size_t *patches) {
  if (p >= end) return false;
  *width = *p & WIDTH;
  *head = *p & PATCHED ? 2 : 1;
  if (*width > 32 || n > VB_PACK_BLOCK || (size_t)(end - p) < *head) return false;
  *patches = *head == 2 ? p[1] : 0;
  *packed = packed_size(n, *width);
  return *head + *packed + *patches <= (size_t)(end - p);
}

/* Patches of any kind, checked. Kept out of the way of those who mostly need no check. */
static __attribute__((noinline)) bool apply_patches(const unsigned char *p,
                                                    const unsigned char *end, size_t n,
                                                    unsigned width, uint32_t *out) {
  while (p < end) {
    unsigned i = *p++;
    uint64_t high = p < end ? *p++ : 0x80;
    if (high >= 0x80) { /* rare: more than seven bits */
      vb_cursor c = {p - 1, end, false};
      high = vb_cursor_varint(&c);
      if (c.bad) return false;
      p = c.p;
    }
    if (i >= n || width >= 32 || high >> (32 - width)) return false;
    out[i] |= (uint32_t)high << width;
  }
  return true;
}

/* Applies the patches of a full block that are simple, up to the first that is not: two bytes each,
   index and value, both below 128. */
static inline const unsigned char *apply_simple_patches(const unsigned char *p,
                                                        const unsigned char *end, unsigned width,
                                                        uint32_t *out) {
  enum { SIMPLE_WIDTH = 25 }; /* at most: has room for seven bits */
  if (width > SIMPLE_WIDTH) return p;
  for (; end - p >= 2 && !((p[0] | p[1]) & 0x80); p += 2) out[p[0]] |= (uint32_t)p[1] << width;
  return p;
}

size_t vb_unpack(const unsigned char *p, const unsigned char *end, size_t n, uint32_t *out) {
  if (!n) return 0;
  unsigned width;
  size_t head, packed, patches;
  if (!read_head(p, end, n, &width, &head, &packed, &patches)) return 0;
  const unsigned char *patch = p + head + packed, *patches_end = patch + patches;
  if (n < VB_PACK_BLOCK) {
    unpack_few(p + head, end, n, width, out);
  } else {
    (use_simd() ? unpack_simd : unpack_scalar)(out, (unsigned char *)p + head, width);
    patch = apply_simple_patches(patch, patches_end, width, out);
  }
  if (patch < patches_end && !apply_patches(patch, patches_end, n, width, out)) return 0;
  return (size_t)(patches_end - p);
}

const unsigned char *vb_pack_skip(const unsigned char *p, const unsigned char *end, size_t packs) {
  for (; packs; packs--) {
    if (end - p < 2) return p < end && packs == 1 && !*p ? p + 1 : NULL; /* 128 zeros: one byte */
    size_t size = 1 + 16 * (size_t)(*p & WIDTH), patched = 1 + (size_t)p[1];
    if (*p & PATCHED) size += patched;
    if ((*p & WIDTH) > 32 || size > (size_t)(end - p)) return NULL;
    p += size;
  }
  return p;
}

bool vb_pack_accumulate(uint32_t *values, size_t n, uint32_t base, uint32_t limit) {
  if (n == VB_PACK_BLOCK) return (use_simd() ? sum_simd : sum_scalar)(values, base, limit);
  uint32_t last = base;
  for (size_t i = 0; i < n; i++) {
    if (values[i] >= (1u << 24)) return false;
    values[i] = last += values[i] + 1;
  }
  return n == 0 || last < limit;
}

bool vb_pack_counts(uint32_t *counts, const uint32_t *parts, size_t n) {
  if (n < VB_PACK_BLOCK) return add_one_few(counts, parts, n);
  return (use_simd() ? add_one_simd : add_one_scalar)(counts, parts);
}

bool vb_pack_ends(const uint32_t *counts, size_t n, uint32_t *ends) {
  if (n < VB_PACK_BLOCK) return sum_ends_few(counts, n, ends);
  return (use_simd() ? sum_ends_simd : sum_ends_scalar)(counts, ends);
}
