/*
 * match_words.c - one hash table for exact words, stems and prefixes.
 *
 * The hash is computed byte by byte, so hashing a word also yields the hashes of all
 * its prefixes. A prefix is looked up like a word, at the lengths that the query has. A
 * word of the article thus costs time linear in its length and a few look-ups, however
 * many words the query has. Most words are rejected before that, by their first two
 * bytes and length. A vb_hash_table would have to be freed; this table is in the request's
 * arena. Its hash cannot be vb_hash_short, which reads a whole key at once.
 */
#include "searcher/query/match_words.h"

static const uint32_t HASH_START = 2166136261u; /* FNV-1a */

static inline uint32_t hash_on(uint32_t h, char c) {
  return (h ^ (unsigned char)c) * 16777619u;
}

static uint32_t hash_of(vb_str s) {
  uint32_t h = HASH_START;
  for (size_t i = 0; i < s.n; i++) h = hash_on(h, s.p[i]);
  return h;
}

/* The slot that contains a word of this kind, or the free slot where it belongs. */
static uint32_t *slot_of(const vb_wanted *w, vb_str term, uint32_t hash, bool prefix,
                         bool by_stem) {
  for (size_t i = hash ^ hash >> 16;; i++) {
    uint32_t *slot = &w->slots[i & (w->slot_count - 1)];
    if (*slot == 0) return slot;
    const vb_wanted_word *word = &w->words[*slot - 1];
    if (word->hash == hash && word->prefix == prefix && word->by_stem == by_stem &&
        vb_str_eq(word->term, term))
      return slot;
  }
}

static bool is_leaf_word(const vb_query *q) {
  return q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX;
}

static inline unsigned char first_byte(vb_str s) {
  return s.n ? (unsigned char)s.p[0] : 0;
}

/* A wanted word, stem or prefix of one byte may be found in a word with any second byte. */
static uint32_t second_bits(vb_str wanted) {
  if (wanted.n < 2) return UINT32_MAX;
  uint32_t also = wanted.p[1] == 'i' ? UINT32_C(1) << ('y' & 31) : 0; /* of stems: stem.h */
  return also | UINT32_C(1) << (wanted.p[1] & 31);
}

/* What stands after a word of one byte does not matter: only one of one byte is found in it. */
static inline bool may_be(const uint32_t seconds[256], vb_str word) {
  return seconds[(unsigned char)word.p[0]] >> (word.p[1] & 31) & 1;
}

static inline uint64_t length_bit(vb_str s) {
  return (uint64_t)1 << (s.n < 63 ? s.n : 63);
}

static size_t count_words(const vb_query *query) {
  size_t count = is_leaf_word(query);
  for (size_t i = 0; i < query->child_count; i++) count += count_words(query->children[i]);
  return count;
}

static void gather(vb_wanted *w, const vb_query *query) {
  for (size_t i = 0; i < query->child_count; i++) gather(w, query->children[i]);
  if (!is_leaf_word(query)) return;
  bool prefix = query->kind == VB_QUERY_PREFIX, by_stem = !prefix && query->by_stem;
  uint32_t hash = hash_of(query->term);
  uint32_t *slot = slot_of(w, query->term, hash, prefix, by_stem);
  if (*slot) return;
  w->words[w->word_count++] =
      (vb_wanted_word){.term = query->term, .prefix = prefix, .by_stem = by_stem, .hash = hash};
  *slot = (uint32_t)w->word_count;
  w->seconds[first_byte(query->term)] |= second_bits(query->term);
  if (by_stem)
    w->any_stem = true, w->stem_seconds[first_byte(query->term)] |= second_bits(query->term);
  else if (!prefix) w->exact_lengths[first_byte(query->term)] |= length_bit(query->term);
  else if (query->term.n > 0 && query->term.n <= VB_TERM_MAX) {
    w->prefix_starts[first_byte(query->term)] = true;
    w->prefix_lengths[query->term.n] = true;
  }
}

vb_status vb_wanted_init(vb_wanted *wanted, const vb_query *query, vb_arena *arena, vb_error *err) {
  memset(wanted, 0, sizeof *wanted);
  wanted->arena = arena;
  wanted->word_capacity = count_words(query);
  wanted->slot_count = 8;
  while (wanted->slot_count < 2 * wanted->word_capacity) wanted->slot_count *= 2;
  wanted->words = vb_arena_calloc(arena, wanted->word_capacity + 1, sizeof *wanted->words);
  wanted->slots = vb_arena_calloc(arena, wanted->slot_count, sizeof *wanted->slots);
  if (!wanted->words || !wanted->slots)
    return vb_fail(err, VB_NOMEM, "no memory for the %zu words of a query", wanted->word_capacity);
  gather(wanted, query);
  return VB_OK;
}

static bool add_place(vb_wanted *w, uint32_t part, uint32_t token, uint32_t slot) {
  if (slot == 0) return true;
  if (w->place_count == w->place_capacity) {
    if (!VB_ARENA_GROW(w->arena, w->places, &w->place_capacity, w->place_count)) return false;
  }
  w->places[w->place_count++] = (vb_word_place){part, token, slot - 1};
  return true;
}

static bool add_prefixes(vb_wanted *w, uint32_t part, uint32_t token, vb_str term) {
  uint32_t hash = HASH_START;
  for (size_t i = 0; i < term.n; i++) {
    hash = hash_on(hash, term.p[i]);
    vb_str prefix = {term.p, i + 1};
    if (w->prefix_lengths[i + 1] &&
        !add_place(w, part, token, *slot_of(w, prefix, hash, true, false)))
      return false;
  }
  return true;
}

static bool scan_token(vb_wanted *w, uint32_t part, uint32_t token, vb_str term,
                       vb_stemmer *stemmer) {
  unsigned char first = first_byte(term);
  if (w->prefix_starts[first] && !add_prefixes(w, part, token, term)) return false;
  if (w->exact_lengths[first] & length_bit(term) &&
      !add_place(w, part, token, *slot_of(w, term, hash_of(term), false, false)))
    return false;
  if (!w->any_stem || (!may_be(w->stem_seconds, term) && vb_stemmer_keeps_beginning(stemmer)))
    return true;
  vb_str stem = vb_stem(stemmer, term);
  return add_place(w, part, token, *slot_of(w, stem, hash_of(stem), false, true));
}

vb_status vb_wanted_scan(vb_wanted *wanted, uint32_t part, const vb_analysis *analysis,
                         vb_stemmer *stemmer, vb_error *err) {
  const bool all = wanted->any_stem && !vb_stemmer_keeps_beginning(stemmer);
  for (size_t i = 0; i < analysis->token_count; i++) {
    vb_str term = vb_token_term(&analysis->tokens[i]);
    if (!all && !may_be(wanted->seconds, term)) continue;
    if (!scan_token(wanted, part, (uint32_t)i, term, stemmer))
      return vb_fail(err, VB_NOMEM, "no memory for the matches in an article");
  }
  return VB_OK;
}

vb_status vb_wanted_finish(vb_wanted *wanted, vb_error *err) {
  wanted->by_word = vb_arena_alloc(wanted->arena, (wanted->place_count + 1) * sizeof(uint32_t));
  if (!wanted->by_word) return vb_fail(err, VB_NOMEM, "no memory for the matches in an article");
  for (size_t i = 0; i < wanted->place_count; i++) wanted->words[wanted->places[i].word].count++;
  size_t first = 0;
  for (size_t i = 0; i < wanted->word_count; i++) {
    wanted->words[i].first = first;
    first += wanted->words[i].count;
    wanted->words[i].count = 0;
  }
  for (size_t i = 0; i < wanted->place_count; i++) {
    vb_wanted_word *word = &wanted->words[wanted->places[i].word];
    wanted->by_word[word->first + word->count++] = (uint32_t)i;
  }
  return VB_OK;
}

const vb_wanted_word *vb_wanted_of(const vb_wanted *wanted, const vb_query *leaf) {
  bool prefix = leaf->kind == VB_QUERY_PREFIX;
  uint32_t slot =
      *slot_of(wanted, leaf->term, hash_of(leaf->term), prefix, !prefix && leaf->by_stem);
  return &wanted->words[slot - 1];
}
