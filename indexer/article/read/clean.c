/*
 * clean.c - one pass over the bytes that copies clean runs at once.
 *
 * Most text of an archive is already clean. So a first pass with a byte table searches
 * for anything that is not, and returns the text unchanged if there is nothing. The
 * second pass delays line breaks until the next visible character, so that it knows how
 * many there were, and leaves none at the end.
 */
#include "indexer/article/read/clean.h"

#include "indexer/base/bytes8.h"
#include "indexer/base/utf8.h"

enum { LONG_LINE = 120 /* bytes; lines of wrapped text are shorter */ };

/* The characters of Windows-1252 for 0x80 to 0x9F; 0: undefined. */
static const uint16_t c1_meaning[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

typedef enum piece_kind { PLAIN, BLANK, BREAK, PARAGRAPH, NOTHING, MEANT } piece_kind;

/* Classifies the character at p; *length: its size; *meant: for MEANT, the intended character. */
static piece_kind classify(const char *p, const char *end, size_t *length, int32_t *meant) {
  const unsigned char *b = (const unsigned char *)p;
  *length = 1;
  if (b[0] == '\n') return BREAK;
  if (b[0] == '\r') return p + 1 < end && p[1] == '\n' ? NOTHING : BREAK;
  if (b[0] == '\f') return PARAGRAPH;
  if (b[0] == ' ' || b[0] == '\t' || b[0] == '\v') return BLANK;
  if (b[0] < 0x20 || b[0] == 0x7f) return NOTHING;
  if (b[0] == 0xC2 && end - p >= 2 && b[1] < 0xA0) {
    *length = 2;
    *meant = c1_meaning[b[1] - 0x80];
    return *meant ? MEANT : NOTHING;
  }
  if (end - p >= 3 && b[0] == 0xE2 && b[1] == 0x80 && (b[2] == 0xA8 || b[2] == 0xA9)) {
    *length = 3;
    return b[2] == 0xA8 ? BREAK : PARAGRAPH;
  }
  if (end - p >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) {
    *length = 3;
    return NOTHING;
  }
  return PLAIN;
}

/* Whether a byte may begin something other than PLAIN (or a single blank). */
static bool is_suspect(unsigned char c) {
  return c < 0x20 || c == 0x7f || c == 0xC2 || c == 0xE2 || c == 0xEF;
}

/* How many bytes from p are certainly clean: printable ASCII, and no two blanks in a row. Most of a
   text is handled here. */
static size_t clean_bytes(const char *p, const char *end) {
  const char *start = p;
  for (; end - p > 8; p += 8) {
    uint64_t w = vb_bytes8_load(p);
    uint64_t blanks = vb_bytes8_equal(w, ' ') & vb_bytes8_equal(vb_bytes8_load(p + 1), ' ');
    uint64_t plain = vb_bytes8_from(w, 0x20) & ~vb_bytes8_from(w, 0x7f);
    uint64_t stop = blanks | (plain ^ VB_BYTES8_TOP);
    if (stop) return (size_t)(p - start) + vb_bytes8_first(stop);
  }
  return (size_t)(p - start);
}

/* Whether every break is a blank line and nothing else must be changed. */
static bool is_clean_text(vb_str s) {
  const char *p = s.p, *end = s.p + s.n;
  int32_t meant;
  for (size_t length; p < end; p += length) {
    length = clean_bytes(p, end);
    if (length) continue;
    length = 1;
    if (*p == ' ' && p + 1 < end && p[1] == ' ') return false;
    if (!is_suspect((unsigned char)*p)) continue;
    piece_kind kind = classify(p, end, &length, &meant);
    if (kind == PLAIN) continue;
    if (kind != BREAK || *p != '\n' || p == s.p || end - p < 3 || p[1] != '\n') return false;
    if (p[-1] == ' ' || p[2] == '\n' || p[2] == ' ') return false;
    length = 2;
  }
  return s.n == 0 || (s.p[0] != ' ' && end[-1] != ' ');
}

static vb_str trim(vb_str s) {
  for (bool again = true; again;) {
    s = vb_str_trim(s);
    again = false;
    if (s.n >= 2 && memcmp(s.p, "\xC2\xA0", 2) == 0) s.p += 2, s.n -= 2, again = true;
    if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xC2\xA0", 2) == 0) s.n -= 2, again = true;
  }
  return s;
}

static bool has_blank_line(vb_str s) {
  bool empty = false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '\n' && empty) return true;
    if (s.p[i] == '\n') empty = true;
    else if (!vb_is_space(s.p[i])) empty = false;
  }
  return false;
}

/* Whether the line just written, out[start, n), looks like the end of a paragraph. */
static bool line_closes(const char *out, size_t start, size_t n) {
  if (n - start >= LONG_LINE) return true;
  while (n > start &&
         (strchr("\"')]", out[n - 1]) || (n - start > 3 && out[n - 3] == '\xE2' &&
                                          (out[n - 1] == '\x9D' || out[n - 1] == '\x99'))))
    n -= strchr("\"')]", out[n - 1]) ? 1 : 3;
  return n > start && strchr(".!?:;", out[n - 1]) != NULL;
}

typedef struct cleaner {
  char *out;
  size_t n, line; /* bytes written; the start of the last line */
  unsigned breaks;
  bool blank, by_line; /* a blank is pending; line ends separate paragraphs */
} cleaner;

static void put(cleaner *c, const char *p, size_t length) {
  if (c->n && c->breaks) {
    bool paragraph = c->breaks > 1 || (c->by_line && line_closes(c->out, c->line, c->n));
    c->out[c->n++] = '\n';
    if (paragraph) c->out[c->n++] = '\n';
    c->line = c->n;
  } else if (c->n && c->blank) {
    c->out[c->n++] = ' ';
  }
  c->breaks = 0;
  c->blank = false;
  memcpy(c->out + c->n, p, length);
  c->n += length;
}

/* `field`: line breaks count as blanks. */
static vb_str rewrite(vb_str s, bool field, vb_arena *arena) {
  if (s.n > SIZE_MAX / 2 - 4) return VB_STR_NONE;
  cleaner c = {.out = vb_arena_alloc(arena, s.n * 2 + 4), .by_line = !field && !has_blank_line(s)};
  if (!c.out) return VB_STR_NONE;
  const char *p = s.p, *end = s.p + s.n;
  int32_t meant = 0;
  char utf8[4];
  for (size_t length; p < end; p += length) {
    switch (classify(p, end, &length, &meant)) {
    case BLANK: c.blank = true; break;
    case BREAK:
      if (field) c.blank = true;
      else c.breaks++;
      break;
    case PARAGRAPH:
      if (field) c.blank = true;
      else c.breaks += 2;
      break;
    case NOTHING: break;
    case MEANT: put(&c, utf8, vb_utf8_encode(meant, utf8)); break;
    case PLAIN: {
      size_t clean = clean_bytes(p, end); /* includes blanks between words, except the last */
      if (clean > length) length = clean - (p[clean - 1] == ' ');
      while (p + length < end && p[length] != ' ' && !is_suspect((unsigned char)p[length]))
        length++;
      put(&c, p, length);
      break;
    }
    }
  }
  return (vb_str){c.out, c.n};
}

static bool is_clean_field(vb_str s) {
  const char *p = s.p, *end = s.p + s.n;
  int32_t meant;
  for (size_t length; p < end; p += length) {
    length = clean_bytes(p, end);
    if (length) continue;
    length = 1;
    if (*p == ' ' && p[1] == ' ') return false; /* the text is trimmed: a blank is never last */
    if (is_suspect((unsigned char)*p) && classify(p, end, &length, &meant) != PLAIN) return false;
  }
  return true;
}

vb_str vb_clean_field(vb_str text, size_t max, vb_arena *arena) {
  text = trim(text);
  if (text.n && !is_clean_field(text)) text = trim(rewrite(text, true, arena));
  if (text.n > max) text = trim(vb_str_slice(text, 0, vb_utf8_floor(text, max)));
  return text.n ? text : VB_STR_NONE;
}

vb_str vb_clean_text(vb_str text, vb_arena *arena) {
  text = trim(text);
  if (text.n && !is_clean_text(text)) text = trim(rewrite(text, false, arena));
  return text.n ? text : VB_STR_NONE;
}
