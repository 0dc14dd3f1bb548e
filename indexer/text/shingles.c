/*
 * shingles.c - hashes every shingle of a text and keeps the lowest hashes.
 *
 *   words  w0 w1 w2 w3 w4 w5 ...
 *          [---s0----]
 *             [---s1----]          one hash per shingle, rolled from the one before
 *
 * Each word is hashed once, and a shingle's hash is computed from its words' hashes.
 * Indexing needs only the few lowest hashes: one comparison per shingle. A comparison
 * of two texts needs the whole set. To bound its size, a set that would outgrow its
 * array halves its limit and drops the hashes above it. The limit is on values, so
 * two such samples can be compared below the lower of their limits.
 */
#include "indexer/text/shingles.h"

#include "indexer/base/sort32.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  /* Per cent. In news, unrelated articles share 1 or 2; reports of one event that share only
     background rarely reach 30 (tests/bench/copies.py). A copy with half of its end cut, a new
     lede and one word in twenty changed has 40. */
  RESEMBLANCE_MIN = 40,
  /* Per cent of the shorter text: finds a copy cut to a third, or one inside a longer report. */
  CONTAINMENT_MIN = 70,
  CONTAINED_MIN = 3 /* the longer may have at most this many shingles for each of the shorter */
};

#define FACTOR UINT64_C(0x9E3779B97F4A7C15) /* odd, its bits well spread */

/* The hashes of the last words in a ring, and their sum; each is multiplied by FACTOR once per word
   since. Two multiplications advance the sum by one word. */
typedef struct roller {
  uint64_t words[VB_SHINGLE_WORDS], sum;
  size_t seen;
} roller;

static inline uint64_t hash_of(const vb_token *token) {
  return XXH3_64bits(token->term, token->term_length);
}

/* The hash of the shingle that ends at the word with this hash. */
static inline uint32_t roll(roller *r, uint64_t word) {
  const uint64_t oldest = FACTOR * FACTOR * FACTOR * FACTOR; /* to the power VB_SHINGLE_WORDS */
  uint64_t *slot = &r->words[r->seen++ % VB_SHINGLE_WORDS];
  r->sum = r->sum * FACTOR + word - *slot * oldest;
  *slot = word;
  uint64_t h = (r->sum ^ r->sum >> 32) * FACTOR; /* low bits of a sum depend on low bits only */
  return (uint32_t)(h >> 32);
}

static bool too_short(size_t words) {
  return words < VB_SHINGLE_TEXT_MIN;
}

/* ---- sets ---- */

static void sort_distinct(vb_shingles *set) {
  uint32_t room[VB_SHINGLES_MAX];
  size_t kept = 0;
  vb_sort32(set->hashes, set->count, room);
  for (size_t i = 0; i < set->count; i++)
    if (kept == 0 || set->hashes[i] != set->hashes[kept - 1]) set->hashes[kept++] = set->hashes[i];
  set->count = kept;
}

/* Drops at least half of the set, so that the number of sorts is logarithmic in the text's
   length. */
static void thin_out(vb_shingles *set) {
  sort_distinct(set);
  while (set->count > VB_SHINGLES_MAX / 2) {
    set->limit /= 2;
    while (set->count > 0 && set->hashes[set->count - 1] >= set->limit) set->count--;
  }
}

void vb_shingles_of(const vb_token *tokens, size_t count, vb_shingles *out) {
  roller r = {.sum = 0};
  out->limit = UINT64_C(1) << 32;
  out->count = 0;
  if (too_short(count)) return;
  for (size_t i = 0; i < count; i++) {
    uint32_t hash = roll(&r, hash_of(&tokens[i]));
    if (i + 1 < VB_SHINGLE_WORDS || hash >= out->limit) continue;
    if (out->count == VB_SHINGLES_MAX) thin_out(out);
    if (hash < out->limit) out->hashes[out->count++] = hash;
  }
  sort_distinct(out);
}

/* ---- comparing ---- */

typedef struct overlap {
  size_t shared, a, b;
} overlap;

static size_t below(const vb_shingles *set, uint64_t limit) {
  size_t n = set->count;
  while (n > 0 && set->hashes[n - 1] >= limit) n--;
  return n;
}

static overlap overlap_of(const vb_shingles *a, const vb_shingles *b) {
  uint64_t limit = a->limit < b->limit ? a->limit : b->limit;
  overlap o = {0, below(a, limit), below(b, limit)};
  for (size_t i = 0, j = 0; i < o.a && j < o.b;) {
    uint32_t x = a->hashes[i], y = b->hashes[j];
    o.shared += x == y;
    i += x <= y;
    j += y <= x;
  }
  return o;
}

double vb_shingles_resemblance(const vb_shingles *a, const vb_shingles *b) {
  overlap o = overlap_of(a, b);
  size_t all = o.a + o.b - o.shared;
  return all ? (double)o.shared / (double)all : 0;
}

static bool is_copy(overlap o) {
  size_t shorter = o.a < o.b ? o.a : o.b, longer = o.a < o.b ? o.b : o.a;
  if (o.shared == 0) return false;
  if (o.shared * 100 >= (o.a + o.b - o.shared) * RESEMBLANCE_MIN) return true;
  return shorter * CONTAINED_MIN >= longer && o.shared * 100 >= shorter * CONTAINMENT_MIN;
}

bool vb_shingles_copy(const vb_shingles *a, const vb_shingles *b) {
  return is_copy(overlap_of(a, b));
}

enum { FILTER_BITS = VB_SHINGLE_FILTER_WORDS * 64 };

void vb_shingle_filter_of(const vb_shingles *set, vb_shingle_filter *out) {
  memset(out->bits, 0, sizeof out->bits);
  out->set = set;
  for (size_t i = 0; i < set->count; i++) {
    uint32_t bit = set->hashes[i] % FILTER_BITS;
    out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

/* The more two sets share, the sooner they are copies. So if as many as have a bit in the filter,
   which is no fewer than they share, do not make a copy, the sets need no comparison. */
bool vb_shingles_copy_of(const vb_shingle_filter *filter, const vb_shingles *other) {
  const vb_shingles *set = filter->set;
  uint64_t limit = set->limit < other->limit ? set->limit : other->limit;
  overlap most = {0, below(set, limit), below(other, limit)};
  for (size_t i = 0; i < most.b; i++) {
    uint32_t bit = other->hashes[i] % FILTER_BITS;
    most.shared += filter->bits[bit / 64] >> bit % 64 & 1;
  }
  if (most.shared > most.a) most.shared = most.a;
  return is_copy(most) && vb_shingles_copy(set, other);
}

/* ---- keys ---- */

/* Inserts a number among the lowest, unless it is there already or too high. */
static size_t keep_lowest(uint32_t lowest[VB_SHINGLE_KEYS], size_t count, uint32_t hash) {
  size_t at = count;
  while (at > 0 && lowest[at - 1] > hash) at--;
  if (at > 0 && lowest[at - 1] == hash) return count;
  if (at == VB_SHINGLE_KEYS) return count;
  if (count < VB_SHINGLE_KEYS) count++;
  memmove(&lowest[at + 1], &lowest[at], (count - 1 - at) * sizeof *lowest);
  lowest[at] = hash;
  return count;
}

/* The lowest hashes are all close to 0; mixing their bits spreads the keys over the range. */
static size_t keys_of(const uint32_t *lowest, size_t count, uint32_t out[VB_SHINGLE_KEYS]) {
  size_t keys = 0;
  for (size_t i = 0; i < count; i++)
    keys = keep_lowest(out, keys,
                       (uint32_t)(XXH3_64bits(&lowest[i], 4) >> (64 - VB_SHINGLE_KEY_BITS)));
  return keys;
}

size_t vb_shingle_keys(const vb_analysis *text, uint32_t out[VB_SHINGLE_KEYS]) {
  roller r = {.sum = 0};
  uint32_t lowest[VB_SHINGLE_KEYS];
  size_t kept = 0;
  if (too_short(text->token_count)) return 0;
  for (size_t i = 0; i < text->token_count; i++) {
    uint32_t hash = roll(&r, text->hashes ? text->hashes[i] : hash_of(&text->tokens[i]));
    if (i + 1 < VB_SHINGLE_WORDS) continue;
    if (kept == VB_SHINGLE_KEYS && hash > lowest[VB_SHINGLE_KEYS - 1]) continue;
    kept = keep_lowest(lowest, kept, hash);
  }
  return keys_of(lowest, kept, out);
}

size_t vb_shingles_keys(const vb_shingles *set, uint32_t out[VB_SHINGLE_KEYS]) {
  return keys_of(set->hashes, set->count < VB_SHINGLE_KEYS ? set->count : VB_SHINGLE_KEYS, out);
}
