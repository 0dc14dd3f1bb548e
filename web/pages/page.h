/*
 * page.h - what all pages share: the frame, marked text, and addresses of pages.
 */
#ifndef VB_WEB_PAGES_PAGE_H
#define VB_WEB_PAGES_PAGE_H

#include "web/request_context.h"
#include "web/template.h"

/* The data of a page with the frame's names set; title and query are borrowed. NULL when there is
   no memory; the call has then been answered. */
vb_template_data *vb_page_begin(vb_request_context *call, vb_str title, vb_str query);

/* Sends head.html, the template and foot.html, rendered, as the answer. */
void vb_page_send(vb_request_context *call, unsigned status, const char *name,
                  const vb_template_data *data);

/* Appends templates, named in a list that ends with NULL, one after the other. */
vb_status vb_page_render(const char *const *names, const vb_template_data *data, vb_buf *out,
                         vb_error *err);

/* Adds text to the section in pieces: "piece", and for marked text "marked". If `anchor` is given,
   a mark also gets "anchor": "match" for the first, then "match-2" and so on, counted in *anchor.
   start: the offset of text in the coordinates of the marks. */
void vb_page_marked(vb_template_data *data, const char *section, vb_str text, size_t start,
                    vb_marks marks, size_t *anchor);

/* Adds a snippet to the section: cut_before, cut_after, in_comment, and "pieces" of its text. */
void vb_page_snippet(vb_request_context *call, vb_template_data *data, const char *section,
                     const vb_snippet *snippet);

/* Sets the names of an article: article_title, article_source, article_byline, article_authors (a
   few), article_date, article_datetime, article_origin, article_web (an http address),
   article_language. */
void vb_page_article_names(vb_template_data *data, const vb_article_head *article);

/* Sets a date in words ("28 May 2013") and in ISO form; the names are borrowed. */
void vb_page_date(vb_template_data *data, const char *words_name, const char *iso_name,
                  vb_date date);

/* The buffer's text in the arena, terminated; "" when there is no memory. Clears the buffer. */
vb_str vb_page_keep(vb_request_context *call, vb_buf *text);

/* Addresses in pages are relative, so that a proxy may put the site under any path. All pages are
   at the top of the site; only an error can be answered for an address further down, and its links
   start with the template's {{up}}. */
#define VB_PAGE_SEARCH "./"
#define VB_PAGE_HISTORY "history"

/* A search of articles (VB_PAGE_SEARCH) or of quotations ("said"), or a quote ("quote"), as its
   address states it. */
typedef struct vb_page_query {
  const char *page;
  vb_sort usual;   /* the default order, which the address leaves out */
  bool by_speaker; /* the parameter speaker is a filter, and not what is asked for */
  vb_str q, speaker;
  vb_filter filter; /* choices are in a list, not in `source` and `author` */
  vb_sort sort;
  size_t from;
  vb_str place;                /* absent, or where the page before ended (vb_said_request) */
  bool unfolded;               /* show all copies of an article */
  bool comfortable;            /* the wide view of the results */
  bool range;                  /* bars of the timeline choose the ends of a range */
  vb_str find[VB_FACET_KINDS]; /* only values that have these letters are listed */
} vb_page_query;

/* Reads the query of a page that shows `size` results at a time. REQUIRES: query->page, usual and
   by_speaker are set. VB_INVALID. */
vb_status vb_page_read_query(const vb_request_context *call, size_t size, vb_page_query *query,
                             vb_error *err);
/* Whether the query asks for anything. */
bool vb_page_asks(const vb_page_query *query);
/* Appends "name=value" to an address that has a "?"; nothing for an empty value. */
void vb_page_add_param(vb_buf *out, const char *name, vb_str value);
vb_str vb_page_link(vb_request_context *call, const vb_page_query *query);
/* The same for another page or an address of the API: only q, speaker and the filters, after
   `path`, which ends in "?" or a parameter. */
vb_str vb_page_link_to(vb_request_context *call, const char *path, const vb_page_query *query);
/* Sets the fields of a form: after and before, and the section "kept" (kept_name, kept_value) of
   what else the address has, except q, speaker and from; dates_open. */
void vb_page_form(vb_template_data *data, const vb_page_query *query);
/* Adds all parameters of the query to the section, as "kept" above; without that of one name. */
void vb_page_keep_params(vb_template_data *data, const char *section, const vb_page_query *query,
                         const char *without);
/* The query with a value of a facet chosen or excluded; or no longer, if it is so already. */
vb_page_query vb_page_toggled(vb_request_context *call, const vb_page_query *query,
                              vb_facet_kind kind, vb_str value, bool excluded);
/* Whether a value is chosen (or excluded). */
bool vb_page_chooses(const vb_page_query *query, vb_facet_kind kind, vb_str value, bool excluded);
/* The query without any choice of a facet; for dates also without after and before. */
vb_page_query vb_page_without(vb_request_context *call, const vb_page_query *query,
                              vb_facet_kind kind);
/* Sets feed_link, feed_title and save_link (to the list of saved searches): the address of the same
 * results as a feed; path: "said.atom?". */
void vb_page_feed(vb_request_context *call, vb_template_data *data, const char *path,
                  const vb_page_query *query);
/* Adds the section "filters": the active ones (filter_label, filter_value), each with a link that
   removes it (filter_off). */
void vb_page_filters(vb_request_context *call, vb_template_data *data, const vb_page_query *query);
/* Adds the section "sorts": sort_label, sort_link, sort_current. */
void vb_page_sorts(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                   const vb_sort order[3]);
/* Sets the notes on the query, and did_you_mean with did_you_mean_link, the address of `better`. */
void vb_page_reading(vb_request_context *call, vb_template_data *data,
                     const vb_query_reading *reading, vb_str did_you_mean,
                     const vb_page_query *better);
/* The address of an article, with the query or quote whose matches it marks; both may be absent. */
vb_str vb_page_article_link(vb_request_context *call, vb_str id, vb_str query, vb_str quote);

/* The address of the results on which a link to an article stands, as the link's parameter "back"
   (back_link.c); "" if there are none. q and quote: those of the link. */
vb_str vb_page_back_value(vb_request_context *call, vb_str q, vb_str quote);
/* An address of a page of results, relative to the site, as it was written by the next; false if it
   is none. */
bool vb_page_split(const vb_request_context *call, vb_str address, vb_str *page,
                   vb_url_params *params);
/* Appends one, without the parameter q if it has the value `repeated`. */
void vb_page_put_address(vb_buf *out, vb_str page, const vb_url_params *params, vb_str repeated);
/* On the article's page: sets back_link, back_label and back_words, if the address has them. */
void vb_page_back(vb_request_context *call, vb_template_data *data, vb_str q, vb_str quote);

/* The address that looks up a quote; of a long one its beginning. */
vb_str vb_page_quote_link(vb_request_context *call, vb_str words);

/* Sets the examples (web/examples.h) by their names in lower case: ex_words, ex_phrase and so on,
   each with its link, ex_words_link. */
void vb_page_examples(vb_request_context *call, vb_template_data *data);

/* The address of a speaker's page. */
vb_str vb_page_speaker_link(vb_request_context *call, vb_str name);

/* Sets who said a quotation: name and name_link, and mention, or only_mention if there is no name;
   confidence, in percent, of the one shown. Nothing if nobody is known. */
void vb_page_said_by(vb_request_context *call, vb_template_data *data,
                     const vb_listed_quotation *q);

/* Adds the section "copies": copy_name (the source, or else the title), copy_link, copy_date; and
   copy_same, in percent, or copy_whole for the same words. */
void vb_page_copies(vb_request_context *call, vb_template_data *data, const vb_copies *copies,
                    vb_str query, vb_str quote);

/* Adds the section "failed" (shard, reason) and sets the flag "any_failed". */
void vb_page_failures(vb_template_data *data, const vb_shard_failure *failures, size_t count);

/* For the pages of a quote (quote_page.c, history_page.c). */
void vb_page_verdict(vb_template_data *data, vb_verdict verdict);
/* Its words, and the CSS class of its badge; constants. */
const char *vb_page_verdict_label(vb_verdict verdict);
const char *vb_page_verdict_look(vb_verdict verdict);
void vb_page_changes(vb_template_data *data, unsigned changes);
/* Adds the section "edits": same; or quoted and printed, of which one may be missing. */
void vb_page_diff(vb_template_data *one, const vb_quote_diff *diff, size_t count);
/* Adds the section "witness": whom the articles name as the speaker. */
void vb_page_witness(vb_request_context *call, vb_template_data *data,
                     const vb_quote_answer *answer);
/* Adds the section "printers": who prints it most. */
void vb_page_printers(vb_template_data *data, const vb_quote_answer *answer);
void vb_page_history(vb_request_context *call, vb_template_data *data, vb_str quote,
                     const vb_quote_history *history);

#endif
