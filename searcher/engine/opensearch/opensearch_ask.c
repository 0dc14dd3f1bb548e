/*
 * opensearch_ask.c - asks the cluster for one answer or many, of the engine's snapshot.
 *
 * An answer is kept and given again while the snapshot lasts. While calls are gathered, what is
 * not known is written down; then all of it goes into one _msearch, the articles too, and the calls
 * that are made again find their answers here.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/clock.h"

#include <stdio.h>

enum {
  LINE_BYTES = 200,          /* about the length of a hit or a bucket */
  GATHERED_BYTES = 32 << 20, /* of requests: what is above asks for itself */
  ASKED_MOST = 3             /* times, each with another snapshot */
};

/* Of a search in an _msearch. */
#define HEAD "{}\n"
#define HEAD_RANKED "{\"search_type\":\"dfs_query_then_fetch\"}\n"

typedef struct asking {
  const char *path;
  vb_buf *requests;
  size_t searches; /* 0: one, that is no _msearch */
  uint32_t time_limit_ms;
} asking;

/* ---- one request ---- */

uint32_t vb_opensearch_time_left(double deadline) {
  double left = (deadline - vb_clock_seconds()) * 1e3;
  return deadline <= 0 ? 0 : left > 1 ? (uint32_t)left : 1;
}

/* Whether the cluster says that it does not have the point in time any more. */
static bool lost(vb_status status, const vb_opensearch_missing *missing) {
  return status == VB_NOT_FOUND || (missing->count && (strstr(missing->reason, "search context") ||
                                                       strstr(missing->reason, "point in time")));
}

/* The first response that is an error is the error of all. */
static vb_status check_responses(const vb_opensearch *engine, const json_t *answer, size_t count,
                                 vb_opensearch_missing *missing, vb_error *err) {
  const json_t *responses = json_object_get(answer, "responses");
  if (json_array_size(responses) != count)
    return vb_opensearch_odd(engine, "of many searches", err);
  for (size_t i = 0; i < count; i++) {
    const json_t *one = json_array_get(responses, i), *error = json_object_get(one, "error");
    long code = (long)json_integer_value(json_object_get(one, "status"));
    if (error) return vb_cluster_item_complaint(engine->cluster, code, error, err);
    vb_opensearch_count_missing(one, missing);
  }
  return VB_OK;
}

static vb_status ask_once(vb_opensearch *engine, const asking *a, json_t **out,
                          vb_opensearch_missing *missing, vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 80];
  bool named = *engine->pit; /* the snapshot names the index */
  snprintf(path, sizeof path, "%s%s%s", named ? "" : "/", named ? "" : engine->address.index,
           a->path);
  uint32_t limit = a->time_limit_ms ? a->time_limit_ms : VB_OPENSEARCH_SEARCH_MS;
  vb_opensearch_patience patience = {engine->watch, engine->view.turn};
  vb_cluster_request request = {.method = "POST",
                                .path = path,
                                .body = vb_buf_view(a->requests),
                                .lines = a->searches > 0,
                                .timeout_ms = engine->timeout_ms + limit,
                                .give_up = vb_opensearch_waits_for_nothing,
                                .context = &patience};
  *missing = (vb_opensearch_missing){.count = 0};
  vb_status status = vb_buf_ok(a->requests, err);
  if (!status) status = vb_cluster_call(engine->cluster, &request, out, err);
  if (!status && !a->searches) vb_opensearch_count_missing(*out, missing);
  else if (!status) status = check_responses(engine, *out, a->searches, missing, err);
  if (status) {
    json_decref(*out);
    *out = NULL;
  }
  return status;
}

/* A snapshot of what answers, as far as is known. */
static vb_status be_present(vb_opensearch *engine, const asking *a, vb_error *err) {
  vb_error ignored;
  if (vb_opensearch_snapshot_stale(engine))
    return vb_opensearch_snapshot_renew(engine, a->requests, err);
  if (engine->may_be_back && vb_opensearch_snapshot_due(engine))
    vb_opensearch_snapshot_renew(engine, a->requests, &ignored);
  return VB_OK;
}

/* Whether the snapshot is lost, or a shard that did not answer may be back. */
static bool may_improve(const vb_opensearch *engine, vb_status status,
                        const vb_opensearch_missing *missing) {
  if (missing->count) vb_opensearch_watch_hurry(engine->watch);
  return lost(status, missing) || (!status && missing->count && vb_opensearch_snapshot_due(engine));
}

/* Asks again with a new snapshot if that may be better; and if a node began to hang meanwhile, with
   one that does without it. */
static vb_status ask(vb_opensearch *engine, const asking *a, json_t **out,
                     vb_opensearch_missing *missing, vb_error *err) {
  vb_error ignored;
  *out = NULL;
  vb_status status = be_present(engine, a, err);
  for (int asked = 0; !status; asked++) {
    status = ask_once(engine, a, out, missing, err);
    bool hung = status == VB_UNAVAILABLE && vb_opensearch_snapshot_stale(engine);
    bool again = !hung && asked == 0 && may_improve(engine, status, missing);
    if (hung && asked + 1 < ASKED_MOST)
      status = vb_opensearch_snapshot_renew(engine, a->requests, err);
    else if (again && !vb_opensearch_snapshot_renew(engine, a->requests, &ignored)) status = VB_OK;
    else break;
    json_decref(*out);
    *out = NULL;
  }
  if (!status) vb_opensearch_missing_add(missing, engine->missing.count, engine->missing.reason);
  return status;
}

/* Whether no shard was missing but those that the snapshot lacks. */
static bool is_whole(const vb_opensearch *engine, const vb_opensearch_missing *missing) {
  return missing->count == engine->missing.count;
}

/* ---- answers that are kept ---- */

/* What was asked, without the time that it may take, which is the last member if there is one. */
static vb_str asked_in(vb_str body) {
  static const char member[] = ",\"timeout\":";
  size_t tail = body.n < 40 ? body.n : 40;
  const char *found = memmem(body.p + body.n - tail, tail, member, sizeof member - 1);
  return found ? vb_str_slice(body, 0, (size_t)(found - body.p))
               : vb_str_slice(body, 0, body.n - 1);
}

static void keep(vb_opensearch *engine, vb_str body, json_t *answer) {
  json_t *aggregations = json_object_get(answer, "aggregations");
  size_t lines = json_array_size(vb_opensearch_list(answer));
  for (void *at = json_object_iter(aggregations); at; at = json_object_iter_next(aggregations, at))
    lines += json_array_size(json_object_get(json_object_iter_value(at), "buckets"));
  if (json_is_false(json_object_get(answer, "timed_out")))
    vb_answers_keep(engine->answers, asked_in(body), answer, lines * LINE_BYTES);
}

json_t *vb_opensearch_known_answer(const vb_opensearch *engine) {
  bool old = vb_opensearch_snapshot_stale(engine) ||
             (engine->may_be_back && vb_opensearch_snapshot_due(engine));
  if (engine->body.failed || old) return NULL;
  return vb_answers_find(engine->answers, asked_in(vb_buf_view(&engine->body)));
}

static void add_line(const vb_opensearch *engine, const char *head, vb_buf *lines) {
  vb_buf_text(lines, head);
  vb_buf_str(lines, vb_buf_view(&engine->body));
  vb_buf_char(lines, '\n');
}

static vb_status note(vb_opensearch *engine, bool ranked, vb_error *err) {
  vb_str body = vb_buf_view(&engine->body), asked = asked_in(body);
  if (body.n < GATHERED_BYTES && engine->gathered.n < GATHERED_BYTES &&
      !vb_answers_has(engine->noted, asked)) {
    vb_answers_keep(engine->noted, asked, NULL, 0);
    add_line(engine, ranked ? HEAD_RANKED : HEAD, &engine->gathered);
    engine->gathered_count++;
  }
  return vb_fail(err, VB_UNAVAILABLE, "it was not asked for yet");
}

#define RANKED "/_search?search_type=dfs_query_then_fetch"

static vb_status ask_kept(vb_opensearch *engine, const char *path, uint32_t time_limit_ms,
                          json_t **out, vb_opensearch_missing *missing, vb_error *err) {
  const asking one = {.path = path, .requests = &engine->body, .time_limit_ms = time_limit_ms};
  *missing = engine->missing;
  if ((*out = vb_opensearch_known_answer(engine))) {
    json_incref(*out);
    return VB_OK;
  }
  if (engine->gathering) return note(engine, strcmp(path, RANKED) == 0, err);
  vb_status status = ask(engine, &one, out, missing, err);
  if (!status && is_whole(engine, missing)) keep(engine, vb_buf_view(&engine->body), *out);
  return status;
}

vb_status vb_opensearch_ask(vb_opensearch *engine, uint32_t time_limit_ms, json_t **out,
                            vb_opensearch_missing *missing, vb_error *err) {
  return ask_kept(engine, "/_search", time_limit_ms, out, missing, err);
}

vb_status vb_opensearch_ask_ranked(vb_opensearch *engine, uint32_t time_limit_ms, json_t **out,
                                   vb_opensearch_missing *missing, vb_error *err) {
  return ask_kept(engine, RANKED, time_limit_ms, out, missing, err);
}

vb_status vb_opensearch_ask_unkept(vb_opensearch *engine, json_t **out,
                                   vb_opensearch_missing *missing, vb_error *err) {
  const asking one = {.path = "/_search", .requests = &engine->body};
  return ask(engine, &one, out, missing, err);
}

void vb_opensearch_add_search(const vb_opensearch *engine, vb_buf *lines) {
  add_line(engine, HEAD, lines);
}

vb_status vb_opensearch_ask_many(vb_opensearch *engine, vb_buf *lines, size_t count, json_t **out,
                                 vb_opensearch_missing *missing, vb_error *err) {
  const asking many = {.path = "/_msearch", .requests = lines, .searches = count};
  return ask(engine, &many, out, missing, err);
}

/* ---- gathering ---- */

void vb_opensearch_gather(vb_opensearch *engine) {
  if (engine->gathering++) return;
  engine->gathered_count = engine->doc_count = 0;
  vb_buf_reset(&engine->gathered);
  vb_answers_clear(engine->noted);
}

vb_status vb_opensearch_note_search(vb_opensearch *engine, vb_error *err) {
  return note(engine, false, err);
}

vb_status vb_opensearch_note_docs(vb_opensearch *engine, const uint64_t *docs, size_t count,
                                  vb_error *err) {
  for (size_t i = 0; i < count && engine->doc_count < VB_OPENSEARCH_DOCS_MAX; i++) {
    vb_str key = {(const char *)&docs[i], sizeof docs[i]};
    if (vb_answers_has(engine->noted, key)) continue;
    vb_answers_keep(engine->noted, key, NULL, 0);
    engine->docs[engine->doc_count++] = docs[i];
  }
  return vb_fail(err, VB_UNAVAILABLE, "it was not asked for yet");
}

static void add_fetches(vb_opensearch *engine, size_t *searches) {
  for (size_t i = 0, n; i < engine->doc_count; i += n) {
    n = engine->doc_count - i;
    if (n > VB_OPENSEARCH_FETCH_MAX) n = VB_OPENSEARCH_FETCH_MAX;
    vb_opensearch_write_fetch(engine, engine->docs + i, n);
    vb_opensearch_add_search(engine, &engine->gathered);
    *searches += 1;
  }
}

/* Keeps the responses to the gathered lines: searches first, then articles. */
static void take_responses(vb_opensearch *engine, const json_t *answer, size_t count) {
  vb_str rest = vb_buf_view(&engine->gathered); /* with the snapshot that answered */
  for (size_t i = 0; i < count; i++) {
    json_t *one = json_array_get(json_object_get(answer, "responses"), i);
    size_t head = (size_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p) + 1;
    rest = vb_str_slice(rest, head, rest.n);
    size_t n = (size_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p);
    if (i < engine->gathered_count) keep(engine, vb_str_slice(rest, 0, n), one);
    else vb_opensearch_keep_articles(engine, one, 0);
    rest = vb_str_slice(rest, n + 1, rest.n);
  }
}

bool vb_opensearch_ask_gathered(vb_opensearch *engine) {
  vb_opensearch_missing missing;
  vb_error ignored;
  json_t *answer;
  if (--engine->gathering) return false;
  size_t count = engine->gathered_count;
  add_fetches(engine, &count);
  if (!count || engine->gathered.failed) return false;
  vb_status status =
      vb_opensearch_ask_many(engine, &engine->gathered, count, &answer, &missing, &ignored);
  bool known = status == VB_OK && is_whole(engine, &missing);
  if (known) take_responses(engine, answer, count);
  json_decref(answer);
  return known;
}
