/*
 * search_options.h - the options of the commands that ask a store, and of verbatim itself: one
 * struct and one table each (indexer/base/options/options.h says how to add an option).
 */
#ifndef VB_SEARCHER_COMMAND_SEARCH_OPTIONS_H
#define VB_SEARCHER_COMMAND_SEARCH_OPTIONS_H

#include "indexer/base/options/completion.h"
#include "indexer/base/options/options.h"

/* Options that every such command has; the first member of its values. */
typedef struct vb_common {
  const char *store;     /* --store, else $VERBATIM_STORE, else "verbatim-store" */
  const char *color;     /* auto, always, never */
  size_t memory;         /* MiB of one search */
  size_t search_threads; /* 0 if not set */
  bool json, no_pager;
  bool lost; /* not an option: set by the printer */
} vb_common;

/* The facets of verbatim.h, in its order. */
enum {
  VB_FILTER_SOURCE,
  VB_FILTER_DATE,
  VB_FILTER_SPEAKER,
  VB_FILTER_AUTHOR,
  VB_FILTER_SECTION,
  VB_FILTER_KINDS
};

/* Which articles are searched; NULL members and empty lists set no condition. */
typedef struct vb_filter_values {
  const char *after, *before;
  /* By vb_facet_kind: what is chosen, and what is left out. A command has rows for some. */
  vb_option_list chosen[VB_FILTER_KINDS], excluded[VB_FILTER_KINDS];
} vb_filter_values;

typedef struct vb_search_values {
  vb_common common;
  vb_filter_values filter;
  const char *sort, *format;
  size_t from, size, snippets;
  bool facets, count, no_fold, all, neutral;
} vb_search_values;

typedef struct vb_said_values {
  vb_common common;
  vb_filter_values filter;
  const char *speaker, *sort;
  size_t from, size;
} vb_said_values;

typedef struct vb_trend_values {
  vb_common common;
  vb_filter_values filter;
  const char *period;
  bool share, csv;
} vb_trend_values;

typedef struct vb_quote_values {
  vb_common common;
  vb_filter_values filter;
  const char *since, *batch, *format, *output, *column;
  bool neutral;
  size_t limit;
  bool history, no_fold, witness;
} vb_quote_values;

typedef struct vb_show_values {
  vb_common common;
  const char *query, *quote;
  bool comments;
} vb_show_values;

typedef struct vb_watch_values {
  vb_common common;
  vb_filter_values filter;
  const char *format, *sort, *state;
  size_t snippets;
  bool known, neutral;
} vb_watch_values;

typedef struct vb_mcp_values {
  vb_common common; /* store and memory alone */
} vb_mcp_values;

/* The options of verbatim itself. */
typedef struct vb_verbatim_values {
  bool man;
} vb_verbatim_values;

extern const vb_command_spec vb_search_spec, vb_said_spec, vb_quote_spec, vb_show_spec,
    vb_trend_spec;
extern const vb_command_spec vb_watch_spec, vb_mcp_spec;
extern const vb_command_spec vb_verbatim_spec, vb_help_spec, vb_completion_spec;

/* The programs whose commands verbatim also offers, for the completions. */
extern const vb_sibling_program vb_sibling_programs[];

#endif
