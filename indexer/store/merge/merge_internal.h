/*
 * merge_internal.h - what the files of merging share.
 *
 *   merge_policy.c     chooses segments
 *   merge.c            calls the steps in order, and puts the result into the transaction
 *   merge_articles.c   articles, their new numbers, the keys of copies
 *   merge_words.c      words and stems: their lists, concatenated
 *   merge_bigrams.c    pairs, found anew
 */
#ifndef VB_STORE_MERGE_MERGE_INTERNAL_H
#define VB_STORE_MERGE_MERGE_INTERNAL_H

#include "indexer/store/merge/merge.h"
#include "indexer/store/schema.h"
#include "indexer/store/segment/segment_writer.h"

#define VB_MERGE_NONE UINT32_MAX

typedef struct vb_merge_input {
  const vb_segment *segment;
  uint64_t *deleted;  /* a bit per doc, as of the merge's beginning; NULL: none */
  uint32_t live;      /* docs that are not deleted */
  uint32_t *docs;     /* new number by old; VB_MERGE_NONE for a deleted one */
  uint32_t *words;    /* new ordinal by old */
  uint32_t *ordinals; /* old ordinal by new pair rank; VB_MERGE_NONE if it lacks the word */
  /* The current entry of the current walk; `done` at its end. */
  bool done;
  vb_word_cursor word_cursor;
  vb_stem_cursor stem_cursor;
  vb_minhash_cursor minhash_cursor;
  vb_str key;
  vb_term term;
  vb_stem_entry stem;
  vb_minhash_key minhash; /* with its doc renumbered */
} vb_merge_input;

struct vb_merge {
  const char *folder; /* the transaction's */
  /* Taken when the merge begins, so that they do not depend on when it runs: the number of the
     output, and that of the file for pairs. */
  uint32_t number, runs_number;
  vb_merge_means means;
  vb_merge_input *inputs;
  size_t count;
  vb_segment_writer *out;
  uint32_t docs, words, ranks; /* in the output so far; ranks: paired words */
  uint32_t *doc_words;         /* by new doc */
  vb_posting_list list;        /* the current one */
  vb_posting_list spare;       /* receives the union of two lists */
  uint8_t *own_stem;           /* by new ordinal */
  uint32_t *dfs;               /* likewise */
  uint8_t *rarities;           /* by new pair rank (bigram.h) */
  uint32_t word_capacity, rank_capacity;
  uint32_t *ordinals; /* of the current stem */
  size_t ordinal_count, ordinal_capacity;
  uint64_t read; /* bytes of the inputs read since their pages were last released */
  /* The result: */
  vb_segment_files files;
  vb_status status;
  vb_error error;
};

static inline bool vb_merge_deleted(const vb_merge_input *in, uint32_t doc) {
  return in->deleted && in->deleted[doc / 64] >> doc % 64 & 1;
}

/* The steps, in this order. */
vb_status vb_merge_articles(vb_merge *merge, vb_error *err);
vb_status vb_merge_words(vb_merge *merge, vb_error *err);
vb_status vb_merge_bigrams(vb_merge *merge, vb_error *err);
vb_status vb_merge_stems(vb_merge *merge, vb_error *err);
vb_status vb_merge_minhash(vb_merge *merge, vb_error *err);

/* Writes merge->list; fills in term's df, cf, places and lengths. */
vb_status vb_merge_put_list(vb_merge *merge, bool positions, vb_term *term, vb_error *err);
/* Counts bytes read from the inputs, and releases their pages now and then. */
void vb_merge_has_read(vb_merge *merge, uint64_t bytes);
/* The same for bytes that are far from those read before and after. */
void vb_merge_has_read_apart(vb_merge *merge, uint64_t bytes);
/* Turns VB_NOT_FOUND, the end of a walk, into VB_OK and sets input->done. */
vb_status vb_merge_at_end(vb_merge_input *input, vb_status status);

#endif
