/*
 * posting.h - walks one term's list of articles and their positions.
 *
 * A cursor moves upward over doc numbers: next, or seek to the first doc >= target. At
 * the end its doc is VB_DOC_END and stays so; before the first next or seek it is
 * VB_DOC_NONE. Documents are stored in blocks of up to 128, which are decoded when
 * entered; counts and positions are decoded when first asked for.
 *
 * Bytes are checked before use. On damage the cursor goes to its end and keeps the
 * reason: call vb_posting_status once after the walk, and trust no answer before. The
 * lists must outlive the cursor. One cursor per thread. Layout: FORMAT.md, "Postings".
 */
#ifndef VB_STORE_POSTING_POSTING_H
#define VB_STORE_POSTING_POSTING_H

#include "indexer/base/status.h"
#include "indexer/store/posting/bitpack.h"
#include "indexer/store/posting/part.h"

#include <stdint.h>

#define VB_DOC_END UINT32_MAX        /* above every doc */
#define VB_DOC_NONE (UINT32_MAX - 1) /* not yet on a doc */

enum {
  VB_POSTING_BLOCK = VB_PACK_BLOCK,
  /* Gaps stay below 2^24, so that their sums cannot overflow (bitpack.c). */
  VB_SEGMENT_DOCS_MAX = (1 << 24) - 1
};

/* Where a list is and how long: the lexicon's entry of a word, a stem or a pair. */
typedef struct vb_term {
  uint32_t df;               /* documents with it */
  uint64_t cf;               /* occurrences in all of them */
  uint64_t postings;         /* place in the postings part */
  uint32_t postings_length;  /* bytes */
  uint64_t positions;        /* place in the positions part */
  uint64_t positions_length; /* bytes; 0: a list without positions (stems, pairs) */
  uint32_t ordinal;          /* of a word: its rank in the segment's lexicon */
  uint32_t bigram_rank;      /* of a paired word: its rank among these; else VB_NOT_IN_BIGRAMS */
  uint32_t bigram_rarity;    /* of a paired word: decides which pairs it has (bigram.h) */
  bool own_stem;             /* of a word: whether it is its own stem */
} vb_term;

#define VB_NOT_IN_BIGRAMS UINT32_MAX

/* Where a segment's lists are. Owned by the segment, which must outlive the cursors. */
typedef struct vb_posting_lists {
  const vb_part *postings, *positions;
  const vb_part *columns; /* has `lengths`: one length code per doc, checked before use */
  uint64_t lengths;
  uint32_t docs;
  const float *norms; /* by length code */
} vb_posting_lists;

typedef struct vb_posting { /* a plain struct, so that it can be in an arena; about 3 KB */
  uint32_t doc;             /* the current document */
  uint32_t at, count;       /* index in the block, documents in it */
  uint32_t docs[VB_PACK_BLOCK];
  /* The members below are private. */
  uint32_t tfs[VB_PACK_BLOCK];
  uint32_t titles[VB_PACK_BLOCK];
  uint32_t ends[VB_PACK_BLOCK];   /* of each document's positions, as ordinals in the block */
  uint32_t values[VB_PACK_BLOCK]; /* one decoded piece of positions */
  const vb_posting_lists *lists;
  vb_term term;
  const unsigned char *skips;    /* the skip table; NULL for a list of one block */
  uint32_t block_count, block;   /* block: the decoded one, or the one that _shallow chose */
  bool decoded, counted, summed; /* of the block: its docs, its counts, its chunk */
  const unsigned char *counts, *block_end; /* the undecoded rest of the block */
  const unsigned char *chunk,
      *chunk_end; /* the block's positions; chunk_positions is their number */
  uint32_t chunk_positions;
  uint32_t piece;                  /* the index of the piece in `values` */
  const unsigned char *piece_next; /* the piece after it */
  uint32_t *positions;             /* of the current document */
  uint32_t positions_capacity, positions_doc, positions_count;
  vb_status status;
  vb_error error;
} vb_posting;

/* Prepares a cursor. VB_CORRUPT when the term's place is outside the segment. */
vb_status vb_posting_open(vb_posting *cursor, const vb_posting_lists *lists, const vb_term *term,
                          vb_error *err);
/* Frees the memory of positions; the struct belongs to the caller. */
void vb_posting_close(vb_posting *cursor);

uint32_t vb_posting_next(vb_posting *cursor);
uint32_t vb_posting_seek(vb_posting *cursor, uint32_t target); /* never backward */

/* Whether the list has a document; documents may be asked for in any order. If so, the cursor is on
   it; if not, its place is undefined. Do not call next or seek afterwards. */
bool vb_posting_find_anew(vb_posting *cursor, uint32_t doc);
static inline bool vb_posting_find(vb_posting *cursor, uint32_t doc) {
  return cursor->doc == doc || vb_posting_find_anew(cursor, doc);
}
/* Likewise where the block that could hold doc is known (vb_posting_block_at). */
bool vb_posting_find_in(vb_posting *cursor, uint32_t block, uint32_t doc);
/* Keeps those of n ascending documents that the list has, and returns how many. Faster than to find
   each. Do not call next or seek afterwards. */
size_t vb_posting_keep(vb_posting *cursor, uint32_t *docs, size_t n);
/* Likewise; each document keeps its tag. */
size_t vb_posting_keep_tagged(vb_posting *cursor, uint32_t *docs, uint32_t *tags, size_t n);
/* For a document that will be asked for in many lists: bytes come in from memory meanwhile. First
   expect in all of them, then approach in all, then find. */
void vb_posting_expect(const vb_posting *cursor, uint32_t doc);
void vb_posting_approach(const vb_posting *cursor, uint32_t doc);
/* Decodes block `block` (< block_count), in any order: docs[0, count) are its documents. False on
   damage. */
bool vb_posting_enter(vb_posting *cursor, uint32_t block);

/* Of the current document: its occurrences, and how many of them are in the title. */
uint32_t vb_posting_tf(vb_posting *cursor);
uint32_t vb_posting_title_tf(vb_posting *cursor);
/* tf with title occurrences counted VB_TITLE_WEIGHT times: the weight that BM25F scores. */
uint32_t vb_posting_weight(vb_posting *cursor);
/* The weights of all documents of the decoded block; title_only: 0 for those without the term in
   the title. False on damage. */
bool vb_posting_weights(vb_posting *cursor, bool title_only, uint32_t weights[VB_PACK_BLOCK]);
/* Likewise of docs[first, end): the weight of docs[i] is weights[i]. */
bool vb_posting_weights_of(vb_posting *cursor, bool title_only, uint32_t first, uint32_t end,
                           uint32_t weights[VB_PACK_BLOCK]);
/* Which documents of the decoded block are in [from, to]: docs[*first, *end). */
void vb_posting_between(const vb_posting *cursor, uint32_t from, uint32_t to, uint32_t *first,
                        uint32_t *end);

/* The positions of the current document, ascending (schema.h); valid until the cursor moves. NULL
   and 0 for a list without positions, or on damage. */
const uint32_t *vb_posting_positions(vb_posting *cursor, uint32_t *count);

/* Keeps those of `count` ascending starts for which the current document has the position start +
   distance, and returns how many. Passes over no more positions than that takes. 0 on damage. */
uint32_t vb_posting_keep_starts(vb_posting *cursor, uint32_t *starts, uint32_t count,
                                uint32_t distance);

/* Block-max: the first block that could hold doc, block_count when there is none; its last document
   (VB_DOC_END for a list of one block, which keeps none); and its bound, without moving to it: the
   most that weight / (weight + norm) comes to in the block, with the segment's own norms
   (vb_posting_norms), and a little more. 1 for a list of one block. */
uint32_t vb_posting_block_at(const vb_posting *cursor, uint32_t doc);
uint32_t vb_posting_block_last(const vb_posting *cursor, uint32_t block);
bool vb_posting_block_bound(const vb_posting *cursor, uint32_t block, float *bound);
/* The bound of the whole list. */
bool vb_posting_bound(vb_posting *cursor, float *bound);

/* VB_OK, or what is wrong with the bytes read so far. */
vb_status vb_posting_status(const vb_posting *cursor, vb_error *err);

/* Article lengths as one byte: exact up to 39 words, then within an eighth; monotone. */
uint8_t vb_length_code(uint32_t words);
uint32_t vb_length_of_code(uint8_t code);

/* BM25's norm, k1 * (1 - b + b * length / average), by length code; `words` are all words of `docs`
   articles. */
void vb_posting_norms(uint64_t words, uint64_t docs, float norms[256]);

/* ---- writing ---- */

typedef struct vb_posting_input {
  uint32_t df;
  const uint32_t *docs, *tfs, *titles; /* df of each, docs strictly ascending, tf >= 1 */
  const uint8_t *lengths;              /* length codes by doc number */
  const float *norms;                  /* of the segment, for the bounds */
  const uint32_t *positions;           /* of all docs, in order; NULL for none */
} vb_posting_input;

/* Appends the list's encoding to `postings` and its positions to `positions`. */
void vb_posting_encode(const vb_posting_input *input, vb_buf *postings, vb_buf *positions);

#endif
