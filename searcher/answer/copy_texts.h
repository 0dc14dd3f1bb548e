/*
 * copy_texts.h - the shingles of the articles that were read for the copies of one answer.
 *
 * The results of a search share many candidates, and so do the copies of one group. Each
 * is read and cut into shingles once. Memory is bounded; what there is no room for is
 * read again.
 */
#ifndef VB_SEARCHER_ANSWER_COPY_TEXTS_H
#define VB_SEARCHER_ANSWER_COPY_TEXTS_H

#include "indexer/text/shingles.h"

typedef struct vb_copy_texts vb_copy_texts;

vb_copy_texts *vb_copy_texts_new(void); /* NULL when there is no memory */
void vb_copy_texts_free(vb_copy_texts *texts);

/* The shingles of an article; NULL if they are not kept. Valid as long as `texts`. */
const vb_shingles *vb_copy_texts_find(const vb_copy_texts *texts, uint64_t doc);
/* Keeps a copy of an article's shingles; NULL if there is no room. REQUIRES: it is not kept yet. */
const vb_shingles *vb_copy_texts_keep(vb_copy_texts *texts, uint64_t doc, const vb_shingles *set);

#endif
