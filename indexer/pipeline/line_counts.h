/*
 * line_counts.h - on how many pages of an outlet a line stands.
 *
 * A line counts once for all pages with one title, so that a story stored several times does not
 * make its own lines recur. Outlets, lines and titles are given as hashes; line 0 is the outlet
 * itself. In bounded memory: lines seen once are forgotten first.
 */
#ifndef VB_PIPELINE_LINE_COUNTS_H
#define VB_PIPELINE_LINE_COUNTS_H

#include "indexer/base/buf.h"

#include <stdbool.h>

typedef struct vb_line_counts vb_line_counts;

vb_line_counts *vb_line_counts_new(void); /* NULL without memory */
void vb_line_counts_free(vb_line_counts *counts);

/* Counts a page that has the line; `keep`: also for the store. False without memory. */
bool vb_line_counts_add(vb_line_counts *counts, uint64_t outlet, uint64_t line, uint64_t title,
                        bool keep);
uint32_t vb_line_counts_pages(const vb_line_counts *counts, uint64_t outlet, uint64_t line);

/* The store's part: adds bytes of outlet_lines.h; tells whether it has grown since it was loaded or
   saved; appends it. VB_CORRUPT, with nothing added; VB_NOMEM. */
vb_status vb_line_counts_load(vb_line_counts *counts, vb_str bytes, vb_error *err);
bool vb_line_counts_changed(const vb_line_counts *counts);
vb_status vb_line_counts_save(vb_line_counts *counts, vb_buf *out, vb_error *err);

#endif
