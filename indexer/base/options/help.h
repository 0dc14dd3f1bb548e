/*
 * help.h - the text of --help, from the table of a command.
 */
#ifndef VB_BASE_OPTIONS_HELP_H
#define VB_BASE_OPTIONS_HELP_H

#include "indexer/base/options/options.h"

enum { VB_HELP_WIDTH = 80, VB_HELP_WIDTH_LEAST = 40, VB_HELP_WIDTH_MOST = 100 };

/* Appends the text, in lines of at most `width` columns where a line can be broken. */
void vb_help_text(const vb_command_spec *spec, size_t width, vb_buf *out);

/* What an option does, with its choices and its default: "order: newest or oldest (default:
   newest)". */
void vb_help_option(const vb_option *option, vb_buf *out);

/* "-p, --port N": an option and its value, as --help and the manual name it. */
void vb_help_option_name(const vb_option *option, vb_buf *out);

/* "verbatim search", or "verbatim" for the program itself. */
void vb_help_command_name(const vb_command_spec *spec, const char *between, vb_buf *out);

#endif
