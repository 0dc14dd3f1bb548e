/*
 * text_decoder.c - opens the table of phrases, and decodes texts with it.
 *
 * Layout: FORMAT.md, "Text".
 *
 * The code is canonical: codes of one length are consecutive numbers, and read as
 * binary fractions the shorter codes are below the longer ones. So a code's length
 * follows from comparing the next bits with the value where each length ends; a table
 * indexed by the first 12 bits leaves one comparison for nearly all codes. The phrase's
 * number is then one subtraction. The table is checked when it is opened, so no code
 * leads outside of it. A bad text can only end too early or too late, which is checked
 * once at its end; past the last byte the decoder reads zeros.
 */
#include "indexer/store/text/text_decoder.h"

#include <stdlib.h>

enum { BITS = VB_TEXT_DECODER_BITS, QUICK = 12, LENGTH_BITS = 6, STRIDE = 16 };

struct vb_text_decoder {
  /* By length, as 32-bit values: one past the last code, and the number of the first phrase minus
     its code. */
  uint64_t ends[BITS + 2];
  uint32_t offsets[BITS + 2];
  uint8_t least[1 << QUICK]; /* by the next bits: the shortest length possible there */
  uint32_t *phrases;         /* place << LENGTH_BITS | length */
  char *bytes;               /* followed by VB_TEXT_DECODER_SLACK unused bytes */
};

/* ---- opening ---- */

static vb_status damaged(vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "the table of phrases is malformed");
}

/* Reads the number of codes of each length; false when they do not form a prefix code. */
static bool read_counts(vb_text_decoder *t, vb_cursor *c, uint32_t *count) {
  uint64_t code = 0;
  *count = 0;
  for (unsigned length = 1; length <= BITS; length++) {
    uint32_t n = vb_cursor_u32(c);
    code *= 2;
    if (c->bad || n > VB_TEXT_DECODER_MAX - *count || code + n > UINT64_C(1) << length)
      return false;
    t->offsets[length] = *count - (uint32_t)code;
    code += n;
    *count += n;
    t->ends[length] = code << (32 - length);
  }
  unsigned length = 1;
  for (uint64_t i = 0; i < 1 << QUICK; i++) {
    while (length < BITS && i << (32 - QUICK) >= t->ends[length]) length++;
    t->least[i] = (uint8_t)length;
  }
  return true;
}

static vb_status read_phrases(vb_text_decoder *t, vb_cursor *c, uint32_t count, vb_error *err) {
  vb_str lengths = vb_cursor_bytes(c, count);
  size_t left = vb_cursor_left(c);
  uint32_t place = 0;
  if (c->bad || left > (size_t)count * VB_TEXT_DECODER_PHRASE) return damaged(err);
  t->phrases = malloc(((size_t)count + 1) * sizeof *t->phrases);
  t->bytes = malloc(left + VB_TEXT_DECODER_SLACK);
  if (!t->phrases || !t->bytes) return vb_fail(err, VB_NOMEM, "out of memory");
  for (uint32_t i = 0; i < count; i++) {
    unsigned length = (unsigned char)lengths.p[i];
    if (!length || length > VB_TEXT_DECODER_PHRASE || length > left - place) return damaged(err);
    t->phrases[i] = place << LENGTH_BITS | length;
    place += length;
  }
  if (place != left) return damaged(err);
  vb_str bytes = vb_cursor_bytes(c, left);
  if (left) memcpy(t->bytes, bytes.p, left);
  memset(t->bytes + left, 0, VB_TEXT_DECODER_SLACK);
  return VB_OK;
}

vb_status vb_text_decoder_new(vb_str table, vb_text_decoder **out, vb_error *err) {
  vb_cursor c = vb_cursor_of(table);
  uint32_t count;
  *out = NULL;
  vb_text_decoder *t = calloc(1, sizeof *t);
  if (!t) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = read_counts(t, &c, &count) ? read_phrases(t, &c, count, err) : damaged(err);
  if (status == VB_OK) *out = t;
  else vb_text_decoder_free(t);
  return status;
}

void vb_text_decoder_free(vb_text_decoder *t) {
  if (!t) return;
  free(t->phrases);
  free(t->bytes);
  free(t);
}

/* ---- texts ---- */

/* The phrase whose code begins these 32 bits; adds its code's length to *at. 0 for none. */
static inline uint32_t next_phrase(const vb_text_decoder *t, uint32_t bits, size_t *at) {
  unsigned length = t->least[bits >> (32 - QUICK)];
  while (bits >= t->ends[length])
    if (++length > BITS) return 0;
  *at += length;
  return t->phrases[t->offsets[length] + (bits >> (32 - length))];
}

/* Appends a phrase; false when it would pass the end, or is 0. */
static inline bool put_phrase(const vb_text_decoder *t, uint32_t phrase, char **to,
                              const char *end) {
  size_t n = phrase & ((1 << LENGTH_BITS) - 1);
  const char *from = t->bytes + (phrase >> LENGTH_BITS);
  if (!n || n > (size_t)(end - *to)) return false;
  memcpy(*to, from, STRIDE);
  if (n > STRIDE) memcpy(*to + STRIDE, from + STRIDE, VB_TEXT_DECODER_PHRASE - STRIDE);
  *to += n;
  return true;
}

/* The 64 bits from bit `at`; zeros after the end. */
static uint64_t careful_bits(const unsigned char *p, size_t n, size_t at) {
  uint64_t bits = 0;
  for (size_t i = at / 8; i < at / 8 + 8; i++) bits = bits << 8 | (i < n ? p[i] : 0);
  return bits << at % 8;
}

static inline uint64_t quick_bits(const unsigned char *p, size_t at) {
  uint64_t bits;
  memcpy(&bits, p + at / 8, 8);
  return __builtin_bswap64(bits) << at % 8;
}

/* The fast loop reads 64 bits at once and decodes two phrases from them, as long as 8 bytes are
   left; the careful loop decodes the rest. The text is good only if the codes end in the last byte
   and its remaining bits are 0. */
static bool decode(const vb_text_decoder *t, const unsigned char *p, size_t n, char *to,
                   char *end) {
  size_t at = 0;
  /* A byte boundary costs at most seven of 64 bits; the other 57 contain two codes. */
  while (at / 8 + 8 <= n && to < end) {
    uint64_t bits = quick_bits(p, at);
    size_t used = 0;
    if (!put_phrase(t, next_phrase(t, (uint32_t)(bits >> 32), &used), &to, end)) return false;
    at += used;
    if (to == end) break;
    bits <<= used;
    used = 0;
    if (!put_phrase(t, next_phrase(t, (uint32_t)(bits >> 32), &used), &to, end)) return false;
    at += used;
  }
  while (to < end) {
    uint32_t bits = (uint32_t)(careful_bits(p, n, at) >> 32);
    if (!put_phrase(t, next_phrase(t, bits, &at), &to, end)) return false;
  }
  return (at + 7) / 8 == n && (at % 8 == 0 || (unsigned char)(p[n - 1] << at % 8) == 0);
}

/* Reads the decoded size; *c is then at the bits. */
static bool read_size(vb_str coded, vb_cursor *c, size_t *size) {
  *c = vb_cursor_of(coded);
  *size = (size_t)vb_cursor_varint(c);
  /* Each bit yields at most one phrase, which bounds what a hostile size can make us allocate. */
  return !c->bad && *size / VB_TEXT_DECODER_PHRASE / 8 <= vb_cursor_left(c);
}

vb_status vb_text_decoder_size(vb_str coded, size_t most, size_t *size, vb_error *err) {
  vb_cursor c;
  if (read_size(coded, &c, size) && *size <= most) return VB_OK;
  *size = 0;
  return vb_fail(err, VB_CORRUPT, "the length of an article is malformed");
}

vb_status vb_text_decoder_decode(const vb_text_decoder *t, vb_str coded, char *to, vb_error *err) {
  vb_cursor c;
  size_t size;
  if (read_size(coded, &c, &size) && decode(t, c.p, vb_cursor_left(&c), to, to + size))
    return VB_OK;
  return vb_fail(err, VB_CORRUPT, "an article does not decode to its %zu bytes", size);
}
