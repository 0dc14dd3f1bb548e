/*
 * opensearch_query_internal.h - what the two files that write queries share.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_QUERY_INTERNAL_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_QUERY_INTERNAL_H

#include "searcher/engine/opensearch/opensearch_internal.h"

typedef struct vb_query_writer {
  vb_opensearch *engine;
  vb_json_writer json;
  const vb_opensearch_how *how;
  int depth;
} writer;

/* {outer: {inner: ...: a value that the caller writes, and then vb_query_close_two. */
static inline void vb_query_open_two(writer *w, const char *name, const char *outer) {
  vb_json_open_object(&w->json, name);
  vb_json_open_object(&w->json, outer);
}

static inline void vb_query_close_two(writer *w) {
  vb_json_close_object(&w->json);
  vb_json_close_object(&w->json);
}

/* The field of the cluster in which a word is looked for. */
static inline const char *vb_query_word_field(const vb_query *word, vb_field field) {
  return vb_opensearch_field(field, word->by_stem);
}

/* Any word. */
static inline bool vb_query_open_slot(const vb_query *slot) {
  return slot->kind == VB_QUERY_ANY_WORD || (slot->kind == VB_QUERY_PREFIX && !slot->term.n);
}

typedef struct slots { /* what a phrase is made of */
  bool prefixes, stems, words, open, open_ends;
} slots;
slots vb_opensearch_slots(const vb_query *phrase);

/* Opens what wraps a leaf: in a flat search, a score that is the same for all articles. Returns the
   name of the value to write. */
const char *vb_opensearch_open_leaf(writer *w, const char *name, const vb_query *leaf);
void vb_opensearch_close_leaf(writer *w);

/* ---- opensearch_intervals.c ---- */

/* Write a phrase; NEAR, SENTENCE or PARAGRAPH. False, and nothing is written, if intervals cannot
   say it. The phrase's leaf is open. */
bool vb_opensearch_phrase_intervals(writer *w, const char *name, const vb_query *phrase);
bool vb_opensearch_pair_intervals(writer *w, const char *name, const vb_query *node);

#endif
