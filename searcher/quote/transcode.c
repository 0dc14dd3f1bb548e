/*
 * transcode.c - tables for the upper half of two charsets, and a choice between them.
 *
 * The same byte is é in one charset and Ž in the other, so the text decides. A lower-case
 * letter between lower-case letters, an apostrophe inside a word, or a mark before a word
 * make sense; a capital inside a word, a control character, or a sign inside a word do
 * not. The charset with more sense wins.
 */
#include "searcher/quote/transcode.h"

#include "indexer/base/utf8.h"

static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

static const uint16_t mac_roman[128] = {
    0xC4,   0xC5,   0xC7,   0xC9,   0xD1,   0xD6,  0xDC,   0xE1,   0xE0,   0xE2,   0xE4,   0xE3,
    0xE5,   0xE7,   0xE9,   0xE8,   0xEA,   0xEB,  0xED,   0xEC,   0xEE,   0xEF,   0xF1,   0xF3,
    0xF2,   0xF4,   0xF6,   0xF5,   0xFA,   0xF9,  0xFB,   0xFC,   0x2020, 0xB0,   0xA2,   0xA3,
    0xA7,   0x2022, 0xB6,   0xDF,   0xAE,   0xA9,  0x2122, 0xB4,   0xA8,   0x2260, 0xC6,   0xD8,
    0x221E, 0xB1,   0x2264, 0x2265, 0xA5,   0xB5,  0x2202, 0x2211, 0x220F, 0x3C0,  0x222B, 0xAA,
    0xBA,   0x3A9,  0xE6,   0xF8,   0xBF,   0xA1,  0xAC,   0x221A, 0x192,  0x2248, 0x2206, 0xAB,
    0xBB,   0x2026, 0xA0,   0xC0,   0xC3,   0xD5,  0x152,  0x153,  0x2013, 0x2014, 0x201C, 0x201D,
    0x2018, 0x2019, 0xF7,   0x25CA, 0xFF,   0x178, 0x2044, 0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02,
    0x2021, 0xB7,   0x201A, 0x201E, 0x2030, 0xC2,  0xCA,   0xC1,   0xCB,   0xC8,   0xCD,   0xCE,
    0xCF,   0xCC,   0xD3,   0xD4,   0xF8FF, 0xD2,  0xDA,   0xDB,   0xD9,   0x131,  0x2C6,  0x2DC,
    0xAF,   0x2D8,  0x2D9,  0x2DA,  0xB8,   0x2DD, 0x2DB,  0x2C7};

const char *vb_charset_name(vb_charset charset) {
  static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252", "Mac Roman"};
  return names[charset];
}

static int32_t char_of(vb_charset charset, unsigned char byte) {
  if (byte < 0x80) return byte;
  if (charset == VB_CHARSET_MAC_ROMAN) return mac_roman[byte - 0x80];
  return byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

static void put(vb_buf *out, int32_t c) {
  char bytes[4];
  vb_buf_append(out, bytes, vb_utf8_encode(c, bytes));
}

/* ---- which it is ---- */

vb_charset vb_charset_of_head(vb_str head) {
  const unsigned char *p = (const unsigned char *)head.p;
  if (head.n >= 2 && p[0] == 0xFF && p[1] == 0xFE) return VB_CHARSET_UTF16LE;
  if (head.n >= 2 && p[0] == 0xFE && p[1] == 0xFF) return VB_CHARSET_UTF16BE;
  size_t n = head.n < 64 ? head.n / 2 * 2 : 64, even = 0, odd = 0;
  for (size_t i = 0; i < n; i += 2) even += p[i] == 0, odd += p[i + 1] == 0;
  if (n >= 4 && odd * 4 >= n && even == 0) return VB_CHARSET_UTF16LE;
  return n >= 4 && even * 4 >= n && odd == 0 ? VB_CHARSET_UTF16BE : VB_CHARSET_UTF8;
}

static bool is_small(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7) || c == 0x153;
}

static bool is_capital(int32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || c == 0x152 ||
         c == 0x160 || c == 0x17D || c == 0x178;
}

static bool is_letter(int32_t c) {
  return is_small(c) || is_capital(c);
}

/* How much sense a character makes between its neighbours. A mark in its proper place counts more
   than the letter that the same byte is in the other charset. */
static int sense(int32_t before, int32_t c, int32_t behind) {
  bool inside = is_letter(before) && is_letter(behind);
  if (c >= 0x80 && c < 0xA0) return -4;
  if (is_small(c)) return is_letter(before) || is_letter(behind) ? 3 : 0;
  if (is_capital(c)) return is_small(before) ? -3 : is_small(behind) || is_capital(behind) ? 2 : -1;
  if (c == 0x2019) return inside || !is_letter(behind) ? 4 : 0;
  if (c == 0x201C || c == 0x2018) return !is_letter(before) && is_letter(behind) ? 4 : -1;
  if (c == 0x201D) return !is_letter(behind) ? 4 : -1;
  if (c == 0x2013 || c == 0x2014 || c == 0x2026 || c == 0xA3 || c == 0x20AC) return inside ? 0 : 1;
  return inside ? -2 : 0;
}

static int sense_of(vb_charset charset, vb_str text) {
  enum { MOST = 64 * 1024 }; /* bytes: one page is enough to decide */
  int sum = 0;
  size_t n = text.n < MOST ? text.n : MOST;
  for (size_t i = 0; i < n; i++) {
    if (!(text.p[i] & 0x80)) continue;
    int32_t before = i > 0 ? char_of(charset, (unsigned char)text.p[i - 1]) : ' ';
    int32_t behind = i + 1 < n ? char_of(charset, (unsigned char)text.p[i + 1]) : ' ';
    sum += sense(before, char_of(charset, (unsigned char)text.p[i]), behind);
  }
  return sum;
}

vb_charset vb_charset_of_bytes(vb_str text) {
  return sense_of(VB_CHARSET_MAC_ROMAN, text) > sense_of(VB_CHARSET_WINDOWS_1252, text)
             ? VB_CHARSET_MAC_ROMAN
             : VB_CHARSET_WINDOWS_1252;
}

/* ---- decoding ---- */

static uint32_t unit_at(vb_charset charset, vb_str bytes, size_t at) {
  uint32_t first = (unsigned char)bytes.p[at], second = (unsigned char)bytes.p[at + 1];
  return charset == VB_CHARSET_UTF16LE ? first | second << 8 : first << 8 | second;
}

static size_t decode_utf16(vb_charset charset, vb_str bytes, bool end, vb_buf *out) {
  size_t at = 0;
  while (at + 2 <= bytes.n) {
    uint32_t unit = unit_at(charset, bytes, at);
    bool high = unit >= 0xD800 && unit < 0xDC00;
    if (high && at + 4 > bytes.n && !end) break;
    uint32_t low = high && at + 4 <= bytes.n ? unit_at(charset, bytes, at + 2) : 0;
    bool pair = low >= 0xDC00 && low < 0xE000;
    if (pair) unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    else if (unit >= 0xD800 && unit < 0xE000) unit = VB_UTF8_REPLACEMENT;
    if (unit != 0xFEFF) put(out, (int32_t)unit);
    at += pair ? 4 : 2;
  }
  if (end && at < bytes.n) put(out, VB_UTF8_REPLACEMENT), at = bytes.n;
  return at;
}

size_t vb_charset_decode(vb_charset charset, vb_str bytes, bool end, vb_buf *out) {
  if (charset == VB_CHARSET_UTF16LE || charset == VB_CHARSET_UTF16BE)
    return decode_utf16(charset, bytes, end, out);
  if (charset == VB_CHARSET_UTF8) vb_buf_str(out, bytes);
  else
    for (size_t i = 0; i < bytes.n; i++) put(out, char_of(charset, (unsigned char)bytes.p[i]));
  return bytes.n;
}
