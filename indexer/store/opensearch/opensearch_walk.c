/*
 * opensearch_walk.c - pages of a search for everything, each from the last number on.
 */
#include "indexer/store/opensearch/opensearch_walk.h"

#include "indexer/base/buf.h"
#include "indexer/store/opensearch/opensearch_schema.h"

#include <stdio.h>
#include <stdlib.h>

vb_str vb_opensearch_string(const json_t *source, const char *name) {
  const json_t *value = json_object_get(source, name);
  const char *text = json_string_value(value);
  return text ? (vb_str){text, json_string_length(value)} : VB_STR_NONE;
}

uint64_t vb_opensearch_hash(const json_t *source) {
  vb_str decimal = vb_opensearch_string(source, VB_OPENSEARCH_HASH);
  return decimal.p ? strtoull(decimal.p, NULL, 10) : 0;
}

static vb_status search(vb_cluster *c, vb_str body, json_t **out, vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 64];
  snprintf(path, sizeof path, "/%s/_search?allow_partial_search_results=false",
           vb_cluster_where(c)->index);
  vb_cluster_request request = {.method = "POST", .path = path, .body = body};
  vb_status status = vb_cluster_call(c, &request, out, err);
  if (status != VB_OK) return status;
  const json_t *shards = json_object_get(*out, "_shards");
  bool whole = json_is_false(json_object_get(*out, "timed_out")) &&
               json_integer_value(json_object_get(shards, "failed")) == 0;
  if (whole && json_is_array(json_object_get(json_object_get(*out, "hits"), "hits"))) return VB_OK;
  json_decref(*out);
  *out = NULL;
  return vb_fail(err, VB_UNAVAILABLE, "%s: not every shard of %s answers", vb_cluster_node(c),
                 vb_cluster_where(c)->index);
}

static vb_status fetch_page(vb_opensearch_walk *w, vb_error *err) {
  vb_buf body = VB_BUF_INIT;
  json_decref(w->page);
  w->page = NULL, w->next = 0;
  vb_buf_printf(&body, "{\"size\":%zu,\"track_total_hits\":false,\"_source\":%s,", w->size,
                w->fields);
  vb_buf_printf(&body, "\"sort\":[{\"" VB_OPENSEARCH_NUMBER "\":\"asc\"}],\"search_after\":[%llu]}",
                (unsigned long long)w->after);
  vb_status status = vb_buf_ok(&body, err);
  if (status == VB_OK) status = search(w->cluster, vb_buf_view(&body), &w->page, err);
  vb_buf_clear(&body);
  return status;
}

static vb_status next(vb_opensearch_walk *w, const json_t **source, vb_error *err) {
  const json_t *hits = json_object_get(json_object_get(w->page, "hits"), "hits");
  if (!w->end && w->next == json_array_size(hits)) {
    vb_status status = fetch_page(w, err);
    for (; status == VB_LIMIT && w->size > 1; status = fetch_page(w, err)) w->size /= 2;
    if (status != VB_OK) return status;
    hits = json_object_get(json_object_get(w->page, "hits"), "hits");
    w->end = json_array_size(hits) == 0;
  }
  if (w->end) return VB_OK;
  const json_t *hit = json_array_get(hits, w->next++);
  const json_t *number = json_array_get(json_object_get(hit, "sort"), 0);
  if (!json_is_integer(number) || json_integer_value(number) <= (json_int_t)w->after)
    return vb_fail(err, VB_CORRUPT, "%s: answers in an order that was not asked for",
                   vb_cluster_node(w->cluster));
  w->after = (uint64_t)json_integer_value(number);
  *source = json_object_get(hit, "_source");
  return VB_OK;
}

vb_status vb_opensearch_walk_next(vb_opensearch_walk *w, const json_t **source, vb_error *err) {
  *source = NULL;
  vb_status status = next(w, source, err);
  if (status != VB_OK) w->end = true;
  return status;
}

void vb_opensearch_walk_close(vb_opensearch_walk *w) {
  json_decref(w->page);
  w->page = NULL;
}

/* ---- counts ---- */

static uint64_t positive(const json_t *value) {
  double number = json_number_value(value);
  return number > 0 && number < 9e15 ? (uint64_t)number : 0;
}

static uint64_t bound(const json_t *answer, const char *name) {
  const json_t *all = json_object_get(answer, "aggregations");
  return positive(json_object_get(json_object_get(all, name), "value"));
}

static vb_status count_bytes(vb_cluster *c, uint64_t *bytes, vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 32];
  json_t *answer;
  snprintf(path, sizeof path, "/%s/_stats/store", vb_cluster_where(c)->index);
  vb_cluster_request request = {.method = "GET", .path = path};
  vb_status status = vb_cluster_call(c, &request, &answer, err);
  if (status != VB_OK) return status;
  const json_t *all = json_object_get(json_object_get(answer, "_all"), "total");
  *bytes = positive(json_object_get(json_object_get(all, "store"), "size_in_bytes"));
  json_decref(answer);
  return VB_OK;
}

vb_status vb_opensearch_count(vb_cluster *c, vb_opensearch_counts *out, vb_error *err) {
  json_t *answer;
  *out = (vb_opensearch_counts){0};
  vb_status status =
      search(c,
             VB_STR("{\"size\":0,\"track_total_hits\":true,\"aggs\":{"
                    "\"number\":{\"max\":{\"field\":\"" VB_OPENSEARCH_NUMBER "\"}},"
                    "\"first\":{\"min\":{\"field\":\"" VB_OPENSEARCH_FIRST_DAY "\"}},"
                    "\"last\":{\"max\":{\"field\":\"" VB_OPENSEARCH_LAST_DAY "\"}}}}"),
             &answer, err);
  if (status != VB_OK) return status;
  const json_t *total = json_object_get(json_object_get(answer, "hits"), "total");
  out->articles = positive(json_object_get(total, "value"));
  out->last_number = bound(answer, "number");
  out->first_day = (uint32_t)bound(answer, "first");
  out->last_day = (uint32_t)bound(answer, "last");
  json_decref(answer);
  return count_bytes(c, &out->bytes, err);
}
