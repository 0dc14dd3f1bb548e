/*
 * encoding.h - converts the bytes of a file to UTF-8, whatever their encoding.
 */
#ifndef VB_ARTICLE_READ_ENCODING_H
#define VB_ARTICLE_READ_ENCODING_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

typedef struct vb_decoded {
  vb_str text;       /* valid UTF-8 without byte order mark; part of `bytes`, or in the arena */
  uint32_t replaced; /* undecodable pieces that became U+FFFD */
} vb_decoded;

/* UTF-8 if the bytes are (or mostly are) UTF-8; else by their byte order mark; else as `declared`
   (a charset's name; VB_STR_NONE for none); else detected. */
vb_status vb_decode(vb_str bytes, vb_str declared, vb_arena *arena, vb_decoded *out, vb_error *err);

/* UTF-16 by its byte order mark, or by a NUL in every other byte. */
bool vb_looks_utf16(vb_str bytes);

#endif
