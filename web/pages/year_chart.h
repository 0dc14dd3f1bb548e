/*
 * year_chart.h - the chart of years on the search page and on a speaker's page.
 */
#ifndef VB_WEB_PAGES_YEAR_CHART_H
#define VB_WEB_PAGES_YEAR_CHART_H

#include "web/pages/page.h"

/* Adds the section "years" (year, year_short, year_count, year_one, bar_top, bar_height,
   year_link), and first_year, last_year, any_years, many_years, years_cut. A bar links to the query
   restricted to its year. Nothing if there is no year. */
void vb_page_years(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                   const vb_facet *years, size_t year_count);

#endif
