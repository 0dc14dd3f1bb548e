/*
 * verdict.c - how closely two texts with the same words agree in their characters.
 *
 * Both texts are read in parallel through a stream of characters, once for each verdict;
 * the strictest stream without a difference decides. A stream needs no memory of its
 * own, so texts of any length can be compared:
 *
 *   bytes -> characters -> [ignorable ones dropped] -> [canonical decomposition, marks
 *   in order] -> [typography folded: marks, dashes, the stops of initialisms and the
 *   marks that group digits] -> each run of white space as one space
 *
 * The steps in brackets are those of the typography stream. It compares decomposed
 * forms because these can be computed character by character, and two texts have the
 * same NFC if and only if they have the same NFD.
 */
#include "searcher/quote/lookup.h"

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"
#include "indexer/text/spelling.h"

#include <utf8proc.h>

enum {
  TEXT_END = -1,
  SPACE = ' ',
  MARK = '"',           /* every quotation mark and apostrophe */
  DASH = '-',           /* every dash, with the white space around it */
  ELLIPSIS = 0x2026,    /* three or more dots, with or without spaces, and the white space around */
  STOP_OR_NOTHING = -2, /* the last stop of an initialism, which may also end the sentence */
  /* A letter with its marks. Real letters have up to 4 (Vietnamese, Hebrew); a longer chain is
     compared in pieces, which is only stricter. */
  CLUSTER_MAX = 32
};

const char *vb_verdict_name(vb_verdict verdict) {
  static const char *const names[] = {
      [VB_VERDICT_VERBATIM] = "verbatim",
      [VB_VERDICT_TYPOGRAPHY] = "typography",
      [VB_VERDICT_CASE_PUNCTUATION] = "case-punctuation",
      [VB_VERDICT_EDITED] = "edited",
      [VB_VERDICT_ALTERED] = "altered",
      [VB_VERDICT_NOT_FOUND] = "not-found",
      [VB_VERDICT_UNKNOWN] = "unknown",
  };
  return names[verdict];
}

/* Characters of one text in canonical decomposition. */
typedef struct letters {
  const char *p, *end;
  int32_t queue[CLUSTER_MAX];
  int queued, given;
  bool in_word;           /* typography stream: the last character was part of a word */
  const char *joined_end; /* the end of the initialism or grouped number at the current place */
} letters;

static int32_t decode(const char **p, const char *end) {
  size_t length;
  int32_t c = vb_utf8_decode(*p, end, &length);
  *p += length;
  return c == VB_UTF8_BAD ? VB_UTF8_REPLACEMENT : c;
}

/* The letters of a ligature; returns how many, 0 if c is not one. */
static int ligature(int32_t c, int32_t out[3]) {
  static const char *const spelt[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  if (c < 0xFB00 || c > 0xFB06) return 0;
  const char *text = spelt[c - 0xFB00];
  int n = 0;
  for (; text[n]; n++) out[n] = (unsigned char)text[n];
  return n;
}

static int combining_class(int32_t c) {
  return c < 0x300 ? 0 : utf8proc_get_property(c)->combining_class;
}

/* Appends the canonical decomposition of c (at most 4 characters), or the letters of a ligature, to
   the queue; false if there is no room. */
static bool queue_put(letters *in, int32_t c) {
  int room = CLUSTER_MAX - in->queued, spare;
  if (room < 4) return false;
  int32_t *to = in->queue + in->queued;
  int n = ligature(c, to);
  if (n == 0) n = (int)utf8proc_decompose_char(c, to, room, UTF8PROC_DECOMPOSE, &spare);
  if (n < 1 || n > room) to[0] = c, n = 1;
  in->queued += n;
  return true;
}

/* A stable sort: equal classes keep their order. A cluster has only a few marks. */
static void order_marks(int32_t *queue, int n) {
  for (int i = 1; i < n; i++) {
    int32_t c = queue[i];
    int class = combining_class(c), at = i;
    if (class == 0) continue;
    for (; at > 0 && combining_class(queue[at - 1]) > class; at--) queue[at] = queue[at - 1];
    queue[at] = c;
  }
}

/* Fills the queue with the next letter and the marks after it. */
static void fill(letters *in) {
  in->queued = in->given = 0;
  while (in->p < in->end) {
    const char *after = in->p;
    int32_t c = decode(&after, in->end);
    if (vb_char_is_ignorable(c)) {
      in->p = after;
      continue;
    }
    if (in->queued > 0 && combining_class(c) == 0) break;
    if (!queue_put(in, c)) break;
    in->p = after;
    /* ASCII followed by ASCII, most of most texts, needs no look-ahead. */
    if (c < 0x80 && (in->p == in->end || (unsigned char)*in->p < 0x80)) break;
  }
  if (in->queued > 1) order_marks(in->queue, in->queued);
}

/* The next character with marks and dashes folded, white space as SPACE; TEXT_END. */
static int32_t folded_next(letters *in) {
  if (in->given == in->queued) fill(in);
  if (in->queued == 0) return TEXT_END;
  int32_t c = in->queue[in->given++];
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; /* the full-width forms of ASCII */
  if (vb_char_is_space(c)) return SPACE;
  if (vb_char_is_quote(c)) return MARK;
  if (vb_char_is_dash(c)) return DASH;
  return c;
}

static int32_t folded_peek(const letters *in) {
  letters copy = *in;
  return folded_next(&copy);
}

/* Whether an ellipsis is here; if so, moves `in` past it and the white space after it. */
static bool take_ellipsis(letters *in) {
  /* The usual case first: ASCII that is not a dot. */
  if (in->given == in->queued && in->p < in->end && (unsigned char)*in->p < 0x80 && *in->p != '.')
    return false;
  letters ahead = *in, last = *in;
  int dots = 0;
  for (;;) {
    int32_t c = folded_next(&ahead);
    if (c == '.') dots++;
    else if (c == ELLIPSIS) dots += 3;
    else if (c != SPACE || dots == 0) break;
    last = ahead;
  }
  if (dots < 3) return false;
  *in = last;
  return true;
}

static void skip_while(letters *in, int32_t a, int32_t b) {
  for (;;) {
    letters ahead = *in;
    int32_t c = folded_next(&ahead);
    if (c != a && c != b) return;
    *in = ahead;
  }
}

/* Two single marks in a row are a typed double mark. Looks at the raw text, since folding hides
   it. */
static void skip_twin_mark(letters *in, const char *from) {
  if (in->given != in->queued || in->p >= in->end || in->p == from) return;
  vb_str text = {from, (size_t)(in->end - from)};
  size_t at = vb_utf8_floor(text, (size_t)(in->p - from) - 1);
  vb_quote_mark mark = vb_mark_at(text, at);
  if (mark.family == VB_MARK_DOUBLE && from + at + mark.length > in->p)
    in->p = from + at + mark.length;
}

static bool is_alnum(int32_t c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
         (c >= 0xC0 && (c < 0x2000 || c >= 0x2C00));
}

/* Records where an initialism or a grouped number that begins here ends (spelling.h). */
static void look_for_joined(letters *in) {
  enum { REACH = 64 }; /* bytes: longer than either */
  vb_str rest = {in->p, (size_t)(in->end - in->p)};
  if (in->in_word || in->given != in->queued || rest.n < 3) return;
  if (rest.n > REACH) rest.n = REACH;
  bool digit = in->p[0] >= '0' && in->p[0] <= '9';
  size_t n = digit ? vb_spelling_grouped(rest) : vb_spelling_initialism(rest);
  if (n > 0) in->joined_end = in->p + n;
}

/* Skips the mark inside an initialism or a grouped number; true at the last stop of an
   initialism. */
static bool pass_joint(letters *in) {
  if (!in->joined_end || in->given != in->queued) return false;
  if (in->p >= in->joined_end) {
    in->joined_end = NULL;
    return false;
  }
  const char *after = in->p;
  int32_t c = decode(&after, in->end);
  if (is_alnum(c)) return false;
  in->p = after;
  if (in->p < in->joined_end) return false;
  in->joined_end = NULL;
  return c == '.';
}

static int32_t marks_next(letters *in);

/* The next character of the typography stream. */
static int32_t typography_next(letters *in) {
  if (!in->joined_end) look_for_joined(in);
  if (pass_joint(in)) {
    in->in_word = false;
    return STOP_OR_NOTHING;
  }
  int32_t c = marks_next(in);
  in->in_word = is_alnum(c);
  return c;
}

/* The next character with marks, dashes, ellipses and white space folded. */
static int32_t marks_next(letters *in) {
  const char *at = in->p;
  if (take_ellipsis(in)) return ELLIPSIS;
  int32_t c = folded_next(in);
  if (c == SPACE) {
    skip_while(in, SPACE, SPACE);
    int32_t next = folded_peek(in);
    if (next != TEXT_END && next != DASH && next != '.' && next != ELLIPSIS) return SPACE;
    if (take_ellipsis(in)) return ELLIPSIS;
    if (next == '.') return SPACE;
    c = folded_next(in);
  }
  if (c == DASH) skip_while(in, DASH, SPACE);
  else if (c == MARK) skip_twin_mark(in, at);
  return c;
}

/* The next character of the plain stream, which only folds runs of white space. */
static int32_t plain_next(letters *in) {
  if (in->p == in->end) return TEXT_END;
  int32_t c = decode(&in->p, in->end);
  if (!vb_char_is_space(c)) return c;
  while (in->p < in->end) {
    const char *after = in->p;
    if (!vb_char_is_space(decode(&after, in->end))) return SPACE;
    in->p = after;
  }
  return TEXT_END;
}

static letters letters_of(vb_str text) {
  const char *p = text.p ? text.p : "", *end = p + text.n;
  while (p < end) { /* leading white space never counts */
    const char *after = p;
    if (!vb_char_is_space(decode(&after, end))) break;
    p = after;
  }
  return (letters){.p = p, .end = end};
}

/* Advances both. An initialism's last stop counts only where the other text has a stop. */
static void advance(letters *x, letters *y, int32_t (*next)(letters *), int32_t *c, int32_t *d) {
  *c = next(x), *d = next(y);
  while (*c != *d && (*c == STOP_OR_NOTHING || *d == STOP_OR_NOTHING)) {
    if (*c == '.' || *d == '.') *c = *d = '.';
    else if (*c == STOP_OR_NOTHING) *c = next(x);
    else *d = next(y);
  }
}

static bool same(vb_str a, vb_str b, int32_t (*next)(letters *)) {
  letters x = letters_of(a), y = letters_of(b);
  for (;;) {
    int32_t c, d;
    advance(&x, &y, next, &c, &d);
    if (c != d) return false;
    if (c == TEXT_END) return true;
  }
}

vb_verdict vb_quote_compare(vb_str quote, vb_str piece) {
  if (vb_str_eq(quote, piece) || same(quote, piece, plain_next)) return VB_VERDICT_VERBATIM;
  return same(quote, piece, typography_next) ? VB_VERDICT_TYPOGRAPHY : VB_VERDICT_CASE_PUNCTUATION;
}

/* ---- pasted text ------------------------------------------------------ */

static vb_str trim(vb_str text) {
  letters in = letters_of(text);
  text = (vb_str){in.p, (size_t)(in.end - in.p)};
  while (text.n > 0) {
    size_t at = vb_utf8_floor(text, text.n - 1);
    const char *p = text.p + at;
    if (!vb_char_is_space(decode(&p, text.p + text.n))) break;
    text.n = at;
  }
  return text;
}

/* A mark that may also be an apostrophe, or is typed in place of one. */
static bool is_single(vb_quote_mark mark, int32_t c) {
  return mark.family == VB_MARK_SINGLE || (mark.family == VB_MARK_NONE && vb_char_is_quote(c));
}

/* Whether a double mark opens another level inside `opened`; otherwise it closes one. */
static bool opens_more(vb_quote_mark opened, vb_quote_mark mark, bool starts) {
  bool sure = mark.family != VB_MARK_GUILLEMET && mark.family != VB_MARK_SINGLE_GUILLEMET;
  if (mark.side == VB_MARK_LOW) return true;
  if (sure && mark.side == VB_MARK_FACES_IN && opened.side != VB_MARK_LOW) return true;
  if (sure && mark.side == VB_MARK_FACES_OUT && opened.side != VB_MARK_FACES_OUT) return false;
  return starts;
}

/* Whether a mark before `inside` is still open at its end. In "one," she said, "two" the first and
   the last mark do not wrap the whole. */
static bool stays_open(vb_str inside, vb_quote_mark opened, bool single) {
  int depth = 1;
  int32_t before = '"';
  const char *p = inside.p, *end = inside.p + inside.n;
  while (p < end && depth > 0) {
    vb_quote_mark mark = vb_mark_at(inside, (size_t)(p - inside.p));
    const char *after = p;
    int32_t c = decode(&after, end);
    after = p += mark.length;
    int32_t next = p < end ? decode(&after, end) : SPACE;
    bool starts = vb_char_is_space(before) || before == '(' || before == '[' ||
                  vb_char_is_dash(before) || vb_char_is_quote(before);
    if (single && is_single(mark, c)) {
      /* A single mark may be an apostrophe; only one after punctuation certainly closes. */
      if (starts && !vb_char_is_space(next)) depth++;
      else if (before == ',' || before == '.' || before == '!' || before == '?') depth--;
    } else if (!single && mark.family != VB_MARK_NONE && !is_single(mark, c)) {
      depth += opens_more(opened, mark, starts) ? 1 : -1;
    }
    before = c;
  }
  return depth > 0;
}

/* The quotation marks at both ends of a text of more than one mark. */
typedef struct wrapping {
  vb_quote_mark first, last;
  bool single; /* both may be apostrophes */
} wrapping;

static bool wrapping_of(vb_str text, wrapping *out) {
  const char *p = text.p, *end = text.p + text.n, *q;
  int32_t c = decode(&p, end);
  size_t last_at = vb_utf8_floor(text, text.n - 1), n = text.n - last_at;
  q = text.p + last_at;
  int32_t d = decode(&q, end);
  if (last_at == 0 || !vb_char_is_quote(c) || !vb_char_is_quote(d)) return false;
  out->first = vb_mark_at(text, 0);
  out->last = vb_mark_at(text, text.n >= 2 * n ? text.n - 2 * n : last_at);
  if (out->last.length != 2 * n) out->last = vb_mark_at(text, last_at);
  bool doubles = out->first.family == VB_MARK_DOUBLE && out->last.family == VB_MARK_DOUBLE;
  if (!doubles || text.n < out->first.length + out->last.length) {
    /* Two apostrophes in a row are one mark only if both ends have double ones. */
    out->first = vb_mark_at((vb_str){text.p, (size_t)(p - text.p)}, 0);
    out->last = vb_mark_at(text, last_at);
  }
  out->single = is_single(out->first, c) && is_single(out->last, d);
  return true;
}

vb_str vb_quote_strip(vb_str pasted) {
  vb_str text = trim(pasted);
  wrapping marks;
  for (int layer = 0; layer < 3 && text.n > 1; layer++) { /* marks inside marks, three deep */
    if (!wrapping_of(text, &marks)) break;
    vb_str inside = vb_str_slice(text, marks.first.length, text.n - marks.last.length);
    if (!stays_open(inside, marks.first, marks.single)) break;
    text = trim(inside);
  }
  return text;
}
