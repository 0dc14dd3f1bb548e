/*
 * sight.c - prepares what recognisers see: the beginning of an input as bytes and as text, and its
 * root element.
 */
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/format.h"

#include <ctype.h>

/* Zero bytes and many control characters: not text. A torn write leaves some zeros in a text, whose
   other articles should not be lost; in compressed data one byte in ten is a control character. */
static bool is_binary(vb_str first) {
  bool zeros = memchr(first.p, '\0', first.n) != NULL;
  if (zeros && vb_looks_utf16(first)) return false;
  size_t controls = 0;
  for (size_t i = 0; i < first.n; i++) {
    char c = first.p[i];
    bool of_texts = (c >= '\t' && c <= '\r' && c != '\v') || c == '\x1B' || (c == '\x1A' && !zeros);
    controls += (unsigned char)c < 0x20 && !of_texts;
  }
  return controls * (zeros ? 50 : 20) > first.n;
}

static vb_str after(vb_str s, const char *end) {
  const char *at = s.n ? memmem(s.p, s.n, end, strlen(end)) : NULL;
  return at ? vb_str_slice(s, (size_t)(at - s.p) + strlen(end), s.n) : VB_STR_NONE;
}

/* "<!DOCTYPE x [ ... ]>" */
static vb_str after_doctype(vb_str s) {
  size_t open = 0;
  for (size_t i = 0; i < s.n; i++) {
    open += s.p[i] == '[';
    if (s.p[i] == ']' && open) open--;
    if (s.p[i] == '>' && !open) return vb_str_slice(s, i + 1, s.n);
  }
  return VB_STR_NONE;
}

/* Skips what comes before the root element. */
static vb_str at_root(vb_str s) {
  for (;;) {
    s = vb_str_trim(s);
    if (vb_str_starts(s, "<?")) s = after(s, ">");
    else if (vb_str_starts(s, "<!--")) s = after(s, "-->");
    else if (vb_str_starts_caseless(s, "<!doctype")) s = after_doctype(s);
    else return s;
  }
}

static bool is_name_byte(char c) {
  return isalnum((unsigned char)c) || strchr("-_.", c) != NULL || (unsigned char)c >= 0x80;
}

/* The value of xmlns or xmlns:prefix in a start tag. */
static vb_str namespace_in(vb_str tag, vb_str prefix) {
  for (size_t i = 0; i + 7 < tag.n; i++) {
    if (!vb_is_space(tag.p[i]) || memcmp(tag.p + i + 1, "xmlns", 5) != 0) continue;
    vb_str rest = vb_str_slice(tag, i + 6, tag.n);
    if (prefix.n) {
      if (!vb_str_starts(rest, ":") || !vb_str_eq(vb_str_slice(rest, 1, prefix.n + 1), prefix))
        continue;
      rest = vb_str_slice(rest, prefix.n + 1, rest.n);
    }
    rest = vb_str_trim(rest);
    if (!vb_str_starts(rest, "=")) continue;
    rest = vb_str_trim(vb_str_slice(rest, 1, rest.n));
    if (!rest.n || (rest.p[0] != '"' && rest.p[0] != '\'')) continue;
    const char *end = memchr(rest.p + 1, rest.p[0], rest.n - 1);
    if (end) return (vb_str){rest.p + 1, (size_t)(end - rest.p) - 1};
  }
  return VB_STR_NONE;
}

static void find_root(vb_sight *sight) {
  vb_str s = at_root(sight->text), prefix = VB_STR_NONE;
  size_t n = 1;
  if (s.n < 2 || s.p[0] != '<' || !isalpha((unsigned char)s.p[1])) return;
  while (n < s.n && is_name_byte(s.p[n])) n++;
  sight->root = vb_str_slice(s, 1, n);
  if (n < s.n && s.p[n] == ':') {
    size_t from = n + 1;
    prefix = sight->root;
    for (n = from; n < s.n && is_name_byte(s.p[n]);) n++;
    sight->root = vb_str_slice(s, from, n);
  }
  const char *end = memchr(s.p, '>', s.n);
  sight->space = namespace_in(vb_str_slice(s, 0, end ? (size_t)(end - s.p) : s.n), prefix);
}

static vb_str lower_name(const char *name, vb_arena *arena) {
  vb_str copy = vb_arena_copy(arena, vb_str_of(name));
  for (size_t i = 0; i < copy.n; i++)
    ((char *)(uintptr_t)copy.p)[i] = (char)tolower((unsigned char)copy.p[i]);
  return vb_name_unpacked(copy);
}

/* Without a character that the end of the look-ahead cuts. */
static vb_str whole_characters(vb_str s) {
  size_t n = s.n;
  for (int i = 0; i < 3 && n && ((unsigned char)s.p[n - 1] & 0xC0) == 0x80; i++) n--;
  if (n && (unsigned char)s.p[n - 1] >= 0xC0) n--;
  return s.n - n < 4 ? vb_str_slice(s, 0, n) : s;
}

vb_status vb_sight_of(vb_str bytes, bool whole, const char *name, vb_arena *arena, vb_sight *out,
                      vb_error *err) {
  vb_decoded decoded = {0};
  *out = (vb_sight){.bytes = bytes, .whole = whole, .binary = is_binary(bytes)};
  out->name = lower_name(name, arena);
  if (!out->name.p) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = VB_OK;
  if (!out->binary) {
    vb_str sample = whole || vb_looks_utf16(bytes) ? bytes : whole_characters(bytes);
    status = vb_decode(sample, VB_STR_NONE, arena, &decoded, err);
  }
  if (status != VB_OK) return status;
  out->text = decoded.text;
  while (out->text.n && vb_is_space(out->text.p[0]))
    out->text = vb_str_slice(out->text, 1, out->text.n);
  const char *end = out->text.n ? memchr(out->text.p, '\n', out->text.n) : NULL;
  out->line =
      vb_str_trim(vb_str_slice(out->text, 0, end ? (size_t)(end - out->text.p) : out->text.n));
  find_root(out);
  return VB_OK;
}
