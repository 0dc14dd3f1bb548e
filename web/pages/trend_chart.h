/*
 * trend_chart.h - lines over time, as parts of an inline SVG.
 */
#ifndef VB_WEB_PAGES_TREND_CHART_H
#define VB_WEB_PAGES_TREND_CHART_H

#include "web/pages/page.h"

/* Sets width, height, and of the area with the lines: left, right, top, bottom. Adds the sections
   "lines": line_number from 1, line_path; with few points "dots": x, y, dot_name, line_number;
   "ticks": tick_y, tick_text_y, tick; "times": time_x, time_anchor, time. share: of all articles of
   a point. REQUIRES: the trend has points. */
void vb_page_trend_chart(vb_template_data *data, const vb_trend *trend, bool share);

/* "12.5%" or "1,234": what a line has at a point. "–" where there is nothing to have a share of. */
void vb_page_trend_value(const vb_trend *trend, const vb_trend_line *line, size_t point, bool share,
                         char out[32]);

#endif
