/*
 * csv.h - one record of a table in text: RFC 4180's quoting, any separator.
 *
 * The text may be of any encoding in which the separator, the quotation mark and the line end are
 * single bytes that stand for nothing else: UTF-8 and all national charsets, not UTF-16.
 */
#ifndef VB_BASE_CSV_H
#define VB_BASE_CSV_H

#include "indexer/base/str.h"

typedef enum vb_csv { VB_CSV_RECORD, VB_CSV_MORE, VB_CSV_BROKEN } vb_csv;

/* Called with each field without its quotation marks. A doubled quotation mark splits a field into
   several pieces. An empty field may cause no call. */
typedef void (*vb_csv_visit)(void *context, size_t column, vb_str piece);

typedef struct vb_csv_record {
  size_t columns, used; /* fields, and bytes with the line end */
  const char *fault;    /* what is broken */
} vb_csv_record;

/* Scans the record at the beginning of `text`. VB_CSV_MORE: the record continues after the end of
   the text, which is not the end of the input (`at_end` is false). `visit` may be NULL. */
vb_csv vb_csv_scan(vb_str text, bool at_end, char separator, vb_csv_visit visit, void *context,
                   vb_csv_record *out);

#endif
