/*
 * posting.h - walks one term's list of articles, and their positions.
 *
 * A cursor walks doc numbers upward: next, or seek to the first doc >= target;
 * at the end its doc is VB_DOC_END and stays there. Before the first next or
 * seek the doc is VB_DOC_NONE. Documents come in blocks of up to 128, decoded
 * when entered; counts and positions are decoded when first asked for.
 *
 * Bytes are checked before they are used. A cursor that meets damage goes to
 * its end and keeps the reason: ask vb_posting_status once after the walk,
 * never trust an answer before. The lists must outlive the cursor; one
 * cursor per thread. Layout: FORMAT.md, "Postings".
 */
#ifndef VB_STORE_POSTING_POSTING_H
#define VB_STORE_POSTING_POSTING_H

#include "indexer/base/status.h"
#include "indexer/store/posting/bitpack.h"
#include "indexer/store/posting/part.h"

#include <stdint.h>

#define VB_DOC_END UINT32_MAX        /* behind every doc */
#define VB_DOC_NONE (UINT32_MAX - 1) /* not yet on a doc */

enum {
  VB_POSTING_BLOCK = VB_PACK_BLOCK,
  /* Gaps are below 2^24, so that adding them up cannot wrap (bitpack.c). */
  VB_SEGMENT_DOCS_MAX = (1 << 24) - 1
};

/* Where a list is and how long: what the lexicon says of a word, a stem or a pair. */
typedef struct vb_term {
  uint32_t df;               /* documents */
  uint64_t cf;               /* occurrences in them all */
  uint64_t postings;         /* place in the postings part */
  uint32_t postings_length;  /* bytes */
  uint64_t positions;        /* place in the positions part */
  uint64_t positions_length; /* bytes; 0: a list without positions (stems, pairs) */
  uint32_t ordinal;          /* of a word: its rank in the segment's lexicon */
  uint32_t bigram_rank;      /* of a paired word: its rank among them, else VB_NOT_IN_BIGRAMS */
  uint32_t bigram_rarity;    /* of a paired word: with how frequent ones (bigram.h) */
  bool own_stem;             /* of a word: it is its own stem */
} vb_term;

#define VB_NOT_IN_BIGRAMS UINT32_MAX

/* Where the lists of a segment lie: the segment's, and it outlives the cursors. */
typedef struct vb_posting_lists {
  const vb_part *postings, *positions;
  const vb_part *columns; /* `lengths` lies in it: a length code for each doc, checked before use */
  uint64_t lengths;
  uint32_t docs;
  const float *norms; /* by length code */
} vb_posting_lists;

typedef struct vb_posting { /* plain, so that it can lie in an arena; about 3 KB */
  uint32_t doc;             /* where the cursor stands */
  uint32_t at, count;       /* index in the block, documents in it */
  uint32_t docs[VB_PACK_BLOCK];
  /* What follows is the cursor's own. */
  uint32_t tfs[VB_PACK_BLOCK];
  uint32_t titles[VB_PACK_BLOCK];
  uint32_t values[VB_PACK_BLOCK]; /* one decoded piece of positions */
  const vb_posting_lists *lists;
  vb_term term;
  const unsigned char *skips;              /* table of the blocks, NULL for a list of one block */
  uint32_t block_count, block;             /* block: the decoded or shallow one */
  bool decoded, counted, summed;           /* of the block: its docs, its counts, its chunk */
  const unsigned char *counts, *block_end; /* the undecoded rest of the block */
  const unsigned char *chunk, *chunk_end;  /* the block's positions; how many they are */
  uint32_t chunk_positions;
  uint32_t start_at, start; /* ordinal of the first position of docs[start_at] in the block */
  uint32_t piece;           /* which piece of the block's positions is in `values` */
  const unsigned char *piece_next; /* the piece behind it */
  uint32_t *positions;             /* of the current document */
  uint32_t positions_capacity, positions_doc, positions_count;
  vb_status status;
  vb_error error;
} vb_posting;

/* Readies a cursor. VB_CORRUPT when the term's place is not inside the segment. */
vb_status vb_posting_open(vb_posting *cursor, const vb_posting_lists *lists, const vb_term *term,
                          vb_error *err);
/* Frees what positions needed; the struct stays the caller's. */
void vb_posting_close(vb_posting *cursor);

uint32_t vb_posting_next(vb_posting *cursor);
uint32_t vb_posting_seek(vb_posting *cursor, uint32_t target); /* never backward */

/* Whether the list has a document, asked for in any order: the cursor then stands on it. Where it
   stands otherwise is not said; walk with it no more. */
bool vb_posting_find(vb_posting *cursor, uint32_t doc);
/* For a document that will be asked for in many lists: bytes come in from memory meanwhile. First
   expect in all of them, then approach in all, then find. */
void vb_posting_expect(const vb_posting *cursor, uint32_t doc);
void vb_posting_approach(const vb_posting *cursor, uint32_t doc);
/* Decodes block `block` < block_count, in any order: docs[0, count) are its documents. False on
   damage. */
bool vb_posting_enter(vb_posting *cursor, uint32_t block);

/* Of the current document: occurrences, and those of them in the title. */
uint32_t vb_posting_tf(vb_posting *cursor);
uint32_t vb_posting_title_tf(vb_posting *cursor);
/* tf with the title's share raised to VB_TITLE_WEIGHT: what is scored (BM25F). */
uint32_t vb_posting_weight(vb_posting *cursor);
/* The weights of all documents of the block entered. False on damage. */
bool vb_posting_weights(vb_posting *cursor, uint32_t weights[VB_PACK_BLOCK]);

/* The positions of the current document, ascending (schema.h); good until the
   cursor moves. NULL and 0 for a list without positions, or damage. */
const uint32_t *vb_posting_positions(vb_posting *cursor, uint32_t *count);

/* Block-max: moves only the block to the one that could hold target (never
   backward, decodes nothing) and gives its bound and its last document. A
   cursor so moved stands on no document until it seeks to target or further.
   False past the last block. The bound is the most that weight / (weight + norm)
   comes to in the block, with the segment's own norms (vb_posting_norms), and a
   little more. */
bool vb_posting_shallow(vb_posting *cursor, uint32_t target, float *bound, uint32_t *last);
/* The bound of any block, without moving to it; 1 where none is kept (a list of one block). */
bool vb_posting_block_bound(const vb_posting *cursor, uint32_t block, float *bound);
/* The bound of the whole list. */
bool vb_posting_bound(vb_posting *cursor, float *bound);

/* VB_OK, or what was wrong with the bytes met so far. */
vb_status vb_posting_status(const vb_posting *cursor, vb_error *err);

/* Article lengths as one byte: exact to 39 words, then within an eighth; monotone. */
uint8_t vb_length_code(uint32_t words);
uint32_t vb_length_of_code(uint8_t code);

/* BM25's norm k1 * (1 - b + b * length / average) by length code, for articles that have so
   many words in all. */
void vb_posting_norms(uint64_t words, uint64_t docs, float norms[256]);

/* ---- writing ---- */

typedef struct vb_posting_input {
  uint32_t df;
  const uint32_t *docs, *tfs, *titles; /* df of each, docs strictly ascending, tf >= 1 */
  const uint8_t *lengths;              /* length codes by doc number */
  const float *norms;                  /* of the segment, for the bounds */
  const uint32_t *positions;           /* all of them, doc by doc ascending; NULL for none */
} vb_posting_input;

/* Appends the list's encoding to `postings` and its positions to `positions`. */
void vb_posting_encode(const vb_posting_input *input, vb_buf *postings, vb_buf *positions);

#endif
