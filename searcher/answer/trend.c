/*
 * trend.c - counts what several queries find, by year, month or day.
 *
 * Each line is one search without hits whose dates are counted, and so is the line of all
 * articles that pass the filter, of which the others are shares. The points run from the
 * first to the last article of that line, with the empty ones between them, since a gap is
 * information. What is dated after tomorrow is a mistake of somebody: it would stretch the
 * points to its year, and is counted apart.
 */
#include "indexer/base/periods.h"
#include "searcher/answer/answer_internal.h"

enum {
  DAYS_UP_TO = 92,        /* a season */
  MONTHS_UP_TO = 15 * 12, /* more points than a chart has room for */
};

typedef struct trending {
  vb_store *store;
  const vb_trend_request *request;
  const vb_query *filter;
  vb_arena *arena;
  double deadline;   /* of vb_search_clock_ms; 0: none */
  uint32_t tomorrow; /* the last day that counts */
  int32_t first, last;
  vb_trend *out;
} trending;

typedef struct dates { /* of one line */
  const vb_day_count *list;
  size_t count;
} dates;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- searching ------------------------------------------------------------------- */

/* A line whose turn comes after the time is up has no counts. */
static vb_status find(trending *t, const vb_query *query, vb_trend_line *line, dates *days,
                      vb_error *err) {
  vb_engine_result found;
  vb_engine_request asked = {.query = query, .facets = true, .count = true};
  double left = t->deadline - vb_search_clock_ms();
  *days = (dates){NULL, 0};
  if (t->deadline > 0 && left <= 0) {
    t->out->timed_out = true;
    return VB_OK;
  }
  if (t->deadline > 0) asked.time_limit_ms = left > 1 ? (uint32_t)left : 1;
  vb_status status = vb_engine_search(t->store->engine, &asked, t->arena, &found, err);
  if (status != VB_OK) return status;
  t->out->timed_out |= found.timed_out;
  if (found.failure_count)
    t->out->failures = found.failures, t->out->failure_count = found.failure_count;
  line->total = found.total;
  line->undated = found.undated;
  *days = (dates){found.days, found.day_count};
  return VB_OK;
}

static vb_status find_all(trending *t, dates *days, vb_error *err) {
  const vb_query *query = t->filter;
  if (!query) query = vb_query_new(t->arena, VB_QUERY_ALL, 0);
  return query ? find(t, query, &t->out->all, days, err) : no_memory(err);
}

static vb_status find_line(trending *t, vb_str text, vb_trend_line *line, dates *days,
                           vb_error *err) {
  vb_query_parse parse;
  const vb_query *query;
  line->query = vb_arena_copy(t->arena, vb_str_trim(text));
  if (!line->query.p) return no_memory(err);
  vb_status status = vb_query_parse_text(line->query, t->store->stemmer, t->arena, &parse, err);
  if (status != VB_OK) return status;
  line->reading = vb_reading_of(&parse);
  status = vb_asked_speaker_widen(t->store, parse.root, t->arena, &query, err);
  if (status != VB_OK) return status;
  if (t->filter) query = vb_query_both(t->arena, query, t->filter);
  return query ? find(t, query, line, days, err) : no_memory(err);
}

/* ---- points ------------------------------------------------------------------------ */

/* The first and the last point that has an article; false if there is none. */
static bool span(trending *t, const dates *days, vb_period period) {
  bool any = false;
  for (size_t i = 0; i < days->count; i++) {
    int32_t number = vb_period_number(period, days->list[i].date);
    if (days->list[i].date > t->tomorrow || number < 0) continue;
    if (!any || number < t->first) t->first = number;
    if (!any || number > t->last) t->last = number;
    any = true;
  }
  return any;
}

/* The shortest period that has at most `most` points; a year has as many as it has. */
static vb_period fitting(trending *t, const dates *days, vb_period shortest, int32_t most_days,
                         int32_t most_months) {
  if (shortest == VB_PERIOD_DAY && span(t, days, VB_PERIOD_DAY) && t->last - t->first < most_days)
    return VB_PERIOD_DAY;
  if (shortest != VB_PERIOD_YEAR && span(t, days, VB_PERIOD_MONTH) &&
      t->last - t->first < most_months)
    return VB_PERIOD_MONTH;
  return VB_PERIOD_YEAR;
}

static vb_status make_points(trending *t, const dates *days, vb_error *err) {
  vb_trend *out = t->out;
  if (t->request->period == VB_PERIOD_AUTO)
    out->period = fitting(t, days, VB_PERIOD_DAY, DAYS_UP_TO, MONTHS_UP_TO);
  else out->period = fitting(t, days, t->request->period, VB_TREND_POINTS_MAX, VB_TREND_POINTS_MAX);
  if (!span(t, days, out->period)) return VB_OK;
  if (t->last - t->first >= VB_TREND_POINTS_MAX) t->first = t->last - VB_TREND_POINTS_MAX + 1;
  out->points = vb_arena_calloc(t->arena, (size_t)(t->last - t->first) + 2, sizeof *out->points);
  if (!out->points) return no_memory(err);
  for (int32_t number = t->first; number <= t->last; number++) {
    char label[VB_DATE_TEXT];
    vb_period_label(vb_period_date(out->period, number), label);
    vb_str copy = vb_arena_copy(t->arena, vb_str_of(label));
    if (!copy.p) return no_memory(err);
    out->points[out->point_count++] = copy;
  }
  return VB_OK;
}

/* A date before the first point is a year that is centuries off, and counts as imprecise. */
static vb_status place(trending *t, const dates *days, vb_trend_line *line, vb_error *err) {
  size_t points = t->out->point_count;
  line->counts = vb_arena_calloc(t->arena, points + 1, sizeof *line->counts);
  if (!line->counts) return no_memory(err);
  for (size_t i = 0; i < days->count; i++) {
    const vb_day_count *day = &days->list[i];
    int32_t number = vb_period_number(t->out->period, day->date);
    if (day->date > t->tomorrow) line->future += day->count;
    else if (!points || number < t->first || number > t->last) line->imprecise += day->count;
    else line->counts[number - t->first] += day->count;
  }
  return VB_OK;
}

/* ---- the trend --------------------------------------------------------------------- */

static vb_status check(const vb_trend_request *request, vb_error *err) {
  if (request->query_count == 0 || request->query_count > VB_TREND_LINES_MAX)
    return vb_fail(err, VB_INVALID, "give one to %d words or phrases to count, not %zu",
                   VB_TREND_LINES_MAX, request->query_count);
  for (size_t i = 0; i < request->query_count; i++)
    if (vb_str_trim(request->queries[i]).n == 0)
      return vb_fail(err, VB_INVALID, "a trend needs words to count; one of its queries is empty");
  return VB_OK;
}

static vb_status count_once(vb_store *store, const vb_trend_request *request, vb_arena *arena,
                            vb_trend *out, vb_error *err) {
  double started = vb_search_clock_ms();
  dates all, lines[VB_TREND_LINES_MAX];
  *out = (vb_trend){.line_count = request->query_count};
  trending t = {.store = store, .request = request, .arena = arena, .out = out};
  vb_status status = check(request, err);
  vb_people_begin(store->people);
  if (status == VB_OK) status = vb_search_filter(store, &request->filter, arena, &t.filter, err);
  if (status != VB_OK) return status;
  t.deadline = request->time_limit_ms ? started + request->time_limit_ms : 0;
  t.tomorrow = vb_period_tomorrow(request->today);
  out->lines = vb_arena_calloc(arena, out->line_count, sizeof *out->lines);
  if (!out->lines) return no_memory(err);
  status = find_all(&t, &all, err);
  for (size_t i = 0; i < out->line_count && status == VB_OK; i++)
    status = find_line(&t, request->queries[i], &out->lines[i], &lines[i], err);
  if (status == VB_OK) status = make_points(&t, &all, err);
  if (status == VB_OK) status = place(&t, &all, &out->all, err);
  for (size_t i = 0; i < out->line_count && status == VB_OK; i++)
    status = place(&t, &lines[i], &out->lines[i], err);
  out->took_ms = vb_search_clock_ms() - started;
  return status;
}

vb_status vb_trend_count(vb_store *store, const vb_trend_request *request, vb_arena *arena,
                         vb_trend *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = count_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}

double vb_trend_share(const vb_trend *trend, const vb_trend_line *line, size_t point) {
  uint64_t all = trend->all.counts[point];
  return all ? (double)line->counts[point] / (double)all : 0;
}

static const char *const names[] = {"auto", "year", "month", "day"};

const char *vb_period_name(vb_period period) {
  return names[period];
}

bool vb_period_of_name(vb_str name, vb_period *out) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!vb_str_is(name, names[i])) continue;
    *out = (vb_period)i;
    return true;
  }
  return false;
}
