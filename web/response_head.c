/*
 * response_head.c - the header fields of every answer, and those that this one asks for.
 */
#include "web/response_head.h"

#include <stdio.h>

/* Pages load nothing from other hosts, run only our own files, cannot be framed, and do not tell
   other sites where the reader came from. */
static const vb_http_header security[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

void vb_http_set(vb_http_response *r, const char *name, const char *value) {
  if (value && r->header_count < VB_HTTP_HEADERS_MAX)
    r->headers[r->header_count++] = (vb_http_header){name, value};
}

/* ---- validators -------------------------------------------------------- */

void vb_etag_of(const vb_http_response *r, vb_str body, char out[VB_ETAG_TEXT]) {
  if (r->etag) {
    snprintf(out, VB_ETAG_TEXT, "W/\"%.20s\"", r->etag);
    return;
  }
  uint64_t hash = 0xcbf29ce484222325; /* FNV-1a; distinguishes versions of one address */
  for (size_t i = 0; i < body.n; i++) hash = (hash ^ (unsigned char)body.p[i]) * 0x100000001b3;
  snprintf(out, VB_ETAG_TEXT, "W/\"%016llx\"", (unsigned long long)hash);
}

/* A comparison of the weak kind: of what stands between the quotation marks. */
bool vb_etag_matches(vb_str sent, const char *etag) {
  vb_str tag = vb_str_of(etag);
  const char *mark = tag.n ? memchr(tag.p, '"', tag.n) : NULL;
  if (!sent.p || !mark) return false;
  if (vb_str_is(vb_str_trim(sent), "*")) return true;
  vb_str opaque = vb_str_slice(tag, (size_t)(mark - tag.p), tag.n);
  for (size_t at = 0; at + opaque.n <= sent.n; at++)
    if (memcmp(sent.p + at, opaque.p, opaque.n) == 0) return true;
  return false;
}

/* ---- fields ------------------------------------------------------------ */

typedef void put_field(void *context, const char *name, const char *value);

/* Headers that name the new address when an old one is used (RFC 9745, RFC 5829). */
static void put_successor(const char *successor, put_field *put, void *context) {
  char link[128];
  snprintf(link, sizeof link, "<%s>; rel=\"successor-version\"", successor);
  put(context, "Deprecation", "true");
  put(context, "Link", link);
}

/* file: a name of ours, without signs that would need escaping. */
static void put_disposition(const char *file, put_field *put, void *context) {
  char value[96];
  snprintf(value, sizeof value, "attachment; filename=\"%s\"", file);
  put(context, "Content-Disposition", value);
}

void vb_response_head(const vb_http_response *r, const char *etag, put_field *put, void *context) {
  char seconds[16];
  for (size_t i = 0; i < sizeof security / sizeof *security; i++)
    put(context, security[i].name, security[i].value);
  if (r->type) put(context, "Content-Type", r->type);
  if (r->packed) put(context, "Content-Encoding", "gzip");
  put(context, "Cache-Control", r->cache ? r->cache : "no-cache");
  if (r->vary_origin) put(context, "Vary", "Accept-Encoding, Origin");
  else put(context, "Vary", "Accept-Encoding");
  if (etag) put(context, "ETag", etag);
  if (r->file) put_disposition(r->file, put, context);
  if (r->allow) put(context, "Allow", r->allow);
  if (r->successor) put_successor(r->successor, put, context);
  if (r->location) put(context, "Location", r->location);
  if (r->retry_after) {
    snprintf(seconds, sizeof seconds, "%u", r->retry_after);
    put(context, "Retry-After", seconds);
  }
  for (size_t i = 0; i < r->header_count; i++)
    put(context, r->headers[i].name, r->headers[i].value);
}
