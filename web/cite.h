/*
 * cite.h - what a request for an article asks to be cited: all of it, or words of it.
 */
#ifndef VB_WEB_CITE_H
#define VB_WEB_CITE_H

#include "indexer/base/arena.h"
#include "searcher/verbatim.h"

/* Today, in UTC: when an address is looked at. */
vb_date vb_cite_today(void);

/* The place of a quotation in its article: from its first part to its last. */
vb_range vb_cite_place(const vb_listed_quotation *quotation);

/* Cites an article by its view; `accessed` is set by the caller. VB_NOMEM for all three. */
vb_citation vb_cite_article(const vb_article_view *view);
/* One of its quotations: its parts, with "[...]" for an attribution between two, and its speaker.
 */
vb_status vb_cite_quotation(const vb_article_view *view, const vb_listed_quotation *quotation,
                            vb_arena *arena, vb_citation *out, vb_error *err);
/* The words that a quote was found as, by the marks in the text; with the speaker, if they are of
   one quotation. *any: false if the text has no mark, and the article is cited. */
vb_status vb_cite_marked(const vb_article_view *view, vb_str quote, vb_arena *arena,
                         vb_citation *out, bool *any, vb_error *err);

#endif
