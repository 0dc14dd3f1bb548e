/*
 * site_address.c - puts the site's address together from a request's head.
 */
#include "web/site_address.h"

enum { HOST_MAX = 255, PREFIX_MAX = 512 };

static bool is_of(char c, const char *more) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr(more, c));
}

static bool all_of(vb_str text, const char *more, size_t most) {
  for (size_t i = 0; i < text.n; i++)
    if (!is_of(text.p[i], more)) return false;
  return text.n > 0 && text.n <= most;
}

/* "/news/archive" without strokes at its end; absent if it cannot be a path. */
static vb_str prefix_of(const vb_http_request *request) {
  vb_str prefix = request->fields[VB_HTTP_PREFIX];
  while (prefix.n && prefix.p[prefix.n - 1] == '/') prefix.n--;
  bool path = vb_str_starts(prefix, "/") && !vb_str_starts(prefix, "//");
  return path && all_of(prefix, "/-._~%", PREFIX_MAX) ? prefix : VB_STR_NONE;
}

vb_str vb_site_address(const vb_http_request *request, vb_arena *arena) {
  vb_str host = request->fields[VB_HTTP_HOST], prefix = prefix_of(request);
  bool secure = vb_str_is_caseless(request->fields[VB_HTTP_PROTOCOL], "https");
  vb_buf out = VB_BUF_INIT;
  if (!all_of(host, ".-:[]_", HOST_MAX)) return VB_STR("");
  vb_buf_text(&out, secure ? "https://" : "http://");
  vb_buf_str(&out, host);
  vb_buf_str(&out, prefix);
  vb_buf_char(&out, '/');
  vb_str address = out.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return address.p ? address : VB_STR("");
}

vb_str vb_site_authority(const vb_http_request *request, vb_arena *arena) {
  vb_str host = request->fields[VB_HTTP_HOST];
  const char *colon = host.n ? memchr(host.p, ':', host.n) : NULL;
  if (colon) host.n = (size_t)(colon - host.p);
  if (!all_of(host, ".-", HOST_MAX) || host.p[0] == '.' || host.p[0] == '-')
    return VB_STR("localhost");
  char *lower = vb_arena_alloc(arena, host.n);
  if (!lower) return VB_STR("localhost");
  for (size_t i = 0; i < host.n; i++)
    lower[i] = (char)(host.p[i] >= 'A' && host.p[i] <= 'Z' ? host.p[i] + 32 : host.p[i]);
  return (vb_str){lower, host.n};
}
