/*
 * facet_lists.h - the sources, speakers, authors and sections beside the results, to choose from.
 */
#ifndef VB_WEB_PAGES_FACET_LISTS_H
#define VB_WEB_PAGES_FACET_LISTS_H

#include "web/pages/page.h"

/* Adds the section "facets": facet_title, facet_id, facet_some (in how many of the first articles
   it is counted, unless in all), find_name and find_value with the section "find_kept" where there
   is much to choose from, and find_none; with the sections "values" and "more_values": value,
   count, link, chosen, not_link, excluded. */
void vb_page_facet_lists(vb_request_context *call, vb_template_data *data,
                         const vb_page_query *query, const vb_search_result *result);

#endif
