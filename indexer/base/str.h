/*
 * str.h - a borrowed piece of bytes: pointer and length, not terminated.
 *
 * A vb_str owns nothing; whoever handed it out says how long it lives. An
 * absent text is { NULL, 0 }; an empty one has a pointer and length 0.
 */
#ifndef VB_BASE_STR_H
#define VB_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* searcher/verbatim.h defines the same type; whichever is included first counts. */
#ifndef VB_STR_DEFINED
#define VB_STR_DEFINED
typedef struct vb_str {
  const char *p;
  size_t n;
} vb_str;

/* A terminated text, or an absent one for NULL. */
static inline vb_str vb_str_of(const char *terminated) {
  vb_str s = {terminated, terminated ? strlen(terminated) : 0};
  return s;
}
#endif

#define VB_STR_NONE ((vb_str){NULL, 0})
#define VB_STR(literal) ((vb_str){"" literal, sizeof(literal) - 1})
/* For printf's "%.*s"; what is longer than an int is cut. */
#define VB_STR_ARG(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), (s).p ? (s).p : ""

static inline bool vb_str_eq(vb_str a, vb_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool vb_str_is(vb_str a, const char *terminated) {
  return vb_str_eq(a, vb_str_of(terminated));
}

static inline bool vb_str_starts(vb_str a, const char *prefix) {
  size_t n = strlen(prefix);
  return a.n >= n && (n == 0 || memcmp(a.p, prefix, n) == 0);
}

static inline bool vb_str_ends(vb_str a, const char *suffix) {
  size_t n = strlen(suffix);
  return a.n >= n && (n == 0 || memcmp(a.p + a.n - n, suffix, n) == 0);
}

/* The same, ignoring the case of ASCII letters. */
static inline bool vb_str_is_caseless(vb_str a, const char *terminated) {
  return a.n == strlen(terminated) && (a.n == 0 || strncasecmp(a.p, terminated, a.n) == 0);
}

static inline bool vb_str_starts_caseless(vb_str a, const char *prefix) {
  size_t n = strlen(prefix);
  return a.n >= n && (n == 0 || strncasecmp(a.p, prefix, n) == 0);
}

static inline bool vb_str_ends_caseless(vb_str a, const char *suffix) {
  size_t n = strlen(suffix);
  return a.n >= n && (n == 0 || strncasecmp(a.p + a.n - n, suffix, n) == 0);
}

/* The bytes [from, to) of a; both are clipped to its length. */
static inline vb_str vb_str_slice(vb_str a, size_t from, size_t to) {
  if (to > a.n) to = a.n;
  if (from > to) from = to;
  return a.p ? (vb_str){a.p + from, to - from} : VB_STR_NONE;
}

static inline bool vb_is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without ASCII white space at both ends. */
static inline vb_str vb_str_trim(vb_str a) {
  while (a.n && vb_is_space(a.p[0])) a.p++, a.n--;
  while (a.n && vb_is_space(a.p[a.n - 1])) a.n--;
  return a;
}

/* The next word between ASCII white space, from *at on; empty at the end. Moves *at past it. */
static inline vb_str vb_str_next_word(vb_str text, size_t *at) {
  size_t start = *at;
  while (start < text.n && vb_is_space(text.p[start])) start++;
  size_t end = start;
  while (end < text.n && !vb_is_space(text.p[end])) end++;
  *at = end;
  return vb_str_slice(text, start, end);
}

/* The first word of *rest, which then begins after it. */
static inline vb_str vb_str_take_word(vb_str *rest) {
  size_t at = 0;
  vb_str word = vb_str_next_word(*rest, &at);
  *rest = vb_str_trim(vb_str_slice(*rest, at, rest->n));
  return word;
}

/* The paragraph at *at, up to the blank line that ends it; it may be empty. Moves *at past both.
   False at the end of the text. */
static inline bool vb_str_next_paragraph(vb_str text, size_t *at, vb_str *paragraph) {
  if (*at >= text.n) return false;
  const char *blank = (const char *)memmem(text.p + *at, text.n - *at, "\n\n", 2);
  size_t end = blank ? (size_t)(blank - text.p) : text.n;
  *paragraph = vb_str_slice(text, *at, end);
  *at = blank ? end + 2 : end;
  return true;
}

/* Byte order, a shorter prefix first: <0, 0, >0. */
static inline int vb_str_compare(vb_str a, vb_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n ? memcmp(a.p, b.p, n) : 0;
  return order ? order : (a.n > b.n) - (a.n < b.n);
}

#endif
