/*
 * repair.h - removes damaged segments from a store, so that the rest can be searched and indexed.
 *
 * Only whole segments are removed. Their files are linked into STORE/native/damaged
 * before the manifest that no longer names them is committed. A crash at any moment
 * leaves the store as it was, or repaired. Takes the writer's lock. If the manifest
 * cannot be read, all segments are removed.
 */
#ifndef VB_PIPELINE_REPAIR_H
#define VB_PIPELINE_REPAIR_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_repair_events {
  void *context;
  /* Called for each lost article; id and path are borrowed until it returns. May be NULL. */
  void (*gone)(void *context, vb_str id, vb_str path);
} vb_repair_events;

typedef struct vb_repair_summary {
  bool marker, manifest;   /* was damaged and has been rewritten */
  bool lines;              /* what was known of outlets' lines is dropped */
  uint64_t segments;       /* removed */
  uint64_t gone, nameless; /* articles in them; those of them whose id is unknown */
  uint64_t articles;       /* remaining */
} vb_repair_summary;

/* VB_LOCKED; VB_INVALID for a store of another engine than native; VB_CORRUPT for a marker from
   which engine or language cannot be read; VB_IO. */
vb_status vb_repair_store(const char *folder, const vb_repair_events *events,
                          vb_repair_summary *out, vb_error *err);

#endif
