/*
 * normalise.c - a word through a fixed window of code points.
 *
 *   character -> decompose -> drop marks -> fold case -> decompose -> drop marks
 *             -> window of code points -> order marks -> compose -> UTF-8, cut
 *
 * Decomposing before folding gives both spellings of an accented letter the same
 * result. The window is large enough that the cut at VB_TERM_MAX bytes is always
 * inside it, because a composed character has at least one byte and at most four
 * code points. Runs of combining marks are bounded before they are sorted, so the
 * cost of a word is linear in its length, however many marks it has.
 */
#include "indexer/text/normalise.h"

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

#include <utf8proc.h>

enum {
  WINDOW = VB_TERM_MAX * 4 + 32,
  /* Stream-Safe Text Format (UAX #15, 13): no real word has more marks on one letter. */
  MARKS_IN_A_ROW = 30,
  /* The longest decomposition of one character, its case folding included. */
  EXPANSION = 16
};

typedef struct window {
  int32_t c[WINDOW];
  size_t n;
  size_t marks; /* combining characters at the end of c, kept in canonical order */
} window;

typedef struct range {
  int32_t first, last;
} range;

/* Removed: accents of Latin, Greek and Cyrillic; Hebrew points; Arabic vowel signs, Koranic signs
   and the tatweel, which only stretches a word. */
static const range dropped[] = {
    {0x0300, 0x036F}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},
    {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x0640, 0x0640}, {0x064B, 0x0652}, {0x0656, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}};

/* Letters that Unicode does not decompose although archives print the same name both ways: letters
   with a stroke, ligatures, apostrophes and Hebrew marks (to ASCII). Arabic is typed with or
   without the signs that distinguish some letters (wasla, the dots of yeh and teh marbuta), and
   with the Persian yeh and kaf. */
static const struct {
  int32_t c;
  const char *to;
} folded[] = {{0x00E6, "ae"},     {0x00F8, "o"},      {0x0111, "d"},      {0x0127, "h"},
              {0x0131, "i"},      {0x0142, "l"},      {0x0153, "oe"},     {0x0167, "t"},
              {0x02BC, "'"},      {0x05F3, "'"},      {0x05F4, "\""},     {0x2018, "'"},
              {0x2019, "'"},      {0x201B, "'"},      {0x0629, "\u0647"}, {0x0649, "\u064A"},
              {0x0671, "\u0627"}, {0x06A9, "\u0643"}, {0x06CC, "\u064A"}};

static bool is_dropped(int32_t c) {
  if (c < 0x0300) return false;
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
    if (c <= dropped[i].last) return c >= dropped[i].first;
  return false;
}

static void push(window *w, int32_t c) {
  if (w->n == WINDOW) return;
  int class = c < 0x80 ? 0 : utf8proc_get_property(c)->combining_class;
  if (class == 0) {
    w->marks = 0;
    w->c[w->n++] = c;
    return;
  }
  if (w->marks == MARKS_IN_A_ROW) return;
  size_t at = w->n++;
  for (size_t i = 0; i < w->marks; i++, at--) { /* canonical order, stable */
    if (utf8proc_get_property(w->c[at - 1])->combining_class <= class) break;
    w->c[at] = w->c[at - 1];
  }
  w->c[at] = c;
  w->marks++;
}

static void push_folded(window *w, int32_t c) {
  for (size_t i = 0; i < sizeof folded / sizeof *folded; i++) {
    if (folded[i].c != c) continue;
    const char *to = folded[i].to, *end = to + strlen(to);
    for (size_t length; to < end; to += length) push(w, vb_utf8_decode(to, end, &length));
    return;
  }
  push(w, c);
}

/* The characters that c decomposes to under the given options, or c itself. */
static size_t decompose(int32_t c, int options, int32_t out[EXPANSION]) {
  int class = 0;
  utf8proc_ssize_t n =
      utf8proc_decompose_char(c, out, EXPANSION, (utf8proc_option_t)options, &class);
  if (n >= 0 && n <= EXPANSION) return (size_t)n;
  out[0] = c;
  return 1;
}

/* Full-width ASCII, half-width Katakana and Hangul: the same letters in another width. */
static bool is_width_form(int32_t c) {
  return c >= 0xFF01 && c <= 0xFFDC;
}

static void add(window *w, int32_t c) {
  int32_t canonical[EXPANSION], lower[EXPANSION];
  if (c >= 0x0653 && c <= 0x0655 && w->n && w->c[w->n - 1] == 0x0627) return;
  if (c == 0x0149) c = 'n'; /* would fold to an apostrophe and n: two words after a digit */
  int wide = is_width_form(c) ? UTF8PROC_COMPAT : 0;
  size_t n = decompose(c, UTF8PROC_DECOMPOSE | wide, canonical);
  if (n > 1 && canonical[0] == 0x0627) n = 1; /* alef with madda or hamza */
  for (size_t i = 0; i < n; i++) {
    if (is_dropped(canonical[i])) continue;
    size_t m = decompose(canonical[i], UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, lower);
    for (size_t k = 0; k < m; k++)
      if (!is_dropped(lower[k])) push_folded(w, lower[k]);
  }
}

/* Characters that occur inside a word but never at its ends. */
static bool is_inner(int32_t c) {
  return c == '\'' || c == '"' || c == '_' || c == '.' || c == ',' || c == ';' || c == ':';
}

/* Removing a letter can leave such a mark at an end, where the same word typed without that letter
   has none. Only Hebrew abbreviations end with a mark. */
static void trim(window *w, size_t *first) {
  *first = 0;
  while (*first < w->n && is_inner(w->c[*first])) ++*first;
  while (w->n > *first && is_inner(w->c[w->n - 1])) {
    int32_t before = w->n - 1 > *first ? w->c[w->n - 2] : 0;
    if (before >= 0x05D0 && before <= 0x05F2) break;
    w->n--;
  }
}

static size_t encode(window *w, char out[VB_TERM_MAX]) {
  size_t n = 0, first;
  trim(w, &first);
  for (size_t i = first; i < w->n; i++) {
    char bytes[4];
    size_t length = vb_utf8_encode(w->c[i], bytes);
    if (n + length > VB_TERM_MAX) break;
    memcpy(out + n, bytes, length);
    n += length;
  }
  return n;
}

/* ASCII letters need no table. Other characters are decomposed, folded and composed again, so that
   the term does not depend on how the text was encoded. */
size_t vb_normalise_word(vb_str word, char out[VB_TERM_MAX]) {
  window w;
  w.n = w.marks = 0;
  bool ascii = true;
  const char *p = word.p, *end = word.p + word.n;
  for (size_t length; p < end && w.n < WINDOW; p += length) {
    int32_t c = vb_utf8_decode(p, end, &length);
    if (c >= 0 && c < 0x80) {
      push(&w, c >= 'A' && c <= 'Z' ? c + 32 : c);
      continue;
    }
    if (c < 0 || vb_char_is_ignorable(c)) continue;
    ascii = false;
    add(&w, c);
  }
  if (!ascii && w.n) {
    utf8proc_ssize_t n = utf8proc_normalize_utf32(
        w.c, (utf8proc_ssize_t)w.n, (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    if (n > 0) w.n = (size_t)n;
  }
  return encode(&w, out);
}
