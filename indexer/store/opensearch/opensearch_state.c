/*
 * opensearch_state.c - the documents `lock` and `lines`.
 *
 * The lock is created with op_type=create, and changed and removed only if it is still as we wrote
 * it (if_seq_no), so that of two writers one gets it. A request that was repeated on the way may
 * find its own lock: it is known by the token.
 */
#include "indexer/store/opensearch/opensearch_state.h"

#include "indexer/base/clock.h"
#include "indexer/base/json_writer.h"
#include "indexer/store/opensearch/base64.h"
#include "indexer/store/opensearch/opensearch_index.h"
#include "indexer/store/opensearch/opensearch_walk.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { PATH_MAX_HERE = VB_CLUSTER_INDEX_MAX + 160, HOST_MAX_HERE = 256 };
static const double RENEW_SECONDS = VB_OPENSEARCH_LEASE_SECONDS / 6.0;

#define SUFFIX "-verbatim" /* after the archive's index */
#define STATE_INDEX                                                                                \
  "{\"settings\":{\"number_of_shards\":1,\"auto_expand_replicas\":\"0-1\"},"                       \
  "\"mappings\":{\"dynamic\":false}}"

/* A write waits for its shard in the cluster, a minute if nothing is said; if not that long, we
   learn why. */
static vb_status ask(vb_cluster *c, const char *method, const char *document, vb_str body,
                     vb_cluster_answer *out, vb_error *err) {
  char path[PATH_MAX_HERE];
  const char *wait = strchr(document, '?') ? "&timeout=10s" : "?timeout=10s";
  snprintf(path, sizeof path, "/%s" SUFFIX "%s%s", vb_cluster_where(c)->index, document,
           strcmp(method, "GET") == 0 ? "" : wait);
  vb_cluster_request request = {.method = method, .path = path, .body = body};
  return vb_cluster_ask(c, &request, out, err);
}

/* ---- the lock ---- */

static void own_host(char out[HOST_MAX_HERE]) {
  if (gethostname(out, HOST_MAX_HERE) != 0) out[0] = '\0';
  out[HOST_MAX_HERE - 1] = '\0';
}

static vb_status write_lock(const vb_opensearch_lock *lock, vb_buf *out, vb_error *err) {
  char host[HOST_MAX_HERE];
  own_host(host);
  vb_json_writer json = vb_json_begin(out);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "host", host);
  vb_json_number(&json, "pid", (uint64_t)getpid());
  vb_json_text(&json, "token", lock->token);
  vb_json_number(&json, "at", (uint64_t)time(NULL));
  vb_json_close_object(&json);
  return vb_buf_ok(out, err);
}

static void have(vb_opensearch_lock *lock, const json_t *answer) {
  lock->held = true;
  lock->seq_no = json_integer_value(json_object_get(answer, "_seq_no"));
  lock->primary_term = json_integer_value(json_object_get(answer, "_primary_term"));
  lock->renewed = vb_clock_seconds();
}

/* *conflict: it is not as it should be to write it. */
static vb_status put_lock(vb_cluster *c, const char *document, vb_opensearch_lock *lock,
                          bool *conflict, vb_error *err) {
  vb_buf body = VB_BUF_INIT;
  vb_cluster_answer answer = {0};
  vb_status status = write_lock(lock, &body, err);
  if (status == VB_OK) status = ask(c, "PUT", document, vb_buf_view(&body), &answer, err);
  *conflict = status == VB_OK && answer.http_status == 409;
  if (status == VB_OK && answer.http_status < 300) have(lock, answer.json);
  else if (status == VB_OK && !*conflict) status = vb_cluster_complaint(c, &answer, err);
  json_decref(answer.json);
  vb_buf_clear(&body);
  return status;
}

static bool is_gone(const json_t *source) {
  char host[HOST_MAX_HERE];
  const char *theirs = json_string_value(json_object_get(source, "host"));
  json_int_t pid = json_integer_value(json_object_get(source, "pid"));
  json_int_t at = json_integer_value(json_object_get(source, "at"));
  own_host(host);
  if (theirs && *host && strcmp(host, theirs) == 0 && pid > 0 && pid <= INT32_MAX)
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
  return (json_int_t)time(NULL) - at > VB_OPENSEARCH_LEASE_SECONDS;
}

static vb_status locked(const vb_cluster *c, const json_t *source, vb_error *err) {
  const char *host = json_string_value(json_object_get(source, "host"));
  return vb_fail(err, VB_LOCKED, "%s: process %lld on %.100s writes to it",
                 vb_cluster_where(c)->index,
                 (long long)json_integer_value(json_object_get(source, "pid")),
                 host ? host : "another machine");
}

static const char *changed_lock(const vb_opensearch_lock *lock, char out[128]) {
  snprintf(out, 128, "/_doc/lock?if_seq_no=%lld&if_primary_term=%lld", (long long)lock->seq_no,
           (long long)lock->primary_term);
  return out;
}

/* Somebody has the lock: we ourselves, one who is gone, or another writer. *free: it was given back
   meanwhile. */
static vb_status meet_other(vb_cluster *c, vb_opensearch_lock *lock, bool *is_free, vb_error *err) {
  char document[128];
  bool conflict = false;
  vb_cluster_answer answer;
  vb_status status = ask(c, "GET", "/_doc/lock", VB_STR_NONE, &answer, err);
  if (status != VB_OK) return status;
  const json_t *source = json_object_get(answer.json, "_source");
  const char *token = json_string_value(json_object_get(source, "token"));
  *is_free = answer.http_status == 404;
  if (!*is_free && answer.http_status > 299) status = vb_cluster_complaint(c, &answer, err);
  else if (token && strcmp(token, lock->token) == 0) have(lock, answer.json);
  else if (!*is_free && !is_gone(source)) status = locked(c, source, err);
  else if (!*is_free) {
    have(lock, answer.json);
    lock->held = false;
    status = put_lock(c, changed_lock(lock, document), lock, &conflict, err);
    if (status == VB_OK && conflict) status = locked(c, source, err);
  }
  json_decref(answer.json);
  return status;
}

vb_status vb_opensearch_lock_take(vb_cluster *c, vb_opensearch_lock *lock, vb_error *err) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  snprintf(lock->token, sizeof lock->token, "%lld.%09ld.%ld", (long long)now.tv_sec, now.tv_nsec,
           (long)getpid());
  vb_status status = vb_opensearch_index_create(c, SUFFIX, VB_STR(STATE_INDEX), err);
  for (int tries = 0; status == VB_OK && !lock->held; tries++) {
    bool conflict, is_free = false;
    status = put_lock(c, "/_create/lock", lock, &conflict, err);
    if (status == VB_OK && conflict) status = meet_other(c, lock, &is_free, err);
    if (status == VB_OK && !lock->held && tries == 3)
      status = vb_fail(err, VB_LOCKED, "%s: other writers come and go", vb_cluster_where(c)->index);
  }
  return status;
}

vb_status vb_opensearch_lock_keep(vb_cluster *c, vb_opensearch_lock *lock, vb_error *err) {
  char document[128];
  bool conflict, is_free = false;
  if (vb_clock_seconds() - lock->renewed < RENEW_SECONDS) return VB_OK;
  vb_status status = put_lock(c, changed_lock(lock, document), lock, &conflict, err);
  if (status != VB_OK || !conflict) return status;
  lock->held = false;
  status = meet_other(c, lock, &is_free, err); /* which may be ourselves, by a repeated request */
  if (status == VB_OK && is_free) status = put_lock(c, "/_create/lock", lock, &conflict, err);
  if (status == VB_OK && !lock->held)
    status =
        vb_fail(err, VB_LOCKED, "%s: another writer has taken over", vb_cluster_where(c)->index);
  return status;
}

void vb_opensearch_lock_release(vb_cluster *c, vb_opensearch_lock *lock) {
  char document[128];
  vb_cluster_answer answer;
  if (!lock->held) return;
  lock->held = false;
  if (ask(c, "DELETE", changed_lock(lock, document), VB_STR_NONE, &answer, NULL) == VB_OK)
    json_decref(answer.json);
}

/* ---- lines ---- */

vb_status vb_opensearch_lines(vb_cluster *c, vb_buf *out, vb_error *err) {
  vb_cluster_answer answer;
  vb_status status = ask(c, "GET", "/_doc/lines", VB_STR_NONE, &answer, err);
  if (status != VB_OK) return status;
  vb_str text = vb_opensearch_string(json_object_get(answer.json, "_source"), "bytes");
  if (answer.http_status > 299 && answer.http_status != 404)
    status = vb_cluster_complaint(c, &answer, err);
  else if (text.p) status = vb_base64_read(text, out, err);
  json_decref(answer.json);
  return status;
}

vb_status vb_opensearch_set_lines(vb_cluster *c, vb_str bytes, vb_error *err) {
  vb_buf body = VB_BUF_INIT;
  vb_cluster_answer answer = {0};
  vb_buf_text(&body, "{\"bytes\":\"");
  vb_base64_write(bytes, &body);
  vb_buf_text(&body, "\"}");
  vb_status status = vb_buf_ok(&body, err);
  if (status == VB_OK) status = ask(c, "PUT", "/_doc/lines", vb_buf_view(&body), &answer, err);
  if (status == VB_OK && answer.http_status > 299) status = vb_cluster_complaint(c, &answer, err);
  json_decref(answer.json);
  vb_buf_clear(&body);
  return status;
}
