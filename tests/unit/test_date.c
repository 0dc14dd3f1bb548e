#include "indexer/base/date.h"

#include <criterion/criterion.h>

Test(date, iso_forms_read_and_print_as_they_are) {
  static const char *const same[] = {"2019", "2019-06", "2019-06-19", "2019-06-19T18:15"};
  for (size_t i = 0; i < 4; i++) {
    vb_date d;
    char text[VB_DATE_TEXT];
    cr_assert(vb_date_parse_iso(vb_str_of(same[i]), &d), "%s", same[i]);
    vb_date_format(d, text);
    cr_assert_str_eq(text, same[i]);
  }
}

Test(date, other_forms_are_read) {
  static const char *const forms[][2] = {{"20190619", "2019-06-19"},
                                         {"2019/06/19", "2019-06-19"},
                                         {"2019-06-19 18:15:02", "2019-06-19T18:15"},
                                         {"2019-06-19T18:15:02.123Z", "2019-06-19T18:15"},
                                         {" 2019-06-19T18:15:02+02:00 ", "2019-06-19T18:15"},
                                         {"20190619T181502Z", "2019-06-19T18:15"},
                                         {"20190619T181502-0500", "2019-06-19T18:15"},
                                         {"20190619T1815", "2019-06-19T18:15"},
                                         {"20190619181502", "2019-06-19T18:15"},
                                         {"2020-02-29", "2020-02-29"}};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    vb_date d;
    char text[VB_DATE_TEXT];
    cr_assert(vb_date_parse_iso(vb_str_of(forms[i][0]), &d), "%s", forms[i][0]);
    vb_date_format(d, text);
    cr_assert_str_eq(text, forms[i][1]);
  }
}

Test(date, what_is_no_date_is_unknown) {
  static const char *const bad[] = {"",
                                    "19",
                                    "201",
                                    "201906",
                                    "2019-13",
                                    "2019-02-29",
                                    "2019-06-31",
                                    "2019-06-19T25:00",
                                    "2019-06-19x",
                                    "next week",
                                    "0999-01-01",
                                    "2019-06-19T18:15:0",
                                    "2019-6-19"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    vb_date d;
    cr_assert_not(vb_date_parse_iso(vb_str_of(bad[i]), &d), "%s", bad[i]);
    cr_assert_eq(d.precision, VB_DATE_UNKNOWN);
    cr_assert_eq(vb_date_first_day(d), 0);
  }
}

Test(date, a_year_is_an_interval_of_its_days) {
  vb_date d;
  cr_assert(vb_date_parse_iso(VB_STR("2019"), &d));
  cr_assert_eq(vb_date_first_day(d), 20190101);
  cr_assert_eq(vb_date_last_day(d), 20191231);
}

static vb_date date_of(const char *text) {
  vb_date d;
  vb_date_parse_iso(vb_str_of(text), &d);
  return d;
}

Test(date, oldest_first_goes_by_the_last_minute_that_a_date_may_mean) {
  static const char *const in_order[] = {"2014-12-31",
                                         "2015-03-30T23:58",
                                         "2015-03-31T09:00",
                                         "2015-03-31T18:00",
                                         "2015-03-31",
                                         "2015-04-01T00:00",
                                         "2015-04",
                                         "2015",
                                         ""};
  for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
    for (size_t k = 0; k < sizeof in_order / sizeof *in_order; k++)
      cr_expect_eq(vb_date_compare(date_of(in_order[i]), date_of(in_order[k])), (i > k) - (i < k),
                   "\"%s\" and \"%s\"", in_order[i], in_order[k]);
}

Test(date, a_coarse_date_may_precede_a_time_within_it) {
  cr_expect(vb_date_may_precede(date_of("2015-03"), date_of("2015-03-31T09:00")));
  cr_expect(vb_date_may_precede(date_of("2015"), date_of("2015-03-31")));
  cr_expect(vb_date_may_precede(date_of("2015-03-31T09:00"), date_of("2015-03-31")));
  cr_expect(vb_date_may_precede(date_of(""), date_of("2015-03-31")));
  cr_expect_not(vb_date_may_precede(date_of("2015-03-31T09:01"), date_of("2015-03-31T09:00")));
  cr_expect_not(vb_date_may_precede(date_of("2015-04"), date_of("2015-03-31")));
}
