/*
 * json_load.c - removes long strings before jansson parses the rest.
 *
 * jansson makes a call for every byte, and an article is one string of thousands. So
 * strings are read here, eight bytes at a time; jansson gets a text with short names in
 * their place; then the strings are put into its tree:
 *
 *   {"id": "a7", "text": "The ferry ..."}      {"id": "a7", "text": "\u00010"}
 *
 * No other string can be mistaken for such a name: only an escape produces a string that
 * begins with U+0001, and every string with an escape is removed. jansson still decides
 * what is valid JSON: a text with anything unexpected is passed to it unchanged.
 */
#include "indexer/article/read/json_load.h"

#include "indexer/base/bytes8.h"
#include "indexer/base/utf8.h"

#include <stdlib.h>

/* Bytes; for shorter strings jansson is as fast as with a name. */
enum { LONG_STRING = 48 };

typedef struct lifting {
  const char *text, *end;
  vb_arena *arena;
  vb_buf rest; /* the text without the removed strings */
  vb_str *strings;
  size_t count, capacity;
  char *room; /* for strings with escapes, which only get shorter; NULL until needed */
} lifting;

/* How many bytes from p represent themselves in a string. */
static size_t plain_bytes(const char *p, const char *end) {
  const char *start = p;
  for (; end - p >= 8; p += 8) {
    uint64_t w = vb_bytes8_load(p);
    uint64_t plain = vb_bytes8_from(w, 0x20);
    uint64_t stop = vb_bytes8_equal(w, '"') | vb_bytes8_equal(w, '\\') | (plain ^ VB_BYTES8_TOP);
    if (stop) return (size_t)(p - start) + vb_bytes8_first(stop);
  }
  while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20) p++;
  return (size_t)(p - start);
}

/* The value of four hexadecimal digits; -1 for anything else. */
static int32_t unit_at(const char *p, const char *end) {
  int32_t value = 0;
  if (end - p < 4) return -1;
  for (int i = 0; i < 4; i++) {
    unsigned char c = (unsigned char)p[i], letter = c | 0x20;
    if (c >= '0' && c <= '9') value = value << 4 | (c - '0');
    else if (letter >= 'a' && letter <= 'f') value = value << 4 | (letter - 'a' + 10);
    else return -1;
  }
  return value;
}

/* Decodes the escape at p (a backslash) to *to; returns its length, or 0 if it is invalid or half a
   surrogate pair. */
static size_t escape_at(const char *p, const char *end, char **to) {
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  if (end - p < 2) return 0;
  const char *name = memchr(names, p[1], sizeof names - 1);
  if (name) {
    *(*to)++ = meant[name - names];
    return 2;
  }
  int32_t c = p[1] == 'u' ? unit_at(p + 2, end) : -1, low = -1;
  if (c >= 0xD800 && c < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u')
    low = unit_at(p + 8, end);
  bool pair = low >= 0xDC00 && low < 0xE000;
  if (pair) c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
  size_t n = vb_utf8_encode(c, *to);
  *to += n;
  return n == 0 ? 0 : pair ? 12 : 6;
}

/* Reads the string whose content begins at `start` and whose first escape, if any, is at p; decodes
   escapes. *close: its closing mark. */
static bool read_string(lifting *l, const char *start, const char *p, vb_str *out,
                        const char **close) {
  if (p < l->end && *p == '\\') {
    /* A decoded string never exceeds its place in the text, so the text's size is enough. */
    if (!l->room && !(l->room = vb_arena_alloc(l->arena, (size_t)(l->end - l->text)))) return false;
    char *to = l->room;
    memcpy(to, start, (size_t)(p - start));
    to += p - start;
    while (p < l->end && *p == '\\') {
      size_t n = escape_at(p, l->end, &to);
      if (n == 0) return false;
      p += n;
      n = plain_bytes(p, l->end);
      memcpy(to, p, n);
      to += n;
      p += n;
    }
    *out = (vb_str){l->room, (size_t)(to - l->room)};
    l->room = to;
  } else {
    *out = (vb_str){start, (size_t)(p - start)};
  }
  *close = p;
  return p < l->end && *p == '"';
}

static bool is_key(const lifting *l, const char *close) {
  const char *p = close + 1;
  while (p < l->end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
  return p < l->end && *p == ':';
}

/* Handles one string, whose opening mark is before p; returns its end, or NULL if unexpected. */
static const char *lift_string(lifting *l, const char *p) {
  const char *start = p, *close;
  vb_str s;
  p += plain_bytes(p, l->end);
  bool escaped = p < l->end && *p == '\\';
  if (!read_string(l, start, p, &s, &close)) return NULL;
  bool key = is_key(l, close);
  if (escaped && key) return NULL; /* rare; and keys must stay in the text */
  if (key || (!escaped && s.n < LONG_STRING)) {
    vb_buf_append(&l->rest, start - 1, (size_t)(close - start) + 2);
    return close + 1;
  }
  if (!VB_ARENA_GROW(l->arena, l->strings, &l->capacity, l->count)) return NULL;
  l->strings[l->count] = s;
  vb_buf_printf(&l->rest, "\"\\u0001%zu\"", l->count++);
  return close + 1;
}

static bool lift(lifting *l) {
  const char *kept = l->text, *mark;
  while ((mark = memchr(kept, '"', (size_t)(l->end - kept))) != NULL) {
    vb_buf_append(&l->rest, kept, (size_t)(mark - kept));
    kept = lift_string(l, mark + 1);
    if (!kept) return false;
  }
  vb_buf_append(&l->rest, kept, (size_t)(l->end - kept));
  return !l->rest.failed && l->count > 0;
}

/* Puts the strings into the tree; jansson bounds its depth. False when there is no memory. */
static bool put_back(const lifting *l, json_t *v) {
  const char *key;
  size_t i;
  json_t *item;
  bool done = true;
  if (json_is_object(v)) {
    json_object_foreach(v, key, item) done = done && put_back(l, item);
  } else if (json_is_array(v)) {
    json_array_foreach(v, i, item) done = done && put_back(l, item);
  } else if (json_is_string(v) && json_string_length(v) && json_string_value(v)[0] == '\1') {
    const vb_str *s = &l->strings[strtoul(json_string_value(v) + 1, NULL, 10)];
    done = json_string_setn_nocheck(v, s->p, s->n) == 0;
  }
  return done;
}

/* About how many bytes jansson takes for a tree: measured, and without the bytes of its strings. */
static size_t weight_of(vb_str text) {
  enum { OBJECT = 240, ARRAY = 160, MEMBER = 144, ITEM = 48 };
  const char *p = text.p, *end = text.p + text.n;
  size_t weight = 0;
  for (; p < end; p++) {
    switch (*p) {
    case '{': weight += OBJECT; break;
    case '[': weight += ARRAY; break;
    case ':': weight += MEMBER; break;
    case ',': weight += ITEM; break;
    case '"':
      for (p++; p < end && *p != '"';) {
        p += plain_bytes(p, end);
        if (p < end && *p != '"') p += *p == '\\' && end - p > 1 ? 2 : 1;
      }
    }
  }
  return weight;
}

bool vb_json_fits(vb_str text, size_t most) {
  return text.n <= most && weight_of(text) <= most - text.n;
}

json_t *vb_json_load(vb_str text, vb_arena *arena, json_error_t *why) {
  lifting l = {.text = text.p, .end = text.p + text.n, .arena = arena, .rest = VB_BUF_INIT};
  json_t *value = NULL;
  if (text.n >= LONG_STRING && lift(&l))
    value = json_loadb(l.rest.p, l.rest.n, JSON_ALLOW_NUL, why);
  vb_buf_clear(&l.rest);
  if (value && put_back(&l, value)) return value;
  json_decref(value);
  /* Invalid or unexpected: jansson decides, with positions in the original text. */
  return json_loadb(text.p, text.n, JSON_ALLOW_NUL, why);
}
