/*
 * cluster.c - HTTP by libcurl.
 *
 * A node that cannot be reached is passed over for the next one, in a ring; a request that was
 * sent and not answered in time is not sent again, since it would only add to the load.
 */
#include "indexer/store/opensearch/cluster.h"

#include "indexer/base/buf.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_MS = 2000, REASON_MAX = 300 };

struct vb_cluster {
  vb_cluster_address address;
  size_t node; /* that is asked first */
  uint32_t timeout_ms;
  CURL *curl;
  struct curl_slist *json, *lines; /* headers */
  vb_buf answer;
  bool too_large;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode library;

static void begin_library(void) {
  library = curl_global_init(CURL_GLOBAL_DEFAULT);
}

void vb_cluster_close(vb_cluster *c) {
  if (!c) return;
  curl_easy_cleanup(c->curl);
  curl_slist_free_all(c->json);
  curl_slist_free_all(c->lines);
  vb_buf_clear(&c->answer);
  free(c);
}

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  vb_cluster *c = context;
  size_t n = size * count;
  c->too_large = n > VB_CLUSTER_ANSWER_MAX - c->answer.n;
  if (c->too_large) return 0;
  vb_buf_append(&c->answer, bytes, n);
  return c->answer.failed ? 0 : n;
}

static void set_up(vb_cluster *c) {
  curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c->curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(c->curl, CURLOPT_PROXY, ""); /* not that of the environment */
  curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
  curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, c);
}

vb_status vb_cluster_open(const vb_cluster_address *address, uint32_t timeout_ms, vb_cluster **out,
                          vb_error *err) {
  *out = NULL;
  pthread_once(&once, begin_library);
  vb_cluster *c = calloc(1, sizeof *c);
  if (c) {
    c->address = *address;
    c->timeout_ms = timeout_ms ? timeout_ms : VB_CLUSTER_TIMEOUT_MS;
    c->curl = library == CURLE_OK ? curl_easy_init() : NULL;
    c->json = curl_slist_append(NULL, "Content-Type: application/json");
    c->lines = curl_slist_append(NULL, "Content-Type: application/x-ndjson");
  }
  if (!c || !c->curl || !c->json || !c->lines) {
    vb_cluster_close(c);
    return vb_fail(err, VB_NOMEM, "no memory for a connection");
  }
  set_up(c);
  *out = c;
  return VB_OK;
}

const char *vb_cluster_node(const vb_cluster *c) {
  return c->address.nodes[c->node];
}

static CURLcode send_to(vb_cluster *c, const vb_cluster_request *r) {
  char url[VB_CLUSTER_HOST_MAX + 2048];
  int n = snprintf(url, sizeof url, "http://%s%s", vb_cluster_node(c), r->path);
  if (n < 0 || (size_t)n >= sizeof url) return CURLE_URL_MALFORMAT;
  vb_buf_reset(&c->answer);
  c->too_large = false;
  curl_easy_setopt(c->curl, CURLOPT_URL, url);
  curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, r->lines ? c->lines : c->json);
  curl_easy_setopt(c->curl, CURLOPT_TIMEOUT_MS,
                   (long)(r->timeout_ms ? r->timeout_ms : c->timeout_ms));
  if (r->body.p) {
    curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, r->body.p);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
  } else {
    curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, r->method);
  return curl_easy_perform(c->curl);
}

/* Nothing of the request can have been done: another node may be asked. */
static bool not_reached(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
}

static vb_status read_answer(vb_cluster *c, vb_cluster_answer *out, vb_error *err) {
  json_error_t why;
  curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &out->http_status);
  out->json = json_loadb(c->answer.p ? c->answer.p : "", c->answer.n, 0, &why);
  if (json_is_object(out->json)) return VB_OK;
  json_decref(out->json);
  out->json = NULL;
  return vb_fail(err, VB_CORRUPT,
                 "%s: answered HTTP %ld with something that is no JSON object; is it a node of an "
                 "OpenSearch or Elasticsearch cluster?",
                 vb_cluster_node(c), out->http_status);
}

vb_status vb_cluster_ask(vb_cluster *c, const vb_cluster_request *request, vb_cluster_answer *out,
                         vb_error *err) {
  *out = (vb_cluster_answer){0};
  CURLcode code = CURLE_OK;
  for (size_t tries = 0; tries < c->address.node_count; tries++) {
    code = send_to(c, request);
    if (!not_reached(code)) break;
    if (tries + 1 < c->address.node_count) c->node = (c->node + 1) % c->address.node_count;
  }
  if (code == CURLE_OK) return read_answer(c, out, err);
  if (c->too_large)
    return vb_fail(err, VB_LIMIT, "%s: an answer of more than %d MiB", vb_cluster_node(c),
                   VB_CLUSTER_ANSWER_MAX >> 20);
  if (c->answer.failed || code == CURLE_OUT_OF_MEMORY)
    return vb_fail(err, VB_NOMEM, "no memory for the answer of %s", vb_cluster_node(c));
  vb_status status =
      vb_fail(err, VB_UNAVAILABLE, "%s: %s", vb_cluster_node(c),
              code == CURLE_OPERATION_TIMEDOUT ? "no answer in time" : curl_easy_strerror(code));
  c->node = (c->node + 1) % c->address.node_count; /* the next request goes elsewhere */
  return status;
}

const char *vb_cluster_reason(const json_t *json) {
  const json_t *error = json_object_get(json, "error");
  const char *text = json_string_value(error);
  const json_t *cause = json_array_get(json_object_get(error, "root_cause"), 0);
  if (!text) text = json_string_value(json_object_get(cause, "reason"));
  if (!text) text = json_string_value(json_object_get(error, "reason"));
  return text ? text : "no reason given";
}

vb_status vb_cluster_call(vb_cluster *c, const vb_cluster_request *request, json_t **out,
                          vb_error *err) {
  vb_cluster_answer answer;
  *out = NULL;
  vb_status status = vb_cluster_ask(c, request, &answer, err);
  if (status) return status;
  long code = answer.http_status;
  if (code >= 200 && code < 300) {
    *out = answer.json;
    return VB_OK;
  }
  status = code == 404                                 ? VB_NOT_FOUND
           : code == 429 || code == 503 || code == 502 ? VB_UNAVAILABLE
                                                       : VB_INVALID;
  vb_fail(err, status, "%s: %.*s (HTTP %ld)", vb_cluster_node(c), REASON_MAX,
          vb_cluster_reason(answer.json), code);
  json_decref(answer.json);
  return status;
}
