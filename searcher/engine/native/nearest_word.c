/*
 * nearest_word.c - finds the word of the lexicon nearest in spelling.
 *
 * The lexicon is read in its order, a block of words at a time. What all words of a block
 * begin with is known without reading them, and as soon as a beginning is farther from
 * every beginning of the word than the word may be, so is all that begins with it:
 *
 *   lanturn      the words of a block begin with "lak": one off "lan", is read
 *                "lux": two off "la", and each further letter can only add: is not
 *
 * A word one mistake off is nearer than any two off, so those are looked for first; then
 * far fewer beginnings are near enough. The distance is Damerau's: a character left out, added or
 * changed, or two adjacent ones swapped. It is computed only up to a bound, and only for words of
 * about the same characters: one mistake takes at most one of them away and adds at most one.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/clock.h"
#include "indexer/base/utf8.h"

enum {
  WORD_MAX = 40,  /* characters; a longer word is rarely off by only two letters */
  SHORT_WORD = 4, /* up to this length one mistake is allowed, above it two */
  WORDS_READ = 20000000,
  TIME_CHECK_WORDS = 1024
};

typedef struct letters {
  int32_t c[WORD_MAX];
  size_t n;
  uint64_t set; /* a bit for each character, which some share */
} letters;

static bool letters_of(vb_str word, letters *out) {
  const char *p = word.p, *end = word.p + word.n;
  out->n = 0;
  out->set = 0;
  for (size_t length; p < end; p += length) {
    if (out->n == WORD_MAX) return false;
    int32_t c = vb_utf8_decode(p, end, &length);
    out->c[out->n++] = c;
    out->set |= UINT64_C(1) << (c & 63);
  }
  return true;
}

/* Whether words with these characters may be at most `bound` mistakes apart. */
static bool may_be_near(uint64_t a, uint64_t b, size_t bound) {
  return (size_t)__builtin_popcountll(a & ~b) <= bound &&
         (size_t)__builtin_popcountll(b & ~a) <= bound;
}

/* The same for a word that is not decoded yet; true for one with other than ASCII characters. */
static bool is_worth_decoding(const letters *wanted, vb_str word, size_t bound) {
  uint64_t set = 0;
  unsigned char any = 0;
  for (size_t i = 0; i < word.n; i++) {
    any |= (unsigned char)word.p[i];
    set |= UINT64_C(1) << (word.p[i] & 63);
  }
  if (any >= 0x80) return true;
  return word.n <= wanted->n + bound && may_be_near(wanted->set, set, bound);
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* The distance; bound + 1 if it is larger than bound. */
static size_t distance(const letters *a, const letters *b, size_t bound) {
  size_t gap = a->n > b->n ? a->n - b->n : b->n - a->n;
  if (gap > bound) return bound + 1;
  size_t rows[3][WORD_MAX + 1];
  for (size_t j = 0; j <= b->n; j++) rows[0][j] = j;
  for (size_t i = 1; i <= a->n; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];
    size_t best = row[0] = i;
    for (size_t j = 1; j <= b->n; j++) {
      size_t cost = a->c[i - 1] != b->c[j - 1];
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
      if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] && a->c[i - 2] == b->c[j - 1])
        row[j] = least(row[j], higher[j - 2] + 1);
      best = least(best, row[j]);
    }
    if (best > bound) return bound + 1;
  }
  return rows[a->n % 3][b->n];
}

/* ---- beginnings of words ---- */

enum {
  BEGINNING_MAX = 8,
  RANGE_MAX = 12 /* letters; of more, one is near enough anyway */
};

/* The rows of the table of distances for what the words of a block begin with; those that it has in
   common with the block before are kept. */
typedef struct beginnings {
  const letters *wanted;
  size_t n; /* letters */
  char text[BEGINNING_MAX];
  uint8_t rows[BEGINNING_MAX + 1][WORD_MAX + 1];
  uint8_t least[BEGINNING_MAX + 1]; /* of a row */
} beginnings;

static void start_beginnings(beginnings *b, const letters *wanted) {
  b->wanted = wanted;
  b->n = 0;
  b->least[0] = 0;
  for (size_t j = 0; j <= wanted->n; j++) b->rows[0][j] = (uint8_t)j;
}

static void add_letter(beginnings *b, char letter) {
  const letters *w = b->wanted;
  size_t i = b->n + 1;
  uint8_t *row = b->rows[i], *above = b->rows[i - 1];
  b->text[i - 1] = letter;
  row[0] = b->least[i] = (uint8_t)i;
  for (size_t j = 1; j <= w->n; j++) {
    size_t d = least(least(above[j] + 1u, row[j - 1] + 1u), above[j - 1] + (w->c[j - 1] != letter));
    if (i > 1 && j > 1 && w->c[j - 1] == b->text[i - 2] && w->c[j - 2] == letter)
      d = least(d, b->rows[i - 2][j - 2] + 1u);
    row[j] = (uint8_t)d;
    if (row[j] < b->least[i]) b->least[i] = row[j];
  }
  b->n = i;
}

/* Whether a word that begins so may be at most `bound` mistakes away. Only letters of one byte
   tell: others are not decoded. */
static bool may_begin(beginnings *b, vb_str text, size_t bound) {
  size_t n = 0;
  while (n < text.n && n < b->n && text.p[n] == b->text[n]) n++;
  b->n = n;
  for (size_t i = 1; i <= n; i++)
    if (b->least[i] > bound) return false;
  for (; n < text.n && (unsigned char)text.p[n] < 0x80; n++) {
    add_letter(b, text.p[n]);
    if (b->least[n + 1] > bound) return false;
  }
  return true;
}

/* ---- the walk ---- */

typedef struct nearest {
  size_t distance;
  uint64_t df;
  vb_str word;
  double until;
  bool late; /* what is best of the words read so far may not be the nearest */
} nearest;

static bool is_late(nearest *best, size_t read) {
  if (best->until > 0 && read % TIME_CHECK_WORDS == 0 && vb_clock_seconds() >= best->until)
    best->late = true;
  return best->late;
}

/* Prefixes of fields are upper-case letters; no word begins with one. */
static bool is_word(vb_str s) {
  return s.n > 0 && !(s.p[0] >= 'A' && s.p[0] <= 'Z');
}

/* Whether no word that begins so, with one more letter of [from, to], can be near enough. */
static bool is_far_range(beginnings *b, unsigned char from, unsigned char to, size_t allowed) {
  if (b->n == BEGINNING_MAX || !from || to >= 0x80 || to - from >= RANGE_MAX) return false;
  size_t n = b->n;
  for (unsigned c = from; c <= to; c++) {
    b->n = n;
    add_letter(b, (char)c);
    if (b->least[n + 1] <= allowed) return false;
  }
  return true;
}

/* Whether no word of the block that the walk is at the beginning of can be near enough. */
static bool is_far_block(const vb_word_cursor *walk, vb_str prefix, beginnings *begun,
                         size_t allowed) {
  vb_word_range range;
  if (!vb_word_block_range(walk, &range) || range.n <= prefix.n ||
      memcmp(range.text, prefix.p, prefix.n) != 0)
    return false;
  vb_str word = {range.text + prefix.n, range.n - prefix.n};
  if (!is_word(word) || !may_begin(begun, word, allowed)) return true;
  return begun->n == word.n && is_far_range(begun, range.from, range.to, allowed);
}

static size_t allowed_by(const nearest *best, size_t bound) {
  return best->word.p ? best->distance : bound;
}

/* Compares a word with what is best so far. */
static vb_status try_word(vb_str key, uint32_t df, const letters *wanted, size_t bound,
                          vb_arena *arena, nearest *best, vb_error *err) {
  letters other;
  size_t allowed = allowed_by(best, bound);
  if (key.n + allowed < wanted->n || key.n > (wanted->n + allowed) * 4 || !is_word(key) ||
      !is_worth_decoding(wanted, key, allowed))
    return VB_OK;
  if (!letters_of(key, &other) || !may_be_near(wanted->set, other.set, allowed)) return VB_OK;
  size_t d = distance(wanted, &other, allowed);
  if (d == 0 || d > bound ||
      (best->word.p && (d > best->distance || (d == best->distance && df <= best->df))))
    return VB_OK;
  vb_str copy = vb_arena_copy(arena, key);
  if (!copy.p) return vb_fail(err, VB_NOMEM, "out of memory");
  best->distance = d, best->df = df, best->word = copy;
  return VB_OK;
}

/* Compares the words with this prefix; without a prefix, those of title and text. */
static vb_status read_segment(const vb_segment *segment, vb_str prefix, const letters *wanted,
                              size_t bound, vb_arena *arena, nearest *best, vb_error *err) {
  vb_word_cursor walk;
  vb_str key;
  vb_term term;
  beginnings begun;
  start_beginnings(&begun, wanted);
  vb_status status = vb_segment_words_from(segment, prefix, &walk, err);
  for (size_t read = 0; status == VB_OK && read < WORDS_READ && !is_late(best, read); read++) {
    if (is_far_block(&walk, prefix, &begun, allowed_by(best, bound))) {
      vb_word_skip_block(&walk);
      continue;
    }
    status = vb_word_next_with(&walk, prefix, &key, &term, err);
    if (status != VB_OK) break;
    status = try_word(vb_str_slice(key, prefix.n, key.n), term.df, wanted, bound, arena, best, err);
  }
  return status == VB_NOT_FOUND ? VB_OK : status;
}

/* Nearest first: words of one mistake, and only if there are none, those of more. */
vb_status vb_native_suggest(const vb_snapshot *snapshot, vb_field field, vb_str word, double until,
                            vb_arena *arena, vb_str *out, vb_error *err) {
  *out = VB_STR_NONE;
  letters wanted;
  if (!letters_of(word, &wanted) || wanted.n < 2) return VB_OK;
  nearest best = {.until = until};
  vb_str prefix = vb_native_key(arena, field, VB_STR(""));
  if (!prefix.p) return vb_fail(err, VB_NOMEM, "out of memory");
  size_t most = wanted.n <= SHORT_WORD ? 1 : 2;
  for (size_t bound = 1; bound <= most && !best.word.p && !best.late; bound++)
    for (size_t i = 0; i < vb_snapshot_segments(snapshot); i++) {
      vb_status status =
          read_segment(vb_snapshot_segment(snapshot, i), prefix, &wanted, bound, arena, &best, err);
      if (status != VB_OK) return status;
    }
  if (!best.late) *out = best.word;
  return VB_OK;
}
