/*
 * dates.h - dates as bylines, datelines, meta tags and paths print them.
 *
 * Day-month order is never guessed: 02/07/2021 is no date, 19/06/2021 is one.
 * Clock times are kept as printed; zones are not applied.
 */
#ifndef VB_ARTICLE_READ_DATES_H
#define VB_ARTICLE_READ_DATES_H

#include "indexer/base/date.h"

typedef struct vb_date_found {
  vb_date date;
  size_t start, end; /* bytes of the text that the date takes, its time of day included */
} vb_date_found;

/* The first date in a line of text (its first few hundred bytes). */
bool vb_date_find(vb_str line, vb_date_found *out);

/* The line is a date and nothing else but a weekday, a time, a zone and words
   such as "Published" or "at". */
bool vb_date_whole(vb_str line, vb_date *out);

/* /2019/06/19/, /2019/jun/19/, /2019/0619/, /2019-06-19-name, /20190619/ or
   /2019/06/ in a path or URL. */
bool vb_date_in_path(vb_str path, vb_date *out);

#endif
