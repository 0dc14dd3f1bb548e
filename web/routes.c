/*
 * routes.c - the table of addresses, and the state of the site.
 *
 * A row of the table has a path, its methods, the name under which requests are counted,
 * and the function. A path that ends in "/" matches one more decoded piece. Error answers
 * are made in request_context.c.
 */
#include "web/assets.h"
#include "web/request_context.h"
#include "indexer/base/clock.h"
#include "indexer/base/json_writer.h"

#include <stdio.h>
#include <stdlib.h>

/* A worker checks for a commit at most this often: a check costs a few system calls. */
static const double REFRESH_SECONDS = 1.0;

/* ---- small routes ------------------------------------------------------ */

static void healthz(vb_request_context *call) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "status", "ok");
  vb_json_number(&json, "articles", call->web->articles);
  vb_json_close_object(&json);
  call->response->cache = "no-store";
  if (text.failed) vb_context_refuse(call, 503, "no memory for the answer");
  else vb_context_answer(call, VB_OK, vb_buf_view(&text), NULL);
  vb_buf_clear(&text);
}

static void metrics(vb_request_context *call) {
  vb_http_response *r = call->response;
  vb_web *web = call->web;
  vb_metrics_print(&web->metrics, &r->body);
  vb_metrics_gauge(&r->body, "verbatim_articles", "Articles in the store, as last seen.",
                   (double)web->articles);
  vb_metrics_gauge(&r->body, "verbatim_refresh_failures",
                   "Times that a look for commits failed since the start.",
                   (double)web->refresh_failures);
  vb_metrics_gauge(&r->body, "verbatim_http_connections", "Connections that are open.",
                   web->http ? (double)vb_http_connections(web->http) : 0);
  vb_metrics_gauge(&r->body, "verbatim_uptime_seconds", "Seconds since the start.",
                   vb_clock_seconds() - web->started);
  r->status = 200;
  r->type = "text/plain; version=0.0.4; charset=utf-8";
  r->cache = "no-store";
  if (r->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}

static const char *type_of(vb_str name) {
  static const char *const types[][2] = {{".css", "text/css; charset=utf-8"},
                                         {".js", "text/javascript; charset=utf-8"},
                                         {".svg", "image/svg+xml"},
                                         {".yaml", "application/yaml"}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (vb_str_ends(name, types[i][0])) return types[i][1];
  return NULL;
}

static void send_asset(vb_request_context *call, vb_str name, const char *cache) {
  const vb_asset *asset = vb_asset_find(name);
  const char *type = type_of(name);
  if (!asset || !type) { /* templates cannot be downloaded */
    vb_context_refuse(call, 404, "there is no such file");
    return;
  }
  vb_http_response *r = call->response;
  r->status = 200;
  r->type = type;
  r->fixed = asset->content;
  r->etag = asset->version;
  r->cache = cache;
}

static void static_file(vb_request_context *call) {
  /* Pages link to files with ?v=hash, so the content at one address never changes. */
  bool pinned = vb_url_param_get(&call->request->params, "v").p != NULL;
  send_asset(call, call->rest, pinned ? "public, max-age=31536000, immutable" : NULL);
}

static void openapi(vb_request_context *call) {
  send_asset(call, VB_STR("openapi.yaml"), NULL);
}

static void favicon(vb_request_context *call) {
  send_asset(call, VB_STR("icon.svg"), "public, max-age=86400");
}

/* Redirects a page that has another address now, with all parameters. */
static void moved(vb_request_context *call) {
  const vb_url_params *params = &call->request->params;
  vb_http_response *r = call->response;
  vb_buf to = VB_BUF_INIT;
  vb_buf_text(&to, r->successor);
  for (size_t i = 0; i < params->count; i++) {
    vb_buf_char(&to, i ? '&' : '?');
    vb_url_encode(params->items[i].name, &to);
    vb_buf_char(&to, '=');
    vb_url_encode(params->items[i].value, &to);
  }
  vb_str location = to.failed ? VB_STR_NONE : vb_arena_copy(call->arena, vb_buf_view(&to));
  vb_buf_clear(&to);
  if (!location.p) {
    vb_context_refuse(call, 503, "no memory for the answer");
    return;
  }
  r->status = 301;
  r->type = "text/plain; charset=utf-8";
  r->location = location.p;
}

/* ---- the table --------------------------------------------------------- */

typedef struct route {
  const char *path, *name;
  void (*get)(vb_request_context *);
  void (*post)(vb_request_context *);
  const char *get_now, *post_now; /* for an old address, its new last piece; NULL: not old */
  bool at_once;                   /* a GET that needs no store */
} route;

static const route routes[] = {
    {"/", "page_search", .get = vb_page_search},
    {"/article", "page_article", .get = vb_page_article},
    {"/quote", "page_quote", .get = vb_page_quote, .post = vb_page_quote},
    {"/said", "page_said", .get = vb_page_said},
    {"/quotes", "page_quotes", .get = moved, .get_now = "said"},
    {"/speaker", "page_speaker", .get = vb_page_speaker},
    {"/help", "page_help", .get = vb_page_help},
    {"/static/", "static", .get = static_file, .at_once = true},
    {"/favicon.ico", "static", .get = favicon, .at_once = true},
    {"/openapi.yaml", "openapi", .get = openapi, .at_once = true},
    {"/api/v1/search", "api_search", .get = vb_api_search},
    {"/api/v1/quote", "api_quote", .get = vb_api_quote, .post = vb_api_batch, .post_now = "batch"},
    {"/api/v1/batch", "api_batch", .post = vb_api_batch},
    {"/api/v1/said", "api_said", .get = vb_api_said},
    {"/api/v1/quotes", "api_quotes", .get = vb_api_said, .get_now = "said"},
    {"/api/v1/trend", "api_trend", .get = vb_api_trend},
    {"/api/v1/speaker", "api_speaker", .get = vb_api_speaker},
    {"/api/v1/articles/", "api_article", .get = vb_api_article},
    {"/healthz", "healthz", .get = healthz, .at_once = true},
    {"/metrics", "metrics", .get = metrics, .at_once = true},
};

static const route *find_route(vb_str path, vb_str *rest) {
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
    size_t n = strlen(routes[i].path);
    bool prefix = n > 1 && routes[i].path[n - 1] == '/';
    if (prefix ? path.n > n && vb_str_starts(path, routes[i].path)
               : vb_str_is(path, routes[i].path)) {
      *rest = vb_str_slice(path, n, path.n);
      return &routes[i];
    }
  }
  return NULL;
}

static void answer(void *context, size_t worker, const vb_http_request *request,
                   vb_http_response *response) {
  vb_web *web = context;
  vb_request_context call = {
      web, worker, vb_web_store(web, worker), request, response, request->arena, VB_STR_NONE};
  vb_str rest = VB_STR_NONE;
  const route *r = find_route(request->path, &rest);
  response->route = r ? r->name : "none";
  call.rest = vb_url_decode(rest, false, request->arena);
  bool get = vb_str_is(request->method, "GET"), post = vb_str_is(request->method, "POST");
  if (!r) {
    vb_context_refuse(&call, 404, "there is nothing at %.*s",
                      (int)(request->path.n > 200 ? 200 : request->path.n), request->path.p);
  } else if (!(get && r->get) && !(post && r->post)) {
    response->allow = !r->get ? "POST" : r->post ? "GET, HEAD, POST" : "GET, HEAD";
    vb_context_refuse(&call, 405, "%.*s answers %s only", (int)strlen(r->path), r->path,
                      response->allow);
  } else {
    response->successor = post ? r->post_now : r->get_now;
    (post ? r->post : r->get)(&call);
  }
}

/* Health, metrics and files need no store, so they are answered even if every worker is busy. */
static bool at_once(void *context, const vb_http_request *request, vb_http_response *response) {
  vb_str rest = VB_STR_NONE;
  const route *r = find_route(request->path, &rest);
  if (!r || !r->at_once || !vb_str_is(request->method, "GET")) return false;
  vb_request_context call = {context, 0, NULL, request, response, request->arena, VB_STR_NONE};
  call.rest = vb_url_decode(rest, false, request->arena);
  response->route = r->name;
  r->get(&call);
  return true;
}

static void refuse(void *context, const vb_http_request *request, unsigned status,
                   const char *message, vb_http_response *response) {
  vb_request_context call = {context, 0, NULL, request, response, request->arena, VB_STR_NONE};
  vb_context_refuse(&call, status, "%s", message);
}

static void done(void *context, const vb_http_done *what) {
  vb_web *web = context;
  char line[512];
  vb_metrics_count(&web->metrics, what->route ? what->route : "none", what->status, what->seconds);
  if (!web->log) return;
  /* Without the query: what people search for is private. */
  int path = (int)(what->path.n > 300 ? 300 : what->path.n);
  snprintf(line, sizeof line, "%s %.*s %.*s %u %llu bytes %.1f ms", what->client,
           (int)(what->method.n > 20 ? 20 : what->method.n), what->method.p, path, what->path.p,
           what->status, (unsigned long long)what->bytes, what->seconds * 1e3);
  web->log(line);
}

/* ---- the site ---------------------------------------------------------- */

vb_store *vb_web_store(vb_web *web, size_t worker) {
  vb_web_worker *w = &web->workers[worker];
  double now = vb_clock_seconds();
  if (now - w->looked >= REFRESH_SECONDS) {
    w->looked = now;
    /* On failure the worker continues with what it has; the query itself will report the error. */
    if (vb_store_refresh(w->store, NULL)) web->refresh_failures++;
    web->articles = vb_store_about(w->store).articles;
  }
  return w->store;
}

/* Each worker has a store handle of its own, because a handle belongs to one thread; they share the
   page cache. */
vb_status vb_web_open(const char *store, size_t threads, size_t memory_mib, vb_web **out,
                      vb_error *err) {
  vb_store_options options = {.memory_mib = (uint32_t)memory_mib};
  *out = NULL;
  vb_status status = VB_OK;
  vb_web *web = calloc(1, sizeof *web);
  if (!web) return vb_fail(err, VB_NOMEM, "no memory");
  vb_metrics_init(&web->metrics);
  web->started = vb_clock_seconds();
  web->store = strdup(store);
  web->workers = calloc(threads, sizeof *web->workers);
  web->worker_count = web->workers ? threads : 0;
  if (!web->store || !web->workers) status = vb_fail(err, VB_NOMEM, "no memory");
  for (size_t i = 0; i < web->worker_count && !status; i++) {
    status = vb_store_open(store, &options, &web->workers[i].store, err);
    web->workers[i].looked = vb_clock_seconds();
  }
  if (status) {
    vb_web_close(web);
    return status;
  }
  if (web->worker_count) web->articles = vb_store_about(web->workers[0].store).articles;
  *out = web;
  return VB_OK;
}

void vb_web_close(vb_web *web) {
  if (!web) return;
  for (size_t i = 0; i < web->worker_count; i++) vb_store_close(web->workers[i].store);
  vb_metrics_clear(&web->metrics);
  free(web->workers);
  free(web->store);
  free(web);
}

vb_http_handler vb_web_handler(vb_web *web, void (*log)(const char *line)) {
  web->log = log;
  return (vb_http_handler){web, answer, refuse, at_once, done};
}

void vb_web_serve(vb_web *web, vb_http *http) {
  web->http = http;
}
