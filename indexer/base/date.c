/*
 * date.c - ISO dates, and their order. Dates in prose are read by article/read/dates.c.
 *
 * A date of limited precision is an interval. Its bounds are computed by filling
 * in 1 or the largest value where the precision ends:
 *
 *   2019-06  ->  2019-06-01 00:00  to  2019-06-31 23:59
 *
 * The bounds serve only to compare; nobody prints them, so "June 31" does no harm.
 */
#include "indexer/base/date.h"

#include <stdio.h>

uint32_t vb_date_first_day(vb_date d) {
  if (d.precision == VB_DATE_UNKNOWN) return 0;
  uint32_t month = d.precision >= VB_DATE_MONTH ? d.month : 1;
  uint32_t day = d.precision >= VB_DATE_DAY ? d.day : 1;
  return d.year * 10000u + month * 100u + day;
}

uint32_t vb_date_last_day(vb_date d) {
  if (d.precision == VB_DATE_UNKNOWN) return 0;
  uint32_t month = d.precision >= VB_DATE_MONTH ? d.month : 12;
  uint32_t day = d.precision >= VB_DATE_DAY ? d.day : 31;
  return d.year * 10000u + month * 100u + day;
}

uint16_t vb_date_minute(vb_date d) {
  return d.precision < VB_DATE_MINUTE ? 0 : (uint16_t)(d.hour * 60 + d.minute + 1);
}

static uint64_t minute_of(uint32_t day, unsigned hour, unsigned minute) {
  return day ? (uint64_t)day * 10000 + hour * 100 + minute : 0;
}

uint64_t vb_date_first_minute(vb_date d) {
  bool known = d.precision >= VB_DATE_MINUTE;
  return minute_of(vb_date_first_day(d), known ? d.hour : 0, known ? d.minute : 0);
}

uint64_t vb_date_last_minute(vb_date d) {
  bool known = d.precision >= VB_DATE_MINUTE;
  return minute_of(vb_date_last_day(d), known ? d.hour : 23, known ? d.minute : 59);
}

int vb_date_compare(vb_date a, vb_date b) {
  uint64_t p = vb_date_last_minute(a), q = vb_date_last_minute(b);
  if (p == q) return 0;
  return (p == 0 ? UINT64_MAX : p) < (q == 0 ? UINT64_MAX : q) ? -1 : 1;
}

bool vb_date_may_precede(vb_date a, vb_date b) {
  uint64_t last = vb_date_last_minute(b);
  return last == 0 || vb_date_first_minute(a) <= last;
}

void vb_date_format(vb_date d, char out[VB_DATE_TEXT]) {
  unsigned year = d.year % 10000u, month = d.month % 100u, day = d.day % 100u;
  switch (d.precision) {
  case VB_DATE_YEAR: snprintf(out, VB_DATE_TEXT, "%04u", year); break;
  case VB_DATE_MONTH: snprintf(out, VB_DATE_TEXT, "%04u-%02u", year, month); break;
  case VB_DATE_DAY: snprintf(out, VB_DATE_TEXT, "%04u-%02u-%02u", year, month, day); break;
  case VB_DATE_MINUTE:
    snprintf(out, VB_DATE_TEXT, "%04u-%02u-%02uT%02u:%02u", year, month, day, d.hour % 100u,
             d.minute % 100u);
    break;
  default: out[0] = '\0';
  }
}

bool vb_date_valid(vb_date d) {
  static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.precision == VB_DATE_UNKNOWN) return true;
  if (d.precision > VB_DATE_MINUTE || d.year < 1000 || d.year > 9999) return false;
  if (d.precision >= VB_DATE_MONTH && (d.month < 1 || d.month > 12)) return false;
  if (d.precision >= VB_DATE_DAY) {
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
    if (d.day < 1 || d.day > days[d.month] + (leap && d.month == 2)) return false;
  }
  return d.precision < VB_DATE_MINUTE || (d.hour < 24 && d.minute < 60);
}

/* Reads exactly `digits` digits at *at. */
static bool take_number(vb_str s, size_t *at, size_t digits, unsigned *value) {
  if (s.n - *at < digits) return false;
  *value = 0;
  for (size_t i = 0; i < digits; i++) {
    char c = s.p[*at + i];
    if (c < '0' || c > '9') return false;
    *value = *value * 10 + (unsigned)(c - '0');
  }
  *at += digits;
  return true;
}

static bool take_char(vb_str s, size_t *at, const char *any) {
  if (*at >= s.n || s.p[*at] == '\0' || !strchr(any, s.p[*at])) return false;
  ++*at;
  return true;
}

/* Seconds, fraction and zone. They are checked, so that nothing unknown passes, and then ignored.
   The basic form writes its seconds without a colon. */
static bool take_zone(vb_str s, size_t *at, bool basic) {
  unsigned ignored;
  if (take_char(s, at, ":") || (basic && *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9')) {
    if (!take_number(s, at, 2, &ignored)) return false;
    if (take_char(s, at, ".,"))
      while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9') ++*at;
  }
  take_char(s, at, " ");
  if (take_char(s, at, "Zz")) return true;
  if (!take_char(s, at, "+-")) return true;
  if (!take_number(s, at, 2, &ignored)) return false;
  take_char(s, at, ":");
  return *at == s.n || take_number(s, at, 2, &ignored);
}

/* Takes the forms of ISO 8601 with and without separators, as far as they are unambiguous: "201906"
   is refused, because it may be a date of six digits. */
static bool parse(vb_str s, vb_date *d) {
  size_t at = 0;
  unsigned year, month, day, hour, minute;
  if (!take_number(s, &at, 4, &year)) return false;
  *d = (vb_date){.year = (uint16_t)year, .precision = VB_DATE_YEAR};
  if (at == s.n) return true;
  bool separated = take_char(s, &at, "-/.");
  if (!separated && s.n < 8) return false;
  if (!take_number(s, &at, 2, &month)) return false;
  d->month = (uint8_t)month, d->precision = VB_DATE_MONTH;
  if (at == s.n) return separated;
  if (separated && !take_char(s, &at, "-/.")) return false;
  if (!take_number(s, &at, 2, &day)) return false;
  d->day = (uint8_t)day, d->precision = VB_DATE_DAY;
  if (at == s.n) return true;
  bool stamp = s.n == 14 && !separated; /* 20190619181500 */
  if (!take_char(s, &at, "Tt ") && !stamp) return false;
  if (!take_number(s, &at, 2, &hour)) return false;
  bool basic = !take_char(s, &at, ":");
  if (!take_number(s, &at, 2, &minute)) return false;
  d->hour = (uint8_t)hour, d->minute = (uint8_t)minute, d->precision = VB_DATE_MINUTE;
  return take_zone(s, &at, basic) && at == s.n;
}

bool vb_date_parse_iso(vb_str text, vb_date *date) {
  text = vb_str_trim(text);
  if (text.n && parse(text, date) && vb_date_valid(*date)) return true;
  *date = (vb_date){0};
  return false;
}

const char *vb_month_name(unsigned month) {
  static const char *const names[] = {"",        "January",  "February", "March",  "April",
                                      "May",     "June",     "July",     "August", "September",
                                      "October", "November", "December"};
  return month < sizeof names / sizeof *names ? names[month] : "";
}

unsigned vb_month_named(vb_str word, size_t least) {
  for (unsigned month = 1; month <= 12; month++) {
    const char *name = vb_month_name(month);
    if (word.n >= least && word.n > 0 && word.n <= strlen(name) &&
        strncasecmp(word.p, name, word.n) == 0)
      return month;
  }
  return 0;
}

void vb_date_words(vb_date date, char out[VB_DATE_WORDS]) {
  const char *month = vb_month_name(date.month);
  switch (date.precision) {
  case VB_DATE_YEAR: snprintf(out, VB_DATE_WORDS, "%u", date.year); break;
  case VB_DATE_MONTH: snprintf(out, VB_DATE_WORDS, "%s %u", month, date.year); break;
  case VB_DATE_DAY: snprintf(out, VB_DATE_WORDS, "%u %s %u", date.day, month, date.year); break;
  case VB_DATE_MINUTE:
    snprintf(out, VB_DATE_WORDS, "%u %s %u, %02u:%02u", date.day, month, date.year, date.hour,
             date.minute);
    break;
  default: snprintf(out, VB_DATE_WORDS, "%s", ""); break;
  }
}
