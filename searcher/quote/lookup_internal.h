/*
 * lookup_internal.h - all articles that carry a quote, for its history.
 */
#ifndef VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H
#define VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H

#include "searcher/quote/near.h"

enum {
  VB_QUOTE_VARIANTS_MAX = 200
}; /* candidates of other wordings: some hundredths of a second */

/* What is remembered of an article that carries the quote. */
typedef struct vb_found {
  uint64_t doc;
  vb_near near;
  vb_date published;
  size_t order;                      /* among the candidates */
  vb_article *article;               /* NULL: not kept */
  vb_str id, title, source, wording; /* only for vb_quote_lookup_all */
} vb_found;

/* As vb_quote_lookup, but every wording is looked for even where some articles have the quote word
   for word; *list gets all of them, in the order of the matches. */
vb_status vb_quote_lookup_all(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                              vb_arena *arena, vb_quote_result *out, vb_found **list, size_t *count,
                              vb_error *err);

#endif
