/*
 * index_options.h - the options of the commands that make and maintain a store: one struct and one
 * table each (indexer/base/options/options.h says how to add an option).
 *
 * This is plain data without a dependency on the indexer, so that the program verbatim can use the
 * tables for help, manual pages and completions without linking the indexer.
 */
#ifndef VB_COMMAND_INDEX_OPTIONS_H
#define VB_COMMAND_INDEX_OPTIONS_H

#include "indexer/base/options/options.h"

typedef struct vb_index_values {
  const char *store, *format, *columns, *language, *engine, *shard;
  size_t memory, commit_every, threads; /* threads: 0 where none were asked for */
  bool prune, formats, quiet, json;
} vb_index_values;

typedef struct vb_inspect_values {
  const char *format, *columns;
} vb_inspect_values;

/* Options of compact, verify and stats; only stats has --json. */
typedef struct vb_store_values {
  const char *store;
  bool json;
  bool repair; /* verify only */
} vb_store_values;

typedef struct vb_copy_values {
  const char *from, *to, *engine, *shard;
  size_t memory; /* 0: the default */
} vb_copy_values;

extern const vb_command_spec vb_index_spec, vb_inspect_spec, vb_compact_spec, vb_copy_spec,
    vb_verify_spec, vb_stats_spec, vb_languages_spec;

/* All specs, ended by NULL. The first is index, which verbatim-index runs if no command is
   named. */
extern const vb_command_spec *const vb_index_commands[];

#endif
