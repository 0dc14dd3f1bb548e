/*
 * encoding.h - bytes of a file as UTF-8, whatever they were.
 */
#ifndef VB_ARTICLE_READ_ENCODING_H
#define VB_ARTICLE_READ_ENCODING_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

typedef struct vb_decoded {
  vb_str text;       /* valid UTF-8 without byte order mark; in `bytes` itself or in the arena */
  uint32_t replaced; /* undecodable pieces that became U+FFFD */
} vb_decoded;

/* UTF-8 where the bytes are (or are mostly) that; else by their byte order mark;
   else as `declared` (a charset's name; VB_STR_NONE for none); else as they look. */
vb_status vb_decode(vb_str bytes, vb_str declared, vb_arena *arena, vb_decoded *out, vb_error *err);

/* UTF-16 by its byte order mark, or by a NUL in every other byte. */
bool vb_looks_utf16(vb_str bytes);

#endif
