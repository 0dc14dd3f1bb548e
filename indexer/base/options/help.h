/*
 * help.h - the text of --help, made from a command's table.
 */
#ifndef VB_BASE_OPTIONS_HELP_H
#define VB_BASE_OPTIONS_HELP_H

#include "indexer/base/options/options.h"

enum { VB_HELP_WIDTH = 80, VB_HELP_WIDTH_LEAST = 40, VB_HELP_WIDTH_MOST = 100 };

/* Appends the help text. Lines have at most `width` columns, unless one word is longer. */
void vb_help_text(const vb_command_spec *spec, size_t width, vb_buf *out);

/* Appends what an option does, with its choices and default: "order: newest or oldest (default:
   newest)". */
void vb_help_option(const vb_option *option, vb_buf *out);

/* Appends "-p, --port N": an option and its value, as --help and the manual show it. */
void vb_help_option_name(const vb_option *option, vb_buf *out);

/* "verbatim search", or "verbatim" for the program itself. */
void vb_help_command_name(const vb_command_spec *spec, const char *between, vb_buf *out);

#endif
