/*
 * batch_internal.h - a batch while it is read: its bytes, and the columns of a table.
 */
#ifndef VB_SEARCHER_QUOTE_BATCH_INTERNAL_H
#define VB_SEARCHER_QUOTE_BATCH_INTERNAL_H

#include "indexer/base/buf.h"
#include "searcher/quote/transcode.h"
#include "searcher/verbatim.h"

enum { VB_BATCH_COLUMNS_MAX = 1000 };

struct vb_batch {
  int fd;
  vb_batch_format format;
  vb_buf bytes;
  size_t pos;
  uint64_t line; /* the line number at pos */
  bool at_end;   /* the input has ended */
  bool started;
  /* The encoding of the input: */
  vb_charset charset; /* UTF-16 is decoded while reading, single-byte charsets later */
  bool returns_only;  /* lines end with CR alone, as on an old Macintosh */
  bool head_seen;
  vb_buf raw;           /* read but not decoded yet */
  vb_buf column_wanted; /* the name of the quote column; empty for the known names */
  /* CSV: */
  char separator;
  size_t columns, quote_column, id_column; /* id_column == columns: there is none */
  vb_buf names, cells;                     /* of the heading, and of the last record */
  size_t name_ends[VB_BATCH_COLUMNS_MAX], cell_ends[VB_BATCH_COLUMNS_MAX];
  vb_str fields[VB_BATCH_COLUMNS_MAX];
  vb_buf quote, id; /* of the last record, if they are not a slice of `bytes` */
};

/* batch.c */
/* The bytes that were read but not returned yet. */
vb_str vb_batch_rest(const vb_batch *batch);
/* Reads once more; sets at_end if there is nothing. */
vb_status vb_batch_more(vb_batch *batch, vb_error *err);
/* Moves to the beginning of the next line, however far that is. */
vb_status vb_batch_skip_line(vb_batch *batch, vb_error *err);
/* Appends a piece of a record as UTF-8; text that is not UTF-8 is decoded from a single-byte
   charset. */
void vb_batch_put_text(vb_batch *batch, vb_str piece, vb_buf *out);

/* batch_csv.c */
/* Whether the line is a heading with a quote column; sets the columns if so. Otherwise the names
   are left as cut by the separator that gives most columns. */
bool vb_batch_read_header(vb_batch *batch, vb_str line);
/* Fails: the heading names no quote column. */
vb_status vb_batch_no_column(const vb_batch *batch, vb_error *err);
/* Reads more input until a record is complete, up to VB_BATCH_RECORD_MAX. A faulty record costs one
   line of input, so the next line is read as a record again. */
vb_status vb_batch_csv_item(vb_batch *batch, vb_batch_item *item, vb_error *err);

#endif
