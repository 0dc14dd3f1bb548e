/*
 * marks.c - a sorted table of character ranges, and the rules for which marks open and close.
 *
 * An entry says what its characters are. For quotation marks it also gives the
 * family, the side that the mark faces, and whether two in a row make one double
 * mark (`` and ''). ASCII characters, which most calls ask about, are answered
 * without a search of the table.
 */
#include "indexer/text/marks.h"

#include "indexer/base/utf8.h"

#include <utf8proc.h>

enum { SPACE = 1, DASH = 2, QUOTE = 4, TWIN = 8 };

typedef struct entry {
  int32_t first, last;
  uint8_t is, family, side;
} entry;

#define EITHER VB_MARK_FACES_EITHER
#define IN VB_MARK_FACES_IN
#define OUT VB_MARK_FACES_OUT
#define LOW VB_MARK_LOW

/* Sorted. A quote without a family is typed in place of an apostrophe and never opens a
   quotation. */
static const entry table[] = {{'\t', '\r', SPACE, 0, 0},
                              {' ', ' ', SPACE, 0, 0},
                              {'"', '"', QUOTE, VB_MARK_DOUBLE, EITHER},
                              {'\'', '\'', QUOTE | TWIN, VB_MARK_SINGLE, EITHER},
                              {'-', '-', DASH, 0, 0},
                              {'`', '`', QUOTE | TWIN, VB_MARK_NONE, IN},
                              {0x0085, 0x0085, SPACE, 0, 0},
                              {0x00A0, 0x00A0, SPACE, 0, 0},
                              {0x00AB, 0x00AB, QUOTE, VB_MARK_GUILLEMET, IN},
                              {0x00B4, 0x00B4, QUOTE | TWIN, VB_MARK_NONE, EITHER}, /* ´ */
                              {0x00BB, 0x00BB, QUOTE, VB_MARK_GUILLEMET, OUT},
                              {0x02B9, 0x02BD, QUOTE, 0, 0}, /* modifier primes and apostrophes */
                              {0x058A, 0x058A, DASH, 0, 0},  /* Armenian */
                              {0x1680, 0x1680, SPACE, 0, 0},
                              {0x2000, 0x200A, SPACE, 0, 0},
                              {0x2010, 0x2015, DASH, 0, 0},
                              {0x2018, 0x2018, QUOTE | TWIN, VB_MARK_SINGLE, IN},  /* ‘ */
                              {0x2019, 0x2019, QUOTE | TWIN, VB_MARK_SINGLE, OUT}, /* ’ */
                              {0x201A, 0x201A, QUOTE | TWIN, VB_MARK_SINGLE, LOW}, /* ‚ */
                              {0x201B, 0x201B, QUOTE | TWIN, VB_MARK_SINGLE, IN},  /* ‛ */
                              {0x201C, 0x201C, QUOTE, VB_MARK_DOUBLE, IN},         /* “ */
                              {0x201D, 0x201D, QUOTE, VB_MARK_DOUBLE, OUT},        /* ” */
                              {0x201E, 0x201E, QUOTE, VB_MARK_DOUBLE, LOW},        /* „ */
                              {0x201F, 0x201F, QUOTE, VB_MARK_DOUBLE, IN},         /* ‟ */
                              {0x2028, 0x2029, SPACE, 0, 0},
                              {0x202F, 0x202F, SPACE, 0, 0},
                              {0x2032, 0x2036, QUOTE, 0, 0}, /* primes */
                              {0x2039, 0x2039, QUOTE, VB_MARK_SINGLE_GUILLEMET, IN},
                              {0x203A, 0x203A, QUOTE, VB_MARK_SINGLE_GUILLEMET, OUT},
                              {0x2043, 0x2043, DASH, 0, 0}, /* hyphen bullet */
                              {0x205F, 0x205F, SPACE, 0, 0},
                              {0x2212, 0x2212, DASH, 0, 0}, /* minus */
                              {0x275B, 0x275B, QUOTE, VB_MARK_SINGLE, IN},
                              {0x275C, 0x275C, QUOTE, VB_MARK_SINGLE, OUT},
                              {0x275D, 0x275D, QUOTE, VB_MARK_DOUBLE, IN},
                              {0x275E, 0x275E, QUOTE, VB_MARK_DOUBLE, OUT},
                              {0x275F, 0x275F, QUOTE, VB_MARK_SINGLE, LOW},
                              {0x2760, 0x2760, QUOTE, VB_MARK_DOUBLE, LOW},
                              {0x2E3A, 0x2E3B, DASH, 0, 0},
                              {0x2E42, 0x2E42, QUOTE, VB_MARK_DOUBLE, LOW},
                              {0x3000, 0x3000, SPACE, 0, 0},
                              {0x300C, 0x300C, QUOTE, VB_MARK_CORNER, IN},
                              {0x300D, 0x300D, QUOTE, VB_MARK_CORNER, OUT},
                              {0x300E, 0x300E, QUOTE, VB_MARK_WHITE_CORNER, IN},
                              {0x300F, 0x300F, QUOTE, VB_MARK_WHITE_CORNER, OUT},
                              {0x301D, 0x301D, QUOTE, VB_MARK_DOUBLE, IN},  /* 〝 */
                              {0x301E, 0x301F, QUOTE, VB_MARK_DOUBLE, OUT}, /* 〞〟 */
                              {0xFE41, 0xFE41, QUOTE, VB_MARK_CORNER, IN},  /* of vertical text */
                              {0xFE42, 0xFE42, QUOTE, VB_MARK_CORNER, OUT},
                              {0xFE43, 0xFE43, QUOTE, VB_MARK_WHITE_CORNER, IN},
                              {0xFE44, 0xFE44, QUOTE, VB_MARK_WHITE_CORNER, OUT},
                              {0xFE58, 0xFE58, DASH, 0, 0},
                              {0xFE63, 0xFE63, DASH, 0, 0},
                              {0xFF02, 0xFF02, QUOTE, VB_MARK_DOUBLE, EITHER},
                              {0xFF07, 0xFF07, QUOTE | TWIN, VB_MARK_SINGLE, EITHER},
                              {0xFF0D, 0xFF0D, DASH, 0, 0},
                              {0xFF62, 0xFF62, QUOTE, VB_MARK_CORNER, IN}, /* half as wide */
                              {0xFF63, 0xFF63, QUOTE, VB_MARK_CORNER, OUT}};

static const entry none;

/* Where the characters of ASCII stand in the table, plus one. */
static const uint8_t of_ascii[0x80] = {['\t'] = 1, ['\n'] = 1, ['\v'] = 1, ['\f'] = 1, ['\r'] = 1,
                                       [' '] = 2,  ['"'] = 3,  ['\''] = 4, ['-'] = 5,  ['`'] = 6};

static const entry *entry_of(int32_t c) {
  if (c >= 0 && c < 0x80) return of_ascii[c] ? &table[of_ascii[c] - 1] : &none;
  size_t low = 0, high = sizeof table / sizeof *table;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c > table[middle].last) low = middle + 1;
    else if (c < table[middle].first) high = middle;
    else return &table[middle];
  }
  return &none;
}

bool vb_char_is_space(int32_t c) {
  return entry_of(c)->is & SPACE;
}

bool vb_char_is_dash(int32_t c) {
  return entry_of(c)->is & DASH;
}

bool vb_char_is_quote(int32_t c) {
  return entry_of(c)->is & QUOTE;
}

bool vb_char_is_ignorable(int32_t c) {
  return c >= 0xAD && utf8proc_get_property(c)->ignorable;
}

bool vb_char_is_blank(int32_t c) {
  return vb_char_is_space(c) || vb_char_is_ignorable(c);
}

vb_quote_mark vb_mark_at(vb_str text, size_t at) {
  size_t length;
  int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, &length);
  const entry *e = entry_of(c);
  vb_quote_mark mark = {e->family, e->side, (uint32_t)length};
  if (!(e->is & TWIN) || text.n - at < 2 * length ||
      memcmp(text.p + at, text.p + at + length, length) != 0)
    return mark;
  return (vb_quote_mark){VB_MARK_DOUBLE, e->side, (uint32_t)(2 * length)};
}

bool vb_mark_closes(vb_quote_mark opened, vb_quote_mark mark) {
  if (opened.family == VB_MARK_NONE || opened.family != mark.family) return false;
  if (opened.side == LOW) return mark.side != LOW;
  if (mark.family == VB_MARK_CORNER || mark.family == VB_MARK_WHITE_CORNER)
    return opened.side == IN && mark.side == OUT;
  bool guillemets = mark.family == VB_MARK_GUILLEMET || mark.family == VB_MARK_SINGLE_GUILLEMET;
  if (guillemets && opened.side == OUT) return mark.side == IN;
  return mark.side == OUT || mark.side == EITHER;
}

/* Chinese and Japanese characters and punctuation: scripts without spaces between words. */
static bool puts_no_space(int32_t c) {
  return (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFF9F) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

static int32_t char_before(vb_str text, size_t at) {
  size_t length;
  size_t before = vb_utf8_floor(text, at - 1);
  return vb_utf8_decode(text.p + before, text.p + at, &length);
}

bool vb_mark_space_before(vb_str text, size_t at) {
  if (at == 0) return true;
  int32_t c = char_before(text, at);
  if (c < 0x80) return (c > 0 && strchr("([{-/>\"'", c)) || vb_char_is_space(c);
  const entry *e = entry_of(c);
  if (e->is & QUOTE) return e->family != VB_MARK_NONE && e->side != OUT;
  return e->is & (SPACE | DASH);
}

/* Whether the mark at `at` may open a quotation although no space comes before it. */
static bool opens_unspaced(vb_str text, size_t at, vb_quote_mark mark) {
  int32_t c = char_before(text, at);
  return puts_no_space(c) || (mark.family == VB_MARK_DOUBLE && (c == ':' || c == ','));
}

bool vb_mark_space_at(vb_str text, size_t at) {
  if (at >= text.n) return true;
  size_t length;
  return vb_char_is_space(vb_utf8_decode(text.p + at, text.p + text.n, &length));
}

bool vb_mark_opens(vb_str text, size_t at, vb_quote_mark mark) {
  if (mark.family == VB_MARK_NONE) return false;
  if (mark.family == VB_MARK_CORNER || mark.family == VB_MARK_WHITE_CORNER) return mark.side == IN;
  if (mark.family == VB_MARK_DOUBLE && (mark.side == IN || mark.side == LOW)) return true;
  if (mark.family == VB_MARK_GUILLEMET && mark.side == IN) return vb_mark_space_before(text, at);
  return !vb_mark_space_at(text, at + mark.length) &&
         (vb_mark_space_before(text, at) || opens_unspaced(text, at, mark));
}
