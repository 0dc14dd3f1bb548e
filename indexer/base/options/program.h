/*
 * program.h - how a program begins a command and ends it: what its main.c and its commands print
 * beside their answers. The only file here that prints and reads the environment, for programs
 * alone.
 */
#ifndef VB_BASE_OPTIONS_PROGRAM_H
#define VB_BASE_OPTIONS_PROGRAM_H

#include "indexer/base/options/options.h"

#include <stdio.h>

/* Of every program: as grep has them. */
enum { VB_PROGRAM_DONE = 0, VB_PROGRAM_NOTHING = 1, VB_PROGRAM_TROUBLE = 2, VB_PROGRAM_GO_ON = -1 };

/* Parses the arguments after the command's name (options.h). VB_PROGRAM_GO_ON, or the exit status
   once --help or --version (of `program`) is printed or the mistake is said. */
int vb_program_begin(const char *program, const vb_command_spec *spec, int argc, char **argv,
                     void *values, vb_arguments *out);

/* Prints --help of the command, as wide as the terminal; the exit status. */
int vb_program_help(const vb_command_spec *spec, FILE *out);

/* "verbatim search: SENTENCE" on standard error, one line without control characters; `command`
   NULL: "verbatim: SENTENCE". Returns VB_PROGRAM_TROUBLE. */
int vb_program_complain(const char *command, const char *sentence);

/* Ends standard output: a full disk or closed pipe is trouble, not silence. */
int vb_program_end(const char *command, int status);

/* The store that option and environment name, and the default of each --store. */
const char *vb_program_store(const char *option);
#define VB_PROGRAM_STORE "verbatim-store"
#define VB_PROGRAM_STORE_OTHERWISE "$VERBATIM_STORE, else " VB_PROGRAM_STORE

/* Where a store could not be opened because there is none, adds what to do about it. */
void vb_program_hint_at_store(vb_error *err);

#endif
