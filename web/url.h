/*
 * url.h - the parts of a request's address: percent encoding and parameters.
 */
#ifndef VB_WEB_URL_H
#define VB_WEB_URL_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/web_address.h"

typedef struct vb_url_param {
  vb_str name, value; /* decoded; may have any bytes, including NUL */
} vb_url_param;

typedef struct vb_url_params {
  vb_url_param *items;
  size_t count;
} vb_url_params;

/* No request of ours needs more than a dozen, and some links carry hundreds. The server's memory
   per connection runs out before this limit. */
enum { VB_URL_PARAMS_MAX = 2000 };

/* A decoded copy in the arena. A "%" without two hexadecimal digits stays, as in browsers. `plus`:
   "+" is a space (in queries and forms, not in paths). Absent when there is no memory. */
vb_str vb_url_decode(vb_str text, bool plus, vb_arena *arena);

/* Parses "a=1&b=2" from a query or a form's body. VB_LIMIT above VB_URL_PARAMS_MAX; VB_NOMEM. */
vb_status vb_url_params_read(vb_str text, vb_arena *arena, vb_url_params *out, vb_error *err);

/* The first parameter with that name; absent if there is none or it is empty, because forms send
   all fields and an empty field has no meaning. */
vb_str vb_url_param_get(const vb_url_params *params, const char *name);

#endif
