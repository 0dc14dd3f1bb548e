/*
 * batch.h - quotes by the thousand, read one at a time from a file or a pipe.
 *
 * Three forms, told apart by the first line when none is named:
 *   lines   each line is a quote
 *   jsonl   {"id": ..., "quote": "..."} on each line ("text" for "quote"; "id" may be missing)
 *   csv     a header with a column "quote" (or "text", "quotation"), perhaps "id"; commas,
 *           semicolons or tabs; RFC 4180 quoting, so a field may hold line breaks
 *
 * A record that is not of its form comes out as an item with an error, in its
 * place; reading goes on with the next line. Memory is bounded by the longest
 * record allowed, however long the input.
 */
#ifndef VB_SEARCHER_QUOTE_BATCH_H
#define VB_SEARCHER_QUOTE_BATCH_H

#include "indexer/base/buf.h"

typedef struct vb_batch vb_batch;

typedef enum vb_batch_format {
  VB_BATCH_AUTO = 0,
  VB_BATCH_LINES,
  VB_BATCH_JSONL,
  VB_BATCH_CSV
} vb_batch_format;

/* A quote of 1 MiB, each of its bytes written as an escape of JSON. */
enum { VB_BATCH_RECORD_MAX = 8 * 1024 * 1024 };

typedef struct vb_batch_item { /* strings are the batch's, until the next call */
  uint64_t line;               /* where the record begins, from 1 */
  vb_str id;                   /* the record's own, absent without one */
  vb_str quote;
  vb_error error; /* status VB_OK, or why there is no quote */
} vb_batch_item;

/* "auto", "lines", "jsonl", "csv". */
bool vb_batch_format_of_name(vb_str name, vb_batch_format *out);

/* Reads from fd, which stays the caller's. */
vb_status vb_batch_open(int fd, vb_batch_format format, vb_batch **out, vb_error *err);
/* Reads a text, of which it keeps a copy. */
vb_status vb_batch_open_text(vb_str text, vb_batch_format format, vb_batch **out, vb_error *err);
/* *end is set behind the last item. Fails when the input cannot be read, when a CSV file has no
   header with a quote column, and without memory. */
vb_status vb_batch_next(vb_batch *batch, vb_batch_item *item, bool *end, vb_error *err);
void vb_batch_close(vb_batch *batch); /* takes NULL */

#endif
