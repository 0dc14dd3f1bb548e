/*
 * builder.h - gathers the words of articles in memory and inverts them into lists.
 *
 * Articles are numbered in the order in which they are ended. What a builder
 * holds is bounded by its budget: ask vb_builder_room before an article.
 */
#ifndef VB_STORE_SEGMENT_BUILDER_H
#define VB_STORE_SEGMENT_BUILDER_H

#include "indexer/store/schema.h"
#include "indexer/store/segment/segment_writer.h"
#include "indexer/text/analysis.h"
#include "indexer/text/stem.h"

typedef struct vb_builder vb_builder;

/* memory: bytes, for the words gathered and for turning them into lists. */
vb_status vb_builder_new(size_t memory, vb_builder **out, vb_error *err);
void vb_builder_free(vb_builder *builder);  /* takes NULL */
void vb_builder_reset(vb_builder *builder); /* forgets all articles, keeps memory */

/* Whether an article of so many words still fits the budget; an empty builder takes any. */
bool vb_builder_room(const vb_builder *builder, size_t words);
/* Words of a field of the article in hand at consecutive positions from `position` on. */
vb_status vb_builder_words(vb_builder *builder, vb_field field, uint32_t position,
                           const vb_token *tokens, size_t count, vb_error *err);
void vb_builder_end_article(vb_builder *builder);
uint32_t vb_builder_docs(const vb_builder *builder);

/* Writes all lists; the writer has been given the same articles in the same order. */
vb_status vb_builder_write(vb_builder *builder, vb_stemmer *stemmer, vb_segment_writer *writer,
                           vb_error *err);

#endif
