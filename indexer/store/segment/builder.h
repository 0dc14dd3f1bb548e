/*
 * builder.h - collects the words of articles in memory and inverts them into posting lists.
 *
 * Articles are numbered in the order in which vb_builder_end_article is called. Memory
 * is bounded by the budget: call vb_builder_room before adding an article.
 */
#ifndef VB_STORE_SEGMENT_BUILDER_H
#define VB_STORE_SEGMENT_BUILDER_H

#include "indexer/store/schema.h"
#include "indexer/store/segment/segment_writer.h"
#include "indexer/text/analysis.h"
#include "indexer/text/stem.h"

typedef struct vb_builder vb_builder;

/* memory: the budget in bytes, for the words and for turning them into lists. */
vb_status vb_builder_new(size_t memory, vb_builder **out, vb_error *err);
void vb_builder_free(vb_builder *builder);  /* takes NULL */
void vb_builder_reset(vb_builder *builder); /* forgets all articles, keeps memory */

/* Whether an article of `words` words still fits into the budget; an empty builder accepts any. */
bool vb_builder_room(const vb_builder *builder, size_t words);
/* Adds words of a field of the current article, at consecutive positions from `position`. REQUIRES:
   VB_TERM_READABLE bytes can be read of the terms of VB_FIELD_TEXT. */
vb_status vb_builder_words(vb_builder *builder, vb_field field, uint32_t position,
                           const vb_token *tokens, size_t count, vb_error *err);
/* Adds places of the current article, ascending; those below VB_POSITION_TEXT are in its title. At
   most one call for each list and article. */
vb_status vb_builder_places(vb_builder *builder, vb_places list, const uint32_t *places,
                            size_t count, vb_error *err);
void vb_builder_end_article(vb_builder *builder);
uint32_t vb_builder_docs(const vb_builder *builder);

/* What vb_builder_write needs besides: the stemmer, and room for each word that was added, which is
   kept from one call to the next, since new pages take longer than what is done in them. Set the
   stemmer, which is borrowed, and zero the rest to start. */
typedef struct vb_builder_tools {
  vb_stemmer *stemmer;
  uint32_t *slots;
  uint16_t *nexts;
  size_t capacity; /* of both */
} vb_builder_tools;

void vb_builder_tools_clear(vb_builder_tools *tools); /* frees the room */

/* Writes all lists. REQUIRES: the writer was given the same articles in the same order, and no
   other call uses the tools. */
vb_status vb_builder_write(vb_builder *builder, vb_builder_tools *tools, vb_segment_writer *writer,
                           vb_error *err);

#endif
