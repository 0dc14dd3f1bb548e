/*
 * command.h - what the commands of `verbatim` share: starting, printing, and making text of
 * unknown origin safe for a terminal.
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
#include <sys/types.h>

/* Exit statuses, with the meanings that grep gives them. */
enum {
  VB_EXIT_FOUND = VB_PROGRAM_DONE,
  VB_EXIT_NOTHING = VB_PROGRAM_NOTHING,
  VB_EXIT_TROUBLE = VB_PROGRAM_TROUBLE
};

/* Nothing found is "nothing" only if the whole archive was searched: no shard failed, and the time
   did not end. */
static inline int vb_exit_status(uint64_t articles, bool whole) {
  if (articles > 0) return VB_EXIT_FOUND;
  return whole ? VB_EXIT_NOTHING : VB_EXIT_TROUBLE;
}

/* Each command gets the arguments after its name, and returns the exit status. */
int vb_command_search(int argc, char **argv);
int vb_command_show(int argc, char **argv);
int vb_command_quote(int argc, char **argv);
int vb_command_said(int argc, char **argv);
int vb_command_trend(int argc, char **argv);
int vb_command_watch(int argc, char **argv);
int vb_command_mcp(int argc, char **argv);

typedef struct vb_printer {
  FILE *out;
  bool colour;
  size_t width; /* lines are wrapped at this column; 0: not wrapped */
  pid_t pager;  /* that shows the output; 0: none */
  bool hints;   /* the reader can give other options: name them */
  bool *lost;   /* set if something could not be printed for lack of memory; may be NULL */
} vb_printer;

/* ---- starting a command (command_line.c) ---- */

/* Reads the command line by the command's table into `values`, which begin with a vb_common; prints
   help; prepares the printer. Returns VB_PROGRAM_GO_ON or the exit status. */
int vb_command_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
                     vb_printer *printer, vb_arguments *arguments);

/* Opens the store of the options, and threads for it, which the caller frees after the store;
 *threads may be set on failure too, and the message says what to do. */
vb_status vb_command_store_open(const vb_common *common, vb_search_threads **threads,
                                vb_store **out, vb_error *err);

/* What a command needs to ask a store one question. End it even if begin failed. */
typedef struct vb_asking {
  vb_store *store;
  vb_search_threads *threads;
  vb_arena *arena; /* of the answer */
  vb_str json;
} vb_asking;
vb_status vb_asking_begin(const vb_common *common, vb_asking *asking, vb_error *err);
void vb_asking_end(vb_asking *asking);
/* Prints the line of JSON in asking->json. */
void vb_print_json(const vb_printer *printer, const vb_asking *asking);

/* The filter of a search that the options state. Its choices are in `room` and borrow the texts of
   `values`. VB_LIMIT. */
vb_status vb_command_filter(const vb_filter_values *values, vb_choice room[VB_CHOICES_MAX],
                            vb_filter *out, vb_error *err);

/* The operands joined by spaces; the caller clears the buffer. */
vb_status vb_words_join(const vb_arguments *words, vb_buf *out, vb_error *err);

/* Prints the error on standard error as "verbatim COMMAND: ..."; returns VB_EXIT_TROUBLE. */
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

/* Prints to standard output. False if `color` is not auto, always or never. */
bool vb_printer_init(vb_printer *printer, const char *color);

/* Prints text of unknown origin on one line, without control characters, escape sequences,
   direction overrides and line breaks. */
void vb_print_line(const vb_printer *printer, vb_style style, vb_str text);

/* Prints text with its marks, wrapped and indented, and a newline. Blank lines are kept. */
void vb_print_marked(const vb_printer *printer, vb_str text, vb_marks marks, size_t indent);

/* The same for a snippet, with an ellipsis where it is cut inside a sentence. */
void vb_print_snippet(const vb_printer *printer, const vb_snippet *snippet, size_t indent);

/* The head of a hit: " 3. Title"; number 0 leaves it out. */
void vb_print_title(const vb_printer *printer, vb_str title, size_t number);
void vb_print_id(const vb_printer *printer, vb_str id, size_t indent);
/* Prints the notes on a query, and the suggested query. */
void vb_print_reading(const vb_printer *printer, const vb_query_reading *reading,
                      vb_str did_you_mean);

/* Prints "Source · 2019-06-19 · Authors", as far as known, and a newline. */
void vb_print_origin(const vb_printer *printer, const vb_article_head *article, size_t indent);
/* Prints "also in SOURCE (DATE)" for each copy; nothing if there are none. */
void vb_print_copies(const vb_printer *printer, const vb_copies *copies, size_t indent);

void vb_print_failures(const char *command, const vb_shard_failure *failures, size_t count);

/* For text that is assembled before printing: records that this failed. */
void vb_print_lost(const vb_printer *printer);

/* Answers as the commands print them for a reader. */
vb_status vb_print_search(const vb_printer *printer, const vb_search_request *request,
                          const vb_search_result *result, vb_arena *arena, vb_error *err);
void vb_print_said(const vb_printer *printer, const vb_said_request *request,
                   const vb_said_result *result);
void vb_print_article(const vb_printer *printer, const vb_article_view *view, bool comments);
void vb_print_trend(const vb_printer *printer, const vb_trend *trend, bool share);

/* ---- the pager (pager.c) ---- */

/* On a terminal, and unless --no-pager was given, sends what is printed from here on through
   $PAGER, or less. Call it when the command's answer is about to be printed. */
void vb_pager_begin(const vb_common *common, vb_printer *printer);
/* Waits until the reader has left it. Called by vb_print_end. */
void vb_pager_end(const vb_printer *printer);

/* ---- results of a search (hit_list.c) ---- */

typedef enum vb_hit_format {
  VB_HIT_TEXT = 0,
  VB_HIT_LINE,
  VB_HIT_IDS,
  VB_HIT_CSV,
  VB_HIT_RIS,
  VB_HIT_JSON
} vb_hit_format;

/* REQUIRES: one of the names in the table of options. */
vb_hit_format vb_hit_format_of_name(const char *name);
/* How many excerpts a form has a place for, of those that were asked for. */
size_t vb_hit_snippets(vb_hit_format format, size_t asked);
/* What comes before the first result. */
void vb_print_hits_head(const vb_printer *printer, vb_hit_format format);
/* Prints one result; neutral: as in vb_search_hit_to_csv. VB_NOMEM. */
vb_status vb_print_hit(const vb_printer *printer, vb_hit_format format, bool neutral,
                       const vb_search_hit *hit, vb_arena *arena, vb_error *err);

/* Ends the output. Returns the given status, or VB_EXIT_TROUBLE if output could not be written
   (reported, unless the reader closed the pipe) or something was lost. */
int vb_print_end(const char *command, const vb_printer *printer, int status);

#endif
