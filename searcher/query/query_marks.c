/*
 * query_marks.c - decides which characters open and close a phrase.
 *
 * People paste marks of every kind, mixed and unbalanced. So any double mark opens a
 * phrase and any closes it, with these refinements:
 *   - Inside a phrase, a pair of another family («he said "no" to it») is typography.
 *   - If the opening mark occurs again at the beginning of a word, it opens a paragraph
 *     or an inner quotation and does not close the phrase.
 *   - A mark at the end of a word that nothing has opened is the remains of a cut and
 *     opens nothing.
 *   - Single curly marks make a phrase only as a pair around several words; otherwise
 *     they are apostrophes.
 *
 * Every look-ahead ends at the next mark or two, so the total time is linear.
 */
#include "searcher/query/query_lex.h"

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

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

static bool is_digit(int32_t c) {
  return c >= '0' && c <= '9';
}
static bool is_hebrew(int32_t c) {
  return c >= 0x5D0 && c <= 0x5F2;
}

static bool is_wordlike(int32_t c) {
  if (c < 0x80) return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return !vb_char_is_blank(c) && !vb_char_is_quote(c) && !(c >= 0x2010 && c <= 0x205E) &&
         !(c >= 0x3001 && c <= 0x3020) && !(c >= 0xFF01 && c <= 0xFF0F);
}

/* After these characters a phrase may begin without a space. */
static bool is_opening_context(int32_t c) {
  return vb_char_is_blank(c) || vb_char_is_dash(c) || c == '(' || c == '[' || c == ':' ||
         c == '|' || c == '/' || c == '{';
}

/* A mark that makes a phrase only if it has a partner. */
static bool is_single(vb_quote_mark mark) {
  return mark.family == VB_MARK_SINGLE || mark.family == VB_MARK_SINGLE_GUILLEMET;
}

static bool is_inch_or_gershayim(vb_str text, size_t at) {
  if (text.p[at] != '"') return false;
  int32_t before = char_before(text, at);
  return is_digit(before) || (is_hebrew(before) && is_hebrew(char_at(text, at + 1)));
}

/* The double mark at `at`; its family is VB_MARK_NONE if there is none. */
static vb_quote_mark mark_at(vb_str text, size_t at) {
  vb_quote_mark mark = vb_mark_at(text, at);
  bool gershayim =
      text.p[at] == '"' && is_hebrew(char_before(text, at)) && is_hebrew(char_at(text, at + 1));
  if (is_single(mark) || gershayim) mark.family = VB_MARK_NONE;
  return mark;
}

size_t vb_marks_at(vb_str text, size_t at) {
  vb_quote_mark mark = mark_at(text, at);
  if (!mark.family || is_inch_or_gershayim(text, at)) return 0;
  bool twin = mark.length > length_at(text, at);
  return twin && is_wordlike(char_before(text, at)) ? 0 : mark.length;
}

/* The next mark of one of two families, from `at`; VB_MARK_NONE, at text.n, if there is none. */
static vb_quote_mark next_mark(vb_str text, size_t *at, vb_mark_family a, vb_mark_family b) {
  for (vb_quote_mark mark; *at < text.n; *at += mark.length) {
    mark = mark_at(text, *at);
    if (mark.family && (mark.family == a || mark.family == b)) return mark;
  }
  return (vb_quote_mark){VB_MARK_NONE, VB_MARK_FACES_EITHER, 0};
}

static bool opens_again(vb_str text, size_t at, vb_quote_mark mark, int32_t opener) {
  if (mark.side == VB_MARK_FACES_EITHER || char_at(text, at) != opener) return false;
  return is_opening_context(char_before(text, at)) &&
         !vb_char_is_blank(char_at(text, at + mark.length));
}

/* Skips a nested quotation whose opening mark was just read: past its closing mark if the outer
   quotation has another closing mark after that, otherwise only past the nested opening mark. */
static size_t skip_reopened(vb_str text, size_t inside, vb_mark_family family, int32_t opener) {
  size_t close = inside;
  vb_quote_mark mark = next_mark(text, &close, family, family);
  if (close == text.n || char_at(text, close) == opener) return inside;
  size_t past = close + mark.length, outer = past;
  next_mark(text, &outer, family, family);
  return outer < text.n && char_at(text, outer) != opener ? past : inside;
}

/* A mark of another family opens a quotation inside, if its partner comes before the end of this
   one; otherwise it closes this one, because typed marks are often mixed. Without a closing mark
   the phrase runs to the end. */
static size_t find_close(vb_str text, size_t from, vb_mark_family own, int32_t opener,
                         size_t *close_length) {
  size_t at = from;
  while (at < text.n) {
    vb_quote_mark mark = mark_at(text, at);
    *close_length = mark.length;
    if (!mark.family) {
      at += mark.length;
    } else if (mark.family != own) {
      size_t partner = at + mark.length;
      vb_quote_mark found = next_mark(text, &partner, mark.family, own);
      if (found.family != mark.family) return at;
      at = partner + found.length;
    } else if (opens_again(text, at, mark, opener)) {
      at = skip_reopened(text, at + mark.length, own, opener);
    } else {
      return at;
    }
  }
  *close_length = 0;
  return text.n;
}

/* A leftover closing mark: at the end of a word, before white space or punctuation. */
static bool is_left_over(vb_str text, size_t at, size_t length) {
  return !is_opening_context(char_before(text, at)) && !is_wordlike(char_at(text, at + length));
}

/* An ASCII apostrophe neither opens nor closes, and neither does a mark next to white space. */
static bool opens_single(vb_str text, size_t at, vb_quote_mark mark) {
  if (mark.family == VB_MARK_SINGLE && mark.side != VB_MARK_FACES_IN && mark.side != VB_MARK_LOW)
    return false;
  return is_single(mark) && is_opening_context(char_before(text, at)) &&
         !vb_char_is_blank(char_at(text, at + mark.length));
}

static bool closes_single(vb_str text, size_t at, vb_quote_mark opened, vb_quote_mark mark) {
  return vb_mark_closes(opened, mark) && mark.side != VB_MARK_FACES_EITHER &&
         !vb_char_is_blank(char_before(text, at)) && !is_wordlike(char_at(text, at + mark.length));
}

/* ‘several words’, ‚several words‘; a single word only as ‹word›, which cannot be an apostrophe. */
static bool single_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next) {
  vb_quote_mark opened = vb_mark_at(text, at), mark;
  if (!opens_single(text, at, opened)) return false;
  *from = at + opened.length;
  bool several = opened.family == VB_MARK_SINGLE_GUILLEMET;
  unsigned double_marks = 0;
  for (size_t i = *from; i < text.n; i += mark.length) {
    mark = vb_mark_at(text, i);
    int32_t c = char_at(text, i);
    several = several || vb_char_is_blank(c);
    double_marks += mark.family && !is_single(mark);
    if (c == char_at(text, at))
      return false; /* keeps it linear: the next opening mark searches on */
    if (!closes_single(text, i, opened, mark)) continue;
    *to = i;
    *next = i + mark.length;
    return several && double_marks % 2 == 0;
  }
  return false;
}

bool vb_marks_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next, bool *closed) {
  *closed = true;
  if (single_phrase(text, at, from, to, next)) return true;
  size_t length = vb_marks_at(text, at), close_length;
  if (!length || is_left_over(text, at, length)) return false;
  *from = at + length;
  *to = find_close(text, *from, mark_at(text, at).family, char_at(text, at), &close_length);
  *next = *to + close_length;
  *closed = close_length > 0;
  return true;
}
