/*
 * metrics.c - counters under one mutex, which a request takes once for a few additions.
 *
 * The tables are small and of fixed size. A route that does not fit (possible only if one
 * is added without enlarging the table) is not counted, rather than counted as another.
 */
#include "web/metrics.h"

/* In seconds. A phrase takes much less than a millisecond, a batch of thousands some seconds. */
static const double bounds[VB_METRICS_BUCKETS] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                  0.05,   0.1,   0.5,    1,     5};

void vb_metrics_init(vb_metrics *metrics) {
  *metrics = (vb_metrics){0};
  pthread_mutex_init(&metrics->lock, NULL);
}

void vb_metrics_clear(vb_metrics *metrics) {
  pthread_mutex_destroy(&metrics->lock);
}

static vb_metrics_route *route_of(vb_metrics *metrics, const char *name) {
  for (size_t i = 0; i < VB_METRICS_ROUTES; i++) {
    vb_metrics_route *r = &metrics->routes[i];
    if (!r->name) r->name = name;
    if (strcmp(r->name, name) == 0) return r;
  }
  return NULL;
}

void vb_metrics_count(vb_metrics *metrics, const char *route, unsigned status, double seconds) {
  pthread_mutex_lock(&metrics->lock);
  vb_metrics_route *r = route_of(metrics, route);
  if (r) {
    for (size_t i = 0; i < VB_METRICS_STATUSES; i++) {
      if (!r->status[i]) r->status[i] = status;
      if (r->status[i] != status) continue;
      r->count[i]++;
      break;
    }
    for (size_t i = 0; i < VB_METRICS_BUCKETS; i++) r->bucket[i] += seconds <= bounds[i];
    r->total++;
    r->seconds += seconds;
  }
  pthread_mutex_unlock(&metrics->lock);
}

static void print_counts(const vb_metrics_route *r, vb_buf *out) {
  for (size_t i = 0; i < VB_METRICS_STATUSES && r->status[i]; i++)
    vb_buf_printf(out, "verbatim_http_requests_total{route=\"%s\",status=\"%u\"} %llu\n", r->name,
                  r->status[i], (unsigned long long)r->count[i]);
}

static void print_durations(const vb_metrics_route *r, vb_buf *out) {
  static const char name[] = "verbatim_http_request_duration_seconds";
  for (size_t i = 0; i < VB_METRICS_BUCKETS; i++)
    vb_buf_printf(out, "%s_bucket{route=\"%s\",le=\"%g\"} %llu\n", name, r->name, bounds[i],
                  (unsigned long long)r->bucket[i]);
  vb_buf_printf(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, r->name,
                (unsigned long long)r->total);
  vb_buf_printf(out, "%s_sum{route=\"%s\"} %.6f\n%s_count{route=\"%s\"} %llu\n", name, r->name,
                r->seconds, name, r->name, (unsigned long long)r->total);
}

void vb_metrics_print(vb_metrics *metrics, vb_buf *out) {
  pthread_mutex_lock(&metrics->lock);
  vb_buf_text(out, "# HELP verbatim_http_requests_total Requests answered.\n"
                   "# TYPE verbatim_http_requests_total counter\n");
  for (size_t i = 0; i < VB_METRICS_ROUTES && metrics->routes[i].name; i++)
    print_counts(&metrics->routes[i], out);
  vb_buf_text(out,
              "# HELP verbatim_http_request_duration_seconds From the request line to the last "
              "byte of the answer.\n# TYPE verbatim_http_request_duration_seconds histogram\n");
  for (size_t i = 0; i < VB_METRICS_ROUTES && metrics->routes[i].name; i++)
    print_durations(&metrics->routes[i], out);
  pthread_mutex_unlock(&metrics->lock);
}

void vb_metrics_head(vb_buf *out, const char *name, const char *type, const char *help) {
  vb_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void vb_metrics_labelled(vb_buf *out, const char *name, const char *label, vb_str text,
                         double value) {
  vb_buf_printf(out, "%s{%s=\"", name, label);
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == '"' || text.p[i] == '\\') vb_buf_char(out, '\\');
    vb_buf_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
  }
  vb_buf_printf(out, "\"} %.15g\n", value);
}

void vb_metrics_gauge(vb_buf *out, const char *name, const char *help, double value) {
  vb_metrics_head(out, name, "gauge", help);
  vb_buf_printf(out, "%s %.15g\n", name, value);
}
