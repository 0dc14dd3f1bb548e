/*
 * json_load.h - parses JSON to a jansson tree, fast if strings are long.
 */
#ifndef VB_ARTICLE_READ_JSON_LOAD_H
#define VB_ARTICLE_READ_JSON_LOAD_H

#include "indexer/base/arena.h"

#include <jansson.h>

/* The same result as json_loadb with JSON_ALLOW_NUL for valid UTF-8: the same tree, or NULL and the
   same reason. The arena is for temporary data. */
json_t *vb_json_load(vb_str text, vb_arena *arena, json_error_t *why);

/* Whether the text and its tree take no more than `most` bytes, as far as commas and colons tell.
 */
bool vb_json_fits(vb_str text, size_t most);

#endif
