/*
 * routes.c - the table of addresses, and the site.
 *
 * A row of the table has a path, its methods, the name under which requests are counted,
 * and the function. A path that ends in "/" matches one more decoded piece. Error answers
 * are made in request_context.c.
 */
#include "web/assets.h"
#include "web/request_context.h"
#include "web/compress.h"
#include "web/response_head.h"
#include "web/tokens.h"
#include "indexer/base/clock.h"
#include "indexer/base/hash.h"
#include "indexer/base/json_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A worker checks for a commit at most this often: a check costs a few system calls. */
static const double REFRESH_SECONDS = 1.0;

/* ---- small routes ------------------------------------------------------ */

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
  const vb_web *web = call->web;
  if (web->packed && web->packed[asset - vb_assets].n)
    r->fixed_packed = vb_buf_view(&web->packed[asset - vb_assets]);
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
  bool at_once;                   /* needs no store */
  bool open;                      /* answered without a token too */
} route;

static const route routes[] = {
    {"/", "page_search", .get = vb_page_search},
    {"/article", "page_article", .get = vb_page_article},
    {"/quote", "page_quote", .get = vb_page_quote, .post = vb_page_quote},
    {"/batch", "page_batch", .get = vb_page_batch, .post = vb_page_batch},
    {"/history", "page_history", .get = vb_page_quote_history},
    {"/said", "page_said", .get = vb_page_said},
    {"/quotes", "page_quotes", .get = moved, .get_now = "said"},
    {"/speaker", "page_speaker", .get = vb_page_speaker},
    {"/trends", "page_trends", .get = vb_page_trends},
    {"/help", "page_help", .get = vb_page_help},
    {"/saved", "page_saved", .get = vb_page_saved},
    {"/search.atom", "feed_search", .get = vb_feed_search},
    {"/said.atom", "feed_said", .get = vb_feed_said},
    {"/quote.atom", "feed_quote", .get = vb_feed_quote},
    {"/opensearch.xml", "opensearch", .get = vb_opensearch, .at_once = true, .open = true},
    {"/static/", "static", .get = static_file, .at_once = true, .open = true},
    {"/favicon.ico", "static", .get = favicon, .at_once = true, .open = true},
    {"/openapi.yaml", "openapi", .get = openapi, .at_once = true},
    {"/api/v1/search", "api_search", .get = vb_api_search},
    {"/api/v1/quote", "api_quote", .get = vb_api_quote, .post = vb_api_batch, .post_now = "batch"},
    {"/api/v1/batch", "api_batch", .post = vb_api_batch},
    {"/api/v1/said", "api_said", .get = vb_api_said},
    {"/api/v1/quotes", "api_quotes", .get = vb_api_said, .get_now = "said"},
    {"/api/v1/trend", "api_trend", .get = vb_api_trend},
    {"/api/v1/speaker", "api_speaker", .get = vb_api_speaker},
    {"/api/v1/export", "api_export", .get = vb_api_export},
    {"/api/v1/articles/", "api_article", .get = vb_api_article},
    {"/login", "login", .get = vb_page_login, .post = vb_page_login, .at_once = true, .open = true},
    {"/logout", "login", .post = vb_page_logout, .at_once = true, .open = true},
    {"/healthz", "healthz", .get = vb_state_healthz, .at_once = true, .open = true},
    {"/metrics", "metrics", .get = vb_state_metrics, .at_once = true},
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

/* ---- validators -------------------------------------------------------- */

/* Names an answer before it is made: whatever is asked in the same words of the same state of the
   store, by this edition of the program, has the same answer on one day (a citation says when an
   address was looked at). NULL: the state is not known. */
static const char *name_answer(const vb_request_context *call) {
  uint64_t state = vb_store_about(call->store).state;
  vb_buf key = VB_BUF_INIT;
  char *name = vb_arena_alloc(call->arena, VB_ETAG_TEXT);
  vb_buf_u64(&key, state);
  vb_buf_u64(&key, call->web->edition);
  vb_buf_u64(&key, (uint64_t)time(NULL) / (24 * 3600)); /* days are UTC's in all answers */
  vb_buf_str(&key, call->request->path);
  vb_buf_char(&key, '?');
  vb_buf_str(&key, call->request->query);
  bool known = state && name && !key.failed;
  if (known)
    snprintf(name, VB_ETAG_TEXT, "%016llx", (unsigned long long)vb_hash64(vb_buf_view(&key)));
  vb_buf_clear(&key);
  return known ? name : NULL;
}

/* Whether the client has this answer: then it is not made. */
static bool is_known(const vb_request_context *call, const char *name) {
  char etag[VB_ETAG_TEXT];
  const vb_http_response named = {.etag = name};
  vb_str sent = call->request->fields[VB_HTTP_IF_NONE_MATCH];
  if (!name || vb_str_is(vb_str_trim(sent), "*")) return false; /* any answer, if there is one */
  vb_etag_of(&named, VB_STR(""), etag);
  return vb_etag_matches(sent, etag);
}

/* An answer during which the store has changed has no name: it may be of both states. */
static void get_answer(vb_request_context *call, const route *r) {
  vb_http_response *response = call->response;
  const char *name = name_answer(call);
  if (is_known(call, name)) {
    response->status = 304;
    response->etag = name;
    return;
  }
  uint64_t state = vb_store_about(call->store).state;
  r->get(call);
  bool moved = vb_store_about(call->store).state != state;
  if (response->cut) response->cache = "no-store"; /* another time there may be more */
  if (!response->etag && response->status == 200 && !moved) response->etag = name;
}

/* ---- the functions that the server calls -------------------------------- */

static vb_request_context context_of(vb_web *web, const vb_http_request *request,
                                     vb_http_response *response) {
  return (vb_request_context){
      .web = web, .request = request, .response = response, .arena = request->arena};
}

/* What all answers of the site have. */
static void finish(vb_request_context *call) {
  vb_http_response *r = call->response;
  vb_cors_allow(&call->web->cors, call->request, r);
  if (call->web->tokens && !r->cache) r->cache = "private, no-cache";
}

static void refuse_method(vb_request_context *call, const route *r) {
  call->response->allow = !r->get ? "POST" : r->post ? "GET, HEAD, POST" : "GET, HEAD";
  vb_context_refuse(call, 405, "%.*s answers %s only", (int)strlen(r->path), r->path,
                    call->response->allow);
}

static void answer(void *context, size_t worker, const vb_http_request *request,
                   vb_http_response *response) {
  vb_request_context call = context_of(context, request, response);
  vb_str rest = VB_STR_NONE;
  const route *r = find_route(request->path, &rest);
  call.worker = worker;
  call.store = vb_web_store(call.web, worker);
  call.rest = vb_url_decode(rest, false, request->arena);
  response->route = r ? r->name : "none";
  bool get = vb_str_is(request->method, "GET"), post = vb_str_is(request->method, "POST");
  vb_store_enter(call.store);
  if (!r) {
    vb_context_refuse(&call, 404, "there is nothing at %.*s",
                      (int)(request->path.n > 200 ? 200 : request->path.n), request->path.p);
  } else if (!(get && r->get) && !(post && r->post)) {
    refuse_method(&call, r);
  } else {
    response->successor = post ? r->post_now : r->get_now;
    if (post) r->post(&call);
    else get_answer(&call, r);
  }
  finish(&call);
  vb_store_leave(call.store);
}

static void ask_for_token(vb_request_context *call) {
  call->stranger = true;
  if (vb_context_is_page(call->request->path)) {
    vb_page_ask_for_token(call);
    return;
  }
  vb_http_set(call->response, "WWW-Authenticate", "Bearer realm=\"verbatim\"");
  vb_context_refuse(call, 401, "this archive asks for a token: send it as Authorization: Bearer");
}

/* Health, metrics and files need no store, so they are answered even if every worker is busy; a
   request without the token that it needs gets no worker. */
static bool at_once(void *context, const vb_http_request *request, vb_http_response *response) {
  vb_request_context call = context_of(context, request, response);
  vb_str rest = VB_STR_NONE;
  if (vb_cors_preflight(&call.web->cors, request, response)) return true;
  const route *r = find_route(request->path, &rest);
  bool get = vb_str_is(request->method, "GET"), post = vb_str_is(request->method, "POST");
  call.rest = vb_url_decode(rest, false, request->arena);
  call.stranger = !vb_web_admits(call.web, request);
  response->route = r ? r->name : "none";
  if (call.stranger && !(r && r->open)) ask_for_token(&call);
  else if (r && r->at_once && ((get && r->get) || (post && r->post)))
    (get ? r->get : r->post)(&call);
  else return false;
  finish(&call);
  return true;
}

static void refuse(void *context, const vb_http_request *request, unsigned status,
                   const char *message, vb_http_response *response) {
  vb_request_context call = context_of(context, request, response);
  call.stranger = !vb_web_admits(call.web, request);
  vb_context_refuse(&call, status, "%s", message);
  finish(&call);
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

const vb_examples *vb_web_examples(const vb_request_context *call) {
  vb_web_worker *w = &call->web->workers[call->worker];
  uint64_t articles = vb_store_about(call->store).articles;
  if (w->examples_arena && w->examples_of == articles) return &w->examples;
  if (w->examples_arena) vb_arena_clear(w->examples_arena);
  else w->examples_arena = vb_arena_new();
  w->examples_of = articles;
  if (w->examples_arena) vb_examples_make(call->store, w->examples_arena, &w->examples);
  return w->examples_arena ? &w->examples : NULL;
}

/* What answers depend on besides the store: the program, and its templates. */
static uint64_t edition(void) {
  vb_buf all = VB_BUF_INIT;
  vb_buf_text(&all, VB_VERSION_TEXT);
  for (size_t i = 0; i < vb_assets_count; i++) vb_buf_text(&all, vb_assets[i].version);
  uint64_t hash = vb_hash64(vb_buf_view(&all));
  vb_buf_clear(&all);
  return hash;
}

/* Files are packed once; without memory they are sent as they are. */
static void pack_assets(vb_web *web) {
  web->packed = calloc(vb_assets_count, sizeof *web->packed);
  for (size_t i = 0; web->packed && i < vb_assets_count; i++)
    if (vb_assets[i].content.n < VB_COMPRESS_LEAST ||
        !vb_compress_all(vb_assets[i].content, &web->packed[i]))
      vb_buf_clear(&web->packed[i]);
}

/* Each worker has a store handle of its own, because a handle belongs to one thread; they share the
   page cache. */
static vb_status open_workers(vb_web *web, size_t threads, vb_error *err) {
  const vb_store_options options = {.memory_mib = web->memory_mib, .threads = web->search_threads};
  vb_status status = VB_OK;
  web->workers = calloc(threads, sizeof *web->workers);
  web->worker_count = web->workers ? threads : 0;
  if (!web->store || !web->workers) return vb_fail(err, VB_NOMEM, "no memory");
  for (size_t i = 0; i < web->worker_count && !status; i++) {
    status = vb_store_open(web->store, &options, &web->workers[i].store, err);
    web->workers[i].looked = vb_clock_seconds();
  }
  if (!status && web->worker_count) web->articles = vb_store_about(web->workers[0].store).articles;
  return status;
}

vb_status vb_web_open(const vb_web_options *options, vb_web **out, vb_error *err) {
  *out = NULL;
  vb_web *web = calloc(1, sizeof *web);
  if (!web) return vb_fail(err, VB_NOMEM, "no memory");
  vb_metrics_init(&web->metrics);
  pthread_mutex_init(&web->exports.lock, NULL);
  web->started = vb_clock_seconds();
  web->store = strdup(options->store);
  web->memory_mib = (uint32_t)options->memory_mib;
  web->cors = (vb_cors){options->origins, options->origin_count};
  web->edition = edition();
  vb_status status = vb_cors_check(&web->cors, err);
  if (!status && options->token_file)
    status = vb_tokens_read(options->token_file, &web->tokens, err);
  if (!status) status = vb_search_threads_new(options->search_threads, &web->search_threads, err);
  if (!status) status = open_workers(web, options->threads, err);
  if (status) {
    vb_web_close(web);
    return status;
  }
  pack_assets(web);
  *out = web;
  return VB_OK;
}

void vb_web_close(vb_web *web) {
  if (!web) return;
  for (size_t i = 0; web->packed && i < vb_assets_count; i++) vb_buf_clear(&web->packed[i]);
  for (size_t i = 0; i < web->worker_count; i++) {
    vb_store_close(web->workers[i].store);
    vb_arena_free(web->workers[i].examples_arena);
  }
  vb_search_threads_free(web->search_threads);
  vb_metrics_clear(&web->metrics);
  pthread_mutex_destroy(&web->exports.lock);
  vb_tokens_free(web->tokens);
  free(web->packed);
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
