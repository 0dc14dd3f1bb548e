/*
 * window.c - chooses whole sentences if they fit, and otherwise words.
 *
 *   [sentence][   sentence with the match   ][sentence]
 *                       ^^^^^
 *
 * If the sentence with the match is not much longer than the target, it is shown whole,
 * and then sentences after and before it as long as they fit. If it is longer, the room
 * that the match leaves is divided between both sides and filled with whole words.
 * Lengths are counted while the window grows, so the cost depends on the window, not on
 * the text.
 */
#include "searcher/snippet/window.h"

#include "indexer/base/utf8.h"

/* Bytes of marks next to a word at the cut ("(word", "word.”") that are shown with it, at most. */
enum { STICKING_MAX = 12 };

size_t vb_window_chars(const vb_analysis *analysis, size_t from, size_t to, size_t limit) {
  if ((to - from) / 4 > limit) return limit + 1;
  vb_str text = vb_str_slice(analysis->text, from, to);
  size_t count = vb_utf8_count(text);
  for (const char *at = text.p, *end = text.p + text.n;
       text.n && (at = memchr(at, '\n', (size_t)(end - at))); at++)
    count += at + 1 < end && at[1] == '\n'; /* the mark between paragraphs takes one more */
  return count > limit ? limit + 1 : count;
}

/* Adds the length of [from, to) to *used if the sum stays within `room`. */
static bool fits(const vb_analysis *a, size_t from, size_t to, size_t room, size_t *used) {
  if (*used > room) return false;
  size_t more = vb_window_chars(a, from, to, room - *used);
  if (more > room - *used) return false;
  *used += more;
  return true;
}

static void add_sentences(const vb_analysis *a, size_t first, size_t last, size_t chars,
                          size_t used, vb_window *w) {
  while (last + 1 < a->sentence_count) {
    if (!fits(a, w->end, a->sentences[last + 1].end, chars, &used)) break;
    w->end = a->sentences[++last].end;
  }
  while (first > 0) {
    if (!fits(a, a->sentences[first - 1].start, w->start, chars, &used)) break;
    w->start = a->sentences[--first].start;
  }
}

/* The start of a piece that begins with a word, including the marks attached to the word. */
static uint32_t stick_before(const vb_analysis *a, size_t token) {
  uint32_t at = a->tokens[token].start;
  uint32_t floor = token ? a->tokens[token - 1].end : 0;
  uint32_t p = at;
  while (p > floor && at - p <= STICKING_MAX && !vb_is_space(a->text.p[p - 1])) p--;
  return at - p <= STICKING_MAX ? p : at;
}

static uint32_t stick_after(const vb_analysis *a, size_t token) {
  uint32_t at = a->tokens[token].end;
  uint32_t roof = token + 1 < a->token_count ? a->tokens[token + 1].start : (uint32_t)a->text.n;
  uint32_t p = at;
  while (p < roof && p - at <= STICKING_MAX && !vb_is_space(a->text.p[p])) p++;
  return p - at <= STICKING_MAX ? p : at;
}

/* Whether the mark between two words joins them ("crowd-friendly"), so no cut is allowed. */
static bool joined(const vb_analysis *a, uint32_t from, uint32_t to) {
  static const char *const joints[] = {"-", "\u2010", "\u2011", "/", "'", "\u2019"};
  vb_str between = vb_str_slice(a->text, from, to);
  for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
    if (vb_str_is(between, joints[i])) return true;
  return false;
}

typedef struct piece {
  const vb_analysis *a;
  vb_window range;    /* the sentences; nothing outside is added */
  size_t first, end;  /* their words */
  size_t left, right; /* words [left, right) are in the window */
  size_t used;        /* characters in the window */
  vb_window *w;
} piece;

static void grow_left(piece *p, size_t room) {
  while (p->left > p->first) {
    uint32_t to = stick_before(p->a, p->left - 1);
    if (to >= p->w->start) to = p->a->tokens[p->left - 1].start;
    if (to < p->range.start) to = p->range.start;
    bool inside = p->left - 1 > p->first &&
                  joined(p->a, p->a->tokens[p->left - 2].end, p->a->tokens[p->left - 1].start);
    if (to < p->w->start && !inside) {
      if (!fits(p->a, to, p->w->start, room, &p->used)) return;
      p->w->start = to;
    }
    p->left--;
  }
  if (p->w->start > p->range.start && fits(p->a, p->range.start, p->w->start, room, &p->used))
    p->w->start = p->range.start;
}

static void grow_right(piece *p, size_t room) {
  while (p->right < p->end) {
    uint32_t to = stick_after(p->a, p->right);
    if (to > p->range.end) to = p->range.end;
    bool inside = p->right + 1 < p->end &&
                  joined(p->a, p->a->tokens[p->right].end, p->a->tokens[p->right + 1].start);
    if (to > p->w->end && !inside) {
      if (!fits(p->a, p->w->end, to, room, &p->used)) return;
      p->w->end = to;
    }
    p->right++;
  }
  if (p->w->end < p->range.end && fits(p->a, p->w->end, p->range.end, room, &p->used))
    p->w->end = p->range.end;
}

/* Prefers whole sentences around the match. A sentence that is too long is cut: the text before the
   match first gets up to half of the room, then the text after it what is left, then the text
   before it again. */
vb_window vb_window_around(const vb_analysis *analysis, uint32_t start, uint32_t end,
                           size_t first_token, size_t end_token, size_t chars) {
  size_t first = vb_analysis_sentence_of(analysis, first_token);
  size_t last = vb_analysis_sentence_of(analysis, end_token - 1);
  const vb_sentence *s = analysis->sentences;
  vb_window range = {.start = s[first].start < start ? s[first].start : start,
                     .end = s[last].end > end ? s[last].end : end,
                     .sentence = (uint32_t)first};
  vb_window w = range;
  size_t used = 0;
  /* A text a quarter longer than the target is better than a cut sentence. */
  if (fits(analysis, range.start, range.end, chars + chars / 4, &used)) {
    add_sentences(analysis, first, last, chars, used, &w);
    w.whole = true;
    return w;
  }
  w.start = start, w.end = end;
  piece p = {.a = analysis,
             .range = range,
             .w = &w,
             .left = first_token,
             .right = end_token,
             .first = s[first].first_token,
             .end = s[last].end_token};
  if (fits(analysis, start, end, chars, &p.used)) {
    grow_left(&p, p.used + (chars - p.used) / 2);
    grow_right(&p, chars);
    grow_left(&p, chars);
  }
  w.cut_before = w.start > range.start;
  w.cut_after = w.end < range.end;
  return w;
}
