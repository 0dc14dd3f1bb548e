/*
 * opensearch_health.c - which shards of the index answer, as the cluster sees it.
 *
 * Any thread may ask. The cluster is asked at most every LOOK_SECONDS, over a connection of its
 * own and with little patience, so that who asks for health never waits for a search.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOOK_SECONDS = 2, LOOK_MS = 1000, SHARDS_MAX = 1024 /* of an index, by the cluster */ };

typedef struct shard {
  bool up;
  uint64_t failures;
} shard;

struct vb_opensearch_health {
  pthread_mutex_t lock;
  vb_cluster *cluster;
  char index[VB_CLUSTER_INDEX_MAX + 1];
  shard shards[SHARDS_MAX];
  size_t count;
  double looked; /* of vb_clock_seconds; 0: never */
  bool reached;
  vb_error why; /* the cluster was not reached */
};

vb_status vb_opensearch_health_new(const char *where, vb_opensearch_health **out, vb_error *err) {
  const vb_cluster_options options = {.timeout_ms = LOOK_MS};
  vb_opensearch_health *h = calloc(1, sizeof *h);
  *out = NULL;
  if (!h) return vb_fail(err, VB_NOMEM, "no memory for an engine");
  vb_status status = vb_cluster_open(where, &options, &h->cluster, err);
  if (!status && pthread_mutex_init(&h->lock, NULL) != 0)
    status = vb_fail(err, VB_NOMEM, "no memory for a lock");
  if (status) {
    vb_cluster_close(h->cluster);
    free(h);
    return status;
  }
  snprintf(h->index, sizeof h->index, "%s", vb_cluster_where(h->cluster)->index);
  *out = h;
  return VB_OK;
}

void vb_opensearch_health_free(vb_opensearch_health *h) {
  if (!h) return;
  vb_cluster_close(h->cluster);
  pthread_mutex_destroy(&h->lock);
  free(h);
}

static void set_up(shard *s, bool up) {
  s->failures += s->up && !up;
  s->up = up;
}

/* {"indices": {INDEX: {"shards": {"0": {"primary_active": true}}}}}; an alias has another name. */
static void read_shards(vb_opensearch_health *h, const json_t *answer) {
  json_t *indices = json_object_get(answer, "indices");
  const json_t *index = json_object_iter_value(json_object_iter(indices));
  const json_t *shards = json_object_get(index, "shards");
  size_t count = json_object_size(shards);
  if (count > SHARDS_MAX) count = SHARDS_MAX;
  for (size_t i = 0; i < count; i++) {
    char name[24];
    snprintf(name, sizeof name, "%zu", i);
    const json_t *active = json_object_get(json_object_get(shards, name), "primary_active");
    if (i >= h->count) h->shards[i] = (shard){.up = true};
    set_up(&h->shards[i], json_is_true(active));
  }
  if (count) h->count = count;
}

static void look(vb_opensearch_health *h) {
  char path[VB_CLUSTER_INDEX_MAX + 80];
  json_t *answer;
  snprintf(path, sizeof path, "/_cluster/health/%s?level=shards&timeout=0s", h->index);
  const vb_cluster_request request = {.method = "GET", .path = path, .timeout_ms = LOOK_MS};
  h->looked = vb_clock_seconds();
  h->reached = vb_cluster_call(h->cluster, &request, &answer, &h->why) == VB_OK;
  if (h->reached) read_shards(h, answer);
  else if (!h->count) h->shards[h->count++] = (shard){.up = true};
  for (size_t i = 0; i < h->count && !h->reached; i++) set_up(&h->shards[i], false);
  if (h->reached) json_decref(answer);
}

static vb_status give(const vb_opensearch_health *h, vb_arena *arena, vb_shard_health **out,
                      size_t *count, vb_error *err) {
  *out = vb_arena_calloc(arena, h->count + 1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < h->count; i++) {
    char name[VB_CLUSTER_INDEX_MAX + 24];
    const shard *s = &h->shards[i];
    const char *why = s->up ? "" : h->reached ? "no node has this shard" : h->why.text;
    snprintf(name, sizeof name, "%s/%zu", h->index, i);
    (*out)[i] = (vb_shard_health){.shard = vb_arena_copy(arena, vb_str_of(name)),
                                  .up = s->up,
                                  .failures = s->failures,
                                  .reason = vb_arena_copy(arena, vb_str_of(why))};
    if (!(*out)[i].shard.p || !(*out)[i].reason.p) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  *count = h->count;
  return VB_OK;
}

vb_status vb_opensearch_health_ask(vb_opensearch_health *h, vb_arena *arena, vb_shard_health **out,
                                   size_t *count, vb_error *err) {
  pthread_mutex_lock(&h->lock);
  if (h->looked == 0 || vb_clock_seconds() - h->looked >= LOOK_SECONDS) look(h);
  vb_status status = give(h, arena, out, count, err);
  pthread_mutex_unlock(&h->lock);
  return status;
}
