/*
 * opensearch_index.c - recognises the cluster by what its root says, and the index by the _meta of
 * its mapping.
 */
#include "indexer/store/opensearch/opensearch_index.h"

#include "indexer/base/buf.h"
#include "indexer/store/opensearch/opensearch_schema.h"

#include <stdio.h>
#include <stdlib.h>

/* What the common interface of both was tried with. */
enum { OPENSEARCH_FIRST = 2, OPENSEARCH_LAST = 3, ELASTIC_FIRST = 7, ELASTIC_LAST = 8 };
enum {
  OPENSEARCH_FIRST_MINOR = 4, /* earlier ones have no points in time */
  ELASTIC_FIRST_MINOR = 17
};

static const char *string_in(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "";
}

static vb_status recognise_cluster(const vb_cluster_answer *answer, vb_opensearch_index_info *out,
                                   vb_error *err) {
  const json_t *version = json_object_get(answer->json, "version");
  const char *number = string_in(version, "number");
  unsigned major = 0, minor = 0;
  if (sscanf(number, "%3u.%3u", &major, &minor) != 2)
    return vb_fail(err, VB_INVALID,
                   "%s: answers, but is no node of an OpenSearch or Elasticsearch cluster",
                   answer->node);
  out->elasticsearch = strcmp(string_in(version, "distribution"), "opensearch") != 0;
  unsigned first = out->elasticsearch ? ELASTIC_FIRST : OPENSEARCH_FIRST;
  unsigned last = out->elasticsearch ? ELASTIC_LAST : OPENSEARCH_LAST;
  unsigned first_minor = out->elasticsearch ? ELASTIC_FIRST_MINOR : OPENSEARCH_FIRST_MINOR;
  bool known = major <= last && (major > first || (major == first && minor >= first_minor));
  if (known) return VB_OK;
  return vb_fail(err, VB_VERSION,
                 "%s: a cluster of %s %.20s; this program knows OpenSearch 2.4 to 3, "
                 "Elasticsearch 7.17 to 8",
                 answer->node, out->elasticsearch ? "Elasticsearch" : "OpenSearch", number);
}

/* The answer is {"INDEX": {"mappings": {"_meta": ...}}}; an alias has the name of its index there.
 */
static vb_status recognise_index(const char *name, const json_t *answer,
                                 vb_opensearch_index_info *out, vb_error *err) {
  if (json_object_size(answer) != 1)
    return vb_fail(err, VB_INVALID, "%s: an alias of %zu indexes; name one of them", name,
                   json_object_size(answer));
  const json_t *index = json_object_iter_value(json_object_iter((json_t *)(uintptr_t)answer));
  const json_t *meta = json_object_get(json_object_get(index, "mappings"), "_meta");
  const json_t *ours = json_object_get(meta, "verbatim");
  const char *language = string_in(ours, "language");
  json_int_t version = json_integer_value(json_object_get(ours, "version"));
  if (!ours || !version)
    return vb_fail(err, VB_INVALID, "%s: the index of another program, not an archive of Verbatim",
                   name);
  if (version != VB_OPENSEARCH_VERSION)
    return vb_fail(err, VB_VERSION,
                   "%s: an archive of version %lld; this program knows version %d only: index or "
                   "copy anew into another index",
                   name, (long long)version, VB_OPENSEARCH_VERSION);
  if (!*language || strlen(language) >= sizeof out->language)
    return vb_fail(err, VB_CORRUPT, "%s: its mapping does not say the language of its stems", name);
  snprintf(out->language, sizeof out->language, "%s", language);
  return VB_OK;
}

static vb_status judge(vb_cluster *c, const vb_cluster_answer answers[3],
                       vb_opensearch_index_info *out, vb_error *err) {
  for (size_t i = 0; i < 2; i++) {
    if (answers[i].http_status > 299) return vb_cluster_complaint(c, &answers[i], err);
    vb_status status = i == 0
                           ? recognise_cluster(&answers[0], out, err)
                           : recognise_index(vb_cluster_where(c)->index, answers[1].json, out, err);
    if (status != VB_OK) return status;
  }
  snprintf(out->health, sizeof out->health, "%s", string_in(answers[2].json, "status"));
  return VB_OK;
}

vb_status vb_opensearch_index_look(vb_cluster *c, vb_opensearch_index_info *out, vb_error *err) {
  char mapping[VB_CLUSTER_INDEX_MAX + 32], health[VB_CLUSTER_INDEX_MAX + 64];
  const char *index = vb_cluster_where(c)->index;
  *out = (vb_opensearch_index_info){0};
  snprintf(mapping, sizeof mapping, "/%s/_mapping?local=true", index);
  snprintf(health, sizeof health, "/_cluster/health/%s?timeout=0s&local=true", index);
  const vb_cluster_request requests[3] = {{.method = "GET", .path = "/"},
                                          {.method = "GET", .path = mapping},
                                          {.method = "GET", .path = health}};
  vb_cluster_answer answers[3];
  vb_status status = vb_cluster_ask_all(c, requests, 3, answers, err);
  if (status != VB_OK) return status;
  status = judge(c, answers, out, err);
  for (size_t i = 0; i < 3; i++) json_decref(answers[i].json);
  return status;
}

static bool is_there_already(const vb_cluster_answer *answer) {
  const char *type = string_in(json_object_get(answer->json, "error"), "type");
  return strcmp(type, "resource_already_exists_exception") == 0;
}

vb_status vb_opensearch_index_create(vb_cluster *c, const char *suffix, vb_str body,
                                     vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 32];
  vb_cluster_answer answer;
  snprintf(path, sizeof path, "/%s%s", vb_cluster_where(c)->index, suffix);
  vb_cluster_request request = {.method = "PUT", .path = path, .body = body};
  vb_status status = vb_cluster_ask(c, &request, &answer, err);
  if (status != VB_OK) return status;
  if (answer.http_status > 299 && !is_there_already(&answer))
    status = vb_cluster_complaint(c, &answer, err);
  json_decref(answer.json);
  return status;
}

vb_status vb_opensearch_index_make(vb_cluster *c, const char *language, vb_error *err) {
  vb_buf body = VB_BUF_INIT;
  vb_status status = vb_opensearch_index(language, &body, err);
  if (status == VB_OK) status = vb_opensearch_index_create(c, "", vb_buf_view(&body), err);
  vb_buf_clear(&body);
  return status;
}
