/*
 * utf8_stream.c - copies runs of ASCII, and examines the rest character by character.
 */
#include "indexer/article/read/utf8_stream.h"

#include "indexer/base/utf8.h"

/* The character of Windows-1252 for a byte of 0x80 or above. */
static int32_t western(unsigned char c) {
  static const uint16_t c1[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                  0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  return c < 0xA0 ? c1[c - 0x80] : c;
}

static bool is_plain(char c) {
  unsigned char u = (unsigned char)c;
  return (u >= 0x20 && u < 0x7f) || u == '\t' || u == '\n' || u == '\r';
}

/* Bytes that are not UTF-8 are read as Windows-1252 until the first valid sequence of several
   bytes; from there on the text is UTF-8 with damage. An incomplete sequence at the end waits for
   more input. Returns the number of bytes used. */
size_t vb_utf8_stream_put(vb_utf8_stream *state, vb_str bytes, bool last, vb_buf *out) {
  const char *p = bytes.p, *end = p + bytes.n;
  char utf8[4];
  for (size_t length; p < end; p += length) {
    const char *run = p;
    while (p < end && is_plain(*p)) p++;
    vb_buf_append(out, run, (size_t)(p - run));
    if (p == end) break;
    length = 1;
    if (!(*p & 0x80)) {
      vb_buf_char(out, ' ');
      continue;
    }
    int32_t c = vb_utf8_decode(p, end, &length);
    if (c < 0 && end - p < 4 && !last) break;
    if (c >= 0) state->multibyte = true;
    else if (state->multibyte) c = VB_UTF8_REPLACEMENT;
    else c = western((unsigned char)*p), length = 1;
    if (c == VB_UTF8_REPLACEMENT) state->replaced += state->replaced < UINT32_MAX;
    if (c != 0xFFFE && c != 0xFFFF) vb_buf_append(out, utf8, vb_utf8_encode(c, utf8));
  }
  return (size_t)(p - bytes.p);
}
