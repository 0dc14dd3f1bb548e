/*
 * cors.c - compares origins, and sets what the Fetch standard asks for.
 *
 * An origin is compared byte for byte, as browsers write it: scheme, host, and a port that
 * is not the scheme's own, in small letters.
 */
#include "web/cors.h"

/* A day: browsers keep a preflight's answer no longer. */
#define PREFLIGHT_SECONDS "86400"

static bool is_origin(vb_str origin) {
  static const char *const schemes[] = {"http://", "https://"};
  if (vb_str_is(origin, "*")) return true;
  for (size_t s = 0; s < 2; s++) {
    size_t n = strlen(schemes[s]);
    if (!vb_str_starts(origin, schemes[s]) || origin.n == n) continue;
    for (size_t i = n; i < origin.n; i++) {
      char c = origin.p[i];
      bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(".-:[]_", c);
      if (!good || !c) return false;
    }
    return true;
  }
  return false;
}

vb_status vb_cors_check(const vb_cors *cors, vb_error *err) {
  for (size_t i = 0; i < cors->count; i++)
    if (!is_origin(vb_str_of(cors->origins[i])))
      return vb_fail(err, VB_INVALID,
                     "--cors '%.100s' is no origin: write it as https://desk.example, in small "
                     "letters and without a path, or * for all",
                     cors->origins[i]);
  return VB_OK;
}

static bool is_for_scripts(vb_str path) {
  return vb_str_starts(path, "/api/") || vb_str_is(path, "/openapi.yaml") ||
         vb_str_is(path, "/healthz");
}

/* The value of Access-Control-Allow-Origin; NULL: not allowed. */
static const char *allowed(const vb_cors *cors, const vb_http_request *request) {
  vb_str origin = request->fields[VB_HTTP_ORIGIN];
  if (!origin.p || !is_for_scripts(request->path)) return NULL;
  for (size_t i = 0; i < cors->count; i++)
    if (strcmp(cors->origins[i], "*") == 0 || vb_str_is(origin, cors->origins[i]))
      return cors->origins[i];
  return NULL;
}

void vb_cors_allow(const vb_cors *cors, const vb_http_request *request,
                   vb_http_response *response) {
  const char *origin = allowed(cors, request);
  response->vary_origin = cors->count > 0 && is_for_scripts(request->path);
  if (!origin) return;
  vb_http_set(response, "Access-Control-Allow-Origin", origin);
  vb_http_set(response, "Access-Control-Expose-Headers",
              "ETag, Retry-After, Deprecation, Link, WWW-Authenticate");
}

bool vb_cors_preflight(const vb_cors *cors, const vb_http_request *request,
                       vb_http_response *response) {
  if (!vb_str_is(request->method, "OPTIONS") || !request->fields[VB_HTTP_PREFLIGHT].p ||
      !allowed(cors, request))
    return false;
  response->status = 204;
  response->route = "preflight";
  vb_http_set(response, "Access-Control-Allow-Methods", "GET, HEAD, POST");
  vb_http_set(response, "Access-Control-Allow-Headers",
              "Accept, Authorization, Content-Type, If-None-Match");
  vb_http_set(response, "Access-Control-Max-Age", PREFLIGHT_SECONDS);
  vb_cors_allow(cors, request, response);
  return true;
}
