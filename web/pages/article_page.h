/*
 * article_page.h - the parts of the page of one article, each in a file of its own.
 */
#ifndef VB_WEB_PAGES_ARTICLE_PAGE_H
#define VB_WEB_PAGES_ARTICLE_PAGE_H

#include "web/pages/page.h"

/* An article as it is asked for. */
typedef struct vb_article_asked {
  vb_str id, q, quote;
  size_t quotation; /* from 1: the one that is marked and cited; 0: none */
} vb_article_asked;

/* The address of the same article with one of its quotations marked, at its citation. */
vb_str vb_page_quotation_link(vb_request_context *call, vb_str id, size_t quotation);

/* Adds the sections "rows" (paragraphs, and beside them who is quoted there) and "voices" (who is
   quoted, and how often). *anchor counts the marks, as vb_page_marked does. */
void vb_page_article_text(vb_request_context *call, vb_template_data *data,
                          const vb_article_view *view, size_t *anchor);

/* Adds the section "citations", of the words that are asked for, if any, and of the article. */
void vb_page_article_citations(vb_request_context *call, vb_template_data *data,
                               const vb_article_view *view, const vb_article_asked *asked);

#endif
