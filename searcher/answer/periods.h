/*
 * periods.h - dates as consecutive numbers of years, months or days.
 */
#ifndef VB_SEARCHER_ANSWER_PERIODS_H
#define VB_SEARCHER_ANSWER_PERIODS_H

#include "searcher/verbatim.h"

/* The number of the period that a date is in; a date is YYYYMMDD, with 00 for what is unknown. -1
   if it is less precise than the period. */
int32_t vb_period_number(vb_period period, uint32_t date);
/* The date of a period that has this number, with 00 for what the period leaves open. */
uint32_t vb_period_date(vb_period period, int32_t number);
/* "2019", "2019-06" or "2019-06-19" of such a date. */
void vb_period_label(uint32_t date, char out[VB_DATE_TEXT]);

/* Tomorrow's day, of `today` or, if that is 0, of the clock: papers date their articles in the zone
   where they are, which may be a day ahead. */
uint32_t vb_period_tomorrow(uint32_t today);

#endif
