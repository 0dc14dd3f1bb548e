/*
 * index_options.h - the options of the commands that make and keep a store, one struct and one
 * table each (indexer/base/options/options.h says how to add one).
 *
 * Plain data that needs nothing of the indexer: the program verbatim has these tables too, for its
 * help, manual pages and completions, and does not link the indexer for that.
 */
#ifndef VB_COMMAND_INDEX_OPTIONS_H
#define VB_COMMAND_INDEX_OPTIONS_H

#include "indexer/base/options/options.h"

typedef struct vb_index_values {
  const char *store, *format, *language, *engine, *shard;
  size_t memory, commit_every;
  const char *threads;
  bool prune, formats, quiet, json;
} vb_index_values;

typedef struct vb_inspect_values {
  const char *format;
} vb_inspect_values;

/* Of compact, verify and stats; the first two take no --json. */
typedef struct vb_store_values {
  const char *store;
  bool json;
  bool repair; /* of verify */
} vb_store_values;

extern const vb_command_spec vb_index_spec, vb_inspect_spec, vb_compact_spec, vb_verify_spec,
    vb_stats_spec, vb_languages_spec;

/* All of them, ended by NULL; index first, which is what verbatim-index does by itself. */
extern const vb_command_spec *const vb_index_commands[];

#endif
