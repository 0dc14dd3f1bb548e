/*
 * builder_internal.h - what a builder has collected.
 *
 * builder.c fills it; the files of index_inversion.h make lists of it.
 */
#ifndef VB_STORE_SEGMENT_BUILDER_INTERNAL_H
#define VB_STORE_SEGMENT_BUILDER_INTERNAL_H

#include "indexer/store/segment/builder.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"
#include "indexer/store/posting/posting_list.h"

#define VB_BUILDER_NONE UINT32_MAX /* no word, no document, no run */

/* Most keys are short. Their first 16 bytes, padded with zeros, are here next to the counts, which
   every look-up needs anyway, so the pool of keys is rarely read. A word is half a cache line, and
   costs at most one miss. */
typedef struct word {
  vb_key_head head;
  uint32_t df, cf, last_doc;
  uint8_t key_length, prefix_length;
  uint8_t field;
  uint8_t places; /* 1 + the list of places that it stands for; 0 for a word */
} word;

typedef struct run {
  uint32_t start; /* its first token; it ends where the next run starts */
  uint32_t doc, position;
} run;

/* Runs of title and text are separate from those of other fields, which are many and short, so that
   nearly all searches for a run are among few. */
enum { IN_TEXT, IN_FIELDS, KINDS };

typedef struct run_list {
  run *runs; /* followed by one more, whose start no token reaches */
  size_t count, capacity;
} run_list;

struct vb_builder {
  size_t budget_tokens;
  uint32_t *tokens;
  size_t token_count, token_capacity;
  run_list runs[KINDS];
  word *words;
  size_t word_count, word_capacity;
  uint32_t *key_places; /* by word, in `keys` */
  size_t key_capacity;
  vb_hash_table table;
  vb_buf keys;
  vb_posting_list places[VB_PLACES_COUNT];
  uint32_t docs;
};

static inline int vb_builder_kind(uint32_t field) {
  return field == VB_FIELD_TEXT ? IN_TEXT : IN_FIELDS;
}

static inline vb_str vb_builder_key(const vb_builder *b, uint32_t number) {
  return (vb_str){b->keys.p + b->key_places[number], b->words[number].key_length};
}

/* Gives each list of places an entry among the words, for the order of keys. It has no tokens.
   False when there is no memory. */
bool vb_builder_enter_places(vb_builder *builder);

#endif
