/*
 * index_commands.h - the commands of verbatim-index, and what they share.
 */
#ifndef VB_COMMAND_INDEX_COMMANDS_H
#define VB_COMMAND_INDEX_COMMANDS_H

#include "indexer/base/buf.h"
#include "indexer/base/options/program.h"
#include "indexer/command/index_options.h"
#include "indexer/pipeline/index.h"

#include <signal.h>
#include <stdbool.h>

enum {
  VB_EXIT_DONE = VB_PROGRAM_DONE,
  VB_EXIT_NOTHING = VB_PROGRAM_NOTHING,
  VB_EXIT_TROUBLE = VB_PROGRAM_TROUBLE
};

/* Each gets the arguments after the command's name, and returns the exit status. */
int vb_command_index(int argc, char **argv);
int vb_command_inspect(int argc, char **argv);
int vb_command_compact(int argc, char **argv);
int vb_command_copy(int argc, char **argv);
int vb_command_verify(int argc, char **argv);
int vb_command_stats(int argc, char **argv);
int vb_command_languages(int argc, char **argv);

/* Reads the command line by the command's table (program.h). Returns VB_PROGRAM_GO_ON or the exit
   status. Messages printed afterwards begin with the command's name. */
int vb_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
             vb_arguments *arguments);

/* The same for a command that takes a store and no operand (store_command.c). */
int vb_begin_with_store(const vb_command_spec *spec, int argc, char **argv,
                        vb_store_values *values);

/* "K/N" with 1 <= K <= N; false for another text. */
bool vb_read_shard(const char *text, uint32_t *shard, uint32_t *shards);

/* Lets SIGINT and SIGTERM ask for an end (stop_signal.c): what is returned becomes their number. */
const volatile sig_atomic_t *vb_watch_signals(void);

/* Prints "verbatim COMMAND: SENTENCE" on standard error; returns VB_EXIT_TROUBLE. */
int vb_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints why a store could not be opened and, if there is none, how to make one. */
int vb_complain_of_store(const char *store, vb_error *err);
/* Flushes standard output; returns `status`, or VB_EXIT_TROUBLE if output was lost. */
int vb_finish_output(int status);
/* Prints the text as a line and clears it. Returns `status`, or VB_EXIT_TROUBLE if making the text
   failed. */
int vb_print_line(vb_buf *text, int status);

/* "12,345", in one of a few static buffers: enough for the arguments of one printf. */
const char *vb_grouped(uint64_t n);

/* --- progress.c: what is shown during a run --- */

typedef struct vb_progress vb_progress;

typedef struct vb_progress_options {
  bool quiet; /* problems only */
  bool json;  /* the summary as one line of JSON */
} vb_progress_options;

vb_progress *vb_progress_new(const vb_progress_options *options);
void vb_progress_free(vb_progress *progress);
/* Callbacks for vb_index_events, whose context is the progress. */
void vb_progress_show(void *progress, const vb_index_summary *so_far);
void vb_progress_problem(void *progress, const char *sentence, bool skipped);
/* Removes the progress line from the terminal. Call it before printing anything else. */
void vb_progress_clear_line(vb_progress *progress);
/* Prints on standard output what was done, and what was skipped and why; returns an exit status. */
int vb_progress_summarise(vb_progress *progress, const char *store, uint64_t articles,
                          const vb_index_summary *summary);

#endif
