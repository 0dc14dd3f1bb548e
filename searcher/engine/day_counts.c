/*
 * day_counts.c - a table of counts for each year that has any.
 *
 * A search counts a date for each match, so counting is three look-ups: the century, the year's
 * table, and in it month * 32 + day. A year takes 1.6 KiB, and most archives have some dozens of
 * them. Centuries keep an empty table small: hundreds are made for the names of one answer.
 */
#include "searcher/engine/day_counts.h"

vb_day_counts *vb_day_counts_new(vb_arena *arena) {
  vb_day_counts *counts = vb_arena_calloc(arena, 1, sizeof *counts);
  if (counts) counts->arena = arena;
  return counts;
}

static uint32_t *add_year(vb_day_counts *counts, uint32_t year) {
  uint32_t ***century = &counts->centuries[year / VB_DAY_COUNTS_CENTURY];
  if (!*century) *century = vb_arena_calloc(counts->arena, VB_DAY_COUNTS_CENTURY, sizeof **century);
  uint32_t *table = vb_arena_calloc(counts->arena, VB_DAY_COUNTS_SLOTS, sizeof *table);
  if (*century) (*century)[year % VB_DAY_COUNTS_CENTURY] = table;
  if (!*century || !table) counts->failed = true;
  return *century ? table : NULL;
}

uint32_t *vb_day_counts_at(vb_day_counts *counts, uint32_t date) {
  uint32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
  if (year == 0 || year >= VB_DAY_COUNTS_YEARS) return NULL;
  if (month > 12) month = day = 0;
  if (day > 31 || month == 0) day = 0;
  uint32_t *table = vb_day_counts_year(counts, year);
  if (!table) table = add_year(counts, year);
  return table ? &table[month * 32 + day] : NULL;
}

/* The year before this one that has a table; 0 if there is none. */
static uint32_t earlier(const vb_day_counts *counts, uint32_t year) {
  while (year-- > 1) {
    if (vb_day_counts_year(counts, year)) return year;
    if (!counts->centuries[year / VB_DAY_COUNTS_CENTURY]) year -= year % VB_DAY_COUNTS_CENTURY;
  }
  return 0;
}

void vb_day_counts_add_all(vb_day_counts *counts, const vb_day_counts *more) {
  counts->failed |= more->failed;
  for (uint32_t y = earlier(more, VB_DAY_COUNTS_YEARS); y; y = earlier(more, y)) {
    const uint32_t *from = vb_day_counts_year(more, y);
    uint32_t *to = vb_day_counts_at(counts, y * 10000);
    for (size_t i = 0; to && i < VB_DAY_COUNTS_SLOTS; i++) to[i] += from[i];
  }
}

static size_t used(const vb_day_counts *counts) {
  size_t n = 0;
  for (uint32_t y = earlier(counts, VB_DAY_COUNTS_YEARS); y; y = earlier(counts, y)) {
    const uint32_t *table = vb_day_counts_year(counts, y);
    for (size_t i = 0; i < VB_DAY_COUNTS_SLOTS; i++) n += table[i] > 0;
  }
  return n;
}

vb_status vb_day_counts_list(const vb_day_counts *counts, vb_day_count **out, size_t *out_count,
                             vb_error *err) {
  *out = NULL;
  *out_count = 0;
  if (!counts->failed)
    *out = vb_arena_calloc(counts->arena, used(counts) + 1, sizeof(vb_day_count));
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  for (uint32_t y = earlier(counts, VB_DAY_COUNTS_YEARS); y; y = earlier(counts, y)) {
    const uint32_t *table = vb_day_counts_year(counts, y);
    for (uint32_t i = VB_DAY_COUNTS_SLOTS; i-- > 0;)
      if (table[i])
        (*out)[(*out_count)++] = (vb_day_count){y * 10000 + i / 32 * 100 + i % 32, table[i]};
  }
  return VB_OK;
}

vb_status vb_day_counts_years(const vb_day_count *days, size_t count, vb_arena *arena,
                              vb_facet **out, size_t *out_count, vb_error *err) {
  size_t years = 0;
  for (size_t i = 0; i < count; i++)
    years += i == 0 || days[i].date / 10000 != days[i - 1].date / 10000;
  *out_count = 0;
  *out = vb_arena_calloc(arena, years + 1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < count; i++) {
    uint32_t year = days[i].date / 10000;
    if (i == 0 || year != days[i - 1].date / 10000) {
      char *digits = vb_arena_alloc(arena, 4);
      if (!digits) return vb_fail(err, VB_NOMEM, "out of memory");
      for (uint32_t k = 4, v = year; k-- > 0; v /= 10) digits[k] = (char)('0' + v % 10);
      (*out)[(*out_count)++] = (vb_facet){{digits, 4}, 0};
    }
    (*out)[*out_count - 1].count += days[i].count;
  }
  return VB_OK;
}
