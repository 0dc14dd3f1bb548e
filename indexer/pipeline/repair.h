/*
 * repair.h - takes what is damaged out of a store, so that the rest can be searched and indexing
 * goes on.
 *
 * Only whole segments leave: their files are kept in STORE/native/damaged, linked there before the
 * manifest that no longer names them is committed. A crash at any moment leaves the store as it was
 * or mended. Takes the writer's lock. A manifest that cannot be read costs all segments.
 */
#ifndef VB_PIPELINE_REPAIR_H
#define VB_PIPELINE_REPAIR_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_repair_events {
  void *context;
  /* An article that is gone; id and path are borrowed until the call returns. May be NULL. */
  void (*gone)(void *context, vb_str id, vb_str path);
} vb_repair_events;

typedef struct vb_repair_summary {
  bool marker, manifest;   /* was damaged and is written anew */
  uint64_t segments;       /* set aside */
  uint64_t gone, nameless; /* articles in them; of these, so damaged that their id is unknown */
  uint64_t articles;       /* left */
} vb_repair_summary;

/* VB_LOCKED; VB_INVALID for a store of another engine than the native one; VB_CORRUPT for a marker
   that does not tell what the store is; VB_IO. */
vb_status vb_repair_store(const char *folder, const vb_repair_events *events,
                          vb_repair_summary *out, vb_error *err);

#endif
