/*
 * opensearch_snapshot.c - the point in time that all requests of an engine are about.
 *
 * A point in time that was made while a shard did not answer lacks that shard for good, and the
 * cluster does not mention it any more. So we keep what was missing, report it with each answer,
 * and try anew from time to time.
 *
 * A node that hangs would be waited for. So the point in time is made of those shards alone that
 * the watch sees answering, and another one as soon as the watch sees others.
 *
 * Elasticsearch makes no point in time at all while a shard does not answer. The name of the
 * snapshot is empty then: the index is searched as it is, each answer says what it lacks, and the
 * next refresh tries again.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  ATTEMPTS = 3,      /* to get a snapshot while what answers changes */
  RETRY_SECONDS = 2, /* between two attempts to get a whole snapshot */
  LATE_SECONDS = 10, /* no look for commits after one that was not answered */
  LOOK_MS = 1000,    /* beyond the usual time of an answer */
  CLOSE_MS = 1000
};

/* After which a request hurries the watch. */
static const double PATIENT_SECONDS = 0.7;

/* After the last request; and after the making, whose answer nobody may have waited for. */
#define KEEP_ALIVE "10m"
#define FIRST_KEEP_ALIVE "1m"

void vb_opensearch_count_missing(const json_t *answer, vb_opensearch_missing *out) {
  const json_t *shards = json_object_get(answer, "_shards");
  /* A shard that no node has is not among those that failed. */
  json_int_t silent = json_integer_value(json_object_get(shards, "total")) -
                      json_integer_value(json_object_get(shards, "successful"));
  json_int_t failed = json_integer_value(json_object_get(shards, "failed"));
  if (silent > failed) failed = silent;
  const json_t *first = json_array_get(json_object_get(shards, "failures"), 0);
  const char *reason =
      json_string_value(json_object_get(json_object_get(first, "reason"), "reason"));
  if (failed <= 0) return;
  out->count = (uint64_t)failed;
  snprintf(out->reason, sizeof out->reason, "%s", reason ? reason : "it did not answer");
}

void vb_opensearch_missing_add(vb_opensearch_missing *missing, uint64_t count, const char *reason) {
  if (!missing->count) snprintf(missing->reason, sizeof missing->reason, "%s", reason);
  missing->count += count;
}

static const char *close_path(const vb_opensearch *engine) {
  return engine->cluster_is_opensearch ? "/_search/point_in_time" : "/_pit";
}

/* The body of the DELETE that closes the point in time. */
static void write_close(const vb_opensearch *engine, vb_buf *out) {
  vb_json_writer json = vb_json_begin(out);
  vb_json_open_object(&json, NULL);
  if (engine->cluster_is_opensearch) {
    vb_json_open_list(&json, "pit_id");
    vb_json_text(&json, NULL, engine->pit);
    vb_json_close_list(&json);
  } else {
    vb_json_text(&json, "id", engine->pit);
  }
  vb_json_close_object(&json);
}

/* So that the watch closes it where its nodes hang. */
static void hold(vb_opensearch *engine) {
  vb_buf body = VB_BUF_INIT;
  if (*engine->pit) write_close(engine, &body);
  if (body.n && !body.failed)
    vb_opensearch_watch_hold(engine->watch, engine->view.turn, close_path(engine),
                             vb_buf_view(&body));
  vb_buf_clear(&body);
}

/* The cluster allows a few hundred snapshots at a time, of all clients. */
void vb_opensearch_snapshot_close(vb_opensearch *engine) {
  json_t *answer = NULL;
  vb_buf body = VB_BUF_INIT; /* engine->body may be a request that goes on with a new snapshot */
  if (engine->pit && *engine->pit) write_close(engine, &body);
  vb_cluster_request request = {.method = "DELETE",
                                .path = close_path(engine),
                                .body = vb_buf_view(&body),
                                .timeout_ms = CLOSE_MS};
  if (body.n && !body.failed && vb_opensearch_watch_release(engine->watch, request.body))
    vb_cluster_call(engine->cluster, &request, &answer, NULL); /* else it ends by itself */
  json_decref(answer);
  vb_buf_clear(&body);
  free(engine->pit);
  engine->pit = NULL;
}

bool vb_opensearch_waits_for_nothing(void *context, double waited) {
  const vb_opensearch_patience *patience = context;
  if (waited >= PATIENT_SECONDS) vb_opensearch_watch_hurry(patience->watch);
  return vb_opensearch_watch_lost(patience->watch, patience->turn);
}

/* What the cluster says; the JSON of the answer is the caller's, NULL for no point in time. */
static vb_status ask_for_pit(vb_opensearch *engine, const vb_opensearch_view *view, json_t **out,
                             vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + VB_PREFERENCE_MAX + 100];
  vb_cluster_answer answer;
  vb_opensearch_patience patience = {engine->watch, view->turn};
  snprintf(path, sizeof path, "/%s/%s?keep_alive=" FIRST_KEEP_ALIVE "%s%s", engine->address.index,
           engine->cluster_is_opensearch ? "_search/point_in_time" : "_pit",
           *view->preference ? "&preference=" : "", view->preference);
  vb_cluster_request request = {.method = "POST",
                                .path = path,
                                .timeout_ms = engine->timeout_ms,
                                .give_up = vb_opensearch_waits_for_nothing,
                                .context = &patience};
  *out = NULL;
  vb_status status = vb_cluster_ask(engine->cluster, &request, &answer, err);
  if (status) return status;
  if (answer.http_status < 300) {
    *out = answer.json;
    return VB_OK;
  }
  bool lacks_shards = answer.http_status == 503 && !engine->cluster_is_opensearch;
  if (!lacks_shards) status = vb_cluster_complaint(engine->cluster, &answer, err);
  json_decref(answer.json);
  return status;
}

/* The same of what answers at present; again, if that changes meanwhile. */
static vb_status ask_for_present_pit(vb_opensearch *engine, vb_opensearch_view *view, json_t **out,
                                     vb_error *err) {
  vb_status status = VB_OK;
  *out = NULL;
  for (int i = 0; i < ATTEMPTS; i++) {
    vb_opensearch_watch_view(engine->watch, view);
    if (view->none)
      return vb_fail(err, VB_UNAVAILABLE, "%s: none of its shards answers: %s",
                     engine->address.index, view->why);
    status = ask_for_pit(engine, view, out, err);
    if (status != VB_UNAVAILABLE || !vb_opensearch_watch_lost(engine->watch, view->turn)) break;
  }
  return status;
}

typedef struct snapshot {
  char *pit;
  vb_opensearch_view view;
  vb_opensearch_missing missing; /* of the view's shards */
} snapshot;

static vb_status make(vb_opensearch *engine, snapshot *out, vb_error *err) {
  json_t *answer;
  *out = (snapshot){.pit = NULL};
  vb_status status = ask_for_present_pit(engine, &out->view, &answer, err);
  if (status) return status;
  const char *member = engine->cluster_is_opensearch ? "pit_id" : "id";
  const char *id = answer ? json_string_value(json_object_get(answer, member)) : "";
  if (id) out->pit = strdup(id);
  vb_opensearch_count_missing(answer, &out->missing);
  if (!id) status = vb_opensearch_odd(engine, "of a point in time", err);
  else if (!out->pit) status = vb_fail(err, VB_NOMEM, "no memory for a snapshot");
  json_decref(answer);
  return status;
}

/* Makes a new snapshot, closes the one before, and forgets what was asked of it. */
static vb_status replace(vb_opensearch *engine, vb_error *err) {
  snapshot fresh;
  vb_status status = make(engine, &fresh, err);
  if (status) return status;
  vb_opensearch_snapshot_close(engine);
  engine->pit = fresh.pit;
  engine->view = fresh.view;
  engine->missing = fresh.missing;
  engine->may_be_back = fresh.missing.count > 0;
  engine->missing_since = vb_clock_seconds();
  hold(engine);
  vb_opensearch_missing_add(&engine->missing, fresh.view.hidden, fresh.view.why);
  vb_opensearch_forget_words(engine);
  vb_answers_clear(engine->answers);
  return VB_OK;
}

/* ---- requests ---- */

vb_json_writer vb_opensearch_begin(vb_opensearch *engine) {
  vb_buf_reset(&engine->body);
  vb_json_writer json = vb_json_begin(&engine->body);
  vb_json_open_object(&json, NULL);
  if (!*engine->pit) return json;
  vb_json_open_object(&json, "pit");
  vb_json_text(&json, "id", engine->pit);
  vb_json_text(&json, "keep_alive", KEEP_ALIVE);
  vb_json_close_object(&json);
  return json;
}

/* The member that names a snapshot, as vb_opensearch_begin writes it. */
static void append_member(vb_buf *out, const char *pit) {
  if (!*pit) return;
  vb_buf_text(out, "\"pit\":{\"id\":\"");
  vb_buf_text(out, pit);
  vb_buf_text(out, "\",\"keep_alive\":\"" KEEP_ALIVE "\"},");
}

/* Puts a snapshot in the place of another, wherever the requests name it. */
static vb_status change_pit(vb_str before, vb_str after, vb_buf *requests, vb_error *err) {
  vb_buf fresh = VB_BUF_INIT;
  size_t at = 0;
  while (at < requests->n) {
    const char *found = memmem(requests->p + at, requests->n - at, before.p, before.n);
    size_t end = found ? (size_t)(found - requests->p) : requests->n;
    vb_buf_append(&fresh, requests->p + at, end - at);
    if (found) vb_buf_str(&fresh, after);
    at = found ? end + before.n : end;
  }
  vb_buf_clear(requests);
  *requests = fresh;
  return vb_buf_ok(requests, err);
}

/* Requests that name no snapshot go on so; the next refresh tries to get one. */
vb_status vb_opensearch_snapshot_renew(vb_opensearch *engine, vb_buf *requests, vb_error *err) {
  vb_buf before = VB_BUF_INIT, after = VB_BUF_INIT;
  if (!*engine->pit)
    return vb_fail(err, VB_UNAVAILABLE, "%s: it has no snapshot", engine->address.index);
  append_member(&before, engine->pit);
  vb_status status = vb_buf_ok(&before, err);
  if (!status) status = replace(engine, err);
  if (!status) append_member(&after, engine->pit);
  if (!status) status = vb_buf_ok(&after, err);
  if (!status) status = change_pit(vb_buf_view(&before), vb_buf_view(&after), requests, err);
  vb_buf_clear(&before);
  vb_buf_clear(&after);
  return status;
}

bool vb_opensearch_snapshot_due(const vb_opensearch *engine) {
  return vb_clock_seconds() - engine->missing_since >= RETRY_SECONDS;
}

bool vb_opensearch_snapshot_stale(const vb_opensearch *engine) {
  return *engine->pit && vb_opensearch_watch_changed(engine->watch, engine->view.turn);
}

/* ---- refreshing ---- */

/* What tells one state of the index from another, and the days that it covers. */
static vb_status look(vb_opensearch *engine, bool in_snapshot, json_t **out, vb_error *err) {
  static const char *const aggregations =
      "{\"number\":{\"max\":{\"field\":\"" VB_OPENSEARCH_NUMBER
      "\"}},\"first\":{\"min\":{\"field\":\"" VB_OPENSEARCH_FIRST_DAY
      "\"}},\"last\":{\"max\":{\"field\":\"" VB_OPENSEARCH_LAST_DAY "\"}}}";
  char path[VB_CLUSTER_INDEX_MAX + VB_PREFERENCE_MAX + 40];
  vb_opensearch_missing missing;
  vb_opensearch_patience patience = {engine->watch, engine->view.turn};
  vb_json_writer json = vb_json_begin(&engine->body);
  if (in_snapshot) {
    json = vb_opensearch_begin(engine);
  } else {
    vb_buf_reset(&engine->body);
    vb_json_open_object(&json, NULL);
  }
  vb_json_number(&json, "size", 0);
  vb_json_boolean(&json, "track_total_hits", true);
  vb_json_raw(&json, "aggs", vb_str_of(aggregations));
  vb_json_close_object(&json);
  if (in_snapshot) return vb_opensearch_ask(engine, LOOK_MS, out, &missing, err);
  snprintf(path, sizeof path, "/%s/_search%s%s", engine->address.index,
           *engine->view.preference ? "?preference=" : "", engine->view.preference);
  vb_cluster_request request = {.method = "POST",
                                .path = path,
                                .body = vb_buf_view(&engine->body),
                                .timeout_ms = engine->timeout_ms,
                                .give_up = vb_opensearch_waits_for_nothing,
                                .context = &patience};
  vb_status status = vb_buf_ok(&engine->body, err);
  return status ? status : vb_cluster_call(engine->cluster, &request, out, err);
}

static double number_in(const json_t *answer, const char *name) {
  const json_t *one = json_object_get(json_object_get(answer, "aggregations"), name);
  return json_number_value(json_object_get(one, "value"));
}

static uint64_t whole(double number) {
  return number > 0 && number < 9e18 ? (uint64_t)number : 0;
}

static bool differs(const vb_opensearch *engine, const json_t *answer) {
  uint64_t articles;
  vb_opensearch_total(answer, &articles);
  return articles != engine->articles || whole(number_in(answer, "number")) != engine->last_number;
}

static vb_status take_stock(vb_opensearch *engine, vb_error *err) {
  json_t *answer;
  vb_status status = look(engine, true, &answer, err);
  if (status) return status;
  vb_opensearch_total(answer, &engine->articles);
  engine->last_number = whole(number_in(answer, "number"));
  engine->first_day = (uint32_t)whole(number_in(answer, "first"));
  engine->last_day = (uint32_t)whole(number_in(answer, "last"));
  json_decref(answer);
  return VB_OK;
}

vb_status vb_opensearch_snapshot_refresh(vb_opensearch *engine, bool *changed, vb_error *err) {
  json_t *answer = NULL;
  *changed = !engine->pit || !*engine->pit || vb_opensearch_snapshot_stale(engine);
  if (!*changed && engine->look_failed > 0 &&
      vb_clock_seconds() - engine->look_failed < LATE_SECONDS)
    return vb_fail(err, VB_UNAVAILABLE, "%s: it did not say what is new", engine->address.index);
  if (!*changed) {
    vb_status status = look(engine, false, &answer, err);
    *changed = status ? vb_opensearch_snapshot_stale(engine) : differs(engine, answer);
    json_decref(answer);
    engine->look_failed = status == VB_UNAVAILABLE && !*changed ? vb_clock_seconds() : 0;
    if (status && !*changed) return status;
  }
  if (!*changed) return VB_OK;
  vb_status status = replace(engine, err);
  return status ? status : take_stock(engine, err);
}
