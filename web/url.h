/*
 * url.h - the parts of a request's address: percent encoding and parameters.
 */
#ifndef VB_WEB_URL_H
#define VB_WEB_URL_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"

typedef struct vb_url_param {
  vb_str name, value; /* decoded: any bytes, NUL among them */
} vb_url_param;

typedef struct vb_url_params {
  vb_url_param *items;
  size_t count;
} vb_url_params;

/* No request of ours needs more than a dozen; some links carry hundreds. Of more the server runs
 * out of room before. */
enum { VB_URL_PARAMS_MAX = 2000 };

/* Decoded copy in the arena. A "%" without two hexadecimal digits stays what it is, as in
   browsers. `plus`: "+" means a space (queries and forms, not paths). Absent without memory. */
vb_str vb_url_decode(vb_str text, bool plus, vb_arena *arena);

/* "a=1&b=2", of a query or of a form's body. VB_LIMIT past VB_URL_PARAMS_MAX, VB_NOMEM. */
vb_status vb_url_params_read(vb_str text, vb_arena *arena, vb_url_params *out, vb_error *err);

/* The first of that name; absent when there is none, or when it is empty: a form
   sends every field, and an empty one means that nothing was said. */
vb_str vb_url_param_get(const vb_url_params *params, const char *name);

/* Appends text percent-encoded, everything but letters, digits and "-._~". */
void vb_url_encode(vb_str text, vb_buf *out);

/* "http://..." or "https://..." without white space or control characters: fit for a link. */
bool vb_url_is_web(vb_str url);

#endif
