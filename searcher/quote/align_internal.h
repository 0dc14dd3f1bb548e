/*
 * align_internal.h - the list of edits that both alignment methods build.
 */
#ifndef VB_SEARCHER_QUOTE_ALIGN_INTERNAL_H
#define VB_SEARCHER_QUOTE_ALIGN_INTERNAL_H

#include "searcher/quote/align.h"

typedef struct edit_list {
  vb_arena *arena;
  vb_edit *edits;
  size_t count, capacity;
} edit_list;

/* Adds an edit, or extends the last one if that has the same kind and ends where this begins. */
bool vb_edit_add(edit_list *list, vb_edit edit);

/* Sets the counts and flags of an alignment from its edits. */
void vb_edit_finish(const edit_list *list, const vb_analysis *quote, const vb_analysis *part,
                    vb_alignment *out);

static inline bool vb_same_term(const vb_token *a, const vb_token *b) {
  return a->term_length == b->term_length && memcmp(a->term, b->term, a->term_length) == 0;
}

#endif
