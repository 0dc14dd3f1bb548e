/*
 * command.h - what the commands of `verbatim` share: how they begin, what they
 * print on, and how a text of unknown origin reaches a terminal.
 */
#ifndef VB_SEARCHER_COMMAND_COMMAND_H
#define VB_SEARCHER_COMMAND_COMMAND_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/date.h"
#include "indexer/base/options/program.h"
#include "searcher/command/search_options.h"
#include "searcher/verbatim.h"

#include <stdio.h>

/* As grep has them. */
enum {
  VB_EXIT_FOUND = VB_PROGRAM_DONE,
  VB_EXIT_NOTHING = VB_PROGRAM_NOTHING,
  VB_EXIT_TROUBLE = VB_PROGRAM_TROUBLE
};

/* Nothing found by a part of the shards is no finding. */
static inline int vb_exit_status(uint64_t articles, size_t failed_shards) {
  if (articles > 0) return VB_EXIT_FOUND;
  return failed_shards > 0 ? VB_EXIT_TROUBLE : VB_EXIT_NOTHING;
}

/* Each command gets the arguments after its name and returns the exit status. */
int vb_command_search(int argc, char **argv);
int vb_command_show(int argc, char **argv);
int vb_command_quote(int argc, char **argv);
int vb_command_said(int argc, char **argv);

typedef struct vb_printer {
  FILE *out;
  bool colour;
  size_t width; /* lines are wrapped at so many columns; 0: not wrapped */
  bool *lost;   /* set when there was no memory to print something; may be NULL */
} vb_printer;

/* ---- how a command begins (command_line.c) ---- */

/* Reads the command line by the command's table into `values`, which begin with a vb_common, gives
   the help, makes the printer ready. VB_PROGRAM_GO_ON, or the exit status. */
int vb_command_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
                     vb_printer *printer, vb_arguments *arguments);

/* What a command needs to ask a store one thing: VB_OK, or the reason. Ended also after a failure.
 */
typedef struct vb_asking {
  vb_store *store;
  vb_arena *arena; /* of the answer */
  vb_str json;
} vb_asking;
vb_status vb_asking_begin(const vb_common *common, vb_asking *asking, vb_error *err);
void vb_asking_end(vb_asking *asking);
/* The line of JSON that was made. */
void vb_print_json(const vb_printer *printer, const vb_asking *asking);

/* The operands joined by spaces; the caller clears the buffer. */
vb_status vb_words_join(const vb_arguments *words, vb_buf *out, vb_error *err);

/* Says the error on standard error, as "verbatim COMMAND: ..." (or NULL); returns VB_EXIT_TROUBLE.
 */
int vb_complain(const char *command, const vb_error *err);

/* ---- printing (print.c) ---- */

typedef enum vb_style {
  VB_STYLE_PLAIN,
  VB_STYLE_TITLE,
  VB_STYLE_MATCH,
  VB_STYLE_DIM,
  VB_STYLE_GOOD,
  VB_STYLE_BAD
} vb_style;

/* On standard output. False when `color` is none of auto, always, never. */
bool vb_printer_init(vb_printer *printer, const char *color);

/* A text of unknown origin on one line: control characters, escape sequences, direction
   overrides and line breaks never pass. */
void vb_print_line(const vb_printer *printer, vb_style style, vb_str text);

/* Text with marks in it, wrapped and indented, a newline at the end. Blank lines stay. */
void vb_print_marked(const vb_printer *printer, vb_str text, vb_marks marks, size_t indent);

/* A snippet likewise, with an ellipsis where it is cut inside a sentence. */
void vb_print_snippet(const vb_printer *printer, const vb_snippet *snippet, size_t indent);

/* The head of a hit: " 3. Title"; number 0 leaves it out. */
void vb_print_title(const vb_printer *printer, vb_str title, size_t number);
void vb_print_id(const vb_printer *printer, vb_str id, size_t indent);
/* The notes on a query, and the one that may have been meant. */
void vb_print_reading(const vb_printer *printer, const vb_query_reading *reading,
                      vb_str did_you_mean);

/* "Source · 2019-06-19 · Authors", what is known of them, and a newline. */
void vb_print_origin(const vb_printer *printer, const vb_article_head *article, size_t indent);
/* "also in SOURCE (DATE)" for each copy; none, no line. */
void vb_print_copies(const vb_printer *printer, const vb_copies *copies, size_t indent);

void vb_print_failures(const char *command, const vb_shard_failure *failures, size_t count);

/* For texts that are put together before they are printed: notes that one could not be. */
void vb_print_lost(const vb_printer *printer);

/* Ends the output: the status given, or VB_EXIT_TROUBLE when it could not be written (said, unless
   the reader went away) or something was lost. */
int vb_print_end(const char *command, const vb_printer *printer, int status);

#endif
