/*
 * periods.h - dates as consecutive numbers of years, months or days.
 */
#ifndef VB_BASE_PERIODS_H
#define VB_BASE_PERIODS_H

#include "indexer/base/date.h"

/* searcher/verbatim.h defines the same type; whichever is included first counts. */
#ifndef VB_PERIOD_DEFINED
#define VB_PERIOD_DEFINED
typedef enum vb_period {
  VB_PERIOD_AUTO = 0, /* days up to some three months, months up to fifteen years, else years */
  VB_PERIOD_YEAR,
  VB_PERIOD_MONTH,
  VB_PERIOD_DAY
} vb_period;
#endif

/* The number of the period that a date is in; a date is YYYYMMDD, with 00 for what is unknown. -1
   if it is less precise than the period. */
int32_t vb_period_number(vb_period period, uint32_t date);
/* The date of a period that has this number, with 00 for what the period leaves open. */
uint32_t vb_period_date(vb_period period, int32_t number);
/* "2019", "2019-06" or "2019-06-19" of such a date. */
void vb_period_label(uint32_t date, char out[VB_DATE_TEXT]);

/* The day of the clock, in UTC. */
uint32_t vb_period_today(void);
/* Tomorrow's day, of `today` or, if that is 0, of the clock: papers date their articles in the zone
   where they are, which may be a day ahead. */
uint32_t vb_period_tomorrow(uint32_t today);

#endif
