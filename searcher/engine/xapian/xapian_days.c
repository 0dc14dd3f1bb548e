/*
 * xapian_days.c - counts matches by date, from the counts of their first and their last days.
 *
 * Xapian counts the values of one slot, and a date takes two: the first and the last day that it
 * may mean. Both are the same for a day, and for no month or year, so the two counts suffice:
 *
 *   in the middle of a month   first = day                          last = day
 *   on the first of a month    first = day + month (+ year: 1 Jan)  last = day
 *   on the 31st of a month     first = day     last = day + month (+ year: 31 Dec)
 *
 * A month "ends" with day 31 (date.h). December's month is what is over on the 1st, the year's is
 * then what is over on 31 December, and January's month what remains on 1 January.
 */
#include "searcher/engine/day_counts.h"
#include "searcher/engine/xapian/xapian_internal.h"

static vb_status take_day(void *context, vb_str value, uint64_t count) {
  vb_day_counts *counts = context;
  uint32_t day = 0;
  for (size_t i = 0; i < value.n && i < 8; i++) {
    if (value.p[i] < '0' || value.p[i] > '9') return VB_OK; /* "~": unknown */
    day = day * 10 + (uint32_t)(value.p[i] - '0');
  }
  uint32_t *at = value.n == 8 ? vb_day_counts_at(counts, day) : NULL;
  if (at) *at += (uint32_t)count;
  return counts->failed ? VB_NOMEM : VB_OK;
}

/* What the first days of a month have more than the last days; a time limit may cut between. */
static uint32_t more(uint32_t a, uint32_t b) {
  return a > b ? a - b : 0;
}

/* Turns a year's counts of first days into counts of dates. */
static void settle_year(uint32_t *first, const uint32_t *last) {
  const uint32_t january = 1 * 32 + 1, december = 12 * 32 + 1, end = 12 * 32 + 31;
  uint32_t year = more(last[end], first[end]);
  year = more(year, more(first[december], last[december]));
  for (uint32_t month = 1; month <= 12; month++) {
    uint32_t at = month * 32 + 1;
    first[month * 32] = more(first[at], last[at]);
    if (at == january) first[month * 32] = more(first[month * 32], year);
    if (first[at] > last[at]) first[at] = last[at];
  }
  first[0] = year;
}

vb_status vb_xapian_days(const vb_xapian_matches *matches, size_t first_facet, size_t last_facet,
                         vb_arena *arena, vb_day_counts **out, vb_error *err) {
  static const uint32_t none[VB_DAY_COUNTS_SLOTS];
  vb_day_counts *first = vb_day_counts_new(arena), *last = vb_day_counts_new(arena);
  *out = first;
  if (!first || !last) return vb_fail(err, VB_NOMEM, "no memory for facets");
  vb_status status = vb_xapian_matches_facet(matches, first_facet, 0, take_day, first, err);
  if (!status) status = vb_xapian_matches_facet(matches, last_facet, 0, take_day, last, err);
  if (first->failed || last->failed) return vb_fail(err, VB_NOMEM, "no memory for facets");
  for (uint32_t y = 0; y < VB_DAY_COUNTS_YEARS && !status; y++) {
    uint32_t *firsts = vb_day_counts_year(first, y);
    const uint32_t *lasts = vb_day_counts_year(last, y);
    if (firsts) settle_year(firsts, lasts ? lasts : none);
  }
  return status;
}
