/*
 * format_counts.h - how many articles and refusals a run met, by format, and what it left out.
 */
#ifndef VB_ARTICLE_READ_FORMAT_COUNTS_H
#define VB_ARTICLE_READ_FORMAT_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VB_FORMAT_COUNTS_MAX = 128 /* the table of formats, and the kinds of what is left out */ };

typedef struct vb_format_count {
  const char *name; /* a constant: a format, or what is left out ("an image") */
  uint64_t articles, refused, left_out;
} vb_format_count;

typedef struct vb_format_counts {
  vb_format_count rows[VB_FORMAT_COUNTS_MAX]; /* in the order in which they were met */
  size_t count;
} vb_format_counts;

/* As the events of a reader have it. */
void vb_format_counts_add(vb_format_counts *counts, const char *format, bool refused);
void vb_format_counts_leave_out(vb_format_counts *counts, const char *what, uint64_t n);

#endif
