/*
 * quote_command_internal.h - how the answers of `verbatim quote` are printed for a person.
 */
#ifndef VB_SEARCHER_COMMAND_QUOTE_COMMAND_INTERNAL_H
#define VB_SEARCHER_COMMAND_QUOTE_COMMAND_INTERNAL_H

#include "searcher/command/command.h"

/* The verdict, then each match with its differences. */
void vb_print_quote(const vb_printer *printer, const vb_quote_answer *answer);

/* ---- batches (quote_batch.c) ---- */

typedef enum vb_batch_output {
  VB_BATCH_TO_TSV = 0,
  VB_BATCH_TO_CSV,
  VB_BATCH_TO_JSONL
} vb_batch_output;

bool vb_batch_output_of_name(vb_str name, vb_batch_output *out); /* "tsv", "csv", "jsonl" */

typedef struct vb_batch_job {
  int fd;           /* stays the caller's */
  const char *name; /* of the input, for errors */
  vb_batch_format format;
  vb_batch_output output;
  const char *column;              /* the heading of the quotes in CSV; NULL for the known ones */
  bool neutral;                    /* no cell of CSV is a formula */
  const vb_quote_request *request; /* filters and the like, for each quote */
} vb_batch_job;

/* Answers every record of the input; the exit status. */
int vb_quote_batch(vb_store *store, const vb_printer *printer, const vb_batch_job *job);

/* First appearance, wordings with their sources, articles by month. */
void vb_print_history(const vb_printer *printer, const vb_quote_answer *answer);

#endif
