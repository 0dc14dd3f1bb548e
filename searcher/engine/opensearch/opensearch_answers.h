/*
 * opensearch_answers.h - answers that the cluster gave of the current snapshot, by what was asked.
 *
 * A snapshot does not change, so an answer stays right for as long as it is the same one.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_ANSWERS_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_ANSWERS_H

#include "indexer/base/str.h"

#include <jansson.h>

typedef struct vb_answers vb_answers;

vb_answers *vb_answers_new(void); /* NULL when there is no memory */
void vb_answers_free(vb_answers *answers);
void vb_answers_clear(vb_answers *answers);

bool vb_answers_has(const vb_answers *answers, vb_str asked);
/* Borrowed until the next call of another function; NULL if it is not known. */
json_t *vb_answers_find(const vb_answers *answers, vb_str asked);
/* Keeps a reference to an answer of about that size. Makes room by forgetting all others; keeps
   nothing if there is no memory, or if it is large. */
void vb_answers_keep(vb_answers *answers, vb_str asked, json_t *answer, size_t bytes);

#endif
