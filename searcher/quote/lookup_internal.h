/*
 * lookup_internal.h - the list of all articles that carry a quote, for its history.
 */
#ifndef VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H
#define VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H

#include "searcher/quote/near.h"

enum {
  VB_QUOTE_VARIANTS_MAX = 200
}; /* candidates of other wordings: some hundredths of a second */

/* What is kept of an article that carries the quote. */
typedef struct vb_found {
  uint64_t doc;
  vb_near near;
  vb_date published;
  size_t order;                      /* among the candidates */
  vb_article *article;               /* NULL: not kept */
  vb_str id, title, source, wording; /* only for vb_quote_lookup_all */
} vb_found;

/* As vb_quote_lookup, but looks for other wordings even if some articles have the quote word for
   word. *list has all of them, in the order of the matches. */
vb_status vb_quote_lookup_all(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                              vb_arena *arena, vb_quote_result *out, vb_found **list, size_t *count,
                              vb_error *err);

#endif
