/*
 * timeline.h - articles by year, month and day, as rows of bars that choose dates.
 */
#ifndef VB_WEB_PAGES_TIMELINE_H
#define VB_WEB_PAGES_TIMELINE_H

#include "web/pages/page.h"

/*
 * Adds the section "levels": level_title, level_unit, peak, half, peak_name, imprecise, and "bars":
 * bar_label, bar_name, bar_count, bar_short, bar_one, bar_top, bar_height, bar_chosen, bar_out;
 * bar_link unless it is empty; bar_add, bar_not, bar_from, bar_until, which choose one more, leave
 * out, and begin or end a range. Also "crumbs": crumb_name, crumb_link (absent for the last). Sets
 * undated, undated_link, undated_chosen, future, years_cut, range_on, range_link and range_step.
 * The days are those of the query without its dates, latest first. Nothing if there are none.
 */
void vb_page_timeline(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                      const vb_day_count *days, size_t count, uint64_t undated);

#endif
