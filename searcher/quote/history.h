/*
 * history.h - where a quote was printed first, in which wordings it spread, and when.
 *
 * Based on all articles that carry it, whatever the verdict. Dates are never guessed: an
 * article without one is counted, and every reason why the first appearance is unsure is
 * reported.
 *
 * With folding, articles that are copies of each other (a syndicated report) count once:
 * in the month of the earliest one, and once for each wording that they print. All their
 * sources are still listed.
 */
#ifndef VB_SEARCHER_QUOTE_HISTORY_H
#define VB_SEARCHER_QUOTE_HISTORY_H

#include "searcher/quote/lookup.h"

/* The result of vb_quote_lookup, with other wordings even if there are exact ones, and the history
   of all; copies are folded if `fold`. */
vb_status vb_quote_trace(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                         bool fold, vb_arena *arena, vb_quote_result *out,
                         vb_quote_history *history, vb_error *err);

#endif
