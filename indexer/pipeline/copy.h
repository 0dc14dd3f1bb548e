/*
 * copy.h - moves the articles of one store into another, of any engine, as they were read.
 *
 * Nothing is read or judged again: titles, dates, quotations and speakers stay as they are. A copy
 * that was stopped goes on where it was when it is started again, since articles that the
 * target has with the same content hash are left alone.
 */
#ifndef VB_PIPELINE_COPY_H
#define VB_PIPELINE_COPY_H

#include "indexer/pipeline/stored_articles.h"
#include "indexer/pipeline/writer.h"

#include <signal.h>

typedef struct vb_copy_summary {
  uint64_t added, replaced, unchanged, other_shard;
  bool interrupted;
} vb_copy_summary;

typedef struct vb_copy_options {
  uint32_t shard, shards;            /* only articles of shard 1..shards; 0 of 0: all */
  const volatile sig_atomic_t *stop; /* if it becomes non-zero: commit and return; may be NULL */
  void (*progress)(void *context, const vb_copy_summary *so_far); /* after each; may be NULL */
  void *context;
} vb_copy_options;

/* Commits at the writer's budget and at the end. The summary is true on failure too. */
vb_status vb_copy_run(vb_stored_articles *from, vb_writer *to, const vb_copy_options *options,
                      vb_copy_summary *out, vb_error *err);

#endif
