/*
 * quote_command_internal.h - what the files of `verbatim quote` share.
 */
#ifndef VB_SEARCHER_COMMAND_QUOTE_COMMAND_INTERNAL_H
#define VB_SEARCHER_COMMAND_QUOTE_COMMAND_INTERNAL_H

#include "searcher/command/command.h"

/* Prints the verdict, then each match with its differences. */
void vb_print_quote(const vb_printer *printer, const vb_quote_answer *answer);

/* ---- batches (quote_batch.c) ---- */

typedef enum vb_batch_output {
  VB_BATCH_TO_TSV = 0,
  VB_BATCH_TO_CSV,
  VB_BATCH_TO_JSONL
} vb_batch_output;

bool vb_batch_output_of_name(vb_str name, vb_batch_output *out); /* "tsv", "csv", "jsonl" */

typedef struct vb_batch_job {
  int fd;           /* stays open; owned by the caller */
  const char *name; /* of the input, for errors */
  vb_batch_format format;
  vb_batch_output output;
  const char *column; /* the heading of the quote column in CSV; NULL: the known ones */
  bool neutral;       /* write cells so that no spreadsheet takes them for formulas */
  const vb_quote_request *request; /* filters and options, the same for each quote */
} vb_batch_job;

/* Answers every record of the input; returns the exit status. */
int vb_quote_batch(vb_store *store, const vb_printer *printer, const vb_batch_job *job);

/* Prints the first article in any wording, and the first with these words if it is another one. */
void vb_print_firsts(const vb_printer *printer, const vb_quote_history *history);

/* Prints the first appearance, the wordings with their sources, and articles by month. */
void vb_print_history(const vb_printer *printer, const vb_quote_answer *answer);

#endif
