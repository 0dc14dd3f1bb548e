/*
 * shard_places.c - reads where shards are, and writes a preference such as
 *
 *   _shards:0,2%7C_only_nodes:NODE,NODE
 *
 * The shards are listed if some do not answer: a request for the others would wait, or count them
 * as failed. The nodes are listed if one with a copy is silent: so the copy on another one is used.
 */
#include "searcher/engine/opensearch/shard_places.h"

#include <stdio.h>
#include <string.h>

/* ---- nodes ---- */

/* Whether a node can be named in a request as it is. */
static bool is_name(const char *name) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  size_t n = name ? strlen(name) : 0;
  return n > 0 && n < VB_NODE_NAME_MAX && strspn(name, allowed) == n;
}

/* Whether a failure says that the node was not reached, or silent; not that it refused. */
static bool is_silence(const json_t *failure) {
  const char *type =
      json_string_value(json_object_get(json_object_get(failure, "caused_by"), "type"));
  return type && (strstr(type, "timeout") || strstr(type, "connect"));
}

void vb_silent_nodes_read(const json_t *answer, vb_silent_nodes *out) {
  const json_t *failures = json_object_get(json_object_get(answer, "_nodes"), "failures");
  out->count = 0;
  for (size_t i = 0; i < json_array_size(failures) && out->count < VB_SILENT_NODES_MAX; i++) {
    const json_t *failure = json_array_get(failures, i);
    const char *name = json_string_value(json_object_get(failure, "node_id"));
    if (!is_name(name) || !is_silence(failure)) continue;
    snprintf(out->names[out->count++], VB_NODE_NAME_MAX, "%s", name);
  }
}

bool vb_silent_nodes_have(const vb_silent_nodes *nodes, const char *name) {
  for (size_t i = 0; i < nodes->count; i++)
    if (strcmp(nodes->names[i], name) == 0) return true;
  return false;
}

void vb_silent_nodes_common(const vb_silent_nodes *some, const vb_silent_nodes *others,
                            vb_silent_nodes *out) {
  vb_silent_nodes common = {.count = 0};
  for (size_t i = 0; i < some->count; i++)
    if (vb_silent_nodes_have(others, some->names[i]))
      memcpy(common.names[common.count++], some->names[i], VB_NODE_NAME_MAX);
  *out = common;
}

/* ---- shards ---- */

/* The node of a copy that can be searched; NULL if it cannot. */
static const char *node_of(const json_t *copy) {
  const char *state = json_string_value(json_object_get(copy, "state"));
  const char *node = json_string_value(json_object_get(copy, "node"));
  bool active = state && (strcmp(state, "STARTED") == 0 || strcmp(state, "RELOCATING") == 0);
  return active && is_name(node) ? node : NULL;
}

static vb_shard_place place_of(const json_t *copies, const vb_silent_nodes *silent,
                               bool *any_silent) {
  vb_shard_place place = VB_SHARD_NOWHERE;
  for (size_t i = 0; i < json_array_size(copies); i++) {
    const char *node = node_of(json_array_get(copies, i));
    bool hangs = node && vb_silent_nodes_have(silent, node);
    *any_silent |= hangs;
    if (node && !hangs) place = VB_SHARD_ANSWERS;
    else if (hangs && place == VB_SHARD_NOWHERE) place = VB_SHARD_HANGS;
  }
  return place;
}

static const json_t *copies_of(const json_t *shards, size_t i) {
  char name[24];
  snprintf(name, sizeof name, "%zu", i);
  return json_object_get(shards, name);
}

/* ---- the preference ---- */

typedef struct list { /* of what a preference names */
  char *text;
  size_t n;
  bool full;
} list;

static void add(list *l, const char *before, const char *item) {
  size_t room = VB_PREFERENCE_MAX - l->n;
  int n = l->full ? 0 : snprintf(l->text + l->n, room, "%s%s", before, item);
  if (n < 0 || (size_t)n >= room) l->full = true;
  else l->n += (size_t)n;
}

static void add_shards(list *l, const vb_shard_places *places) {
  const char *before = "_shards:";
  char name[24];
  for (size_t i = 0; i < places->count; i++) {
    if (places->place[i] != VB_SHARD_ANSWERS) continue;
    snprintf(name, sizeof name, "%zu", i);
    add(l, before, name);
    before = ",";
  }
}

/* The answering nodes that have copies, each once. */
static void add_nodes(list *l, const json_t *shards, size_t count, const vb_silent_nodes *silent) {
  add(l, l->n ? "%7C" : "", "_only_nodes");
  const char *before = ":";
  size_t from = l->n;
  for (size_t i = 0; i < count; i++) {
    const json_t *copies = copies_of(shards, i);
    for (size_t k = 0; k < json_array_size(copies) && !l->full; k++) {
      const char *node = node_of(json_array_get(copies, k));
      /* Names that contain each other do not occur: the cluster gives all the same length. */
      if (!node || vb_silent_nodes_have(silent, node) || strstr(l->text + from, node)) continue;
      add(l, before, node);
      before = ",";
    }
  }
}

bool vb_shard_places_read(const json_t *answer, const vb_silent_nodes *silent,
                          vb_shard_places *out) {
  json_t *indices = json_object_get(json_object_get(answer, "routing_table"), "indices");
  /* An alias has another name. */
  const json_t *index = json_object_iter_value(json_object_iter(indices));
  const json_t *shards = json_object_get(index, "shards");
  bool any_silent = false;
  *out = (vb_shard_places){.count = json_object_size(shards)};
  if (out->count > VB_SHARD_PLACES_MAX) out->count = VB_SHARD_PLACES_MAX;
  for (size_t i = 0; i < out->count; i++) {
    out->place[i] = place_of(copies_of(shards, i), silent, &any_silent);
    out->answering += out->place[i] == VB_SHARD_ANSWERS;
  }
  list l = {.text = out->preference};
  if (out->answering && out->answering < out->count) add_shards(&l, out);
  if (out->answering && any_silent) add_nodes(&l, shards, out->count, silent);
  if (l.full) out->preference[0] = '\0';
  return out->count > 0;
}
