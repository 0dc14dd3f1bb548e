/*
 * nearest_word.c - finds the word of the lexicon nearest in spelling.
 *
 * The lexicon is small (a few hundred thousand words for a hundred thousand articles),
 * and a suggestion is needed only when nothing was found, so the whole lexicon is read.
 * The distance is Damerau's: a character left out, added or changed, or two adjacent
 * ones swapped. It is computed only up to a bound, and only for words of about the same
 * characters: one mistake takes at most one of them away and adds at most one.
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

/* Compares the words with this prefix; without a prefix, those of title and text. */
static vb_status read_segment(const vb_segment *segment, vb_str prefix, const letters *wanted,
                              size_t bound, vb_arena *arena, nearest *best, vb_error *err) {
  vb_word_cursor walk;
  vb_str key;
  vb_term term;
  letters other;
  vb_status status = vb_segment_words_from(segment, prefix, &walk, err);
  for (size_t read = 0; status == VB_OK && read < WORDS_READ && !is_late(best, read); read++) {
    status = vb_word_next(&walk, &key, &term, err);
    if (status != VB_OK || key.n < prefix.n || memcmp(key.p, prefix.p, prefix.n) != 0) break;
    key = vb_str_slice(key, prefix.n, key.n);
    size_t allowed = best->word.p ? best->distance : bound;
    if (key.n + allowed < wanted->n || key.n > (wanted->n + allowed) * 4 || !is_word(key) ||
        !is_worth_decoding(wanted, key, allowed))
      continue;
    if (!letters_of(key, &other) || !may_be_near(wanted->set, other.set, allowed)) continue;
    size_t d = distance(wanted, &other, allowed);
    if (d == 0 || d > bound ||
        (best->word.p && (d > best->distance || (d == best->distance && term.df <= best->df))))
      continue;
    vb_str copy = vb_arena_copy(arena, key);
    if (!copy.p) return vb_fail(err, VB_NOMEM, "out of memory");
    best->distance = d, best->df = term.df, best->word = copy;
  }
  return status == VB_NOT_FOUND ? VB_OK : status;
}

vb_status vb_native_suggest(const vb_snapshot *snapshot, vb_field field, vb_str word, double until,
                            vb_arena *arena, vb_str *out, vb_error *err) {
  *out = VB_STR_NONE;
  letters wanted;
  if (!letters_of(word, &wanted) || wanted.n < 2) return VB_OK;
  nearest best = {.until = until};
  vb_str prefix = vb_native_key(arena, field, VB_STR(""));
  if (!prefix.p) return vb_fail(err, VB_NOMEM, "out of memory");
  size_t bound = wanted.n <= SHORT_WORD ? 1 : 2;
  for (size_t i = 0; i < vb_snapshot_segments(snapshot); i++) {
    vb_status status =
        read_segment(vb_snapshot_segment(snapshot, i), prefix, &wanted, bound, arena, &best, err);
    if (status != VB_OK) return status;
  }
  if (!best.late) *out = best.word;
  return VB_OK;
}
