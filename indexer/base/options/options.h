/*
 * options.h - one table per command describes its options, and everything else is made from it.
 *
 * A vb_command_spec describes a command: its options, operands, purpose and
 * examples. Parsing (here), --help (help.h), the manual page (manual_page.h) and the
 * shell completions (completion.h) all read it, so none can differ from the program.
 *
 * To add an option: add a field to the struct of the command's values and one row to its table,
 *
 *   {.name = "size", .kind = VB_OPTION_NUMBER, .argument = "N", .initial = "10", .max = 10000,
 *    .help = "show at most N results", .at = offsetof(vb_search_values, size)},
 *
 * and read the field in the command. --help, the manual page and the completions show it after the
 * next build.
 *
 * What counts as an option on a command line:
 *   --name VALUE, --name=VALUE, --flag   anywhere, before or after the operands
 *   -l VALUE, -lVALUE, -l                 the letter of a row that has one; -h is --help
 *   --                                    ends the options: what follows are operands
 *   -                                     an operand (standard input, where files are expected)
 * Any other argument that begins with a dash is refused with the name of the nearest option, except
 * where a text is expected (VB_OPERANDS_QUERY, VB_OPERANDS_TEXT):
 *   "--a text, pasted"        white space before any "=": no option has that, so it is text
 *   -ferry                    in a query, a dash and two or more characters exclude a word; a dash
 *                             and one ASCII letter or digit (-n) are an option
 * If an option is given twice, the last value counts; a VB_OPTION_LIST keeps all values.
 */
#ifndef VB_BASE_OPTIONS_OPTIONS_H
#define VB_BASE_OPTIONS_OPTIONS_H

#include "indexer/base/buf.h"

#include <stddef.h>

typedef enum vb_option_kind {
  VB_OPTION_FLAG,   /* bool */
  VB_OPTION_TEXT,   /* const char * */
  VB_OPTION_FILE,   /* const char *, not empty; the shells complete it with files */
  VB_OPTION_FOLDER, /* const char *, not empty; completed with folders */
  VB_OPTION_NUMBER, /* size_t, from min to max */
  VB_OPTION_SIZE,   /* size_t, of bytes, at least 1: 4096, 512K, 256M, 1G */
  VB_OPTION_CHOICE, /* const char *, one of choices */
  VB_OPTION_LIST    /* vb_option_list: a text, and the option may be given again */
} vb_option_kind;

enum { VB_OPTION_LIST_MAX = 32 }; /* more values than anybody types; bounds the struct */
typedef struct vb_option_list {
  const char *items[VB_OPTION_LIST_MAX];
  size_t count;
} vb_option_list;

typedef struct vb_option {
  const char *name;     /* without the dashes; NULL ends a table */
  const char *argument; /* what help calls the value, "N"; NULL for a flag */
  const char *help;     /* what it does: begins small, no full stop, as the middle of a sentence */
  const char *initial;  /* the default, as it would be typed; parsed into the field, and printed */
  const char
      *otherwise;      /* only printed: the default where an absent option leaves the field NULL */
  const char *choices; /* "auto always never" */
  size_t min, max;     /* of a number */
  size_t at;           /* offset of its field in the values */
  vb_option_kind kind;
  char letter; /* of the short form, or 0 */
  bool alone;  /* of a flag: the command does just this, and needs no operands */
} vb_option;

typedef enum vb_operands {
  VB_OPERANDS_NONE,
  VB_OPERANDS_ONE,     /* such as an id */
  VB_OPERANDS_FILES,   /* files and folders, "-" too */
  VB_OPERANDS_QUERY,   /* words, of which one may begin with a dash */
  VB_OPERANDS_TEXT,    /* a pasted text */
  VB_OPERANDS_COMMAND, /* the name of a command, perhaps none */
  VB_OPERANDS_SHELL    /* one of VB_SHELLS (completion.h) */
} vb_operands;

/* A row of prose: a paragraph (term NULL), or a term and its explanation. In a section of examples,
   term is the command as typed and text may be NULL. */
typedef struct vb_help_row {
  const char *term, *text; /* both NULL end the rows */
} vb_help_row;

typedef struct vb_help_section {
  const char *title; /* NULL: the description, which comes before the options */
  const vb_help_row *rows;
} vb_help_section;

typedef struct vb_command_spec {
  const char *name;            /* "search"; NULL: the program verbatim itself */
  const char *purpose;         /* "find articles ...": begins small, no full stop */
  const char *const *synopses; /* what follows the name: "[OPTION]... QUERY..."; ended by NULL */
  const vb_option *options;    /* ended by a row without a name; --help needs no row */
  const vb_help_section *sections; /* ended by one without rows */
  vb_operands operands;
  const char *missing; /* said when there is no operand; NULL: none is needed */
  bool version;        /* whether it takes --version */
  const struct vb_command_spec *const *commands; /* of the program itself, ended by NULL */
} vb_command_spec;

typedef struct vb_arguments {
  char **operands; /* in argv, in their order */
  size_t operand_count;
  bool help, version; /* asked for; the operands are then not checked */
  bool alone;         /* a flag with `alone` set was given; operands are then not checked either */
} vb_arguments;

/* Parses argv, which begins after the command's name; argv is reordered, operands first. The rows'
   offsets point into `values`, and fields with an initial value are set to it first. VB_INVALID:
   err has one line that says what is wrong and which --help explains it. */
vb_status vb_options_parse(const vb_command_spec *spec, int argc, char **argv, void *values,
                           vb_arguments *out, vb_error *err);

/* Sets err to the sentence plus where to read more ("...; see 'verbatim search --help'") and
   returns VB_INVALID. */
vb_status vb_options_misused(const vb_command_spec *spec, vb_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The command with that name. Otherwise NULL, and err suggests the nearest name. */
const vb_command_spec *vb_command_find(const vb_command_spec *const *commands, const char *name,
                                       vb_error *err);

/* The options that no table lists because all have them: --help, and --version if `version` is set.
   Ended like a table. */
const vb_option *vb_options_implied(const vb_command_spec *spec);

/* Appends "relevance, newest or oldest" for the choices "relevance newest oldest". */
void vb_options_choices(const char *choices, vb_buf *out);

#endif
