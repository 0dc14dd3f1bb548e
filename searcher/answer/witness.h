/*
 * witness.h - who said a quote, by the vote of all articles that print it.
 */
#ifndef VB_SEARCHER_ANSWER_WITNESS_H
#define VB_SEARCHER_ANSWER_WITNESS_H

#include "searcher/answer/answer_internal.h"
#include "searcher/quote/lookup.h"

/* Looks the quote up; its best VB_WITNESS_ARTICLES_MAX articles vote. Folded, copies of one article
   are one report. The answer lives in the
   arena. Errors as vb_quote_lookup's. */
vb_status vb_witness_ask(vb_store *store, vb_str quote, const vb_query *filter, bool fold,
                         vb_arena *arena, vb_quote_witness **out, vb_error *err);

#endif
