/*
 * state.c - /healthz and /metrics: how the server and its store are.
 *
 * Both are answered while every worker is busy, so they ask no worker's store anything that
 * takes time or a lock of the search.
 */
#include "web/request_context.h"

#include "indexer/base/clock.h"
#include "indexer/base/json_writer.h"

/* The shards of the store; none on a failure, which only means that there is no memory. */
static size_t shards_of(vb_request_context *call, vb_shard_health **out) {
  size_t count;
  vb_error ignored;
  vb_status status =
      vb_store_shards(call->web->workers[0].store, call->arena, out, &count, &ignored);
  return status == VB_OK ? count : 0;
}

static void put_failed(vb_json_writer *json, const vb_shard_health *shards, size_t count) {
  vb_json_open_list(json, "failed_shards");
  for (size_t i = 0; i < count; i++) {
    if (shards[i].up) continue;
    vb_json_open_object(json, NULL);
    vb_json_string(json, "shard", shards[i].shard);
    vb_json_string(json, "reason", shards[i].reason);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

void vb_state_healthz(vb_request_context *call) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_shard_health *shards;
  size_t count = shards_of(call, &shards), down = 0;
  for (size_t i = 0; i < count; i++) down += !shards[i].up;
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "status", down ? "degraded" : "ok");
  if (call->stranger) { /* anybody may ask whether it runs, but no more */
    vb_json_null(&json, "articles");
    vb_json_null(&json, "failed_shards");
  } else {
    vb_json_number(&json, "articles", call->web->articles);
    put_failed(&json, shards, count);
  }
  vb_json_close_object(&json);
  call->response->cache = "no-store";
  if (text.failed) vb_context_refuse(call, 503, "no memory for the answer");
  else vb_context_answer(call, VB_OK, vb_buf_view(&text), NULL);
  vb_buf_clear(&text);
}

static void print_shards(vb_request_context *call, vb_buf *out) {
  vb_shard_health *shards;
  size_t count = shards_of(call, &shards);
  if (!count) return;
  vb_metrics_head(out, "verbatim_shard_up", "gauge", "1 while a remote shard answers, else 0.");
  for (size_t i = 0; i < count; i++)
    vb_metrics_labelled(out, "verbatim_shard_up", "shard", shards[i].shard, shards[i].up);
  vb_metrics_head(out, "verbatim_shard_failures_total", "counter",
                  "Times that a remote shard stopped answering.");
  for (size_t i = 0; i < count; i++)
    vb_metrics_labelled(out, "verbatim_shard_failures_total", "shard", shards[i].shard,
                        (double)shards[i].failures);
}

void vb_state_metrics(vb_request_context *call) {
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
  print_shards(call, &r->body);
  r->status = 200;
  r->type = "text/plain; version=0.0.4; charset=utf-8";
  r->cache = "no-store";
  if (r->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}
