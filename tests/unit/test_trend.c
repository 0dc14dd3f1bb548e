/*
 * test_trend.c - what is printed over time, over a small store made with the writer; and the
 * numbers of years, months and days.
 */
#include "indexer/base/periods.h"
#include "indexer/pipeline/writer.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>

static char folder[SCRATCH_MAX];
static vb_store *store;
static vb_arena *arena;

static const struct sample {
  const char *date, *source, *text;
} samples[] = {
    {"2017-12-31", "The Vale Herald", "The ferry sank."},
    {"2018-01-01T09:30", "The Vale Herald", "The ferry was raised, and the bridge stood."},
    {"2018-01", "Hill Gazette", "A ferry in some part of January."},
    {"2018", "Hill Gazette", "A ferry in some part of the year."},
    {"2018-03-31", "Hill Gazette", "The bridge was closed."},
    {NULL, "Hill Gazette", "A ferry of no known day."},
    {"2031-05-06", "Hill Gazette", "The ferry of a mistaken date."},
    {"2018-03-02", "The Vale Herald", "The mayor said: \u201cWe will build a bridge.\u201d"},
};
enum { SAMPLES = sizeof samples / sizeof *samples, TODAY = 20190101 };

static void set_up(void) {
  vb_error err = {0};
  vb_writer *writer;
  vb_writer_options options = {.create = true};
  scratch_make(folder, "trend");
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < SAMPLES; i++) {
    char id[8];
    snprintf(id, sizeof id, "%zu", i);
    vb_article article = {.id = vb_str_of(id),
                          .source = vb_str_of(samples[i].source),
                          .text = vb_str_of(samples[i].text),
                          .path = VB_STR("memory")};
    const char *mark = strstr(samples[i].text, "“");
    vb_extent part;
    vb_quotation quotation = {.parts = &part, .part_count = 1};
    if (mark) {
      part.start = (uint32_t)(mark - samples[i].text + 3);
      part.end = (uint32_t)(strstr(mark, "”") - samples[i].text);
      article.quotations = &quotation, article.quotation_count = 1;
    }
    if (samples[i].date)
      cr_assert(vb_date_parse_iso(vb_str_of(samples[i].date), &article.published));
    cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(folder, NULL, &store, &err), VB_OK, "%s", err.text);
  arena = vb_arena_new();
}

static void tear_down(void) {
  vb_store_close(store);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(trend, .init = set_up, .fini = tear_down);

static vb_trend count(vb_period period, vb_filter filter, const vb_str *queries, size_t n) {
  vb_trend_request request = {queries, n, filter, period, .today = TODAY};
  vb_trend trend;
  vb_error err = {0};
  cr_assert_eq(vb_trend_count(store, &request, arena, &trend, &err), VB_OK, "%s", err.text);
  return trend;
}

/* The counts of a line, joined by spaces. */
static const char *counts(const vb_trend *trend, const vb_trend_line *line) {
  static char text[2000];
  text[0] = '\0';
  for (size_t i = 0; i < trend->point_count; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s%llu", i ? " " : "",
             (unsigned long long)line->counts[i]);
  return text;
}

static const vb_str ferry_and_bridge[] = {{"ferry", 5}, {"bridge", 6}};

Test(trend, months_run_from_the_first_to_the_last_article_with_the_empty_ones) {
  vb_trend trend = count(VB_PERIOD_MONTH, (vb_filter){0}, ferry_and_bridge, 2);
  cr_assert_eq(trend.point_count, 4);
  cr_expect_str_eq(trend.points[0].p, "2017-12");
  cr_expect_str_eq(trend.points[3].p, "2018-03");
  cr_expect_str_eq(counts(&trend, &trend.all), "1 2 0 2");
  cr_expect_str_eq(counts(&trend, &trend.lines[0]), "1 2 0 0");
  cr_expect_str_eq(counts(&trend, &trend.lines[1]), "0 1 0 2");
  cr_expect_eq(vb_trend_share(&trend, &trend.lines[1], 1), 0.5);
  cr_expect_eq(vb_trend_share(&trend, &trend.lines[1], 2), 0);
}

Test(trend, what_has_no_place_is_counted_apart) {
  vb_trend trend = count(VB_PERIOD_MONTH, (vb_filter){0}, ferry_and_bridge, 1);
  const vb_trend_line *ferry = &trend.lines[0];
  cr_expect(ferry->undated == 1 && ferry->imprecise == 1 && ferry->future == 1);
  cr_expect_eq(ferry->total, 6);
  trend = count(VB_PERIOD_YEAR, (vb_filter){0}, ferry_and_bridge, 1);
  cr_expect_str_eq(counts(&trend, &trend.lines[0]), "1 3");
  cr_expect_eq(trend.lines[0].imprecise, 0);
}

Test(trend, a_short_span_is_counted_by_days_and_days_cross_the_year) {
  vb_filter filter = {.before = VB_STR("2018-01-31")};
  vb_trend trend = count(VB_PERIOD_AUTO, filter, ferry_and_bridge, 1);
  cr_expect_eq(trend.period, VB_PERIOD_DAY);
  cr_assert_eq(trend.point_count, 2);
  cr_expect_str_eq(trend.points[0].p, "2017-12-31");
  cr_expect_str_eq(trend.points[1].p, "2018-01-01");
  cr_expect_str_eq(counts(&trend, &trend.lines[0]), "1 1");
}

Test(trend, shares_are_of_the_articles_that_pass_the_filter) {
  vb_filter filter = {.source = VB_STR("the vale herald")};
  vb_trend trend = count(VB_PERIOD_YEAR, filter, ferry_and_bridge, 2);
  cr_expect_str_eq(counts(&trend, &trend.all), "1 2");
  cr_expect_eq(vb_trend_share(&trend, &trend.lines[1], 1), 1);
}

Test(trend, words_of_a_quotation_can_be_counted) {
  const vb_str said[] = {VB_STR("said:bridge")};
  vb_trend trend = count(VB_PERIOD_YEAR, (vb_filter){0}, said, 1);
  cr_expect_eq(trend.lines[0].total, 1);
}

Test(trend, none_and_too_many_and_empty_queries_are_refused) {
  vb_str queries[VB_TREND_LINES_MAX + 1] = {{" ", 1}};
  vb_trend trend;
  vb_error err;
  for (size_t n = 0; n <= VB_TREND_LINES_MAX + 1; n += n ? VB_TREND_LINES_MAX : 1) {
    vb_trend_request request = {queries, n, .today = TODAY};
    cr_expect_eq(vb_trend_count(store, &request, arena, &trend, &err), VB_INVALID, "%zu", n);
  }
}

Test(trend, csv_has_a_row_for_each_point_and_no_heading_that_is_a_formula) {
  const vb_str hostile[] = {VB_STR("=cmd()|\"ferry\"")};
  vb_trend trend = count(VB_PERIOD_YEAR, (vb_filter){0}, hostile, 1);
  vb_str csv;
  cr_assert_eq(vb_trend_to_csv(&trend, arena, &csv, NULL), VB_OK);
  vb_str expected = VB_STR("year,all articles,\"articles with =cmd()|\"\"ferry\"\"\","
                           "\"share with =cmd()|\"\"ferry\"\"\"\n"
                           "2017,1,1,1.000000\n2018,5,3,0.600000\n");
  cr_expect(vb_str_eq(csv, expected), "%.*s", VB_STR_ARG(csv));
}

Test(periods, days_are_numbered_without_a_gap_for_a_thousand_years) {
  int32_t number = vb_period_number(VB_PERIOD_DAY, 15000101);
  for (uint32_t year = 1500; year < 2500; year++) {
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const uint32_t lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (uint32_t month = 1; month <= 12; month++)
      for (uint32_t day = 1; day <= lengths[month - 1]; day++, number++) {
        uint32_t date = year * 10000 + month * 100 + day;
        cr_assert_eq(vb_period_number(VB_PERIOD_DAY, date), number, "%u", date);
        cr_assert_eq(vb_period_date(VB_PERIOD_DAY, number), date, "%u", date);
      }
  }
}

Test(periods, a_date_has_no_number_in_periods_shorter_than_it) {
  cr_expect_eq(vb_period_number(VB_PERIOD_MONTH, 20190000), -1);
  cr_expect_eq(vb_period_number(VB_PERIOD_DAY, 20190600), -1);
  cr_expect_eq(vb_period_date(VB_PERIOD_MONTH, vb_period_number(VB_PERIOD_MONTH, 20191231)),
               20191200);
  cr_expect_eq(vb_period_tomorrow(20191231), 20200101);
}
