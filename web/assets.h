/*
 * assets.h - the files of web/page/ and openapi.yaml, embedded into the program by
 * page/embed.cmake.
 */
#ifndef VB_WEB_ASSETS_H
#define VB_WEB_ASSETS_H

#include "indexer/base/str.h"

typedef struct vb_asset {
  const char *name;    /* "style.css" */
  const char *version; /* a hash of the content, for addresses and ETags */
  vb_str content;
} vb_asset;

extern const vb_asset vb_assets[];
extern const size_t vb_assets_count;

static inline const vb_asset *vb_asset_find(vb_str name) {
  for (size_t i = 0; i < vb_assets_count; i++)
    if (vb_str_is(name, vb_assets[i].name)) return &vb_assets[i];
  return NULL;
}

#endif
