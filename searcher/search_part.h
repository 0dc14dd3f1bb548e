/*
 * search_part.h - what the files of the facade share among themselves.
 */
#ifndef VB_SEARCHER_SEARCH_PART_H
#define VB_SEARCHER_SEARCH_PART_H

#include "indexer/base/utf8.h"
#include "searcher/search.h"

double vb_search_clock_ms(void); /* of a clock that never goes back */

/* The query with each word that the store does not have replaced by the nearest
   one that it has; absent when no word can be bettered, or when the query so
   made finds nothing either. */
vb_status vb_search_did_you_mean(vb_engine *engine, vb_stemmer *stemmer, vb_str query,
                                 const vb_query *root, const vb_query *filter, vb_arena *arena,
                                 vb_str *out, vb_error *err);

#endif
