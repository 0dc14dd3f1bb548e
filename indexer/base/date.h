/*
 * date.h - a calendar date that records its own precision.
 *
 * Archives date articles to the minute, the day, the month or the year. A date is
 * therefore an interval, given by two day numbers of the form YYYYMMDD. A filter
 * keeps an article only if its whole interval is inside the range: an article of
 * "June 2019" is not said to be from before 15 June.
 */
#ifndef VB_BASE_DATE_H
#define VB_BASE_DATE_H

#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* searcher/verbatim.h defines the same type; whichever is included first counts. */
#ifndef VB_DATE_DEFINED
#define VB_DATE_DEFINED
typedef enum vb_date_precision {
  VB_DATE_UNKNOWN = 0,
  VB_DATE_YEAR,
  VB_DATE_MONTH,
  VB_DATE_DAY,
  VB_DATE_MINUTE
} vb_date_precision;

typedef struct vb_date {
  uint16_t year;                    /* 1000 to 9999 */
  uint8_t month, day, hour, minute; /* 1-based month and day; 0 where the precision ends */
  uint8_t precision;                /* vb_date_precision */
} vb_date;

enum { VB_DATE_TEXT = 20 };
#endif

/* Day numbers YYYYMMDD of the first and the last day that the date may mean;
   0 and 0 when unknown. A month ends with day 31, which only has to sort. */
uint32_t vb_date_first_day(vb_date date);
uint32_t vb_date_last_day(vb_date date);

/* Likewise the first and the last minute, as YYYYMMDDHHMM. */
uint64_t vb_date_first_minute(vb_date date);
uint64_t vb_date_last_minute(vb_date date);

/* The minute of its day, from 1; 0 when unknown. */
uint16_t vb_date_minute(vb_date date);

/* Oldest first. Compares the last minute that each date may mean, so a month or a day without a
   time sorts after the times within it; unknown dates come last. */
int vb_date_compare(vb_date a, vb_date b);

/* Whether an article dated `a` may be as early as one dated `b`, that is, nothing proves it later.
   True when either date is unknown. */
bool vb_date_may_precede(vb_date a, vb_date b);

/* ISO 8601 as the precision has it: "2019", "2019-06", "2019-06-19",
   "2019-06-19T18:15"; "" when unknown. */
void vb_date_format(vb_date date, char out[VB_DATE_TEXT]);

/* The date as a reader writes it: "2019", "June 2019", "19 June 2019", "19 June 2019, 18:15"; ""
   when unknown. Terminated. */
enum { VB_DATE_WORDS = 40 };
void vb_date_words(vb_date date, char out[VB_DATE_WORDS]);

/* Reads what vb_date_format writes, and also: the seconds and zone of full ISO 8601 (the time is
   kept as printed, the zone is not applied), "/" or "." instead of "-" if the year comes first, and
   YYYYMMDD. Returns false and sets *date to unknown for any other form, for days that no calendar
   has, and for trailing text. */
bool vb_date_parse_iso(vb_str text, vb_date *date);

/* The English name of month 1 to 12; "" for any other number. */
const char *vb_month_name(unsigned month);
/* The month whose English name begins with `word` (in any case, at least `least` letters); 0 when
   there is none. */
unsigned vb_month_named(vb_str word, size_t least);

/* A date that can exist: fields in range, the day in its month. */
bool vb_date_valid(vb_date date);

#endif
