/*
 * text_decoder.c - the table of phrases opened, and texts decoded with it.
 *
 * Layout: FORMAT.md, "Text".
 *
 * Codes of one length are consecutive numbers, and those of shorter codes lie
 * below them when both are read as fractions. So a code's length follows from
 * comparing the next bits with where each length ends; a small table by the first
 * 12 bits leaves one comparison for nearly all. Then the phrase's number is a
 * subtraction. No code of a table that was checked here leads outside of it; what
 * a text can do wrong is to end too early or too late, which is looked at once at
 * its end: until then zeros are read behind it.
 */
#include "indexer/store/text/text_decoder.h"

#include <stdlib.h>

enum { BITS = VB_TEXT_DECODER_BITS, QUICK = 12, LENGTH_BITS = 6, STRIDE = 16 };

struct vb_text_decoder {
  /* Of the codes of each length, as 32 bits: one past the last; the number of the first less
     its code. */
  uint64_t ends[BITS + 2];
  uint32_t offsets[BITS + 2];
  uint8_t least[1 << QUICK]; /* by the next bits: no code there is shorter */
  uint32_t *phrases;         /* place << LENGTH_BITS | length */
  char *bytes;               /* VB_TEXT_DECODER_SLACK more than are used */
};

/* ---- opening ---- */

static vb_status damaged(vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "the table of phrases is malformed");
}

/* The counts of codes; false when they make no prefix code. */
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

/* The phrase whose code begins these 32 bits, its code's length added to *at; 0 for none. */
static inline uint32_t next_phrase(const vb_text_decoder *t, uint32_t bits, size_t *at) {
  unsigned length = t->least[bits >> (32 - QUICK)];
  while (bits >= t->ends[length])
    if (++length > BITS) return 0;
  *at += length;
  return t->phrases[t->offsets[length] + (bits >> (32 - length))];
}

/* Appends a phrase; false when it passes the end, or is none. */
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

/* The 64 bits from a place on, zeros behind the end. */
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

static bool decode(const vb_text_decoder *t, const unsigned char *p, size_t n, char *to,
                   char *end) {
  size_t at = 0;
  /* Seven bits at most are lost to a byte's bounds: the 57 others hold two codes. */
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

/* The size, and the bits behind it. */
static bool read_size(vb_str coded, vb_cursor *c, size_t *size) {
  *c = vb_cursor_of(coded);
  *size = (size_t)vb_cursor_varint(c);
  /* No bit gives more than a phrase, so that a hostile size asks for no more than that. */
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
