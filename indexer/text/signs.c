/*
 * signs.c - examines the characters around a number.
 *
 *   rose -$1,000.50 ( 5 % )
 *        ^^         ^   ^
 *        sign, currency  unit
 *
 * A dash is a minus if it comes right before the number or its currency and does
 * not follow the end of a word: in "7-4" and "mid-2015" it is a hyphen.
 */
#include "indexer/text/signs.h"

#include "indexer/base/utf8.h"
#include "indexer/text/spelling.h"

#include <utf8proc.h>

enum { PER_MILLE = 0x2030, DEGREE = 0xB0 };

bool vb_is_number(const vb_token *token) {
  return token->term[0] >= '0' && token->term[0] <= '9';
}

static int32_t char_at(vb_str text, size_t at, size_t *length) {
  *length = 0;
  if (at >= text.n) return 0;
  int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, length);
  return c < 0 ? VB_UTF8_REPLACEMENT : c;
}

/* The character that ends at `at`; *from is where it begins. 0 at the beginning. */
static int32_t char_before(vb_str text, size_t at, size_t *from) {
  size_t length;
  *from = at;
  if (at == 0) return 0;
  *from = vb_utf8_floor(text, at - 1);
  return char_at(text, *from, &length);
}

static bool is_blank(int32_t c) {
  return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F;
}

static bool is_digit(int32_t c) {
  return c >= '0' && c <= '9';
}

/* The same character in ASCII width, so that full-width signs need no cases of their own. */
static int32_t narrow(int32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c == 0xFFE0 || c == 0xFFE1) return c == 0xFFE0 ? 0xA2 : 0xA3;
  return c == 0xFFE5 ? 0xA5 : c;
}

static bool is_currency(int32_t c) {
  if (c < 0x80) return c == '$';
  return utf8proc_category(c) == UTF8PROC_CATEGORY_SC;
}

/* Dashes that can be a minus sign. The long ones are punctuation. */
static bool is_minus(int32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2013) || c == 0x2212 || c == 0xFE63 || c == 0xFF0D;
}

static bool ends_a_word(int32_t c) {
  if (c < 0x80) return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ')';
  return utf8proc_category(c) <= UTF8PROC_CATEGORY_NO;
}

/* Extends s over a minus or plus that ends at s->start. */
static void take_sign(vb_str text, vb_number_signs *s) {
  size_t from, before;
  int32_t c = char_before(text, s->start, &from);
  if (!is_minus(c) && c != '+' && c != 0xFF0B) return;
  int32_t other = char_before(text, from, &before);
  if (from > 0 && (ends_a_word(other) || is_minus(other))) return;
  s->sign = is_minus(c) ? '-' : '+';
  s->start = (uint32_t)from;
}

static void look_before(vb_str text, vb_number_signs *s) {
  size_t from, before;
  take_sign(text, s); /* "$-5" has it inside */
  int32_t c = char_before(text, s->start, &from);
  if (is_blank(c)) c = char_before(text, from, &from);
  if (!is_currency(narrow(c))) return;
  /* In "5€ 6" the sign belongs to the number before it. */
  bool apart = from + 3 < s->start || is_blank(char_before(text, s->start, &before));
  if (apart && is_digit(char_before(text, from, &before))) return;
  s->currency = narrow(c);
  s->start = (uint32_t)from;
  if (!s->sign) take_sign(text, s);
}

static void look_behind(vb_str text, vb_number_signs *s) {
  size_t length, blank = 0, more;
  int32_t c = narrow(char_at(text, s->end, &length));
  if (is_blank(c)) blank = length, c = narrow(char_at(text, s->end + blank, &length));
  size_t end = s->end + blank + length;
  if (c == '%' || c == PER_MILLE || c == DEGREE || c == 0xFE6A) {
    s->unit = c == 0xFE6A ? '%' : c;
    s->end = (uint32_t)end;
  } else if (is_currency(c) && !s->currency && !is_digit(char_at(text, end, &more))) {
    s->currency = c;
    s->end = (uint32_t)end;
  } else if (!blank && (is_minus(c) || c == '/' || c == ':') &&
             is_digit(char_at(text, end, &more))) {
    s->joint = is_minus(c) ? '-' : c;
  }
}

vb_number_signs vb_signs_of(const vb_analysis *text, size_t token) {
  vb_number_signs s = {.start = text->tokens[token].start, .end = text->tokens[token].end};
  look_before(text->text, &s);
  look_behind(text->text, &s);
  return s;
}

bool vb_signs_same(const vb_number_signs *a, const vb_number_signs *b) {
  return a->currency == b->currency && a->sign == b->sign && a->unit == b->unit &&
         (a->joint == b->joint || !a->joint || !b->joint);
}

bool vb_number_is_plain(const vb_analysis *text, size_t token) {
  const vb_token *t = &text->tokens[token];
  return t->end - t->start == t->term_length;
}

bool vb_number_goes_on(const vb_analysis *text, size_t token) {
  size_t from, length;
  vb_str t = text->text;
  uint32_t start = text->tokens[token].start, end = text->tokens[token].end;
  bool before = is_blank(char_before(t, start, &from)) && is_digit(char_before(t, from, &from));
  bool behind = is_blank(char_at(t, end, &length)) && is_digit(char_at(t, end + length, &length));
  return before || behind;
}

/* ---- digits grouped by spaces ---- */

enum {
  LEAST_GROUP = 3, /* digits at most before the first space */
  GROUPS_MAX = 16  /* of three digits: longer than any number in print */
};

/* How many tokens from `at` form one number with grouped digits; 1 for most. */
static size_t grouped(const vb_analysis *words, size_t at, size_t *bytes) {
  const vb_token *first = &words->tokens[at];
  if (first->term_length > LEAST_GROUP || !vb_is_number(first)) return 1;
  vb_str rest = vb_str_slice(words->text, first->start, words->text.n);
  if (vb_spelling_group_space(vb_str_slice(rest, first->end - first->start, rest.n)) == 0) return 1;
  *bytes = vb_spelling_grouped(rest);
  size_t n = 1;
  while (at + n < words->token_count && words->tokens[at + n].end <= first->start + *bytes) n++;
  /* The last group may continue, as in "1 000.5"; then the token boundaries differ. */
  bool whole = *bytes > 0 && words->tokens[at + n - 1].end == first->start + *bytes;
  return whole && n <= GROUPS_MAX ? n : 1;
}

static bool join_term(const vb_token *tokens, size_t n, vb_arena *arena, vb_token *out) {
  size_t length = 0;
  for (size_t i = 0; i < n; i++) length += tokens[i].term_length;
  char *term = vb_arena_alloc(arena, length + 1);
  if (!term) return false;
  *out = (vb_token){term, (uint32_t)length, tokens[0].start, tokens[n - 1].end};
  for (size_t i = 0; i < n; term += tokens[i++].term_length)
    memcpy(term, tokens[i].term, tokens[i].term_length);
  return true;
}

vb_status vb_join_numbers(vb_analysis *words, vb_arena *arena, vb_error *err) {
  size_t kept = 0;
  for (size_t i = 0, n, bytes = 0; i < words->token_count; i += n) {
    vb_token joined = words->tokens[i];
    n = joined.end - joined.start <= LEAST_GROUP && vb_is_number(&joined)
            ? grouped(words, i, &bytes)
            : 1; /* most are seen to be none without a call */
    if (n > 1 && !join_term(&words->tokens[i], n, arena, &joined))
      return vb_fail(err, VB_NOMEM, "out of memory");
    if (kept != i) words->tokens[kept] = joined;
    else if (n > 1) words->tokens[i] = joined;
    kept++;
  }
  words->token_count = kept;
  return VB_OK;
}
