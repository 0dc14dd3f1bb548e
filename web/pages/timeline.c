/*
 * timeline.c - rows of bars from the dates of a search: years, then months, then days.
 *
 * The row of what is chosen stays, with the row of its parts after it: years and the months of a
 * chosen year, or the months of that year and the days of a chosen month. Empty periods are
 * included, because a gap is information too. Every bar is a link that is the whole search with
 * other dates, so choosing needs no script. What is dated after tomorrow is a mistake in the
 * article, and would stretch the row to its year: it is counted apart.
 */
#include "web/pages/timeline.h"

#include "indexer/base/periods.h"

#include <stdio.h>

enum { YEARS_MAX = 120 }; /* a longer row is too much to scroll; the date fields reach the others */

typedef struct timeline {
  vb_request_context *call;
  vb_template_data *data;
  const vb_page_query *query;
  const vb_day_count *days;
  size_t count;
  uint32_t tomorrow;
} timeline;

typedef struct span { /* days, both included; a date has them as in date.h */
  uint32_t first, last;
} span;

/* ---- what is chosen ------------------------------------------------------------------ */

static span span_of(uint32_t date) {
  if (date % 10000 == 0) return (span){date + 101, date + 1231};
  return date % 100 == 0 ? (span){date + 1, date + 31} : (span){date, date};
}

static span span_of_text(vb_str text) {
  vb_date date;
  if (!vb_date_parse_iso(vb_str_trim(text), &date)) return (span){0, 0};
  return (span){vb_date_first_day(date), vb_date_last_day(date)};
}

/* The range of after and before; an open side reaches as far as there are dates. */
static span range_of(const vb_filter *filter) {
  span range = {0, UINT32_MAX};
  if (filter->after.n) range.first = span_of_text(filter->after).first;
  if (filter->before.n) range.last = span_of_text(filter->before).last;
  return range;
}

static bool meets(span a, span b) {
  return a.first <= b.last && b.first <= a.last;
}

static bool is_inside(span a, span b) {
  return a.first >= b.first && a.last <= b.last;
}

/* Whether a period is among the chosen dates (or among those that are left out), or has one of them
   in it. */
static bool is_chosen(const vb_filter *filter, uint32_t date, bool excluded) {
  bool ranged = !excluded && (filter->after.n || filter->before.n);
  bool any = ranged && meets(range_of(filter), span_of(date)), choices = false;
  for (size_t i = 0; i < filter->choice_count; i++) {
    const vb_choice *choice = &filter->choices[i];
    if (choice->kind != VB_FACET_DATE || choice->excluded != excluded) continue;
    span chosen = span_of_text(choice->value);
    choices = true;
    if (chosen.first && is_inside(chosen, span_of(date)) && (!ranged || any)) return true;
  }
  return any && !choices;
}

/* The year or month that all chosen dates are in, with zeros for what is open; 0: none. */
static uint32_t chosen_period(const vb_filter *filter) {
  span all = {UINT32_MAX, 0};
  if (filter->after.n && filter->before.n) all = range_of(filter);
  for (size_t i = 0; i < filter->choice_count; i++) {
    const vb_choice *choice = &filter->choices[i];
    if (choice->kind != VB_FACET_DATE || choice->excluded) continue;
    span one = span_of_text(choice->value);
    if (!one.first) return 0; /* without a date */
    if (one.first < all.first) all.first = one.first;
    if (one.last > all.last) all.last = one.last;
  }
  if (all.first > all.last || all.first / 10000 != all.last / 10000) return 0;
  bool month = all.first / 100 == all.last / 100;
  return month ? all.first / 100 * 100 : all.first / 10000 * 10000;
}

/* ---- links --------------------------------------------------------------------------- */

static vb_str label_of(const timeline *t, uint32_t date) {
  char label[VB_DATE_TEXT];
  vb_period_label(date, label);
  return vb_arena_copy(t->call->arena, vb_str_of(label));
}

static vb_str link(const timeline *t, vb_page_query query) {
  query.from = 0;
  return vb_page_link(t->call, &query);
}

/* Only this period; if it is chosen so already, the one that it is part of. */
static vb_page_query only(const timeline *t, uint32_t date) {
  vb_page_query free = vb_page_without(t->call, t->query, VB_FACET_DATE);
  vb_str label = label_of(t, date);
  bool alone = t->query->filter.choice_count == free.filter.choice_count + 1 &&
               !t->query->filter.after.n && !t->query->filter.before.n &&
               vb_page_chooses(t->query, VB_FACET_DATE, label, false);
  if (alone && date % 10000 == 0) return free;
  if (alone) label = label_of(t, date % 100 ? date / 100 * 100 : date / 10000 * 10000);
  return vb_page_toggled(t->call, &free, VB_FACET_DATE, label, false);
}

/* The range from this period on, or up to it; the other end is kept unless it is on the wrong side
   of this one. */
static vb_page_query ranged(const timeline *t, uint32_t date, bool end) {
  const vb_filter *asked = &t->query->filter;
  vb_page_query other = vb_page_without(t->call, t->query, VB_FACET_DATE);
  vb_str label = label_of(t, date);
  if (end) {
    other.filter.before = label;
    if (asked->after.n && span_of_text(asked->after).first <= span_of(date).last)
      other.filter.after = asked->after;
  } else {
    other.filter.after = label;
    if (asked->before.n && span_of_text(asked->before).last >= span_of(date).first)
      other.filter.before = asked->before;
  }
  return other;
}

/* Whether the next bar that is chosen ends the range. */
static bool range_begun(const vb_page_query *query) {
  return query->filter.after.n && !query->filter.before.n;
}

/* In the mode of ranges: the first bar begins one, the second ends it, and ends the mode. */
static vb_page_query picked(const timeline *t, uint32_t date) {
  bool ends = range_begun(t->query);
  vb_page_query other = ranged(t, date, ends);
  if (!ends) other.filter.before = VB_STR_NONE;
  else if (!other.filter.after.n) { /* an earlier bar: the range is between the two */
    other.filter.after = other.filter.before;
    other.filter.before = t->query->filter.after;
  }
  if (ends) other.range = false;
  return other;
}

/* ---- a row ----------------------------------------------------------------------------- */

typedef struct row {
  vb_period unit;
  int32_t first, last; /* numbers of periods.h */
  uint64_t *counts, most;
  uint32_t peak;
} row;

/* Counts the articles of each period of the row, and finds the one with most. False without
   memory. */
static bool count_row(const timeline *t, row *r) {
  r->counts = vb_arena_calloc(t->call->arena, (size_t)(r->last - r->first) + 1, sizeof *r->counts);
  for (size_t i = 0; i < t->count && r->counts; i++) {
    int32_t number = vb_period_number(r->unit, t->days[i].date);
    if (t->days[i].date > t->tomorrow || number < r->first || number > r->last) continue;
    uint64_t *count = &r->counts[number - r->first];
    *count += t->days[i].count;
    if (*count <= r->most) continue;
    r->most = *count;
    r->peak = vb_period_date(r->unit, number);
  }
  return r->counts != NULL;
}

static void name_period(uint32_t date, char *out, size_t size) {
  vb_date d = {.year = (uint16_t)(date / 10000),
               .month = (uint8_t)(date / 100 % 100),
               .day = (uint8_t)(date % 100)};
  d.precision = d.day ? VB_DATE_DAY : d.month ? VB_DATE_MONTH : VB_DATE_YEAR;
  char words[VB_DATE_WORDS];
  vb_date_words(d, words);
  snprintf(out, size, "%s", words);
}

static void name_shortly(uint32_t date, char *out, size_t size) {
  if (date % 10000 == 0) snprintf(out, size, "%u", date / 10000);
  else if (date % 100 == 0) snprintf(out, size, "%.3s", vb_month_name(date / 100 % 100));
  else snprintf(out, size, "%u", date % 100);
}

/* "950", "1.2k", "12k", "1.2M": fits above a narrow bar. */
static void count_shortly(uint64_t n, char *out, size_t size) {
  static const char units[] = {'k', 'M', 'G'};
  double value = (double)n;
  int unit = -1;
  for (; value >= 999.5 && unit < 2; unit++) value /= 1000;
  if (unit < 0) snprintf(out, size, "%.0f", value);
  else snprintf(out, size, value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

static void add_bar(const timeline *t, vb_template_data *level, const row *r, uint32_t date,
                    uint64_t count) {
  char name[VB_DATE_WORDS], label[16], brief[16];
  vb_template_data *bar = vb_template_add(level, "bars");
  /* A period with any article is visible: at least 3 of 100. */
  unsigned height = count ? 3 + (unsigned)((double)count / (double)r->most * 97) : 0;
  name_period(date, name, sizeof name);
  name_shortly(date, label, sizeof label);
  count_shortly(count, brief, sizeof brief);
  vb_template_format(bar, "bar_label", "%s", label);
  vb_template_format(bar, "bar_name", "%s", name);
  vb_template_number(bar, "bar_count", count);
  vb_template_format(bar, "bar_short", "%s", brief);
  vb_template_flag(bar, "bar_one", count == 1);
  vb_template_format(bar, "bar_top", "%u", 100 - height);
  vb_template_format(bar, "bar_height", "%u", height);
  vb_template_flag(bar, "bar_chosen", is_chosen(&t->query->filter, date, false));
  vb_template_flag(bar, "bar_out", is_chosen(&t->query->filter, date, true));
  if (!count) return;
  vb_str text = label_of(t, date);
  vb_template_set(bar, "bar_link", link(t, t->query->range ? picked(t, date) : only(t, date)));
  vb_template_set(bar, "bar_add",
                  link(t, vb_page_toggled(t->call, t->query, VB_FACET_DATE, text, false)));
  vb_template_flag(bar, "bar_added", vb_page_chooses(t->query, VB_FACET_DATE, text, false));
  vb_template_set(bar, "bar_not",
                  link(t, vb_page_toggled(t->call, t->query, VB_FACET_DATE, text, true)));
  vb_template_flag(bar, "bar_noted", vb_page_chooses(t->query, VB_FACET_DATE, text, true));
  vb_template_set(bar, "bar_from", link(t, ranged(t, date, false)));
  vb_template_set(bar, "bar_until", link(t, ranged(t, date, true)));
}

static void add_level(const timeline *t, row *r, uint32_t of) {
  char title[VB_DATE_WORDS];
  if (!count_row(t, r) || !r->most) return;
  vb_template_data *level = vb_template_add(t->data, "levels");
  name_period(of, title, sizeof title);
  if (of) vb_template_format(level, "level_title", "%s", title);
  vb_template_set(level, "level_unit", vb_str_of(vb_period_name(r->unit)));
  vb_template_flag(level, "level_years", r->unit == VB_PERIOD_YEAR);
  vb_template_number(level, "peak", r->most);
  if (r->most > 1 && r->most % 2 == 0) vb_template_number(level, "half", r->most / 2);
  name_period(r->peak, title, sizeof title);
  vb_template_format(level, "peak_name", "%s", title);
  for (int32_t n = r->first; n <= r->last; n++)
    add_bar(t, level, r, vb_period_date(r->unit, n), r->counts[n - r->first]);
  uint64_t imprecise = 0; /* of this year without a month, of this month without a day */
  for (size_t i = 0; i < t->count; i++)
    if (of && t->days[i].date == of) imprecise = t->days[i].count;
  if (imprecise) vb_template_number(level, "imprecise", imprecise);
}

/* The years, from the first to the last that has an article; false without any. */
static bool find_years(const timeline *t, row *r) {
  *r = (row){.unit = VB_PERIOD_YEAR, .first = INT32_MAX};
  for (size_t i = 0; i < t->count; i++) {
    int32_t year = (int32_t)(t->days[i].date / 10000);
    if (t->days[i].date > t->tomorrow) continue;
    if (year < r->first) r->first = year;
    if (year > r->last) r->last = year;
  }
  if (r->last - r->first >= YEARS_MAX) {
    r->first = r->last - YEARS_MAX + 1;
    vb_template_flag(t->data, "years_cut", true);
  }
  return r->last > 0;
}

static row months_of(uint32_t year) {
  int32_t first = vb_period_number(VB_PERIOD_MONTH, year / 10000 * 10000 + 100);
  return (row){.unit = VB_PERIOD_MONTH, .first = first, .last = first + 11};
}

static row days_of(uint32_t month) {
  uint32_t first = month / 100 * 100 + 1;
  uint32_t next = month / 100 % 100 == 12 ? (month / 10000 + 1) * 10000 + 101 : first + 100;
  return (row){.unit = VB_PERIOD_DAY,
               .first = vb_period_number(VB_PERIOD_DAY, first),
               .last = vb_period_number(VB_PERIOD_DAY, next) - 1};
}

/* ---- the whole ------------------------------------------------------------------------- */

static void add_crumb(const timeline *t, const char *name, bool last, vb_page_query query) {
  vb_template_data *crumb = vb_template_add(t->data, "crumbs");
  vb_template_format(crumb, "crumb_name", "%s", name);
  if (!last) vb_template_set(crumb, "crumb_link", link(t, query));
}

static void add_crumbs(const timeline *t, uint32_t period) {
  char name[VB_DATE_WORDS];
  vb_page_query all = vb_page_without(t->call, t->query, VB_FACET_DATE);
  if (!period) return;
  vb_template_flag(t->data, "crumbs_on", true);
  uint32_t year = period / 10000 * 10000;
  add_crumb(t, "All years", false, all);
  name_period(year, name, sizeof name);
  add_crumb(t, name, period == year,
            vb_page_toggled(t->call, &all, VB_FACET_DATE, label_of(t, year), false));
  if (period == year) return;
  name_period(period, name, sizeof name);
  add_crumb(t, name, true, all);
}

static void add_apart(const timeline *t, uint64_t undated) {
  uint64_t future = 0;
  for (size_t i = 0; i < t->count; i++)
    if (t->days[i].date > t->tomorrow) future += t->days[i].count;
  if (future) vb_template_number(t->data, "future", future);
  if (!undated) return;
  vb_page_query free = vb_page_without(t->call, t->query, VB_FACET_DATE);
  bool chosen = vb_page_chooses(t->query, VB_FACET_DATE, VB_STR("unknown"), false);
  vb_template_number(t->data, "undated", undated);
  vb_template_flag(t->data, "undated_chosen", chosen);
  vb_template_set(
      t->data, "undated_link",
      link(t, chosen ? free
                     : vb_page_toggled(t->call, &free, VB_FACET_DATE, VB_STR("unknown"), false)));
}

/* The link into the mode of ranges and out of it, and what to do in it. */
static void add_range(const timeline *t) {
  vb_page_query other = *t->query;
  other.range = !t->query->range;
  vb_template_flag(t->data, "range_on", t->query->range);
  vb_template_set(t->data, "range_link", link(t, other));
  if (t->query->range)
    vb_template_set(t->data, "range_step",
                    range_begun(t->query) ? VB_STR("Now choose the last one.")
                                          : VB_STR("Choose the first one."));
}

void vb_page_timeline(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                      const vb_day_count *days, size_t count, uint64_t undated) {
  timeline t = {call, data, query, days, count, vb_period_tomorrow(0)};
  row years, months, in_month;
  uint32_t period = chosen_period(&query->filter);
  add_apart(&t, undated);
  vb_template_flag(data, "any_timeline", count > 0 || undated > 0);
  if (!find_years(&t, &years)) return;
  vb_template_flag(data, "any_bars", true);
  if (!period && years.first == years.last) period = (uint32_t)years.first * 10000;
  add_crumbs(&t, period);
  add_range(&t);
  if (period % 10000 == 0 && years.first < years.last) add_level(&t, &years, 0);
  if (!period) return;
  months = months_of(period);
  add_level(&t, &months, period / 10000 * 10000);
  if (period % 10000 == 0) return;
  in_month = days_of(period);
  add_level(&t, &in_month, period);
}
