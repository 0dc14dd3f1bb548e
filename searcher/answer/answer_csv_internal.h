/*
 * answer_csv_internal.h - the fields of CSV (RFC 4180) that answers are written in.
 */
#ifndef VB_SEARCHER_ANSWER_ANSWER_CSV_INTERNAL_H
#define VB_SEARCHER_ANSWER_ANSWER_CSV_INTERNAL_H

#include "indexer/base/buf.h"

/* Appends a field, in quotation marks if it needs them, on one line, without what would control a
   terminal or reorder the text. */
void vb_csv_field(vb_buf *out, vb_str text);

#endif
