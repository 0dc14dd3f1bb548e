/*
 * cluster.c - which node is asked, how often and until when; what its answer means.
 *
 *   pick a node -> do -> answered, below 300 or final: done
 *                        not reached, silent: the node rests; another one
 *                        429, 502, 503, 504: pause, then again
 *
 * Requests that go out together are attempted in rounds: those that are not done yet go into the
 * next one.
 */
#include "indexer/store/opensearch/cluster.h"

#include "indexer/base/clock.h"
#include "indexer/store/opensearch/http_client.h"
#include "indexer/store/opensearch/node_rests.h"
#include "indexer/store/opensearch/pauses.h"

#include <stdio.h>
#include <stdlib.h>

enum { REASON_MAX = 300 };

struct vb_cluster {
  vb_cluster_address address;
  vb_cluster_options options;
  vb_http *http;
  size_t node, last; /* that is asked next; that was asked last */
  vb_node_rest *rests[VB_CLUSTER_NODES_MAX];
};

typedef struct attempt {
  vb_http_call call;
  vb_buf url, alive;
  size_t node;
  bool done;
} attempt;

void vb_cluster_close(vb_cluster *c) {
  if (!c) return;
  vb_http_free(c->http);
  free(c);
}

vb_status vb_cluster_open(const char *address, const vb_cluster_options *options, vb_cluster **out,
                          vb_error *err) {
  vb_cluster_access access = {0};
  *out = NULL;
  vb_cluster *c = calloc(1, sizeof *c);
  if (!c) return vb_fail(err, VB_NOMEM, "no memory for a cluster");
  if (options) c->options = *options;
  if (!c->options.timeout_ms) c->options.timeout_ms = VB_CLUSTER_TIMEOUT_MS;
  vb_status status = vb_cluster_address_read(address, &c->address, err);
  if (status == VB_OK) status = vb_cluster_access_read(c->address.access, &access, err);
  if (status == VB_OK) status = vb_http_new(&access, &c->http, err);
  vb_cluster_access_clear(&access);
  for (size_t i = 0; i < c->address.node_count && status == VB_OK; i++)
    c->rests[i] = vb_node_rest_of(c->address.nodes[i]);
  if (status == VB_OK) *out = c;
  else vb_cluster_close(c);
  return status;
}

void vb_cluster_be_patient(vb_cluster *c, uint32_t patience_ms) {
  c->options.patience_ms = patience_ms;
}

const vb_cluster_address *vb_cluster_where(const vb_cluster *c) {
  return &c->address;
}

const char *vb_cluster_node(const vb_cluster *c) {
  return c->address.nodes[c->last];
}

/* ---- nodes ---- */

static bool is_awake(const vb_cluster *c, size_t node, double now) {
  return vb_node_rest_end(c->rests[node]) <= now;
}

/* The next node in the ring that answers; if none does, the one that rests longest already. */
static size_t choose(const vb_cluster *c, double now) {
  size_t best = c->node;
  for (size_t i = 0; i < c->address.node_count; i++) {
    size_t node = (c->node + i) % c->address.node_count;
    if (is_awake(c, node, now)) return node;
    if (vb_node_rest_end(c->rests[node]) < vb_node_rest_end(c->rests[best])) best = node;
  }
  return best;
}

static size_t pick(vb_cluster *c, double now) {
  size_t node = choose(c, now);
  vb_node_rest_try(c->rests[node]);
  c->node = node + 1 < c->address.node_count ? node + 1 : 0;
  c->last = node;
  return node;
}

/* Whether another node than this one can be asked; SIZE_MAX: any. */
static bool has_other(const vb_cluster *c, size_t than, double now) {
  for (size_t i = 0; i < c->address.node_count; i++)
    if (i != than && is_awake(c, i, now)) return true;
  return false;
}

/* ---- attempts ---- */

bool vb_cluster_may_pass(long code) {
  return code == 429 || code == 502 || code == 503 || code == 504;
}

/* A full disk is a 429 too, but no pause of ours will free it. */
static bool is_blocked(const vb_http_call *call) {
  return call->answer.n && memmem(call->answer.p, call->answer.n, "cluster_block_exception", 23);
}

static void write_url(const vb_cluster *c, size_t node, const char *path, vb_buf *out) {
  vb_buf_reset(out);
  vb_buf_printf(out, "http%s://%s%s", c->address.tls ? "s" : "", c->address.nodes[node], path);
  vb_buf_char(out, '\0');
}

/* A node is watched while there is another one to ask instead. */
static void prepare(vb_cluster *c, const vb_cluster_request *r, attempt *a) {
  double now = vb_clock_seconds();
  a->node = r->at ? r->at - 1 : pick(c, now);
  vb_buf_reset(&a->call.answer);
  write_url(c, a->node, r->path, &a->url);
  write_url(c, a->node, "/", &a->alive);
  bool watched = !r->at && has_other(c, a->node, now) && !a->alive.failed;
  a->call.alive = watched ? a->alive.p : NULL;
  a->call.method = r->method;
  a->call.url = a->url.p;
  a->call.body = r->body;
  a->call.lines = r->lines;
  a->call.timeout_ms = r->timeout_ms ? r->timeout_ms : c->options.timeout_ms;
  a->call.give_up = r->give_up;
  a->call.context = r->context;
  a->call.answer_max = VB_CLUSTER_ANSWER_MAX;
}

/* Whether another attempt could end better. A node that is alive and does not answer in time waits
   for another one, as any node would. */
static bool may_improve(vb_cluster *c, const attempt *a) {
  switch (a->call.result) {
  case VB_HTTP_UNREACHED:
  case VB_HTTP_SILENT: vb_node_rest_begin(c->rests[a->node]); return true;
  case VB_HTTP_LATE: return c->options.patience_ms > 0;
  case VB_HTTP_ANSWERED:
    vb_node_rest_answered(c->rests[a->node]);
    return vb_cluster_may_pass(a->call.code) && !is_blocked(&a->call);
  default: return false;
  }
}

static vb_status round_of(vb_cluster *c, const vb_cluster_request *requests, attempt *all,
                          size_t count, size_t *left, vb_error *err) {
  vb_http_call *calls[VB_CLUSTER_AT_ONCE_MAX];
  size_t n = 0;
  *left = 0;
  for (size_t i = 0; i < count; i++) {
    if (all[i].done) continue;
    prepare(c, &requests[i], &all[i]);
    if (all[i].url.failed) return vb_fail(err, VB_NOMEM, "no memory for a request");
    calls[n++] = &all[i].call;
  }
  vb_http_do(c->http, calls, n);
  for (size_t i = 0; i < count; i++) {
    if (all[i].done) continue;
    all[i].done = !may_improve(c, &all[i]) || requests[i].at;
    *left += !all[i].done;
  }
  return VB_OK;
}

static bool any_refused(const attempt *all, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!all[i].done && all[i].call.result == VB_HTTP_ANSWERED) return true;
  return false;
}

static vb_status attempt_all(vb_cluster *c, const vb_cluster_request *requests, attempt *all,
                             size_t count, vb_error *err) {
  vb_pauses pauses = vb_pauses_begin(c->options.patience_ms);
  size_t left, rounds = 0;
  for (;;) {
    vb_status status = round_of(c, requests, all, count, &left, err);
    if (status != VB_OK || !left) return status;
    bool others =
        has_other(c, SIZE_MAX, vb_clock_seconds()) && ++rounds < c->address.node_count + 1;
    if (others && !any_refused(all, count)) continue; /* at once, to another node */
    if (!vb_pauses_wait(&pauses)) return VB_OK;
  }
}

/* ---- answers ---- */

/* How many values an answer can have, at most: counts what begins or parts values, in strings too.
 */
static size_t count_values(vb_str text) {
  size_t count = 0;
  for (size_t i = 0; i < text.n; i++)
    count += text.p[i] == ',' || text.p[i] == '[' || text.p[i] == '{';
  return count;
}

static vb_status parse(const attempt *a, const char *node, json_t **out, vb_error *err) {
  json_error_t why;
  vb_str text = vb_buf_view(&a->call.answer);
  if (count_values(text) > VB_CLUSTER_VALUES_MAX)
    return vb_fail(err, VB_LIMIT, "%s: an answer of more than %d values", node,
                   VB_CLUSTER_VALUES_MAX);
  *out = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &why);
  if (json_is_object(*out)) return VB_OK;
  json_decref(*out);
  *out = NULL;
  if (a->call.code > 299) return VB_OK; /* of a proxy, perhaps: its status says enough */
  return vb_fail(err, VB_CORRUPT,
                 "%s: answered HTTP %ld with something that is no JSON object; is it a node of an "
                 "OpenSearch or Elasticsearch cluster?",
                 node, a->call.code);
}

static vb_status no_tls(const attempt *a, const char *node, vb_error *err) {
  if (a->call.result == VB_HTTP_NO_TLS)
    return vb_fail(err, VB_INVALID,
                   "%s: does not speak TLS with us: %s; a node without TLS has an address that "
                   "begins with opensearch://",
                   node, a->call.why);
  return vb_fail(err, VB_INVALID,
                 "%s: no trust over TLS: %s; the line 'ca FILE' of the access file names the "
                 "authority to trust",
                 node, a->call.why);
}

/* What was asked says who has to answer for it: of what, the part before the parameters. */
static vb_status late(const attempt *a, const char *node, vb_error *err) {
  const char *path = strstr(a->call.url, node);
  path = path ? path + strlen(node) : "";
  return vb_fail(err, VB_UNAVAILABLE, "%s: no whole answer to %s %.*s within %.3g s%s", node,
                 a->call.method, (int)strcspn(path, "?"), path, a->call.timeout_ms / 1e3,
                 a->call.alive ? "; it is alive, so another node of the cluster may hang"
                               : "; it or another node of the cluster hangs or has much to do");
}

static vb_status read_answer(vb_cluster *c, attempt *a, vb_cluster_answer *out, vb_error *err) {
  const char *node = c->address.nodes[a->node];
  out->node = node;
  out->http_status = a->call.code;
  switch (a->call.result) {
  case VB_HTTP_ANSWERED: return parse(a, node, &out->json, err);
  case VB_HTTP_NO_TLS:
  case VB_HTTP_UNTRUSTED: return no_tls(a, node, err);
  case VB_HTTP_TOO_LARGE:
    return vb_fail(err, VB_LIMIT, "%s: an answer of more than %d MiB", node,
                   VB_CLUSTER_ANSWER_MAX >> 20);
  case VB_HTTP_NOMEM: return vb_fail(err, VB_NOMEM, "no memory for the answer of %s", node);
  case VB_HTTP_LATE: return late(a, node, err);
  case VB_HTTP_GIVEN_UP: return vb_fail(err, VB_UNAVAILABLE, "%s: %s", node, a->call.why);
  case VB_HTTP_UNREACHED:
  case VB_HTTP_SILENT: break;
  }
  return vb_fail(err, VB_UNAVAILABLE, "%s: %s%s", node, a->call.why,
                 c->address.node_count > 1 ? ", nor do the other nodes answer" : "");
}

vb_status vb_cluster_ask_all(vb_cluster *c, const vb_cluster_request *requests, size_t count,
                             vb_cluster_answer *out, vb_error *err) {
  attempt all[VB_CLUSTER_AT_ONCE_MAX] = {0};
  for (size_t i = 0; i < count; i++) out[i] = (vb_cluster_answer){0};
  vb_status status = attempt_all(c, requests, all, count, err);
  for (size_t i = 0; i < count; i++) {
    vb_status one = status == VB_OK ? read_answer(c, &all[i], &out[i], err) : status;
    if (one == VB_OK || !requests[i].optional) status = one;
    else out[i] = (vb_cluster_answer){0};
    vb_buf_clear(&all[i].url);
    vb_buf_clear(&all[i].alive);
    vb_buf_clear(&all[i].call.answer);
  }
  for (size_t i = 0; i < count && status != VB_OK; i++) {
    json_decref(out[i].json);
    out[i] = (vb_cluster_answer){0};
  }
  return status;
}

vb_status vb_cluster_ask(vb_cluster *c, const vb_cluster_request *request, vb_cluster_answer *out,
                         vb_error *err) {
  return vb_cluster_ask_all(c, request, 1, out, err);
}

/* ---- complaints ---- */

/* The innermost reason that an error of the cluster gives; borrowed from it. */
static const char *reason_of(const json_t *error) {
  const json_t *cause = json_object_get(error, "caused_by");
  const char *text = json_string_value(error);
  for (int depth = 0; json_is_object(cause) && depth < 8; depth++) {
    text = json_string_value(json_object_get(cause, "reason"));
    cause = json_object_get(cause, "caused_by");
  }
  cause = json_array_get(json_object_get(error, "root_cause"), 0);
  if (!text) text = json_string_value(json_object_get(cause, "reason"));
  if (!text) text = json_string_value(json_object_get(error, "reason"));
  return text ? text : "it gives no reason";
}

static vb_status blocked(const vb_cluster *c, const char *reason, vb_error *err) {
  const char *index = c->address.index;
  if (strstr(reason, "read-only-allow-delete") || strstr(reason, "read-only / allow delete") ||
      strstr(reason, "flood-stage"))
    return vb_fail(err, VB_UNAVAILABLE,
                   "%s: the cluster takes no writes, since the disk of a node is nearly full; free "
                   "some, and if it does not lift the block itself, set "
                   "index.blocks.read_only_allow_delete of the index to null",
                   index);
  return vb_fail(err, VB_UNAVAILABLE, "%s: the cluster blocks this: %.*s", index, REASON_MAX,
                 reason);
}

static vb_status status_of(long code) {
  if (code == 404) return VB_NOT_FOUND;
  if (code == 413) return VB_LIMIT;
  return vb_cluster_may_pass(code) ? VB_UNAVAILABLE : VB_INVALID;
}

static vb_status complaint(const vb_cluster *c, const char *place, long code, const json_t *error,
                           vb_error *err) {
  const char *type = json_string_value(json_object_get(error, "type"));
  const char *access = c->address.access, *reason = reason_of(error);
  if (type && strcmp(type, "cluster_block_exception") == 0) return blocked(c, reason, err);
  if (type && strcmp(type, "index_not_found_exception") == 0)
    return vb_fail(err, VB_NOT_FOUND, "%s: the cluster has no index '%s'", place, c->address.index);
  if (code == 401 && !*access)
    return vb_fail(err, VB_INVALID,
                   "%s: wants a user and password or an API key: write them into a file and add "
                   "'?access=FILE' to the address",
                   place);
  if (code == 401)
    return vb_fail(err, VB_INVALID, "%s: does not accept the user and password or API key in %s",
                   place, access);
  if (!json_is_object(error) && !json_is_string(error))
    return vb_fail(err, status_of(code), "%s: answered HTTP %ld and gives no reason", place, code);
  return vb_fail(err, status_of(code), "%s: %.*s (HTTP %ld)", place, REASON_MAX, reason, code);
}

vb_status vb_cluster_complaint(const vb_cluster *c, const vb_cluster_answer *answer,
                               vb_error *err) {
  return complaint(c, answer->node, answer->http_status, json_object_get(answer->json, "error"),
                   err);
}

vb_status vb_cluster_item_complaint(const vb_cluster *c, long http_status, const json_t *error,
                                    vb_error *err) {
  return complaint(c, c->address.index, http_status, error, err);
}

vb_status vb_cluster_call(vb_cluster *c, const vb_cluster_request *request, json_t **out,
                          vb_error *err) {
  vb_cluster_answer answer;
  *out = NULL;
  vb_status status = vb_cluster_ask(c, request, &answer, err);
  if (status != VB_OK) return status;
  if (answer.http_status < 300) {
    *out = answer.json;
    return VB_OK;
  }
  status = vb_cluster_complaint(c, &answer, err);
  json_decref(answer.json);
  return status;
}
