/*
 * spelling.c - recognises initialisms and grouped numbers by their bytes.
 *
 * An initialism consists of single letters, each followed by a stop (optional after
 * the last). The first piece may have two letters if there are two pieces ("Ph.D.").
 * Longer pieces are sentences without a space between ("end.Next"), names with an
 * initial, or addresses.
 */
#include "indexer/text/spelling.h"

#include "indexer/base/utf8.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c & 0x80) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* ---- initialisms ---- */

/* Counts the letters at the start of `text`, at most three; *bytes is their size. */
static size_t letters_at(vb_str text, size_t *bytes) {
  size_t count = 0, at = 0, length;
  while (at < text.n && count < 3 && is_letter(text.p[at])) {
    if (text.p[at] & 0x80) {
      int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, &length);
      if (c < 0xC0 || (c >= 0x2000 && c < 0x2C00)) break; /* punctuation and symbols */
      at += length;
    } else {
      at++;
    }
    count++;
  }
  *bytes = at;
  return count;
}

size_t vb_spelling_initialism(vb_str text) {
  size_t at = 0, pieces = 0, first = 0, bytes;
  for (;;) {
    size_t letters = letters_at(vb_str_slice(text, at, text.n), &bytes);
    if (pieces == 0) first = letters;
    if (letters == 0) break; /* the text after the last stop is not a letter */
    if (letters > 1 && !(pieces == 0 && letters == 2)) return 0;
    at += bytes;
    pieces++;
    if (at == text.n || text.p[at] != '.') break;
    at++;
  }
  if (pieces < 2 || (first == 2 && pieces != 2)) return 0;
  return at < text.n && (is_digit(text.p[at]) || is_letter(text.p[at])) && text.p[at - 1] != '.' &&
                 !(text.p[at] & 0x80)
             ? 0
             : at;
}

/* ---- grouped digits ---- */

size_t vb_spelling_group_space(vb_str text) {
  static const char *const spaces[] = {" ", "\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF"};
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
    if (vb_str_starts(text, spaces[i])) return strlen(spaces[i]);
  return 0;
}

/* The size of a separator of digit groups at the start of the text, or 0. */
static size_t separator_at(vb_str text) {
  if (text.n && (text.p[0] == ',' || text.p[0] == '\'' || text.p[0] == '.')) return 1;
  if (vb_str_starts(text, "\xE2\x80\x99")) return 3;
  return vb_spelling_group_space(text);
}

static size_t digits_at(vb_str text, size_t at) {
  size_t n = 0;
  while (at + n < text.n && is_digit(text.p[at + n])) n++;
  return n;
}

/* Whether two separators group one number: the same character, or spaces of any width. */
static bool goes_with(vb_str mark, vb_str next) {
  if (vb_spelling_group_space(mark)) return next.n > 0 && vb_spelling_group_space(next) == next.n;
  return vb_str_eq(mark, next);
}

static vb_str mark_at(vb_str text, size_t at) {
  return vb_str_slice(text, at, at + separator_at(vb_str_slice(text, at, text.n)));
}

size_t vb_spelling_grouped(vb_str text) {
  size_t first = digits_at(text, 0), at = first, groups = 0;
  if (first == 0 || first > 3) return 0;
  vb_str mark = mark_at(text, at), next = mark;
  if (mark.n == 0) return 0;
  bool space = vb_spelling_group_space(mark) > 0;
  for (; goes_with(mark, next); next = mark_at(text, at), groups++) {
    size_t digits = digits_at(text, at + next.n);
    /* "1,000,5" goes on but is not grouped like this; digits after a space are another number. */
    if (digits != 3 && digits > 0 && !space) return 0;
    if (digits != 3) break;
    at += next.n + 3;
  }
  return groups == 0 || (groups == 1 && mark.p[0] == '.') ? 0 : at;
}

/* ---- terms ---- */

static bool has(const char *term, size_t n, char c) {
  return memchr(term, c, n) != NULL;
}

static size_t without(char *term, size_t n, size_t upto, const char *marks) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (i >= upto || !strchr(marks, term[i])) term[kept++] = term[i];
  return kept;
}

/* "us", perhaps with "'s", that was printed in capitals: the country, not the pronoun. */
static bool is_country(const char *term, size_t n, vb_str printed) {
  return (n == 2 || (n == 4 && term[2] == '\'')) && term[0] == 'u' && term[1] == 's' &&
         printed.n >= 2 && printed.p[0] == 'U' && printed.p[1] == 'S';
}

size_t vb_spelling_join(char *term, size_t n, vb_str printed) {
  if (n == 0) return 0;
  if (is_digit(term[0])) {
    size_t grouped = has(term, n, ',') || has(term, n, '.') || has(term, n, '\'')
                         ? vb_spelling_grouped((vb_str){term, n})
                         : 0;
    return grouped ? without(term, n, grouped, ",.'") : n;
  }
  if (is_country(term, n, printed)) {
    memmove(term + 2, term + 1, n - 1);
    term[1] = '.';
    return n + 1;
  }
  if (!has(term, n, '.')) return n;
  size_t dotted = vb_spelling_initialism((vb_str){term, n});
  if (dotted == 0 || (dotted < n && term[dotted] != '\'')) return n;
  if (dotted == 3 && memcmp(term, "u.s", 3) == 0) return n;
  return without(term, n, dotted, ".");
}
