/*
 * dates.h - reads dates as bylines, datelines, meta tags and paths print them.
 *
 * The order of day and month is never guessed: 02/07/2021 is not a date, 19/06/2021 is.
 * Clock times are kept as printed; time zones are not applied.
 */
#ifndef VB_ARTICLE_READ_DATES_H
#define VB_ARTICLE_READ_DATES_H

#include "indexer/base/date.h"

typedef struct vb_date_found {
  vb_date date;
  size_t start, end; /* bytes of the text that the date covers, including its time of day */
} vb_date_found;

/* Which of two numbers is the day if both could be a month. */
typedef enum vb_date_order {
  VB_ORDER_UNKNOWN = 0,
  VB_ORDER_DAY_FIRST,
  VB_ORDER_MONTH_FIRST
} vb_date_order;

/* The first date in a line (in its first few hundred bytes). */
bool vb_date_find(vb_str line, vb_date_found *out);

/* The same if the order of numeric dates is known: 02/07/2021 and 2/7/21 are dates too. */
bool vb_date_find_ordered(vb_str line, vb_date_order order, vb_date_found *out);

/* The order that a numeric date in the line proves (25/12/2023); otherwise unknown. */
vb_date_order vb_date_order_of(vb_str line);

/* Whether the line is a date and nothing else, except a weekday, a time, a time zone and words such
   as "Published" or "at". */
bool vb_date_whole(vb_str line, vb_date *out);

/* /2019/06/19/, /2019/jun/19/, /2019/0619/, /2019-06-19-name, /20190619/ or
   /2019/06/ in a path or URL. */
bool vb_date_in_path(vb_str path, vb_date *out);

/* How many days lie between two dates of whole days. */
uint32_t vb_days_apart(vb_date a, vb_date b);

#endif
