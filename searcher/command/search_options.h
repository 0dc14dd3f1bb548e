/*
 * search_options.h - the options of the commands that ask a store: one struct and one table each
 * (indexer/base/options/options.h says how to add one), and the program verbatim itself.
 */
#ifndef VB_SEARCHER_COMMAND_SEARCH_OPTIONS_H
#define VB_SEARCHER_COMMAND_SEARCH_OPTIONS_H

#include "indexer/base/options/completion.h"
#include "indexer/base/options/options.h"

/* What every command that asks knows; the first member of its values. */
typedef struct vb_common {
  const char *store; /* --store, else $VERBATIM_STORE, else "verbatim-store" */
  const char *color; /* auto, always, never */
  bool json;
  bool lost; /* for the printer */
} vb_common;

/* Which articles count; absent ones are NULL. */
typedef struct vb_filter_values {
  const char *after, *before, *source, *author;
} vb_filter_values;

typedef struct vb_search_values {
  vb_common common;
  vb_filter_values filter;
  const char *sort;
  size_t from, size, snippets;
  bool facets, count, no_fold;
} vb_search_values;

typedef struct vb_said_values {
  vb_common common;
  vb_filter_values filter;
  const char *speaker, *sort;
  size_t from, size;
} vb_said_values;

typedef struct vb_quote_values {
  vb_common common;
  vb_filter_values filter;
  const char *since, *batch, *format, *output, *column;
  bool neutral;
  size_t limit;
  bool history, no_fold;
} vb_quote_values;

typedef struct vb_show_values {
  vb_common common;
  const char *query, *quote;
  bool comments;
} vb_show_values;

/* Of verbatim itself. */
typedef struct vb_verbatim_values {
  bool man;
} vb_verbatim_values;

extern const vb_command_spec vb_search_spec, vb_said_spec, vb_quote_spec, vb_show_spec;
extern const vb_command_spec vb_verbatim_spec, vb_help_spec, vb_completion_spec;

/* The programs beside verbatim, for the completions. */
extern const vb_sibling_program vb_sibling_programs[];

#endif
