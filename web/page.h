/*
 * page.h - what all pages share: the frame, marked text, addresses of pages.
 */
#ifndef VB_WEB_PAGE_H
#define VB_WEB_PAGE_H

#include "web/call.h"
#include "web/template.h"

/* The data of a page with the names of the frame set: title, query (both borrowed). NULL
   without memory, and then the call is answered. */
vb_template_data *vb_page_begin(vb_call *call, vb_str title, vb_str query);

/* Renders head.html, the template and foot.html as the answer. */
void vb_page_send(vb_call *call, unsigned status, const char *name, const vb_template_data *data);

/* Adds text to the section as pieces: "piece", and for what is marked "marked" and, when
   `anchor` is given, "anchor": "match" for the first mark, then "match-2", ... counted on in
   *anchor. start: where text begins in what the marks count in. */
void vb_page_marked(vb_template_data *data, const char *section, vb_str text, size_t start,
                    vb_marks marks, size_t *anchor);

/* The names of an article: article_title, article_source, article_byline, article_date,
   article_datetime, article_origin, article_web (an http address), article_language. */
void vb_page_article_names(vb_template_data *data, const vb_article *article);

/* The buffer's text, in the arena and terminated; "" without memory. The buffer is cleared. */
vb_str vb_page_keep(vb_call *call, vb_buf *text);

/* A search as it stands in an address. */
typedef struct vb_page_query {
  vb_str q, after, before, source, author;
  vb_sort sort;
  size_t from;
  bool unfolded; /* show all copies of an article */
} vb_page_query;

vb_str vb_page_search_link(vb_call *call, const vb_page_query *query);
/* To an article, with the query or the quote whose matches it shows; either may be absent. */
vb_str vb_page_article_link(vb_call *call, vb_str id, vb_str query, vb_str quote);

/* To the page of a speaker. */
vb_str vb_page_speaker_link(vb_call *call, vb_str name);

/* The section "copies": copy_name (its source, else its title), copy_link, copy_date. */
void vb_page_copies(vb_call *call, vb_template_data *data, const vb_copies *copies, vb_str query,
                    vb_str quote);

/* The sections "failed" (shard, reason) and their flag "any_failed". */
void vb_page_failures(vb_template_data *data, const vb_shard_failure *failures, size_t count);

/* Of a quote (page_quote.c, page_history.c). */
void vb_page_verdict(vb_template_data *data, vb_verdict verdict);
void vb_page_changes(vb_template_data *data, unsigned changes);
void vb_page_history(vb_call *call, vb_template_data *data, vb_str quote,
                     const vb_quote_history *history);

#endif
