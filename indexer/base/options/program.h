/*
 * program.h - how a program starts and ends a command: parsing, help, errors, exit status.
 *
 * This is the only file of base that prints or reads the environment; it is meant
 * for programs, not for the library.
 */
#ifndef VB_BASE_OPTIONS_PROGRAM_H
#define VB_BASE_OPTIONS_PROGRAM_H

#include "indexer/base/options/options.h"

#include <stdio.h>

/* Exit statuses of every program, with the meanings that grep gives them; GO_ON is none. */
enum { VB_PROGRAM_DONE = 0, VB_PROGRAM_NOTHING = 1, VB_PROGRAM_TROUBLE = 2, VB_PROGRAM_GO_ON = -1 };

/* Parses the arguments after the command's name (options.h). Returns VB_PROGRAM_GO_ON, or the exit
   status after printing --help, --version or the error. */
int vb_program_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
                     vb_arguments *out);

/* Prints the command's --help as wide as the terminal. Returns the exit status. */
int vb_program_help(const vb_command_spec *spec, FILE *out);

/* Prints "verbatim search: SENTENCE" on standard error, on one line without control characters;
   "verbatim: SENTENCE" when `command` is NULL. Returns VB_PROGRAM_TROUBLE. */
int vb_program_complain(const char *command, const char *sentence);

/* Flushes standard output and returns `status`, or VB_PROGRAM_TROUBLE if output was lost (a full
   disk, a closed pipe). */
int vb_program_end(const char *command, int status);

/* The store's folder: the option if given, else the environment's, else VB_PROGRAM_STORE. */
const char *vb_program_store(const char *option);
#define VB_PROGRAM_STORE "verbatim-store"
#define VB_PROGRAM_STORE_OTHERWISE "$VERBATIM_STORE, else " VB_PROGRAM_STORE

/* If err says that a folder is no store, adds how to make one. */
void vb_program_hint_at_store(const char *store, vb_error *err);

#endif
