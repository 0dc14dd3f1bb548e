/*
 * json_load.h - JSON to a tree of jansson's, quickly where strings are long.
 */
#ifndef VB_ARTICLE_READ_JSON_LOAD_H
#define VB_ARTICLE_READ_JSON_LOAD_H

#include "indexer/base/arena.h"

#include <jansson.h>

/* What json_loadb makes of valid UTF-8 with JSON_ALLOW_NUL: the same tree, or NULL and the same
   reason. The arena is for what is needed on the way. */
json_t *vb_json_load(vb_str text, vb_arena *arena, json_error_t *why);

#endif
