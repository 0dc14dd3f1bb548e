/*
 * completion.h - the completion scripts for bash, zsh and fish, from the option tables.
 */
#ifndef VB_BASE_OPTIONS_COMPLETION_H
#define VB_BASE_OPTIONS_COMPLETION_H

#include "indexer/base/options/options.h"

#define VB_SHELLS "bash zsh fish"

/* A program that offers some of verbatim's commands under a name of its own: `name` [COMMAND]. */
typedef struct vb_sibling_program {
  const char *name;                       /* "verbatim-index"; NULL ends the list */
  const vb_command_spec *command;         /* what it does when no command is named */
  const vb_command_spec *const *commands; /* the commands that it accepts, ended by NULL */
} vb_sibling_program;

/* Appends the script for one of VB_SHELLS; VB_INVALID for another name. It completes verbatim and
   its siblings: commands, options, their choices, files and folders. */
vb_status vb_completion_script(const char *shell, const vb_command_spec *program,
                               const vb_sibling_program *siblings, vb_buf *out, vb_error *err);

#endif
