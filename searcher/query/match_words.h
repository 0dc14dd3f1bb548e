/*
 * match_words.h - which words of a query stand where in an article.
 *
 * Internal to match.c. The words of all leaves are gathered into one table;
 * each part of the article is then walked once, each of its words looked up
 * once as written, once by its stem (when a leaf asks for stems) and once for
 * each length of prefix. Everything lives in the arena given.
 */
#ifndef VB_SEARCHER_QUERY_MATCH_WORDS_H
#define VB_SEARCHER_QUERY_MATCH_WORDS_H

#include "indexer/text/analysis.h"
#include "searcher/query/query.h"

typedef struct vb_wanted_word {
  vb_str term;
  bool prefix, by_stem;
  uint32_t hash;
  size_t first, count; /* of vb_wanted.by_word */
} vb_wanted_word;

typedef struct vb_word_place {
  uint32_t part, token, word; /* word: index into vb_wanted.words */
} vb_word_place;

typedef struct vb_wanted {
  vb_arena *arena;
  vb_wanted_word *words;
  size_t word_count, word_capacity;
  uint32_t *slots; /* hash table of word index + 1; slot_count is a power of two */
  size_t slot_count;
  bool any_stem, stem_starts[256]; /* by first byte */
  /* By first byte: which lengths of words as written there are (the last bit stands
     for 63 and more), and whether a prefix begins so. Most words of an article are
     told apart by this alone. */
  uint64_t exact_lengths[256];
  bool prefix_starts[256];
  bool prefix_lengths[VB_TERM_MAX + 1];
  vb_word_place *places; /* by part, token */
  size_t place_count, place_capacity;
  uint32_t *by_word; /* places of each word, in order, one word behind the other */
} vb_wanted;

/* Gathers the words of a tree. VB_NOMEM. */
vb_status vb_wanted_init(vb_wanted *wanted, const vb_query *query, vb_arena *arena, vb_error *err);
/* Walks a part; parts come in ascending order. */
vb_status vb_wanted_scan(vb_wanted *wanted, uint32_t part, const vb_analysis *analysis,
                         vb_stemmer *stemmer, vb_error *err);
/* After the last part: fills by_word. */
vb_status vb_wanted_finish(vb_wanted *wanted, vb_error *err);
/* The word of a TERM or PREFIX that the tree had. */
const vb_wanted_word *vb_wanted_of(const vb_wanted *wanted, const vb_query *leaf);

#endif
