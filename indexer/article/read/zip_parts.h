/*
 * zip_parts.h - the parts of a document that is a zip archive (DOCX, ODT, EPUB), in memory.
 */
#ifndef VB_ARTICLE_READ_ZIP_PARTS_H
#define VB_ARTICLE_READ_ZIP_PARTS_H

#include "indexer/article/read/stream.h"
#include "indexer/base/arena.h"

typedef struct vb_zip_part {
  vb_str name, bytes;
} vb_zip_part;

typedef struct vb_zip_parts {
  vb_zip_part *list; /* in the order of the archive; all in the arena */
  size_t count;
  bool locked; /* something needs a password */
} vb_zip_parts;

/* Loads the parts for which `wanted` returns true. VB_CORRUPT, or VB_LIMIT for more than a document
   has; what was loaded before is kept. VB_NOMEM. */
vb_status vb_zip_load(vb_str bytes, vb_unpack_budget *budget, bool (*wanted)(vb_str name),
                      vb_arena *arena, vb_zip_parts *out, vb_error *err);
/* The part with that name; VB_STR_NONE for none. */
vb_str vb_zip_find(const vb_zip_parts *parts, vb_str name);

#endif
