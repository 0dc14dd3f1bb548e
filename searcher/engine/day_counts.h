/*
 * day_counts.h - counts articles by their date, each as precisely as it is known.
 *
 * A date is written YYYYMMDD, with 00 for the day if only the month is known, and 0000 for
 * month and day if only the year is. From these counts follow those of months and years.
 */
#ifndef VB_SEARCHER_ENGINE_DAY_COUNTS_H
#define VB_SEARCHER_ENGINE_DAY_COUNTS_H

#include "indexer/base/arena.h"
#include "searcher/engine/engine.h"

enum { VB_DAY_COUNTS_YEARS = 10000, VB_DAY_COUNTS_SLOTS = 13 * 32, VB_DAY_COUNTS_CENTURY = 100 };

typedef struct vb_day_counts {
  vb_arena *arena;
  /* By century and its years: NULL, or the counts of month * 32 + day. */
  uint32_t **centuries[VB_DAY_COUNTS_YEARS / VB_DAY_COUNTS_CENTURY];
  bool failed; /* no memory: the counts are not complete */
} vb_day_counts;

/* An empty table in the arena; NULL when there is no memory. */
vb_day_counts *vb_day_counts_new(vb_arena *arena);

/* The counts of a year, by month * 32 + day; NULL if it has none. */
static inline uint32_t *vb_day_counts_year(const vb_day_counts *counts, uint32_t year) {
  uint32_t **years = counts->centuries[year / VB_DAY_COUNTS_CENTURY];
  return years ? years[year % VB_DAY_COUNTS_CENTURY] : NULL;
}

/* The count of a date, to be changed; NULL for no date, and when there is no memory. A month or day
   that no calendar has counts as unknown. */
uint32_t *vb_day_counts_at(vb_day_counts *counts, uint32_t date);

/* Counts an article that was printed between two days, YYYYMMDD; nothing for 0. */
static inline void vb_day_counts_add(vb_day_counts *counts, uint32_t first, uint32_t last) {
  uint32_t date = first;
  if (first != last) date = first / 100 == last / 100 ? first / 100 * 100 : first / 10000 * 10000;
  uint32_t *count = vb_day_counts_at(counts, date);
  if (count) ++*count;
}

/* Adds all counts of another table. */
void vb_day_counts_add_all(vb_day_counts *counts, const vb_day_counts *more);

/* All counts, latest date first; a month follows its days, a year its months. VB_NOMEM. */
vb_status vb_day_counts_list(const vb_day_counts *counts, vb_day_count **out, size_t *out_count,
                             vb_error *err);

/* The counts of years among such a list, in its order. VB_NOMEM. */
vb_status vb_day_counts_years(const vb_day_count *days, size_t count, vb_arena *arena,
                              vb_facet **out, size_t *out_count, vb_error *err);

#endif
