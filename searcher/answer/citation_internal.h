/*
 * citation_internal.h - what the forms of a citation share.
 */
#ifndef VB_SEARCHER_ANSWER_CITATION_INTERNAL_H
#define VB_SEARCHER_ANSWER_CITATION_INTERNAL_H

#include "indexer/base/buf.h"
#include "searcher/verbatim.h"

/* Appends the first character of the rest of a text, as a form writes it; first: of the whole. */
typedef void (*vb_citation_put)(vb_buf *out, vb_str rest, size_t length, bool first);

/* Appends text as one line: white space and line ends as single spaces, none at both ends, and what
   steers a terminal or reorders text as U+FFFD. */
void vb_citation_line(vb_buf *out, vb_str text, vb_citation_put put);

/* The address that is cited; absent if the article has none that can be a link. */
vb_str vb_citation_url(const vb_citation *citation);

void vb_citation_ris(const vb_citation *citation, vb_buf *out);
void vb_citation_bibtex(const vb_citation *citation, vb_buf *out);
void vb_citation_csl(const vb_citation *citation, vb_buf *out);

#endif
