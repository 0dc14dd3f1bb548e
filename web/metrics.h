/*
 * metrics.h - counts requests and their durations, in Prometheus' text format.
 *
 * Can be used from several threads. Routes are constants of the program, never parts of
 * an address that a client sent, so the number of series is bounded.
 */
#ifndef VB_WEB_METRICS_H
#define VB_WEB_METRICS_H

#include "indexer/base/buf.h"

#include <pthread.h>

enum { VB_METRICS_ROUTES = 48, VB_METRICS_STATUSES = 16, VB_METRICS_BUCKETS = 11 };

typedef struct vb_metrics_route {
  const char *name;
  unsigned status[VB_METRICS_STATUSES]; /* 0: not used yet */
  uint64_t count[VB_METRICS_STATUSES];
  uint64_t bucket[VB_METRICS_BUCKETS];
  uint64_t total;
  double seconds;
} vb_metrics_route;

typedef struct vb_metrics {
  pthread_mutex_t lock;
  vb_metrics_route routes[VB_METRICS_ROUTES];
} vb_metrics;

void vb_metrics_init(vb_metrics *metrics);
void vb_metrics_clear(vb_metrics *metrics);
void vb_metrics_count(vb_metrics *metrics, const char *route, unsigned status, double seconds);
void vb_metrics_print(vb_metrics *metrics, vb_buf *out);
/* Appends "# HELP" and "# TYPE", for values that follow. */
void vb_metrics_head(vb_buf *out, const char *name, const char *type, const char *help);
/* Appends one value with a label, whose text is escaped. */
void vb_metrics_labelled(vb_buf *out, const char *name, const char *label, vb_str text,
                         double value);
/* Appends one gauge: "# HELP", "# TYPE" and the value. */
void vb_metrics_gauge(vb_buf *out, const char *name, const char *help, double value);

#endif
