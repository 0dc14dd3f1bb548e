/*
 * history.h - where a quote was first, in which wordings it went around, and when.
 *
 * Made of all articles that carry it, whatever the verdict. Dates are never
 * guessed: an article without one is counted, and whatever makes the first
 * appearance unsure is said.
 *
 * Folded, articles that are copies of each other (a syndicated report) count
 * once: in the month of the first of them, and once for each wording they print.
 * Their sources are named all the same.
 */
#ifndef VB_SEARCHER_QUOTE_HISTORY_H
#define VB_SEARCHER_QUOTE_HISTORY_H

#include "searcher/quote/lookup.h"

/* The look-up as vb_quote_lookup gives it, with other wordings even where there are exact ones,
   and the history of all, copies folded if `fold`. */
vb_status vb_quote_trace(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                         bool fold, vb_arena *arena, vb_quote_result *out,
                         vb_quote_history *history, vb_error *err);

#endif
