/*
 * segment_layout.h - the members of an open segment; only files of the store include it.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_LAYOUT_H
#define VB_STORE_SEGMENT_SEGMENT_LAYOUT_H

#include "indexer/store/posting/part.h"
#include "indexer/store/posting/posting_list.h"
#include "indexer/store/segment/columns.h"
#include "indexer/store/segment/segment.h"
#include "indexer/store/text/text_decoder.h"

enum {
  VB_LEXICON_BLOCK = 32, /* keys between two whole ones: 0.5 us to walk, 1% of the size */
  VB_BIGRAM_BLOCK = 64,
  VB_MINHASH_BLOCK = 128,      /* a pack */
  VB_BIGRAM_WORDS_MAX = 65535, /* two ranks make one 32-bit key */
  VB_KEY_MAX = 255
};

/* Sections are given by place and number of elements; all are in one part. */
typedef struct vb_lexicon_map {
  uint32_t terms, stems, paired;
  uint64_t pairs;
  uint64_t word_index, stem_index; /* u64 head and u64 place of each block of keys */
  uint64_t bigram_index;           /* vb_bigram_head of each block of pairs */
  uint64_t bigram_ordinals;        /* u32 by rank */
} vb_lexicon_map;

enum { VB_LEXICON_MAP_BYTES = 4 * 3 + 8 * 5 };

struct vb_segment {
  vb_segment_info info;
  vb_part *postings, *positions, *lexicon, *columns, *text, *deletions;
  vb_lexicon_map words;
  vb_columns_map docs;
  float norms[256];       /* by length code */
  vb_posting_lists lists; /* what cursors read */
  /* Made by the thread that first reads an article. */
  _Atomic(vb_text_decoder *) *text_decoder;
};

typedef struct vb_segment_files { /* what the manifest records of a segment */
  uint32_t number;
  uint32_t docs, deleted;
  uint32_t deletions; /* generation of the deletions file; 0: none */
  vb_part_id parts[VB_PART_KINDS];
} vb_segment_files;

/* folder/NUMBER.part, or folder/NUMBER.GENERATION.deletions. The caller frees. */
char *vb_segment_path(const char *folder, uint32_t number, vb_part_kind kind, uint32_t generation);

vb_status vb_segment_open(const char *folder, const vb_segment_files *files, vb_segment **out,
                          vb_error *err);
void vb_segment_close(vb_segment *segment);        /* takes NULL */
void vb_segment_forget(const vb_segment *segment); /* vb_part_forget of all parts */

/* 128 bits of XXH3. Ids with equal hashes are treated as equal. */
typedef struct vb_id_hash {
  uint64_t high, low;
} vb_id_hash;
vb_id_hash vb_id_hash_of(vb_str id);
/* The n-th doc with this id, deleted or not; VB_NOT_FOUND after the last. */
vb_status vb_segment_find_nth(const vb_segment *segment, vb_id_hash id, uint32_t n, uint32_t *doc,
                              vb_error *err);

/* The record of a doc; `raw` receives the bytes (it is reset first). */
vb_status vb_segment_record(const vb_segment *segment, uint32_t doc, vb_buf *raw, vb_str *record,
                            vb_error *err);

/* Walks stems and pairs in key order, for merging and verifying. */
typedef struct vb_stem_entry {
  vb_str key;
  uint32_t word_count;
  const unsigned char *p, *end; /* the undecoded ordinals */
  vb_term term;                 /* df 0 for an alias of one word */
  uint32_t first;               /* ordinal */
} vb_stem_entry;
typedef struct vb_stem_cursor {
  const vb_segment *segment;
  uint32_t next;
  const unsigned char *p, *end;
  uint64_t postings;
  char key[VB_KEY_MAX + 1];
  size_t key_length;
} vb_stem_cursor;
vb_status vb_segment_stems_from(const vb_segment *segment, vb_str from, vb_stem_cursor *cursor,
                                vb_error *err);
vb_status vb_stem_next(vb_stem_cursor *cursor, vb_stem_entry *entry, vb_error *err);
/* Reads the next ordinal of the entry's words; false when the bytes are malformed. */
bool vb_stem_ordinal(vb_stem_entry *entry, uint32_t *ordinal, bool first);
vb_status vb_segment_word_at(const vb_segment *segment, uint32_t ordinal, vb_term *out,
                             vb_error *err);

typedef struct vb_bigram_cursor {
  const vb_segment *segment;
  uint64_t next;
  const unsigned char *p, *end;
  uint32_t key;
  uint64_t postings;
} vb_bigram_cursor;
vb_status vb_segment_bigrams_first(const vb_segment *segment, vb_bigram_cursor *cursor,
                                   vb_error *err);
/* key: rank of the first word << 16 | rank of the second. VB_NOT_FOUND at the end. */
vb_status vb_bigram_next(vb_bigram_cursor *cursor, uint32_t *key, vb_term *term, vb_error *err);
vb_status vb_segment_bigram_word(const vb_segment *segment, uint32_t rank, uint32_t *ordinal,
                                 vb_error *err);

#endif
