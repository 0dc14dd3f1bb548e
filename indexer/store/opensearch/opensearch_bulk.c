/*
 * opensearch_bulk.c - delivers a bulk.
 *
 *   lines   | action, document | action, document | action | ...
 *   answer  |       201        |       429        |  404   |       -> the second one is sent again
 *
 * 409: the cluster has this writing already, or a later one. 404 answers a removal of what is not
 * there.
 */
#include "indexer/store/opensearch/opensearch_bulk.h"

#include "indexer/store/opensearch/pauses.h"

#include <stdio.h>
#include <stdlib.h>

enum { LEAST_ITEMS = 64 };

void vb_opensearch_bulk_reset(vb_opensearch_bulk *b) {
  vb_buf_reset(&b->lines);
  b->count = 0;
}

void vb_opensearch_bulk_clear(vb_opensearch_bulk *b) {
  vb_buf_clear(&b->lines);
  free(b->starts);
  *b = (vb_opensearch_bulk){0};
}

vb_status vb_opensearch_bulk_add(vb_opensearch_bulk *b, const char *name, uint64_t number,
                                 bool removal, vb_error *err) {
  if (b->count == b->capacity) {
    size_t more = b->capacity ? b->capacity * 2 : LEAST_ITEMS;
    size_t *starts = realloc(b->starts, more * sizeof *starts);
    if (!starts) return vb_fail(err, VB_NOMEM, "no memory left to index with");
    b->starts = starts, b->capacity = more;
  }
  b->starts[b->count++] = b->lines.n;
  vb_buf_printf(&b->lines,
                "{\"%s\":{\"_id\":\"%s\",\"version\":%llu,\"version_type\":\"external\"}}\n",
                removal ? "delete" : "index", name, (unsigned long long)number);
  return vb_buf_ok(&b->lines, err);
}

static vb_str item_of(const vb_opensearch_bulk *b, size_t i) {
  size_t end = i + 1 < b->count ? b->starts[i + 1] : b->lines.n;
  return vb_str_slice(vb_buf_view(&b->lines), b->starts[i], end);
}

/* ---- answers ---- */

typedef enum verdict { ARRIVED, AGAIN, REFUSED } verdict;

static verdict judge(long code, const json_t *error) {
  const char *type = json_string_value(json_object_get(error, "type"));
  if ((code >= 200 && code < 300) || code == 404 || code == 409) return ARRIVED;
  if (type && strcmp(type, "cluster_block_exception") == 0) return REFUSED;
  return vb_cluster_may_pass(code) ? AGAIN : REFUSED;
}

/* Says which article it is, by the second line of its item. */
static void name_article(vb_str item, vb_error *err) {
  const char *end = memchr(item.p, '\n', item.n);
  vb_str line = vb_str_slice(item, end ? (size_t)(end - item.p) + 1 : item.n, item.n);
  json_t *document = line.n ? json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL) : NULL;
  const char *id = json_string_value(json_object_get(document, "id"));
  char place[160];
  snprintf(place, sizeof place, "the article '%.120s'", id ? id : "to be removed");
  vb_error_prefix(err, place);
  json_decref(document);
}

/* Moves the item to the end of those that are kept. */
static void keep(vb_opensearch_bulk *b, size_t i, size_t *kept, size_t *end) {
  vb_str item = item_of(b, i);
  memmove(b->lines.p + *end, item.p, item.n);
  b->starts[(*kept)++] = *end;
  *end += item.n;
}

/* Keeps what is to be sent again; `why` says why the last of them is. */
static vb_status sift(vb_cluster *c, vb_opensearch_bulk *b, const json_t *answer, vb_error *why) {
  const json_t *items = json_object_get(answer, "items");
  size_t kept = 0, end = 0, i = 0;
  if (json_array_size(items) != b->count)
    return vb_fail(why, VB_CORRUPT, "%s: an answer to _bulk with %zu items, of %zu sent",
                   vb_cluster_node(c), json_array_size(items), b->count);
  vb_status status = VB_OK;
  for (; i < b->count; i++) {
    const json_t *item = json_array_get(items, i);
    const json_t *one = json_object_iter_value(json_object_iter((json_t *)(uintptr_t)item));
    long code = (long)json_integer_value(json_object_get(one, "status"));
    const json_t *error = json_object_get(one, "error");
    verdict is = judge(code, error);
    if (is == ARRIVED) continue;
    if (is == REFUSED || status == VB_OK) {
      vb_status said = vb_cluster_item_complaint(c, code, error, why);
      if (is == REFUSED) {
        if (said != VB_UNAVAILABLE) name_article(item_of(b, i), why);
        return said;
      }
    }
    keep(b, i, &kept, &end);
  }
  b->count = kept;
  b->lines.n = end;
  return VB_OK;
}

static vb_status send_once(vb_cluster *c, const char *path, vb_opensearch_bulk *b, vb_error *err) {
  json_t *answer;
  vb_cluster_request request = {
      .method = "POST", .path = path, .body = vb_buf_view(&b->lines), .lines = true};
  vb_status status = vb_cluster_call(c, &request, &answer, err);
  if (status != VB_OK) return status;
  if (json_is_false(json_object_get(answer, "errors"))) vb_opensearch_bulk_reset(b);
  else status = sift(c, b, answer, err);
  json_decref(answer);
  return status;
}

vb_status vb_opensearch_bulk_send(vb_cluster *c, vb_opensearch_bulk *b, uint32_t patience_ms,
                                  vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 64];
  vb_error why;
  vb_pauses pauses = vb_pauses_begin(patience_ms);
  snprintf(path, sizeof path, "/%s/_bulk?filter_path=errors,items.*.status,items.*.error",
           vb_cluster_where(c)->index);
  while (b->count) {
    vb_status status = send_once(c, path, b, &why);
    if (status == VB_OK && b->count && !vb_pauses_wait(&pauses)) status = VB_UNAVAILABLE;
    if (status != VB_OK) {
      if (err) *err = why;
      return status;
    }
  }
  return VB_OK;
}
