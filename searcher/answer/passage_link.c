/*
 * passage_link.c - the address of a page with a passage of it, which browsers go to and mark.
 *
 *   https://outlet.example/dam#:~:text=prefix-,start,end,-suffix
 *
 * (https://wicg.github.io/scroll-to-text-fragment/). A browser takes the first place where `start`
 * stands after `prefix`, and then the first `end` before `suffix`; each of the four lies within one
 * paragraph. Short passages are their own `start`. Of others `start` is the first words and `end`
 * the last ones, so that the address stays short. Context is added, word by word, only while the
 * same words stand elsewhere before the passage (or, for `end`, within it).
 *
 * Texts are compared as browsers do it: ignoring case (here of ASCII letters) and with white space
 * as one space. So the searched stretch is first written out in that form.
 */
#include "indexer/base/arena.h"
#include "indexer/base/utf8.h"
#include "indexer/base/web_address.h"
#include "searcher/verbatim.h"

enum {
  WHOLE_MAX = 160,         /* bytes of a passage that is given as it is */
  EDGE_WORDS = 5,          /* of `start` and `end` */
  CONTEXT_WORDS = 8,       /* at most, of `prefix` and `suffix` */
  WORD_MAX = 120,          /* bytes; a longer one is text without blanks, which has no short part */
  UNSPACED_MAX = 480,      /* bytes of such a passage */
  SEARCHED_MAX = 64 * 1024 /* bytes before the passage in which the same words are looked for */
};

/* ---- words -------------------------------------------------------------- */

static bool blank_at(vb_str text, size_t at) {
  return vb_is_space(text.p[at]);
}

/* The end of `count` words that begin at `from`, within the paragraph; *from moves past blanks. */
static size_t words_end(vb_str text, size_t *from, size_t to, size_t count) {
  while (*from < to && blank_at(text, *from)) ++*from;
  size_t at = *from, end = at;
  for (; count && at < to; count--) {
    while (at < to && !blank_at(text, at)) at++;
    end = at;
    while (at < to && blank_at(text, at)) {
      if (text.p[at] == '\n' && at + 1 < to && text.p[at + 1] == '\n') return end;
      at++;
    }
  }
  return end;
}

/* The start of `count` words that end at `to`, within the paragraph; *to moves before blanks. */
static size_t words_start(vb_str text, size_t from, size_t *to, size_t count) {
  while (*to > from && blank_at(text, *to - 1)) --*to;
  size_t at = *to, start = at;
  for (; count && at > from; count--) {
    while (at > from && !blank_at(text, at - 1)) at--;
    start = at;
    while (at > from && blank_at(text, at - 1)) {
      if (text.p[at - 1] == '\n' && at - 1 > from && text.p[at - 2] == '\n') return start;
      at--;
    }
  }
  return start;
}

/* Appends text in the form in which it is compared, or as it stands with `kept`. */
static void put_folded(vb_buf *out, vb_str text, bool kept) {
  bool blank = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (vb_is_space(c)) {
      blank = true;
      continue;
    }
    if (blank && out->n) vb_buf_char(out, ' ');
    blank = false;
    vb_buf_char(out, (char)(!kept && c >= 'A' && c <= 'Z' ? c + 32 : c));
  }
  if (blank && out->n) vb_buf_char(out, ' ');
}

/* Whether the words stand in `where` too. */
static bool stands_in(vb_str where, vb_str words) {
  vb_buf folded = VB_BUF_INIT;
  put_folded(&folded, words, false);
  bool found = !folded.failed && folded.n && memmem(where.p, where.n, folded.p, folded.n);
  vb_buf_clear(&folded);
  return found;
}

/* ---- the parts ----------------------------------------------------------- */

typedef struct parts {
  vb_str prefix, start, end, suffix; /* of the text; absent if not needed */
} parts;

/* What lies before a place, folded, as far as it is searched. */
static void fold_stretch(vb_buf *out, vb_str text, size_t from, size_t to) {
  if (to - from > SEARCHED_MAX) from = to - SEARCHED_MAX;
  put_folded(out, vb_str_slice(text, from, to), false);
}

/* Adds the fewest words before [*from, to) with which it stands nowhere earlier. False: there are
   not enough in the paragraph. */
static bool widen_before(vb_str text, size_t *from, size_t to, vb_str earlier, vb_str *prefix) {
  size_t start = *from;
  for (size_t words = 1; stands_in(earlier, vb_str_slice(text, *from, to)); words++) {
    size_t end = start, wider = words_start(text, 0, &end, words);
    if (wider == *from || words > CONTEXT_WORDS) return false;
    *from = wider;
    *prefix = vb_str_slice(text, wider, end);
  }
  return true;
}

/* Likewise words after it. */
static void widen_after(vb_str text, size_t from, size_t to, vb_str earlier, vb_str *suffix) {
  size_t end = to;
  for (size_t words = 1; stands_in(earlier, vb_str_slice(text, from, end)); words++) {
    size_t start = to, wider = words_end(text, &start, text.n, words);
    if (wider == end || words > CONTEXT_WORDS) return;
    end = wider;
    *suffix = vb_str_slice(text, start, wider);
  }
}

/* Sets start, and end if it is not the whole passage. False if no part of it is short enough. */
static bool choose_edges(vb_str text, size_t from, size_t to, parts *out) {
  size_t first = from, last = to;
  vb_str passage = vb_str_slice(text, from, to);
  size_t first_end = words_end(text, &first, to, EDGE_WORDS);
  size_t last_start = words_start(text, from, &last, EDGE_WORDS);
  bool unspaced =
      first_end - first > EDGE_WORDS * WORD_MAX || last - last_start > EDGE_WORDS * WORD_MAX;
  *out = (parts){.start = passage};
  if (passage.n <= WHOLE_MAX && !memmem(passage.p, passage.n, "\n\n", 2)) return true;
  if (unspaced || last_start < first_end) return passage.n <= UNSPACED_MAX;
  out->start = vb_str_slice(text, first, first_end);
  out->end = vb_str_slice(text, last_start, last);
  return true;
}

static bool find_parts(vb_str text, size_t from, size_t to, parts *out) {
  vb_buf earlier = VB_BUF_INIT;
  if (!choose_edges(text, from, to, out)) return false;
  size_t start = (size_t)(out->start.p - text.p), end = start + out->start.n, wide = start;
  /* One byte less than `start`, so that it is not found in its own place. */
  fold_stretch(&earlier, text, 0, end - 1);
  bool settled = widen_before(text, &wide, end, vb_buf_view(&earlier), &out->prefix);
  if (!settled && !out->end.n) widen_after(text, wide, end, vb_buf_view(&earlier), &out->suffix);
  vb_buf_reset(&earlier);
  if (out->end.n) {
    start = (size_t)(out->end.p - text.p);
    fold_stretch(&earlier, text, end, start + out->end.n - 1);
    widen_after(text, start, start + out->end.n, vb_buf_view(&earlier), &out->suffix);
  }
  vb_buf_clear(&earlier);
  return true;
}

/* A "-" has a meaning of its own here. */
static void put_part(vb_buf *out, const char *before, vb_str text, const char *after) {
  vb_buf line = VB_BUF_INIT;
  if (!text.n) return;
  put_folded(&line, text, true);
  vb_buf_text(out, before);
  for (size_t i = 0; i < line.n; i++)
    if (line.p[i] == '-') vb_buf_text(out, "%2D");
    else vb_url_encode((vb_str){line.p + i, 1}, out);
  vb_buf_text(out, after);
  out->failed |= line.failed;
  vb_buf_clear(&line);
}

vb_str vb_passage_link(vb_str url, vb_str text, vb_range passage, vb_arena *arena) {
  size_t from = passage.start, to = passage.end < text.n ? passage.end : text.n;
  parts found;
  vb_buf out = VB_BUF_INIT;
  if (!vb_url_is_web(url)) return VB_STR_NONE;
  while (from < to && blank_at(text, from)) from++;
  while (to > from && blank_at(text, to - 1)) to--;
  const char *directive = memmem(url.p, url.n, ":~:", 3);
  if (directive) url.n = (size_t)(directive - url.p);
  vb_buf_str(&out, url);
  if (from < to && find_parts(text, from, to, &found)) {
    if (!memchr(url.p, '#', url.n)) vb_buf_char(&out, '#');
    vb_buf_text(&out, ":~:text=");
    put_part(&out, "", found.prefix, "-,");
    put_part(&out, "", found.start, "");
    put_part(&out, ",", found.end, "");
    put_part(&out, ",-", found.suffix, "");
  }
  vb_str link = out.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return link;
}
