/*
 * format_counts.c - a short list, searched linearly: a run meets few formats.
 */
#include "indexer/article/read/format_counts.h"

#include <string.h>

/* When the table is full, the last row counts everything else, so the sum stays right. */
static vb_format_count *row_of(vb_format_counts *counts, const char *name) {
  for (size_t i = 0; i < counts->count; i++)
    if (strcmp(counts->rows[i].name, name) == 0) return &counts->rows[i];
  if (counts->count == VB_FORMAT_COUNTS_MAX) return &counts->rows[VB_FORMAT_COUNTS_MAX - 1];
  counts->rows[counts->count] = (vb_format_count){.name = name};
  return &counts->rows[counts->count++];
}

void vb_format_counts_add(vb_format_counts *counts, const char *format, bool refused) {
  vb_format_count *row = row_of(counts, format);
  if (refused) row->refused++;
  else row->articles++;
}

void vb_format_counts_leave_out(vb_format_counts *counts, const char *what, uint64_t n) {
  row_of(counts, what)->left_out += n;
}
