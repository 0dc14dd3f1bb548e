/*
 * index.h - one run of the indexer: scans, reads, and stores what is new.
 *
 * An article whose id is in the store with the same content is skipped; with other
 * content it replaces the old one. A run commits at intervals, so if it is stopped it
 * keeps what it had, and the next run skips over that.
 */
#ifndef VB_PIPELINE_INDEX_H
#define VB_PIPELINE_INDEX_H

#include "indexer/article/read/format_counts.h"
#include "indexer/article/read/reader.h"
#include "indexer/pipeline/writer.h"

#include <signal.h>

typedef struct vb_index_options {
  const char *const *paths; /* files, folders, "-" */
  size_t path_count;
  vb_read_options read; /* how to read the inputs */
  /* Remove articles of the given paths that were not met again. Nothing is removed if the scan was
     incomplete or the run was stopped, nor from a file with unreadable records. */
  bool prune;
  uint32_t shard, shards;   /* index only shard 1..shards; 0 of 0: everything */
  uint64_t commit_articles; /* 0: the default, for each of these three */
  uint64_t commit_bytes;    /* of article text */
  unsigned commit_seconds;
  /* Opens the store when the first article is read, if the run was given no writer; so an input
     without articles makes no store. */
  vb_status (*open)(void *context, vb_writer **out, vb_error *err);
  void *open_context;
  const volatile sig_atomic_t
      *stop; /* if it becomes non-zero: finish the article, commit, return */
} vb_index_options;

typedef struct vb_index_summary {
  uint64_t files, files_total; /* done, and to do */
  uint64_t bytes, bytes_total; /* of files; the total is 0 while unknown (standard input) */
  uint64_t text_bytes;         /* of the articles met */
  uint64_t added, replaced, unchanged, removed;
  uint64_t repeated; /* ids met again in this run: the later article replaces the earlier */
  uint64_t other_shard;
  uint64_t skipped, repaired; /* articles or files lost to a problem; problems without loss */
  uint64_t hidden, other_kinds, links;
  vb_format_counts formats; /* articles and refusals by format; what was left out */
  uint64_t commits;
  double seconds;
  bool interrupted;
  bool complete; /* every path could be examined */
} vb_index_summary;

typedef struct vb_index_events {
  void (*progress)(void *context, const vb_index_summary *so_far); /* often; may be NULL */
  void (*problem)(void *context, const char *sentence, bool skipped);
  void *context;
} vb_index_events;

/* The writer belongs to the caller; NULL: it is opened by options->open. On failure, earlier
   commits remain. */
vb_status vb_index_run(vb_writer *writer, const vb_index_options *options,
                       const vb_index_events *events, vb_index_summary *out, vb_error *err);

/* The shard 1..shards that an id belongs to. */
uint32_t vb_index_shard_of(vb_str id, uint32_t shards);

/* Appends the names of the languages that have a stemmer, separated by blanks. */
vb_status vb_index_languages(vb_buf *out, vb_error *err);

#endif
