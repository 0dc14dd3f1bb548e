/*
 * quoted_spans.c - finds the stretches of text between quotation marks.
 *
 * One pass, one paragraph at a time, so that an odd mark spoils its own
 * paragraph at most. A curly mark says which way it faces, a straight one is
 * judged by the white space around it, and a mark that faces the wrong way is
 * judged like a straight one. Doubled marks and guillemets count as quotation
 * marks; single ones, curly or straight, only in an article that quotes with them (as
 * British papers print), elsewhere they are apostrophes or nested and part of the
 * words. White space inside the marks (French) is not part of the content.
 *
 *   closed --opening mark--> open --closing mark--> closed     emits a stretch
 *                            open --opening mark--> open       drops what was open
 *                            open --paragraph ends--           emits it, unclosed or continued
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/base/bytes8.h"

enum { LOOK_AHEAD = 600 }; /* bytes; a few sentences, and the work stays linear */

typedef enum mark {
  MARK_NONE = 0,
  MARK_STRAIGHT,
  MARK_OPEN,       /* “ and ‟ */
  MARK_LOW,        /* „ */
  MARK_CLOSE,      /* ” */
  MARK_ANGLE_LEFT, /* « */
  MARK_ANGLE_RIGHT,
  MARK_SINGLE_OPEN,  /* ‘ */
  MARK_SINGLE_CLOSE, /* ’, also the apostrophe */
  MARK_PARAGRAPH
} mark;

typedef struct scan {
  article_frame *frame;
  const char *text;
  uint32_t size;
  bool singles; /* single marks are this article's quotation marks */
  size_t capacity;
  bool open;
  mark opened_by;
  uint32_t open_at, content_at;
  int nested;
  bool continues;
} scan;

/* White space (no-break space too), a bracket, a dash or nothing stands before byte i. */
static bool space_before(const scan *s, uint32_t i) {
  if (i == 0) return true;
  unsigned char c = (unsigned char)s->text[i - 1];
  if (vb_is_space((char)c) || strchr("([{-/>\"'", c)) return c != '\0';
  if (i >= 2 && (unsigned char)s->text[i - 2] == 0xC2 && c == 0xA0) return true;
  if (i < 3 || (unsigned char)s->text[i - 3] != 0xE2 || (unsigned char)s->text[i - 2] != 0x80)
    return false;
  return (c >= 0x90 && c <= 0x98) || c == 0x9C; /* dashes, ‘, “ */
}

static bool space_at(const scan *s, uint32_t i) {
  return i >= s->size || vb_is_space(s->text[i]) ||
         (i + 1 < s->size && (unsigned char)s->text[i] == 0xC2 &&
          (unsigned char)s->text[i + 1] == 0xA0);
}

static bool opens_here(const scan *s, uint32_t i, uint32_t length) {
  return space_before(s, i) && !space_at(s, i + length);
}

/* The mark at byte i and its length. */
static mark mark_at(const scan *s, uint32_t i, uint32_t *length) {
  const unsigned char *p = (const unsigned char *)s->text + i;
  uint32_t left = s->size - i;
  *length = 1;
  if (p[0] == '"') return MARK_STRAIGHT;
  if (p[0] == '\n') {
    uint32_t n = 1;
    while (n < left && (p[n] == ' ' || p[n] == '\t' || p[n] == '\r')) n++;
    if (n < left && p[n] == '\n') {
      while (n < left && vb_is_space((char)p[n])) n++;
      *length = n;
      return MARK_PARAGRAPH;
    }
    return MARK_NONE;
  }
  if ((p[0] == '`' || p[0] == '\'') && left > 1 && p[1] == p[0]) {
    *length = 2; /* the wires' ``...'' */
    return p[0] == '`' ? MARK_OPEN : MARK_CLOSE;
  }
  if (p[0] == '\'') return opens_here(s, i, 1) ? MARK_SINGLE_OPEN : MARK_SINGLE_CLOSE;
  if (p[0] == 0xC2 && left > 1 && (p[1] == 0xAB || p[1] == 0xBB)) {
    *length = 2;
    return p[1] == 0xAB ? MARK_ANGLE_LEFT : MARK_ANGLE_RIGHT;
  }
  if (p[0] != 0xE2 || left < 3 || p[1] != 0x80) return MARK_NONE;
  *length = 3;
  switch (p[2]) {
  case 0x98: return MARK_SINGLE_OPEN;
  case 0x99: return MARK_SINGLE_CLOSE;
  case 0x9C:
  case 0x9F: return MARK_OPEN;
  case 0x9D: return MARK_CLOSE;
  case 0x9E: return MARK_LOW;
  default: *length = 1; return MARK_NONE;
  }
}

static bool may_be_mark(unsigned char c) {
  return c == '"' || c == '\n' || c == '`' || c == '\'' || c == 0xC2 || c == 0xE2;
}

/* The first byte from i on that may begin a mark, or the end: every byte of an article is asked. */
static uint32_t next_mark(const scan *s, uint32_t i) {
  for (; s->size - i >= 8; i += 8) {
    uint64_t w = vb_bytes8_load(s->text + i);
    uint64_t marks = vb_bytes8_equal(w, '"') | vb_bytes8_equal(w, '\n') | vb_bytes8_equal(w, '`') |
                     vb_bytes8_equal(w, '\'') | vb_bytes8_equal(w | VB_BYTES8_ALL(0x20), 0xE2);
    if (marks) return i + (uint32_t)vb_bytes8_first(marks);
  }
  while (i < s->size && !may_be_mark((unsigned char)s->text[i])) i++;
  return i;
}

static void open_mark(scan *s, mark m, uint32_t i, uint32_t length) {
  s->open = true;
  s->opened_by = m;
  s->open_at = i;
  s->content_at = i + length;
  s->nested = 0;
}

static char last_of(const scan *s, uint32_t start, uint32_t end) {
  while (end > start && (vb_is_space(s->text[end - 1]) || s->text[end - 1] == '\'')) end--;
  if (end == start) return 0;
  char c = s->text[end - 1];
  if (strchr(",.?!-", c)) return c;
  if (end - start < 3 || (unsigned char)s->text[end - 3] != 0xE2 ||
      (unsigned char)s->text[end - 2] != 0x80)
    return 0;
  unsigned char third = (unsigned char)c;
  if (third == 0x99 || third == 0x9D) return last_of(s, start, end - 3); /* behind a nested mark */
  return third == 0xA6 ? '.' : third >= 0x90 && third <= 0x95 ? '-' : 0;
}

/* The bytes of the white space at i or, looking back, before i; 0 for none. */
static uint32_t space_length(const scan *s, uint32_t i, bool back) {
  static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
  if (back ? i > 0 && vb_is_space(s->text[i - 1]) : i < s->size && vb_is_space(s->text[i]))
    return 1;
  for (size_t k = 0; k < sizeof wide / sizeof *wide; k++) {
    uint32_t n = (uint32_t)strlen(wide[k]);
    if (back ? i >= n && memcmp(s->text + i - n, wide[k], n) == 0
             : s->size - i >= n && memcmp(s->text + i, wide[k], n) == 0)
      return n;
  }
  return 0;
}

static bool emit(scan *s, uint32_t end, uint32_t close, bool unclosed) {
  article_frame *f = s->frame;
  s->open = false;
  for (uint32_t n; s->content_at < end && (n = space_length(s, s->content_at, false)) > 0;)
    s->content_at += n;
  for (uint32_t n; end > s->content_at && (n = space_length(s, end, true)) > 0;) end -= n;
  if (f->stretch_count >= VB_QUOTATIONS_MAX || end <= s->content_at) return true;
  void *items = f->stretches;
  if (!vb_arena_grow(f->arena, &items, &s->capacity, f->stretch_count, sizeof(stretch)))
    return false;
  f->stretches = items;
  f->stretches[f->stretch_count++] = (stretch){.open = s->open_at,
                                               .start = s->content_at,
                                               .end = end,
                                               .close = close,
                                               .continues = s->continues,
                                               .unclosed = unclosed,
                                               .last = last_of(s, s->content_at, end),
                                               .mention_from = NO_UNIT,
                                               .mention_to = NO_UNIT,
                                               .cue = NO_UNIT};
  s->continues = false;
  return true;
}

/* The paragraph ends inside a stretch: when the next one opens with a mark the
   speech goes on there, else the mark was left open. */
static bool end_paragraph(scan *s, uint32_t i, uint32_t length) {
  uint32_t next = i + length, next_length;
  bool continued = false;
  if (next < s->size) {
    mark m = mark_at(s, next, &next_length);
    continued = m != MARK_NONE && m != MARK_PARAGRAPH &&
                (m == s->opened_by || (m == MARK_OPEN && s->opened_by == MARK_STRAIGHT));
  }
  uint32_t end = i;
  while (end > s->content_at && vb_is_space(s->text[end - 1])) end--;
  size_t before = s->frame->stretch_count;
  if (!emit(s, end, end, !continued)) return false;
  if (continued && s->frame->stretch_count > before) {
    s->frame->stretches[before].continued = true;
    s->continues = true;
  }
  return true;
}

/* "The boats’ owners stayed,’ he said": the s before, a blank behind, and a mark that follows
   punctuation still to come before any opens. */
static bool is_possessive_plural(const scan *s, uint32_t i, uint32_t length) {
  if (s->text[i - 1] != 's' || i + length >= s->size || s->text[i + length] != ' ') return false;
  uint32_t end = s->size - i > LOOK_AHEAD ? i + LOOK_AHEAD : s->size;
  for (uint32_t k = next_mark(s, i + length), n; k < end; k = next_mark(s, k + n)) {
    mark m = mark_at(s, k, &n);
    if (m == MARK_SINGLE_CLOSE && strchr(",.?!", s->text[k - 1])) return true;
    if (m == MARK_SINGLE_OPEN || m == MARK_PARAGRAPH) return false;
  }
  return false;
}

/* Whether a mark closes what is open; nested pairs inside straight marks are counted. */
static bool closes(scan *s, mark m, uint32_t i, uint32_t length) {
  switch (s->opened_by) {
  case MARK_STRAIGHT:
    if (m == MARK_OPEN) s->nested++;
    if (m == MARK_CLOSE) return s->nested-- <= 0;
    return m == MARK_STRAIGHT;
  case MARK_LOW: return m == MARK_OPEN || m == MARK_CLOSE || m == MARK_STRAIGHT;
  case MARK_ANGLE_LEFT: return m == MARK_ANGLE_RIGHT;
  case MARK_ANGLE_RIGHT: return m == MARK_ANGLE_LEFT;
  case MARK_SINGLE_OPEN: {
    if (m != MARK_SINGLE_CLOSE) return false;
    if (i + length >= s->size) return true;
    unsigned char next = (unsigned char)s->text[i + length];
    bool letter = (next | 32) >= 'a' && (next | 32) <= 'z';
    if (letter || next >= 0x80 + 0x40 || i == 0 || space_before(s, i))
      return false; /* the apostrophe of don’t */
    return !is_possessive_plural(s, i, length);
  }
  default: return m == MARK_CLOSE || m == MARK_STRAIGHT;
  }
}

static bool opens(const scan *s, mark m, uint32_t i, uint32_t length) {
  switch (m) {
  case MARK_OPEN:
  case MARK_LOW: return true;
  case MARK_CLOSE: return length > 2 && opens_here(s, i, length); /* never two apostrophes */
  case MARK_ANGLE_LEFT: return space_before(s, i);
  case MARK_SINGLE_OPEN: return s->singles && opens_here(s, i, length);
  case MARK_SINGLE_CLOSE: return false;
  default: return opens_here(s, i, length);
  }
}

/* Single marks come first and open more often than doubled ones, which are then the nested ones;
   and some, at least of straight ones, close behind punctuation. */
static bool uses_single_marks(const scan *s) {
  uint32_t curly = 0, straight = 0, closing = 0, doubled = 0, length;
  for (uint32_t i = next_mark(s, 0); i < s->size; i = next_mark(s, i + length)) {
    mark m = mark_at(s, i, &length);
    if (m == MARK_SINGLE_OPEN && length == 1) straight++;
    else if (m == MARK_SINGLE_OPEN && opens_here(s, i, length)) curly++;
    else if (m == MARK_SINGLE_CLOSE && i > 0 && strchr(",.?!", s->text[i - 1])) closing++;
    else if (m != MARK_NONE && m != MARK_PARAGRAPH && m != MARK_SINGLE_CLOSE) {
      if (curly + straight == 0) return false;
      doubled += opens_here(s, i, length);
    }
  }
  if (doubled > 0) return closing > 0 && curly + straight > doubled;
  return curly > 0 || (straight > 0 && closing > 0);
}

bool vb_quotation_scan(article_frame *f) {
  scan s = {.frame = f, .text = f->analysis->text.p, .size = (uint32_t)f->analysis->text.n};
  s.singles = uses_single_marks(&s);
  uint32_t length;
  for (uint32_t i = next_mark(&s, 0); i < s.size; i = next_mark(&s, i + length)) {
    mark m = mark_at(&s, i, &length);
    if (m == MARK_NONE) continue;
    if (m == MARK_PARAGRAPH) {
      if (!s.open) s.continues = false;
      else if (!end_paragraph(&s, i, length)) return false;
      continue;
    }
    if (s.open && closes(&s, m, i, length)) {
      if (!emit(&s, i, i + length, false)) return false;
    } else if (!s.open || m == s.opened_by) {
      if (opens(&s, m, i, length)) open_mark(&s, m, i, length);
    }
  }
  return !s.open || emit(&s, s.size, s.size, true);
}
