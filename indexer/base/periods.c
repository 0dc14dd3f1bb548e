/*
 * periods.c - numbers years, months and days, so that neighbours differ by one.
 *
 * Days are numbered from the first of March of year 0, because a leap day is then the last
 * of its year: 146,097 days are 400 years, and 153 days are the five months from March.
 */
#include "indexer/base/periods.h"

#include <stdio.h>
#include <time.h>

static int32_t day_number(uint32_t date) {
  uint32_t month = date / 100 % 100, day = date % 100, year = date / 10000 - (month <= 2);
  uint32_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  return (int32_t)(year * 365 + year / 4 - year / 100 + year / 400 + of_year);
}

static uint32_t day_date(int32_t number) {
  uint32_t n = (uint32_t)number, era = n / 146097, rest = n % 146097;
  uint32_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
  uint32_t of_year = rest - (365 * year + year / 4 - year / 100);
  uint32_t from_march = (5 * of_year + 2) / 153;
  uint32_t day = of_year - (153 * from_march + 2) / 5 + 1;
  uint32_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  return (era * 400 + year + (month <= 2)) * 10000 + month * 100 + day;
}

int32_t vb_period_number(vb_period period, uint32_t date) {
  uint32_t year = date / 10000, month = date / 100 % 100;
  if (period == VB_PERIOD_YEAR) return (int32_t)year;
  if (month == 0) return -1;
  if (period == VB_PERIOD_MONTH) return (int32_t)(year * 12 + month - 1);
  return date % 100 ? day_number(date) : -1;
}

uint32_t vb_period_date(vb_period period, int32_t number) {
  uint32_t n = (uint32_t)number;
  if (period == VB_PERIOD_YEAR) return n * 10000;
  if (period == VB_PERIOD_MONTH) return n / 12 * 10000 + (n % 12 + 1) * 100;
  return day_date(number);
}

void vb_period_label(uint32_t date, char out[VB_DATE_TEXT]) {
  unsigned year = date / 10000 % 10000, month = date / 100 % 100, day = date % 100;
  if (!month) snprintf(out, VB_DATE_TEXT, "%04u", year);
  else if (!day) snprintf(out, VB_DATE_TEXT, "%04u-%02u", year, month);
  else snprintf(out, VB_DATE_TEXT, "%04u-%02u-%02u", year, month, day);
}

uint32_t vb_period_today(void) {
  time_t now = time(NULL);
  struct tm date;
  if (!gmtime_r(&now, &date)) return 20000101;
  return (uint32_t)(date.tm_year + 1900) * 10000 + (uint32_t)(date.tm_mon + 1) * 100 +
         (uint32_t)date.tm_mday;
}

uint32_t vb_period_tomorrow(uint32_t today) {
  return day_date(day_number(today ? today : vb_period_today()) + 1);
}
