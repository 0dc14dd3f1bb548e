/*
 * index_commands.h - the commands of verbatim-index and what they share.
 */
#ifndef VB_COMMAND_INDEX_COMMANDS_H
#define VB_COMMAND_INDEX_COMMANDS_H

#include "indexer/pipeline/index.h"

#include <stdbool.h>

enum { VB_EXIT_DONE = 0, VB_EXIT_NOTHING = 1, VB_EXIT_TROUBLE = 2 };

/* argv[0] is the command's name; each returns an exit status. */
int vb_command_index(int argc, char **argv);
int vb_command_inspect(int argc, char **argv);
int vb_command_compact(int argc, char **argv);
int vb_command_verify(int argc, char **argv);
int vb_command_stats(int argc, char **argv);
int vb_command_languages(int argc, char **argv);

extern const char vb_index_help[];

/* The store that options and environment name. */
const char *vb_store_folder(const char *option);

/* A command that takes nothing but a store (store_command.c). */
typedef struct vb_store_command {
  const char *name, *help;
  bool takes_json; /* --json */
  int (*run)(const char *store, bool json);
} vb_store_command;

/* Reads --store, --help and perhaps --json, and runs it; the exit status. */
int vb_store_command_run(const vb_store_command *command, int argc, char **argv);

/* "verbatim-index: SENTENCE" on standard error; VB_EXIT_TROUBLE. */
int vb_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, with where to read more, for a command line that makes no sense. */
int vb_misused(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Only where to read more: getopt has said what is wrong. */
int vb_hint(const char *command);
/* Ends standard output: a full disk or closed pipe is trouble, not silence. */
int vb_finish_output(int status);

/* "12,345"; in a static ring of a few buffers, enough for one printf. */
const char *vb_grouped(uint64_t n);

/* --- progress.c: what a run shows --- */

typedef struct vb_progress vb_progress;

typedef struct vb_progress_options {
  bool quiet; /* problems only */
  bool json;  /* the summary as one line of JSON */
} vb_progress_options;

vb_progress *vb_progress_new(const vb_progress_options *options);
void vb_progress_free(vb_progress *progress);
/* For vb_index_events, with the progress as context. */
void vb_progress_show(void *progress, const vb_index_summary *so_far);
void vb_progress_problem(void *progress, const char *sentence, bool skipped);
/* Takes the line off the terminal, before anything else is printed there. */
void vb_progress_clear_line(vb_progress *progress);
/* On standard output: what was done, and what was skipped and why. */
void vb_progress_summarise(vb_progress *progress, const char *store, uint64_t articles,
                           const vb_index_summary *summary);

#endif
