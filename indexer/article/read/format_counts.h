/*
 * format_counts.h - counts articles and refusals of a run by format, and what was left out.
 */
#ifndef VB_ARTICLE_READ_FORMAT_COUNTS_H
#define VB_ARTICLE_READ_FORMAT_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VB_FORMAT_COUNTS_MAX = 128 /* all formats, and all kinds of things left out */ };

typedef struct vb_format_count {
  const char *name; /* a constant: a format, or a kind of thing left out ("an image") */
  uint64_t articles, refused, left_out;
} vb_format_count;

typedef struct vb_format_counts {
  vb_format_count rows[VB_FORMAT_COUNTS_MAX]; /* in order of first occurrence */
  size_t count;
} vb_format_counts;

/* These two match the events of a reader. */
void vb_format_counts_add(vb_format_counts *counts, const char *format, bool refused);
void vb_format_counts_leave_out(vb_format_counts *counts, const char *what, uint64_t n);

#endif
