/*
 * utf8.c - a decoder that follows table 3-7 (well-formed byte sequences) of the Unicode Standard.
 *
 * Only the range of the second byte depends on the first byte. Checking that range
 * refuses every overlong form, surrogate and value past U+10FFFF. The length of an
 * invalid piece is its "maximal subpart" as the standard defines it, so one U+FFFD
 * replaces it, as browsers do.
 */
#include "indexer/base/utf8.h"

#include "indexer/base/bytes16.h"

static size_t expected_length(unsigned char first, unsigned char *low, unsigned char *high) {
  *low = 0x80, *high = 0xBF;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0) *low = 0xA0;
    if (first == 0xED) *high = 0x9F;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0) *low = 0x90;
    if (first == 0xF4) *high = 0x8F;
    return 4;
  }
  return 0;
}

int32_t vb_utf8_decode(const char *p, const char *end, size_t *length) {
  const unsigned char *b = (const unsigned char *)p;
  size_t left = (size_t)(end - p);
  unsigned char low, high;
  size_t n = expected_length(b[0], &low, &high);
  *length = 1;
  if (n == 1) return b[0];
  if (n == 0) return VB_UTF8_BAD;
  int32_t c = b[0] & (0x7F >> n);
  for (size_t i = 1; i < n; i++, low = 0x80, high = 0xBF) {
    if (i >= left || b[i] < low || b[i] > high) {
      *length = i;
      return VB_UTF8_BAD;
    }
    c = c << 6 | (b[i] & 0x3F);
  }
  *length = n;
  return c;
}

size_t vb_utf8_encode(int32_t c, char out[4]) {
  if (c < 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0;
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (size_t i = n - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
  out[0] = (char)((0xF00 >> n) | c);
  return n;
}

static size_t ascii_run(const char *p, const char *end) {
  const char *start = p;
  for (; (size_t)(end - p) >= sizeof(vb_bytes16); p += sizeof(vb_bytes16)) {
    uint64_t high = vb_bytes16_bits(vb_bytes16_load(p));
    if (high) return (size_t)(p - start) + (size_t)__builtin_ctzll(high);
  }
  while (p < end && !(*p & 0x80)) p++;
  return (size_t)(p - start);
}

bool vb_utf8_valid(vb_str s) {
  if (!s.n) return true; /* an absent text: nothing may be added to NULL */
  const char *p = s.p, *end = s.p + s.n;
  for (size_t length; p < end; p += length) {
    p += ascii_run(p, end);
    if (p == end) break;
    if (vb_utf8_decode(p, end, &length) < 0) return false;
  }
  return true;
}

size_t vb_utf8_repair(vb_str s, vb_buf *out) {
  size_t replaced = 0;
  if (!s.n) return 0;
  const char *p = s.p, *end = s.p + s.n, *kept = s.p;
  for (size_t length; p < end; p += length) {
    p += ascii_run(p, end);
    if (p == end) break;
    if (vb_utf8_decode(p, end, &length) >= 0) continue;
    vb_buf_append(out, kept, (size_t)(p - kept));
    vb_buf_text(out, "\xEF\xBF\xBD");
    kept = p + length;
    replaced++;
  }
  vb_buf_append(out, kept, (size_t)(end - kept));
  return replaced;
}

/* Sixteen bytes at once. A vector counts up to 255 of each of its bytes. */
typedef int8_t byte_row __attribute__((vector_size(16)));
typedef uint8_t sum_row __attribute__((vector_size(16)));

static size_t sum_of_bytes(uint64_t w) {
  const uint64_t pairs =
      (w & UINT64_C(0x00ff00ff00ff00ff)) + (w >> 8 & UINT64_C(0x00ff00ff00ff00ff));
  return pairs * UINT64_C(0x0001000100010001) >> 48;
}

/* The bytes of [p, p + rows * 16) that continue a character. REQUIRES: rows < 256. */
static size_t continuing(const char *p, size_t rows) {
  sum_row sums = {0};
  uint64_t halves[2];
  for (size_t r = 0; r < rows; r++) {
    byte_row row;
    memcpy(&row, p + r * sizeof row, sizeof row);
    sums -= (sum_row)(row < (int8_t)-64); /* 0x80 to 0xBF; a comparison that holds is -1 */
  }
  memcpy(halves, &sums, sizeof halves);
  return sum_of_bytes(halves[0]) + sum_of_bytes(halves[1]);
}

/* Likewise, of up to eight bytes. */
static size_t continuing_few(const char *p, size_t n) {
  uint64_t w = 0;
  memcpy(&w, p, n);
  return sum_of_bytes(w >> 7 & ~w >> 6 & UINT64_C(0x0101010101010101));
}

size_t vb_utf8_count(vb_str s) {
  enum { ROW = sizeof(byte_row), ROWS_MAX = 255, WORD = 8 };
  size_t count = s.n, i = 0;
  for (size_t rows; (rows = (s.n - i) / ROW) > 0; i += rows * ROW) {
    if (rows > ROWS_MAX) rows = ROWS_MAX;
    count -= continuing(s.p + i, rows);
  }
  for (; s.n - i >= WORD; i += WORD) count -= continuing_few(s.p + i, WORD);
  for (; i < s.n; i++) count -= ((unsigned char)s.p[i] & 0xC0) == 0x80;
  return count;
}

size_t vb_utf8_count_to(vb_utf8_counter *counter, size_t byte) {
  if (byte < counter->byte) counter->byte = counter->count = 0;
  if (byte > counter->text.n) byte = counter->text.n;
  counter->count += vb_utf8_count(vb_str_slice(counter->text, counter->byte, byte));
  counter->byte = byte;
  return counter->count;
}

size_t vb_utf8_floor(vb_str s, size_t at) {
  if (at >= s.n) return s.n;
  while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
  return at;
}

size_t vb_utf8_offset(vb_str s, size_t chars) {
  size_t i = 0;
  for (; i < s.n; i++)
    if (((unsigned char)s.p[i] & 0xC0) != 0x80 && chars-- == 0) break;
  return i;
}

bool vb_utf8_steers(int32_t c) {
  return c == VB_UTF8_BAD || c < ' ' || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}
