/*
 * match_words.h - finds the words of a query in an article.
 *
 * Internal to match.c. The words of all leaves are collected in one table. Each part of
 * the article is then walked once, and each of its words is looked up as written, by
 * its stem (if a leaf asks for stems) and by each length of prefix. The memory is in the
 * given arena.
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
  bool any_stem;
  /* By first byte: the second bytes of wanted words, stems and prefixes (a bit for each value of
     the lowest five bits), and those of stems; which lengths of exact words exist (the last bit
     stands for 63 and more); whether a prefix begins with it. This alone rejects nearly all words
     of an article. */
  uint32_t seconds[256];
  uint32_t stem_seconds[256];
  uint64_t exact_lengths[256];
  bool prefix_starts[256];
  bool prefix_lengths[VB_TERM_MAX + 1];
  vb_word_place *places; /* by part, token */
  size_t place_count, place_capacity;
  uint32_t *by_word; /* the places of each word in order, one word's after another's */
} vb_wanted;

/* Collects the words of a tree. VB_NOMEM. */
vb_status vb_wanted_init(vb_wanted *wanted, const vb_query *query, vb_arena *arena, vb_error *err);
/* Walks a part. REQUIRES: parts come in ascending order. */
vb_status vb_wanted_scan(vb_wanted *wanted, uint32_t part, const vb_analysis *analysis,
                         vb_stemmer *stemmer, vb_error *err);
/* Fills by_word. Called after the last part. */
vb_status vb_wanted_finish(vb_wanted *wanted, vb_error *err);
/* The entry of a TERM or PREFIX of the tree. */
const vb_wanted_word *vb_wanted_of(const vb_wanted *wanted, const vb_query *leaf);

#endif
