/*
 * quoted_spans.c - finds the stretches of text between quotation marks.
 *
 * One pass, a paragraph at a time, so that an unpaired mark affects only its own
 * paragraph. A curly mark shows which way it faces. A straight mark, or one that faces
 * the wrong way, is judged by the white space around it. text/marks.h defines what a
 * mark is. Marks that look like an apostrophe count only in an article that quotes with
 * them (as in British print); elsewhere they are apostrophes or nested marks, and part of
 * the words. White space inside the marks (French) is not part of the content.
 *
 *   closed --opening mark--> open --closing mark--> closed    emits a stretch
 *            open --opening mark--> open                      drops the first one
 *            open --paragraph ends-->                         emits it, unclosed or continued
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/base/bytes16.h"
#include "indexer/base/bytes8.h"
#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

enum { LOOK_AHEAD = 600 }; /* bytes: a few sentences; keeps the work linear */

typedef struct scan {
  article_frame *frame;
  vb_str text;
  bool singles;          /* single marks are this article's quotation marks */
  uint32_t headline_end; /* of a headline that quotes with single marks; else 0 */
  bool open;
  vb_quote_mark opened_by;
  uint32_t open_at, content_at;
  int nested;
  bool continues;
} scan;

/* The length of a paragraph break that begins at byte i; 0 for none. */
static uint32_t paragraph_at(const scan *s, uint32_t i) {
  const char *p = s->text.p + i;
  size_t left = s->text.n - i, n = 1;
  if (*p != '\n') return 0;
  while (n < left && (p[n] == ' ' || p[n] == '\t' || p[n] == '\r')) n++;
  if (n == left || p[n] != '\n') return 0;
  while (n < left && vb_is_space(p[n])) n++;
  return (uint32_t)n;
}

/* The mark at byte i. The context decides which way a straight single mark faces. */
static vb_quote_mark mark_at(const scan *s, uint32_t i) {
  vb_quote_mark mark = vb_mark_at(s->text, i);
  if (mark.family == VB_MARK_SINGLE && mark.side == VB_MARK_FACES_EITHER)
    mark.side = vb_mark_opens(s->text, i, mark) ? VB_MARK_FACES_IN : VB_MARK_FACES_OUT;
  return mark;
}

static bool same_mark(vb_quote_mark a, vb_quote_mark b) {
  return a.family == b.family && a.side == b.side;
}

static bool faces(vb_quote_mark mark, vb_mark_family family, vb_mark_side side) {
  return mark.family == family && mark.side == side;
}

static bool closes_single(vb_quote_mark mark) {
  return faces(mark, VB_MARK_SINGLE, VB_MARK_FACES_OUT);
}

/* Whether 16 bytes hold one that may begin a mark or a paragraph break; true for any text outside
   ASCII. */
static bool may_have_mark(const char *p) {
  vb_bytes16 w = vb_bytes16_load(p);
  return vb_bytes16_any(vb_bytes16_equal(w, '"') | vb_bytes16_equal(w, '\n') |
                        vb_bytes16_equal(w, '\'') | vb_bytes16_equal(w, '`') |
                        (w & vb_bytes16_all(0x80)));
}

/* The first byte from i that may begin a mark or a paragraph break, or the end. Every byte of an
   article passes through here. */
static uint32_t next_mark(const scan *s, uint32_t i) {
  const char *p = s->text.p;
  uint32_t n = (uint32_t)s->text.n;
  while (n - i >= 16 && !may_have_mark(p + i)) i += 16;
  for (; n - i >= 8; i += 8) {
    uint64_t w = vb_bytes8_load(p + i);
    uint64_t marks = vb_bytes8_equal(w, '"') | vb_bytes8_equal(w, '\n') | vb_bytes8_equal(w, '`') |
                     vb_bytes8_equal(w, '\'') | vb_bytes8_equal(w | VB_BYTES8_ALL(0x20), 0xE2) |
                     vb_bytes8_equal(w | VB_BYTES8_ALL(0x0C), 0xEF);
    if (marks) return i + (uint32_t)vb_bytes8_first(marks);
  }
  while (i < n && p[i] != '\n' && !vb_mark_may_begin((unsigned char)p[i])) i++;
  return i;
}

static void open_mark(scan *s, vb_quote_mark mark, uint32_t i) {
  s->open = true;
  s->opened_by = mark;
  s->open_at = i;
  s->content_at = i + mark.length;
  s->nested = 0;
}

/* The character before `at`; *at is moved to its start. 0 at the beginning. */
static int32_t char_before(vb_str text, uint32_t *at) {
  size_t length;
  if (*at == 0) return 0;
  uint32_t end = *at;
  *at = (uint32_t)vb_utf8_floor(text, end - 1);
  return vb_utf8_decode(text.p + *at, text.p + end, &length);
}

/* The punctuation at the end of the content, ignoring nested quotation marks. */
static char last_of(const scan *s, uint32_t start, uint32_t end) {
  while (end > start) {
    int32_t c = char_before(s->text, &end);
    if (vb_char_is_space(c) || (vb_char_is_quote(c) && end > start)) continue;
    if (vb_char_is_dash(c)) return '-';
    if (c == 0x2026 || c == 0x3002) return '.';  /* … 。 */
    if (c == 0x3001) return ',';                 /* 、 */
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; /* the wide forms of ASCII */
    return c > 0 && c < 0x80 && strchr(",.?!", c) ? (char)c : 0;
  }
  return 0;
}

/* The length of the white space at i, or (back) before i; 0 for none. */
static uint32_t space_length(const scan *s, uint32_t i, bool back) {
  uint32_t at = i;
  size_t length = 0;
  if (!back && i < s->text.n &&
      vb_char_is_space(vb_utf8_decode(s->text.p + i, s->text.p + s->text.n, &length)))
    return (uint32_t)length;
  return back && vb_char_is_space(char_before(s->text, &at)) ? i - at : 0;
}

/* Ends the open stretch, without the white space inside its marks. Empty marks make no stretch. */
static bool emit(scan *s, uint32_t end, uint32_t close, bool unclosed) {
  article_frame *f = s->frame;
  s->open = false;
  for (uint32_t n; s->content_at < end && (n = space_length(s, s->content_at, false)) > 0;)
    s->content_at += n;
  for (uint32_t n; end > s->content_at && (n = space_length(s, end, true)) > 0;) end -= n;
  if (f->stretch_count >= VB_QUOTATIONS_MAX || end <= s->content_at) return true;
  if (!VB_ARENA_GROW(f->arena, f->stretches, &f->stretch_capacity, f->stretch_count)) return false;
  f->stretches[f->stretch_count++] =
      (stretch){.open = s->open_at,
                .start = s->content_at,
                .end = end,
                .close = close,
                .continues = s->continues,
                .unclosed = unclosed,
                .headline = s->open_at < s->headline_end && s->opened_by.family == VB_MARK_SINGLE,
                .last = last_of(s, s->content_at, end),
                .mention_from = NO_UNIT,
                .mention_to = NO_UNIT,
                .cue = NO_UNIT};
  s->continues = false;
  return true;
}

/* Called where a paragraph ends inside a stretch. If the next one opens with a mark, the speech
   continues there; otherwise the mark was never closed. */
static bool end_paragraph(scan *s, uint32_t i, uint32_t length) {
  uint32_t next = i + length;
  bool continued = false;
  if (next < s->text.n) {
    vb_quote_mark mark = mark_at(s, next);
    continued = same_mark(mark, s->opened_by) ||
                (faces(mark, VB_MARK_DOUBLE, VB_MARK_FACES_IN) &&
                 faces(s->opened_by, VB_MARK_DOUBLE, VB_MARK_FACES_EITHER));
  }
  if (!continued && s->opened_by.family == VB_MARK_SINGLE_GUILLEMET) {
    s->open = false; /* an arrow: "Read more ›" */
    return true;
  }
  uint32_t end = i;
  while (end > s->content_at && vb_is_space(s->text.p[end - 1])) end--;
  size_t before = s->frame->stretch_count;
  if (!emit(s, end, end, !continued)) return false;
  if (continued && s->frame->stretch_count > before) {
    s->frame->stretches[before].continued = true;
    s->continues = true;
  }
  return true;
}

/* "The boats’ owners stayed,’ he said": an s before it, a blank after it, and a later mark after
   punctuation that closes before another one opens. */
static bool is_possessive_plural(const scan *s, uint32_t i, uint32_t length) {
  const char *p = s->text.p;
  uint32_t n = (uint32_t)s->text.n;
  if (p[i - 1] != 's' || i + length >= n || p[i + length] != ' ') return false;
  uint32_t end = n - i > LOOK_AHEAD ? i + LOOK_AHEAD : n;
  for (uint32_t k = next_mark(s, i + length), step; k < end; k = next_mark(s, k + step)) {
    vb_quote_mark mark = mark_at(s, k);
    step = mark.length;
    if (closes_single(mark) && strchr(",.?!", p[k - 1])) return true;
    if (mark.family == VB_MARK_SINGLE && mark.side != VB_MARK_FACES_OUT) return false;
    if (paragraph_at(s, k)) return false;
  }
  return false;
}

/* Whether a single mark really closes, and is not the apostrophe of don’t. */
static bool is_no_apostrophe(const scan *s, uint32_t i, uint32_t length) {
  if (i + length >= s->text.n) return true;
  unsigned char next = (unsigned char)s->text.p[i + length];
  bool letter = (next | 32) >= 'a' && (next | 32) <= 'z';
  if (letter || next >= 0x80 + 0x40 || vb_mark_space_before(s->text, i)) return false;
  return !is_possessive_plural(s, i, length);
}

/* Whether a mark closes the open one; nested pairs inside straight marks are counted. */
static bool closes(scan *s, vb_quote_mark mark, uint32_t i) {
  if (faces(s->opened_by, VB_MARK_DOUBLE, VB_MARK_FACES_EITHER)) {
    if (faces(mark, VB_MARK_DOUBLE, VB_MARK_FACES_IN)) s->nested++;
    if (faces(mark, VB_MARK_DOUBLE, VB_MARK_FACES_OUT)) return s->nested-- <= 0;
  }
  if (!vb_mark_closes(s->opened_by, mark)) return false;
  return mark.family != VB_MARK_SINGLE || is_no_apostrophe(s, i, mark.length);
}

/* The single mark at i has its closing one in the headline. */
static bool is_paired_in_headline(const scan *s, vb_quote_mark mark, uint32_t i) {
  if (i >= s->headline_end) return false;
  for (uint32_t k = next_mark(s, i + mark.length), step; k < s->headline_end;
       k = next_mark(s, k + step)) {
    vb_quote_mark other = mark_at(s, k);
    step = other.length;
    if (closes_single(other) && is_no_apostrophe(s, k, step)) return true;
  }
  return false;
}

static bool opens(const scan *s, vb_quote_mark mark, uint32_t i) {
  if (mark.family == VB_MARK_SINGLE && mark.side == VB_MARK_FACES_OUT) return false;
  if (mark.family == VB_MARK_SINGLE && !s->singles && !is_paired_in_headline(s, mark, i))
    return false;
  return vb_mark_opens(s->text, i, mark);
}

/* Whether the article quotes with single marks: they come first and open more often than double
   ones, which are then nested; and at least some of the straight ones close after punctuation. */
static bool uses_single_marks(const scan *s) {
  uint32_t curly = 0, straight = 0, closing = 0, doubled = 0, step;
  for (uint32_t i = next_mark(s, 0); i < s->text.n; i = next_mark(s, i + step)) {
    vb_quote_mark mark = mark_at(s, i);
    step = mark.length;
    if (closes_single(mark)) {
      closing += i > 0 && strchr(",.?!", s->text.p[i - 1]);
    } else if (mark.family == VB_MARK_SINGLE) {
      if (mark.length == 1) straight++;
      else curly += vb_mark_opens(s->text, i, mark);
    } else if (mark.family != VB_MARK_NONE) {
      if (curly + straight == 0) return false;
      doubled += vb_mark_opens(s->text, i, mark);
    }
  }
  if (doubled > 0) return closing > 0 && curly + straight > doubled;
  return curly > 0 || (straight > 0 && closing > 0);
}

/* The end of the first paragraph where it is a headline: short, and without a stop. */
static uint32_t headline_end(const scan *s) {
  enum { HEADLINE_MAX = 200 };
  uint32_t end = 0;
  while (end < s->text.n && end < HEADLINE_MAX && s->text.p[end] != '\n') end++;
  if (end == 0 || end == s->text.n || !paragraph_at(s, end)) return 0;
  return strchr(".!?", s->text.p[end - 1]) ? 0 : end;
}

static bool add_candidate(article_frame *f, uint32_t at, uint32_t start, bool dash) {
  if (f->candidate_count >= UNMARKED_MAX) return true;
  if (!VB_ARENA_GROW(f->arena, f->candidates, &f->candidate_capacity, f->candidate_count))
    return false;
  f->candidates[f->candidate_count++] = (unmarked_candidate){at, start, dash};
  return true;
}

/* A paragraph that may be speech without marks (unmarked.c): it begins at `at` with a dash, or
   follows a colon. */
static bool note_unmarked(const scan *s, uint32_t before, uint32_t at) {
  size_t length, dash = 0;
  if (at >= s->text.n) return true;
  int32_t c = vb_utf8_decode(s->text.p + at, s->text.p + s->text.n, &length);
  if (vb_char_is_dash(c)) dash = length;
  while (dash && at + dash < s->text.n && (length = space_length(s, at + (uint32_t)dash, false)))
    dash += length;
  if (dash && (c != '-' || dash > 1)) return add_candidate(s->frame, at, at + (uint32_t)dash, true);
  return !(before > 0 && s->text.p[before - 1] == ':') || add_candidate(s->frame, at, at, false);
}

bool vb_quotation_scan(article_frame *f) {
  scan s = {.frame = f, .text = f->analysis->text};
  s.singles = uses_single_marks(&s);
  s.headline_end = s.singles || f->is_part ? 0 : headline_end(&s);
  if (!note_unmarked(&s, 0, 0)) return false;
  uint32_t step, n = (uint32_t)s.text.n;
  for (uint32_t i = next_mark(&s, 0); i < n; i = next_mark(&s, i + step)) {
    vb_quote_mark mark = mark_at(&s, i);
    step = mark.length;
    uint32_t paragraph = paragraph_at(&s, i);
    if (paragraph > 0) {
      step = paragraph;
      if (!s.open) s.continues = false;
      else if (!end_paragraph(&s, i, paragraph)) return false;
      if (!s.open && !note_unmarked(&s, i, i + paragraph)) return false;
    } else if (mark.family != VB_MARK_NONE) {
      if (s.open && closes(&s, mark, i)) {
        if (!emit(&s, i, i + mark.length, false)) return false;
      } else if (!s.open || same_mark(mark, s.opened_by)) {
        if (opens(&s, mark, i)) open_mark(&s, mark, i);
      }
    }
  }
  return !s.open || emit(&s, n, n, true);
}
