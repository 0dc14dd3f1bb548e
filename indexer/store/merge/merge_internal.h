/*
 * merge_internal.h - what the files of merging share among themselves.
 *
 *   merge.c            which segments are merged, and the order of it all
 *   merge_articles.c   the articles, their new numbers, the keys of copies
 *   merge_words.c      words and stems, lists one behind the other
 *   merge_bigrams.c      pairs, found anew
 */
#ifndef VB_STORE_MERGE_MERGE_INTERNAL_H
#define VB_STORE_MERGE_MERGE_INTERNAL_H

#include "indexer/store/merge/merge.h"
#include "indexer/store/schema.h"
#include "indexer/store/segment/segment_writer.h"

#define VB_MERGE_NONE UINT32_MAX

typedef struct vb_merge_input {
  const vb_segment *segment;
  size_t index;       /* in the session */
  uint32_t *docs;     /* new number by old, VB_MERGE_NONE for deleted */
  uint32_t *words;    /* new ordinal by old */
  uint32_t *ordinals; /* old ordinal by new pair rank, VB_MERGE_NONE where it has not the word */
  /* What the cursor of the walk under way stands on; done at the end. */
  bool done;
  vb_word_cursor word_cursor;
  vb_stem_cursor stem_cursor;
  vb_minhash_cursor minhash_cursor;
  vb_str key;
  vb_term term;
  vb_stem_entry stem;
  vb_minhash_key minhash; /* its doc renumbered */
} vb_merge_input;

typedef struct vb_merge {
  vb_write_transaction *session;
  size_t memory; /* bytes, for finding pairs */
  vb_merge_input *inputs;
  size_t count;
  vb_segment_writer *out;
  uint32_t docs, words, ranks; /* of the output so far; ranks: paired words */
  uint32_t *doc_words;         /* by new doc */
  vb_posting_list list;        /* in hand */
  vb_posting_list spare;       /* what two lists are united into */
  uint8_t *own_stem;           /* by new ordinal */
  uint32_t *dfs;               /* likewise */
  uint8_t *rarities;           /* by new pair rank (bigram.h) */
  uint32_t word_capacity, rank_capacity;
  uint32_t *ordinals; /* of the stem in hand */
  size_t ordinal_count, ordinal_capacity;
  uint64_t read; /* bytes of the inputs since their pages were last given back */
} vb_merge;

/* In this order. */
vb_status vb_merge_articles(vb_merge *merge, vb_error *err);
vb_status vb_merge_words(vb_merge *merge, vb_error *err);
vb_status vb_merge_bigrams(vb_merge *merge, vb_error *err);
vb_status vb_merge_stems(vb_merge *merge, vb_error *err);
vb_status vb_merge_minhash(vb_merge *merge, vb_error *err);

/* Writes merge->list; fills in term's df, cf, places and lengths. */
vb_status vb_merge_put_list(vb_merge *merge, bool positions, vb_term *term, vb_error *err);
/* So many bytes more of the inputs were read: now and then their pages are given back. */
void vb_merge_has_read(vb_merge *merge, uint64_t bytes);
/* The end of a walk is no failure: it is noted. */
vb_status vb_merge_at_end(vb_merge_input *input, vb_status status);

#endif
