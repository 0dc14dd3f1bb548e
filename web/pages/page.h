/*
 * page.h - what all pages share: the frame, marked text, addresses of pages.
 */
#ifndef VB_WEB_PAGES_PAGE_H
#define VB_WEB_PAGES_PAGE_H

#include "web/request_context.h"
#include "web/template.h"

/* The data of a page with the names of the frame set: title, query (both borrowed). NULL
   without memory, and then the call is answered. */
vb_template_data *vb_page_begin(vb_request_context *call, vb_str title, vb_str query);

/* Renders head.html, the template and foot.html as the answer. */
void vb_page_send(vb_request_context *call, unsigned status, const char *name,
                  const vb_template_data *data);

/* Adds text to the section as pieces: "piece", and for what is marked "marked" and, when
   `anchor` is given, "anchor": "match" for the first mark, then "match-2", ... counted on in
   *anchor. start: where text begins in what the marks count in. */
void vb_page_marked(vb_template_data *data, const char *section, vb_str text, size_t start,
                    vb_marks marks, size_t *anchor);

/* The names of an article: article_title, article_source, article_byline, article_authors (a few of
   them), article_date, article_datetime, article_origin, article_web (an http address),
   article_language. */
void vb_page_article_names(vb_template_data *data, const vb_article_head *article);

/* A date in words ("28 May 2013") and as programs read it; the names are borrowed. */
void vb_page_date(vb_template_data *data, const char *words_name, const char *iso_name,
                  vb_date date);

/* The buffer's text, in the arena and terminated; "" without memory. The buffer is cleared. */
vb_str vb_page_keep(vb_request_context *call, vb_buf *text);

/* A search of articles ("/") or of quotations ("/said") as it stands in an address. */
typedef struct vb_page_query {
  const char *page;
  vb_sort usual; /* the order that the address need not name */
  vb_str q, speaker;
  vb_filter filter;
  vb_sort sort;
  size_t from;
  bool unfolded; /* show all copies of an article */
} vb_page_query;

/* Reads the query of a page whose windows have `size`; page and usual are set. VB_INVALID. */
vb_status vb_page_read_query(const vb_request_context *call, size_t size, vb_page_query *query,
                             vb_error *err);
/* Whether anything is asked for. */
bool vb_page_asks(const vb_page_query *query);
/* Adds "name=value" to an address that has its "?"; nothing for an empty value. */
void vb_page_add_param(vb_buf *out, const char *name, vb_str value);
vb_str vb_page_link(vb_request_context *call, const vb_page_query *query);
/* The fields of the form but q and speaker: after, before, source, author, sort, unfolded. */
void vb_page_form(vb_template_data *data, const vb_page_query *query);
/* The section "filters": those that are on (filter_label, filter_value), each with a link that
   takes it off (filter_off). */
void vb_page_filters(vb_request_context *call, vb_template_data *data, const vb_page_query *query);
/* The section "sorts": sort_label, sort_link, sort_current. */
void vb_page_sorts(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                   const vb_sort order[3]);
/* Notes on the query, and did_you_mean with did_you_mean_link, which leads to `better`. */
void vb_page_reading(vb_request_context *call, vb_template_data *data,
                     const vb_query_reading *reading, vb_str did_you_mean,
                     const vb_page_query *better);
/* To an article, with the query or the quote whose matches it shows; either may be absent. */
vb_str vb_page_article_link(vb_request_context *call, vb_str id, vb_str query, vb_str quote);

/* To the page of a speaker. */
vb_str vb_page_speaker_link(vb_request_context *call, vb_str name);

/* Who said a quotation: name and name_link, mention, or only_mention where no name is shown;
   confidence, in percent, of whoever is shown. None where nobody is known. */
void vb_page_said_by(vb_request_context *call, vb_template_data *data,
                     const vb_listed_quotation *q);

/* The section "copies": copy_name (its source, else its title), copy_link, copy_date. */
void vb_page_copies(vb_request_context *call, vb_template_data *data, const vb_copies *copies,
                    vb_str query, vb_str quote);

/* The sections "failed" (shard, reason) and their flag "any_failed". */
void vb_page_failures(vb_template_data *data, const vb_shard_failure *failures, size_t count);

/* Of a quote (quote_page.c, history_page.c). */
void vb_page_verdict(vb_template_data *data, vb_verdict verdict);
void vb_page_changes(vb_template_data *data, unsigned changes);
void vb_page_history(vb_request_context *call, vb_template_data *data, vb_str quote,
                     const vb_quote_history *history);

#endif
