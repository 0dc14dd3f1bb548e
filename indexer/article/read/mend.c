/*
 * mend.c - repairs sequences that cannot be intended text.
 *
 * A UTF-8 character whose bytes were read as Windows-1252 and encoded again is a run of
 * two to four characters: a lead byte (U+00C2 to U+00F4), then characters for 0x80 to
 * 0xBF. A run of three or four that decodes correctly is no accident. A run of two may be
 * ("ROM\u00C2\u00BB"), so it counts only if the character before is not a capital and the
 * first character is the usual one, or if another such run follows directly. The repair
 * is repeated for text that was encoded three times.
 */
#include "indexer/article/read/mend.h"

#include "indexer/base/buf.h"
#include "indexer/base/utf8.h"

#include <ctype.h>

enum {
  ROUNDS_MAX = 3,
  LOOKED_THROUGH = 64 * 1024, /* bytes searched for other occurrences of a broken word */
  LOOKS_MAX = 500             /* such words per text; bounds the work */
};

/* The byte from 0x80 to 0xBF for which a character stands in Windows-1252; 0 for other
   characters. */
static unsigned byte_of(int32_t c) {
  static const uint16_t high[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  if (c >= 0x80 && c <= 0xBF) return (unsigned)c;
  for (unsigned i = 0; i < 32; i++)
    if (c == high[i]) return 0x80 + i;
  return 0;
}

/* The character whose bytes were encoded at p; *length: the bytes it takes there. -1 for none. */
static int32_t encoded_at(const char *p, const char *end, size_t *length, unsigned *parts) {
  char bytes[4];
  size_t n, used;
  if (p >= end) return -1;
  int32_t lead = vb_utf8_decode(p, end, &n);
  if (lead < 0xC2 || lead > 0xF4) return -1;
  *parts = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  bytes[0] = (char)lead;
  *length = n;
  for (unsigned i = 1; i < *parts; i++) {
    if (p + *length >= end) return -1;
    unsigned byte = byte_of(vb_utf8_decode(p + *length, end, &n));
    if (!byte) return -1;
    bytes[i] = (char)byte;
    *length += n;
  }
  int32_t c = vb_utf8_decode(bytes, bytes + *parts, &used);
  return c >= 0 && used == *parts ? c : -1;
}

static bool is_certain(vb_str text, size_t at, size_t length, unsigned parts, bool after_one) {
  size_t next_length;
  unsigned next_parts;
  if (parts > 2 || after_one) return true;
  const char *p = text.p + at, *end = text.p + text.n;
  bool usual = p[0] == '\xC3' && (p[1] == '\x82' || p[1] == '\x83');
  bool after_capital = at && isupper((unsigned char)p[-1]);
  return (usual && !after_capital) || encoded_at(p + length, end, &next_length, &next_parts) >= 0;
}

/* Undoes one round of encoding UTF-8 as if it were Windows-1252. Only sequences that are certain
   are undone, and a sequence next to such a one counts as more certain. */
static uint32_t mend_once(vb_str text, vb_buf *out) {
  uint32_t count = 0;
  bool after_one = false;
  size_t plain = 0;
  for (size_t i = 0; i < text.n;) {
    size_t length = 1;
    unsigned parts;
    char utf8[4];
    int32_t c = text.p[i] == '\xC3' ? encoded_at(text.p + i, text.p + text.n, &length, &parts) : -1;
    if (c < 0 || !is_certain(text, i, length, parts, after_one)) {
      after_one = false;
      i++;
      continue;
    }
    vb_buf_append(out, text.p + plain, i - plain);
    vb_buf_append(out, utf8, vb_utf8_encode(c, utf8));
    after_one = true;
    count++;
    i += length;
    plain = i;
  }
  if (count) vb_buf_append(out, text.p + plain, text.n - plain);
  return count;
}

vb_str vb_mend_encoded_twice(vb_str text, vb_arena *arena, uint32_t *count) {
  for (int round = 0; round < ROUNDS_MAX; round++) {
    vb_buf out = VB_BUF_INIT;
    if (!text.n || !memchr(text.p, '\xC3', text.n)) return text;
    uint32_t mended = mend_once(text, &out);
    vb_str kept = mended && !out.failed ? vb_arena_copy(arena, vb_buf_view(&out)) : VB_STR_NONE;
    vb_buf_clear(&out);
    if (!kept.p) return text;
    text = kept;
    if (round == 0) *count += mended; /* later rounds repair the same places */
  }
  return text;
}

/* --- broken words --- */

static bool is_word_byte(char c) {
  return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_small(char c) {
  return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Whether the text contains the word as a whole. */
static bool has_word(vb_str text, vb_str a, vb_str b, bool hyphen) {
  char word[128];
  size_t n = a.n + hyphen + b.n;
  if (n >= sizeof word) return false;
  memcpy(word, a.p, a.n);
  word[a.n] = '-';
  memcpy(word + n - b.n, b.p, b.n);
  const char *end = text.p + text.n;
  for (const char *p = text.p; text.n && (p = memmem(p, (size_t)(end - p), word, n)) != NULL; p++)
    if ((p == text.p || !is_word_byte(p[-1])) && (p + n == end || !is_word_byte(p[n]))) return true;
  return false;
}

/* Whether the hyphen belongs to the word: the text has it elsewhere, or the first part is usually
   joined with one. */
static bool keeps_hyphen(vb_str text, vb_str before, vb_str after, unsigned looks) {
  static const char *const joined[] = {
      "self", "well",  "non",  "ex",   "half",  "so",    "long",   "short", "high",
      "low",  "full",  "part", "left", "right", "first", "second", "third", "one",
      "two",  "three", "four", "five", "old",   "year",  "anti",   "post",  "pre",
      "vice", "ill",   "co",   "all",  "cross", "hard",  "fast",   "far",   "ever"};
  text = vb_str_slice(text, 0, looks < LOOKS_MAX ? LOOKED_THROUGH : 0);
  if (has_word(text, before, after, true)) return true;
  if (has_word(text, before, after, false)) return false;
  for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
    if (vb_str_is_caseless(before, joined[i])) return true;
  return false;
}

/* For a letter, a hyphen at `at`, a line end and a small letter: where the next line begins; 0 for
   other hyphens. */
static size_t break_at(vb_str text, size_t at) {
  size_t i = at + 1;
  if (at < 2 || !is_word_byte(text.p[at - 1]) || !is_word_byte(text.p[at - 2])) return 0;
  while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\r')) i++;
  if (i >= text.n || text.p[i] != '\n') return 0;
  for (i++; i < text.n && (text.p[i] == ' ' || text.p[i] == '\t');) i++;
  return i + 1 < text.n && is_small(text.p[i]) && is_word_byte(text.p[i + 1]) ? i : 0;
}

/* Joins "under-" and "standable" over a line's end. What the rest of the text has decides whether
   the hyphen stays (keeps_hyphen). */
vb_str vb_mend_broken_words(vb_str text, vb_arena *arena) {
  vb_buf out = VB_BUF_INIT;
  size_t plain = 0;
  unsigned looks = 0;
  const char *end = text.n ? text.p + text.n : NULL;
  for (const char *p = text.p; text.n && (p = memchr(p, '-', (size_t)(end - p))) != NULL; p++) {
    size_t at = (size_t)(p - text.p), next = break_at(text, at), from = at, to = next;
    if (!next) continue;
    while (from > plain && is_word_byte(text.p[from - 1])) from--;
    while (to < text.n && is_word_byte(text.p[to])) to++;
    bool kept =
        keeps_hyphen(text, vb_str_slice(text, from, at), vb_str_slice(text, next, to), looks++);
    vb_buf_append(&out, text.p + plain, at - plain + kept);
    plain = next;
    p = text.p + next - 1;
  }
  vb_str mended = text;
  if (plain) {
    vb_buf_append(&out, text.p + plain, text.n - plain);
    vb_str copy = out.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&out));
    if (copy.p) mended = copy;
  }
  vb_buf_clear(&out);
  return mended;
}
