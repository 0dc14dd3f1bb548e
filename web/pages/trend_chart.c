/*
 * trend_chart.c - computes where the lines, marks and numbers of a chart of trends are.
 *
 *        top  +--------------------+   the highest tick
 *             |    .               |
 *             |...  ....           |
 *      bottom +--------------------+   0
 *           left                 right
 *
 * A share of no articles is no share: the line has a gap there.
 */
#include "web/pages/trend_chart.h"

#include <math.h>
#include <stdio.h>

enum {
  WIDTH = 960,
  HEIGHT = 340,
  LEFT = 62, /* room for the numbers of the ticks */
  RIGHT = 950,
  TOP = 14,
  BOTTOM = 304,
  TIMES_MAX = 10, /* labels of the time axis */
  DOTS_MAX = 62   /* with more points, dots would run into each other */
};

static bool has_value(const vb_trend *trend, size_t point, bool share) {
  return !share || trend->all.counts[point] > 0;
}

static double value_of(const vb_trend *trend, const vb_trend_line *line, size_t point, bool share) {
  return share ? vb_trend_share(trend, line, point) * 100 : (double)line->counts[point];
}

void vb_page_trend_value(const vb_trend *trend, const vb_trend_line *line, size_t point, bool share,
                         char out[32]) {
  double value = value_of(trend, line, point, share);
  if (!has_value(trend, point, share)) snprintf(out, 32, "–");
  else if (!share) snprintf(out, 32, "%.0f", value);
  else snprintf(out, 32, value > 0 && value < 0.95 ? "%.2g%%" : "%.1f%%", value);
}

/* The step of the ticks: 1, 2 or 5 times a power of ten, four or five of them in all. */
static double step_of(double most, bool share) {
  double step = share ? 0.0001 : 1;
  for (int i = 0; step * 5 < most && i < 60; i++) step *= i % 3 == 1 ? 2.5 : 2;
  return step;
}

static double x_of(const vb_trend *trend, size_t point) {
  size_t last = trend->point_count - 1;
  if (!last) return (LEFT + RIGHT) / 2.0;
  return LEFT + (double)(RIGHT - LEFT) * (double)point / (double)last;
}

static double y_of(double value, double top) {
  return BOTTOM - (BOTTOM - TOP) * value / top;
}

static void add_ticks(vb_template_data *data, double step, double top, bool share) {
  for (int i = 0; step * i <= top * 1.0001; i++) {
    vb_template_data *tick = vb_template_add(data, "ticks");
    double y = y_of(step * i, top);
    vb_template_format(tick, "tick_y", "%.1f", y);
    vb_template_format(tick, "tick_text_y", "%.1f", y + 4);
    if (share) vb_template_format(tick, "tick", "%.4g%%", step * i);
    else vb_template_number(tick, "tick", (uint64_t)llround(step * i));
  }
}

/* Years are written alone where the points are years or their first months. */
static void add_times(vb_template_data *data, const vb_trend *trend) {
  size_t every = (trend->point_count + TIMES_MAX - 1) / TIMES_MAX;
  if (trend->period == VB_PERIOD_MONTH && every > 1) every = (every + 11) / 12 * 12;
  size_t first = 0;
  if (every % 12 == 0)
    while (first < trend->point_count && !vb_str_ends(trend->points[first], "-01")) first++;
  for (size_t i = first; i < trend->point_count; i += every) {
    vb_template_data *time = vb_template_add(data, "times");
    vb_str name = trend->points[i];
    if (every % 12 == 0 && trend->period == VB_PERIOD_MONTH) name.n = 4;
    double x = x_of(trend, i);
    vb_template_format(time, "time_x", "%.1f", x);
    vb_template_set(time, "time_anchor",
                    x < LEFT + 30    ? VB_STR("start")
                    : x > RIGHT - 30 ? VB_STR("end")
                                     : VB_STR("middle"));
    vb_template_set(time, "time", name);
  }
}

static void add_line(vb_template_data *data, const vb_trend *trend, size_t number, double top,
                     bool share) {
  const vb_trend_line *line = &trend->lines[number];
  vb_template_data *one = vb_template_add(data, "lines");
  vb_buf path = VB_BUF_INIT;
  bool pen = false; /* on the paper */
  for (size_t i = 0; i < trend->point_count; i++) {
    bool has = has_value(trend, i, share);
    if (has)
      vb_buf_printf(&path, "%s%.1f %.1f", pen ? "L" : "M", x_of(trend, i),
                    y_of(value_of(trend, line, i, share), top));
    pen = has;
  }
  vb_template_format(one, "line_path", "%.*s", VB_STR_ARG(vb_buf_view(&path)));
  vb_template_number(one, "line_number", number + 1);
  vb_buf_clear(&path);
  for (size_t i = 0; i < trend->point_count && trend->point_count <= DOTS_MAX; i++) {
    if (!has_value(trend, i, share)) continue;
    char value[32];
    vb_template_data *dot = vb_template_add(data, "dots");
    vb_page_trend_value(trend, line, i, share, value);
    vb_template_format(dot, "x", "%.1f", x_of(trend, i));
    vb_template_format(dot, "y", "%.1f", y_of(value_of(trend, line, i, share), top));
    vb_template_number(dot, "line_number", number + 1);
    vb_template_format(dot, "dot_name", "%.*s, %.*s: %s", VB_STR_ARG(line->query),
                       VB_STR_ARG(trend->points[i]), value);
  }
}

void vb_page_trend_chart(vb_template_data *data, const vb_trend *trend, bool share) {
  const struct {
    const char *name;
    int value;
  } sizes[] = {{"width", WIDTH}, {"height", HEIGHT}, {"left", LEFT},         {"right", RIGHT},
               {"top", TOP},     {"bottom", BOTTOM}, {"time_y", BOTTOM + 22}};
  double most = 0;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    vb_template_format(data, sizes[i].name, "%d", sizes[i].value);
  for (size_t k = 0; k < trend->line_count; k++)
    for (size_t i = 0; i < trend->point_count; i++)
      most = fmax(most, value_of(trend, &trend->lines[k], i, share));
  double step = step_of(most, share), top = fmax(ceil(most / step), 1) * step;
  add_ticks(data, step, top, share);
  add_times(data, trend);
  for (size_t k = 0; k < trend->line_count; k++) add_line(data, trend, k, top, share);
}
