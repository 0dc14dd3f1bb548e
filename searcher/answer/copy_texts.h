/*
 * copy_texts.h - the shingles of the articles that were read for the copies of one answer, and
 * which articles share their keys.
 *
 * The results of a search share many candidates, and so do the copies of one group. Each
 * is read and cut into shingles once, and the engine is asked once for its candidates.
 * Memory is bounded; what there is no room for is read or asked again.
 */
#ifndef VB_SEARCHER_ANSWER_COPY_TEXTS_H
#define VB_SEARCHER_ANSWER_COPY_TEXTS_H

#include "indexer/text/shingles.h"
#include "searcher/engine/engine.h"

typedef struct vb_copy_texts vb_copy_texts;

vb_copy_texts *vb_copy_texts_new(void); /* NULL when there is no memory */
void vb_copy_texts_free(vb_copy_texts *texts);

/* The shingles of an article; NULL if they are not kept. Valid as long as `texts`. */
const vb_shingles *vb_copy_texts_find(const vb_copy_texts *texts, uint64_t doc);
/* Keeps a copy of an article's shingles; NULL if there is no room. REQUIRES: it is not kept yet. */
const vb_shingles *vb_copy_texts_keep(vb_copy_texts *texts, uint64_t doc, const vb_shingles *set);

/* The candidates of an article, in their order, without scores, in the arena; false if they are not
   kept, or without memory. */
bool vb_copy_texts_candidates(const vb_copy_texts *texts, uint64_t doc, vb_arena *arena,
                              vb_engine_hit **out, size_t *count);
/* Keeps them if the article's shingles are kept and there is room. */
void vb_copy_texts_keep_candidates(vb_copy_texts *texts, uint64_t doc, const vb_engine_hit *hits,
                                   size_t count);

#endif
