/*
 * url.c - parses the parts of a request's address.
 *
 * The HTTP library could decode parameters, but returns terminated strings, in which %00
 * would silently cut off the rest. Here a text keeps its length.
 */
#include "web/url.h"

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

vb_str vb_url_decode(vb_str text, bool plus, vb_arena *arena) {
  char *out = vb_arena_alloc(arena, text.n + 1);
  if (!out) return VB_STR_NONE;
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    int high = -1, low = -1;
    if (text.p[i] == '%' && text.n - i > 2) high = hex(text.p[i + 1]), low = hex(text.p[i + 2]);
    if (high >= 0 && low >= 0) {
      out[n++] = (char)(high * 16 + low);
      i += 2;
    } else {
      out[n++] = plus && text.p[i] == '+' ? ' ' : text.p[i];
    }
  }
  out[n] = '\0';
  return (vb_str){out, n};
}

/* Returns the piece before the first `c` and advances the text past it. */
static vb_str cut(vb_str *text, char c) {
  const char *at = text->n ? memchr(text->p, c, text->n) : NULL;
  vb_str piece = *text;
  if (!at) {
    text->p += text->n;
    text->n = 0;
    return piece;
  }
  piece.n = (size_t)(at - text->p);
  *text = vb_str_slice(*text, piece.n + 1, text->n);
  return piece;
}

vb_status vb_url_params_read(vb_str text, vb_arena *arena, vb_url_params *out, vb_error *err) {
  *out = (vb_url_params){NULL, 0};
  size_t count = 0;
  vb_url_param *items = vb_arena_calloc(arena, VB_URL_PARAMS_MAX, sizeof *items);
  if (!items) return vb_fail(err, VB_NOMEM, "no memory for the parameters");
  while (text.n) {
    vb_str value = cut(&text, '&');
    if (!value.n) continue;
    if (count == VB_URL_PARAMS_MAX)
      return vb_fail(err, VB_LIMIT, "more than %d parameters", VB_URL_PARAMS_MAX);
    vb_str name = cut(&value, '=');
    items[count].name = vb_url_decode(name, true, arena);
    items[count].value = vb_url_decode(value, true, arena);
    if (!items[count].name.p || !items[count].value.p)
      return vb_fail(err, VB_NOMEM, "no memory for the parameters");
    count++;
  }
  *out = (vb_url_params){items, count};
  return VB_OK;
}

vb_str vb_url_param_get(const vb_url_params *params, const char *name) {
  for (size_t i = 0; i < params->count; i++)
    if (vb_str_is(params->items[i].name, name))
      return params->items[i].value.n ? params->items[i].value : VB_STR_NONE;
  return VB_STR_NONE;
}
