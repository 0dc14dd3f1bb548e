/*
 * year_chart.c - articles per year as a row of bars, each a link to its year.
 *
 * Oldest on the left, with empty years included, because a gap is information too.
 */
#include "web/pages/year_chart.h"

#include <stdio.h>

enum {
  /* More bars would be too thin to tap. Older years are left out; the date fields still reach
     them. */
  YEARS_MAX = 60
};

static unsigned year_of(vb_str text) {
  unsigned year = 0;
  for (size_t i = 0; i < text.n && i < 4; i++)
    year = year * 10 + (text.p[i] >= '0' && text.p[i] <= '9' ? (unsigned)(text.p[i] - '0') : 0);
  return text.n == 4 ? year : 0;
}

static void add_year(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                     unsigned year, uint64_t count, uint64_t most) {
  vb_template_data *one = vb_template_add(data, "years");
  /* A year with any article is visible: at least 2 of 100. */
  unsigned height = count ? 2 + (unsigned)((double)count / (double)most * 98) : 0;
  char text[8];
  snprintf(text, sizeof text, "%u", year);
  vb_page_query other = *query;
  other.filter.after = other.filter.before = vb_arena_copy(call->arena, vb_str_of(text));
  other.from = 0;
  vb_template_format(one, "year", "%u", year);
  vb_template_format(one, "year_short", "%02u", year % 100);
  vb_template_number(one, "year_count", count);
  vb_template_flag(one, "year_one", count == 1);
  vb_template_format(one, "bar_top", "%u", 100 - height);
  vb_template_format(one, "bar_height", "%u", height);
  if (count) vb_template_set(one, "year_link", vb_page_link(call, &other));
}

/* One bar for each year from the first to the last, also those without articles. Of more than
   YEARS_MAX years the latest are shown. */
void vb_page_years(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                   const vb_facet *years, size_t year_count) {
  unsigned first = 0, last = 0;
  uint64_t most = 0;
  for (size_t i = 0; i < year_count; i++) {
    unsigned year = year_of(years[i].value);
    if (!year) continue;
    if (!first || year < first) first = year;
    if (year > last) last = year;
    if (years[i].count > most) most = years[i].count;
  }
  if (!first) return;
  if (last - first >= YEARS_MAX) {
    first = last - YEARS_MAX + 1;
    vb_template_flag(data, "years_cut", true);
  }
  for (unsigned year = first; year <= last; year++) {
    uint64_t count = 0;
    for (size_t i = 0; i < year_count; i++)
      if (year_of(years[i].value) == year) count = years[i].count;
    add_year(call, data, query, year, count, most);
  }
  vb_template_flag(data, "any_years", last > first);
  vb_template_flag(data, "many_years", last - first >= 12);
  vb_template_format(data, "first_year", "%u", first);
  vb_template_format(data, "last_year", "%u", last);
}
