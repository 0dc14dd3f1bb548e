/*
 * query_marks.c - which characters open and close a phrase.
 *
 * People paste marks of every kind, mixed and unbalanced, so any double mark
 * opens a phrase and any closes it, with three refinements. A pair of another
 * family inside («he said "no" to it») is typography. The mark that opened the
 * phrase, again at the beginning of a word, opens a paragraph or a quotation
 * inside it and does not close. A mark at the end of a word that nothing opened
 * is left over from a cut and opens nothing. Single curly marks make a phrase
 * only as a pair around several words: else they are apostrophes.
 *
 * Every look ahead ends at the next mark or two, so the whole is linear.
 */
#include "searcher/query/query_lex.h"

#include "indexer/base/utf8.h"

enum family { FAMILY_NONE = 0, FAMILY_COMMA, FAMILY_GUILLEMET, FAMILY_CORNER };

static int32_t char_at(vb_str text, size_t at) {
  size_t length;
  return at < text.n ? vb_utf8_decode(text.p + at, text.p + text.n, &length) : ' ';
}

static size_t length_at(vb_str text, size_t at) {
  size_t length = 1;
  if (at < text.n) vb_utf8_decode(text.p + at, text.p + text.n, &length);
  return length;
}

static int32_t char_before(vb_str text, size_t at) {
  return at ? char_at(text, vb_utf8_floor(text, at - 1)) : ' ';
}

static bool is_space(int32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

static bool is_digit(int32_t c) {
  return c >= '0' && c <= '9';
}
static bool is_hebrew(int32_t c) {
  return c >= 0x5D0 && c <= 0x5F2;
}

static bool is_wordlike(int32_t c) {
  if (c < 0x80) return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return !is_space(c) && !(c >= 0x2010 && c <= 0x205E) && !(c >= 0x3001 && c <= 0x3020) &&
         !(c >= 0xFF01 && c <= 0xFF0F) && c != 0xAB && c != 0xBB;
}

/* Behind these a phrase may begin though no space is there. */
static bool is_opening_context(int32_t c) {
  return is_space(c) || c == '(' || c == '[' || c == ':' || c == '|' || c == '-' || c == '/' ||
         c == '{' || (c >= 0x2012 && c <= 0x2015);
}

static enum family family_of(int32_t c) {
  switch (c) {
  case '"':
  case 0x201C:
  case 0x201D:
  case 0x201E:
  case 0x201F:
  case 0xFF02:
  case 0x301D:
  case 0x301E:
  case 0x301F: return FAMILY_COMMA;
  case 0xAB:
  case 0xBB: return FAMILY_GUILLEMET;
  case 0x300C:
  case 0x300D:
  case 0x300E:
  case 0x300F: return FAMILY_CORNER;
  default: return FAMILY_NONE;
  }
}

static bool doubles(int32_t c) {
  return c == '`' || c == '\'' || c == 0xB4 || c == 0x2018 || c == 0x2019;
}

static bool is_inch_or_gershayim(vb_str text, size_t at) {
  if (text.p[at] != '"') return false;
  int32_t before = char_before(text, at);
  return is_digit(before) || (is_hebrew(before) && is_hebrew(char_at(text, at + 1)));
}

/* A mark wherever it stands; length in bytes. */
static enum family mark(vb_str text, size_t at, size_t *length) {
  int32_t c = char_at(text, at);
  *length = length_at(text, at);
  enum family family = family_of(c);
  if (family) {
    bool gershayim =
        c == '"' && is_hebrew(char_before(text, at)) && is_hebrew(char_at(text, at + 1));
    return gershayim ? FAMILY_NONE : family;
  }
  if (doubles(c) && char_at(text, at + *length) == c) {
    *length *= 2;
    return FAMILY_COMMA;
  }
  return FAMILY_NONE;
}

size_t vb_marks_at(vb_str text, size_t at) {
  size_t length;
  enum family family = mark(text, at, &length);
  if (!family || is_inch_or_gershayim(text, at)) return 0;
  bool single = doubles(char_at(text, at));
  if (single && is_wordlike(char_before(text, at))) return 0;
  return length;
}

/* The next mark of one of two families at or behind `at`; text.n for none. */
static size_t next_mark(vb_str text, size_t at, enum family a, enum family b, enum family *found,
                        size_t *length) {
  while (at < text.n) {
    *found = mark(text, at, length);
    if (*found && (*found == a || *found == b)) return at;
    at += *length;
  }
  *found = FAMILY_NONE;
  *length = 0;
  return text.n;
}

static bool opens_again(vb_str text, size_t at, size_t length, int32_t opener) {
  if (opener == '"' || opener == 0xFF02 || char_at(text, at) != opener) return false;
  return is_opening_context(char_before(text, at)) && !is_space(char_at(text, at + length));
}

/* Behind a nested opening mark: past its closing mark when the outer one has a
   closing mark of its own behind, else only past the nested mark itself. */
static size_t skip_reopened(vb_str text, size_t inside, enum family family, int32_t opener) {
  enum family found;
  size_t length, close = next_mark(text, inside, family, family, &found, &length);
  if (close == text.n || char_at(text, close) == opener) return inside;
  size_t past = close + length, outer = next_mark(text, past, family, family, &found, &length);
  return outer < text.n && char_at(text, outer) != opener ? past : inside;
}

static size_t find_close(vb_str text, size_t from, enum family own, int32_t opener,
                         size_t *close_length) {
  size_t at = from, length;
  while (at < text.n) {
    enum family family = mark(text, at, &length), found;
    if (!family) {
      at += length;
    } else if (family != own) {
      size_t partner_length;
      size_t partner = next_mark(text, at + length, family, own, &found, &partner_length);
      if (found != family) {
        *close_length = length;
        return at;
      }
      at = partner + partner_length;
    } else if (opens_again(text, at, length, opener)) {
      at = skip_reopened(text, at + length, family, opener);
    } else {
      *close_length = length;
      return at;
    }
  }
  *close_length = 0;
  return text.n;
}

/* A left-over closing mark: at the end of a word, before white space or punctuation. */
static bool is_left_over(vb_str text, size_t at, size_t length) {
  return !is_opening_context(char_before(text, at)) && !is_wordlike(char_at(text, at + length));
}

static bool single_closes(int32_t opener, int32_t c) {
  if (opener == 0x2039) return c == 0x203A;
  return c == 0x2019 || (opener == 0x201A && c == 0x2018);
}

/* ‘several words’, ‚several words‘, ‹several words›. */
static bool single_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next) {
  int32_t opener = char_at(text, at);
  if (opener != 0x2018 && opener != 0x201A && opener != 0x2039) return false;
  if (!is_opening_context(char_before(text, at))) return false;
  *from = at + length_at(text, at);
  if (is_space(char_at(text, *from))) return false;
  bool several = false;
  unsigned double_marks = 0;
  for (size_t i = *from, length; i < text.n; i += length) {
    int32_t c = char_at(text, i);
    length = length_at(text, i);
    several = several || is_space(c);
    double_marks += family_of(c) != FAMILY_NONE;
    if (c == opener) return false; /* keeps the search linear: the next one looks on */
    if (!single_closes(opener, c) || is_space(char_before(text, i)) ||
        is_wordlike(char_at(text, i + length)))
      continue;
    *to = i;
    *next = i + length;
    return several && double_marks % 2 == 0;
  }
  return false;
}

bool vb_marks_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next, bool *closed) {
  *closed = true;
  if (single_phrase(text, at, from, to, next)) return true;
  size_t length = vb_marks_at(text, at), close_length;
  if (!length || is_left_over(text, at, length)) return false;
  enum family own = mark(text, at, &length);
  *from = at + length;
  *to = find_close(text, *from, own, char_at(text, at), &close_length);
  *next = *to + close_length;
  *closed = close_length > 0;
  return true;
}
