/*
 * writer_opensearch.c - puts articles as documents into an index of a cluster.
 *
 *   put -> filling --full--> sending (a task) --all arrived--> in the cluster, not yet seen
 *   commit: the rest is sent, then the index is refreshed: all of it is seen
 *
 * What has arrived outlives a run that is killed, and the next run finds it. What an id has in the
 * cluster is asked for many ids at a time (expect) and remembered until the commit, or until there
 * are many of them; then all is sent first, so that the cluster answers for it. An index that was
 * empty when it was opened is not asked for ids that were not put since.
 */
#include "indexer/pipeline/writer.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"
#include "indexer/base/json_writer.h"
#include "indexer/pipeline/hash_set.h"
#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/opensearch/base64.h"
#include "indexer/store/opensearch/opensearch_bulk.h"
#include "indexer/store/opensearch/opensearch_index.h"
#include "indexer/store/opensearch/opensearch_schema.h"
#include "indexer/store/opensearch/opensearch_state.h"
#include "indexer/store/opensearch/opensearch_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
  /* OpenSearch advises 5 to 15 MB; two of them are in memory here, and parsed in the cluster. */
  BULK_BYTES = 6 * 1024 * 1024,
  BULK_SHARE = 16, /* of a budget of memory that is smaller than usual */
  FACTS_SHARE = 4, /* as many times the bytes of a bulk: half a million ids */
  TIMEOUT_MS = 20000,
  LONG_TIMEOUT_MS = 90000, /* of a bulk, and of a refresh, which may write much */
  /* A node that is started anew is back by then, and one that hangs has left, which takes 30 and
     two times 60 seconds by the cluster's own defaults. */
  PATIENCE_MS = 240000,
  WALK_PAGE = 2000 /* ids and paths: some 400 KB */
};

/* What the cluster has under a name, as far as we know. */
typedef struct known {
  char name[VB_OPENSEARCH_NAME_DIGITS + 1];
  bool is_there;
  uint64_t hash;
} known;

typedef struct writer {
  vb_writer base;
  vb_cluster *cluster; /* of this thread */
  vb_cluster *sender;  /* of the task */
  char language[VB_STORE_NAME_MAX];
  vb_stemmer *stemmer;
  vb_arena *arena;
  vb_opensearch_lock lock;
  vb_opensearch_bulk bulks[2], *filling, *sending; /* sending: NULL if none is */
  vb_task task;
  vb_status sent; /* what came of the task */
  vb_error sent_error;
  size_t bulk_bytes, facts_most;
  uint64_t number;   /* of the last writing */
  uint64_t articles; /* at the last commit */
  bool was_empty;    /* when it was opened */
  vb_hash_set put;   /* names, if it was */
  vb_hash_table table;
  known *facts;
  size_t fact_count, fact_capacity;
} writer;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory left to index with");
}

/* ---- opening and closing ---- */

static void writer_close(vb_writer *base) {
  writer *w = (writer *)base;
  if (w->cluster) {
    vb_cluster_be_patient(w->cluster, 0);
    vb_opensearch_lock_release(w->cluster, &w->lock);
  }
  vb_cluster_close(w->cluster);
  vb_cluster_close(w->sender);
  vb_opensearch_bulk_clear(&w->bulks[0]);
  vb_opensearch_bulk_clear(&w->bulks[1]);
  vb_stemmer_close(w->stemmer);
  vb_arena_free(w->arena);
  vb_hash_set_clear(&w->put);
  vb_hash_table_clear(&w->table);
  free(w->facts);
  free(w);
}

static vb_status check_options(const vb_writer_options *options,
                               const vb_opensearch_index_info *about, const char *index,
                               vb_error *err) {
  if (options->language && strcmp(options->language, about->language) != 0)
    return vb_fail(err, VB_INVALID,
                   "%s: its words are stemmed for '%s', not '%s'; index into another index to "
                   "change that",
                   index, about->language, options->language);
  if (strcmp(about->health, "red") == 0)
    return vb_fail(err, VB_UNAVAILABLE,
                   "%s: the cluster says 'red': some of its shards are on no node; start the nodes "
                   "that have them first",
                   index);
  return VB_OK;
}

/* A mistyped address is said at once; after this, what may pass is waited out. */
static vb_status greet(writer *w, vb_error *err) {
  json_t *answer;
  vb_cluster_request request = {.method = "GET", .path = "/"};
  vb_status status = vb_cluster_call(w->cluster, &request, &answer, err);
  if (!status) vb_cluster_be_patient(w->cluster, PATIENCE_MS);
  json_decref(answer);
  return status;
}

static vb_status open_index(writer *w, const vb_writer_options *options, vb_error *err) {
  vb_opensearch_index_info about;
  vb_status status = vb_opensearch_index_look(w->cluster, &about, err);
  if (status == VB_NOT_FOUND && options->create) {
    const char *language = options->language ? options->language : VB_WRITER_LANGUAGE_DEFAULT;
    status = vb_stemmer_open(language, &w->stemmer, err);
    if (!status) status = vb_opensearch_index_make(w->cluster, language, err);
    if (!status) status = vb_opensearch_index_look(w->cluster, &about, err);
  }
  if (!status) status = check_options(options, &about, vb_cluster_where(w->cluster)->index, err);
  if (status) return status;
  snprintf(w->language, sizeof w->language, "%s", about.language);
  return w->stemmer ? VB_OK : vb_stemmer_open(w->language, &w->stemmer, err);
}

static vb_status refresh(writer *w, vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 16];
  json_t *answer;
  snprintf(path, sizeof path, "/%s/_refresh", vb_cluster_where(w->cluster)->index);
  vb_cluster_request request = {.method = "POST", .path = path, .timeout_ms = LONG_TIMEOUT_MS};
  vb_status status = vb_cluster_call(w->cluster, &request, &answer, err);
  if (status) return status;
  const json_t *failed = json_object_get(json_object_get(answer, "_shards"), "failed");
  if (!json_is_integer(failed) || json_integer_value(failed) != 0)
    status = vb_fail(err, VB_UNAVAILABLE, "%s: not every shard could show what was written",
                     vb_cluster_where(w->cluster)->index);
  json_decref(answer);
  return status;
}

/* Numbers begin at the time of day: above those that the cluster has, and above those of documents
   that were removed, unless the clock was set back by more than the cluster remembers them. */
static vb_status begin_numbers(writer *w, vb_error *err) {
  vb_opensearch_counts counts;
  struct timespec now;
  vb_status status = vb_opensearch_count(w->cluster, &counts, err);
  if (status) return status;
  clock_gettime(CLOCK_REALTIME, &now);
  w->number = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
  if (w->number < counts.last_number) w->number = counts.last_number;
  w->articles = counts.articles;
  w->was_empty = counts.articles == 0;
  return VB_OK;
}

static vb_status open_all(writer *w, const char *where, const vb_writer_options *options,
                          vb_error *err) {
  vb_cluster_options how = {.timeout_ms = TIMEOUT_MS};
  vb_status status = vb_cluster_open(where, &how, &w->cluster, err);
  how.timeout_ms = LONG_TIMEOUT_MS, how.patience_ms = PATIENCE_MS;
  if (!status) status = vb_cluster_open(where, &how, &w->sender, err);
  if (!status) status = greet(w, err);
  if (!status) status = open_index(w, options, err);
  if (!status) status = vb_opensearch_lock_take(w->cluster, &w->lock, err);
  if (!status) status = refresh(w, err); /* of what a run that was killed has left */
  return status ? status : begin_numbers(w, err);
}

static vb_status writer_open(const char *where, const vb_writer_options *options, vb_writer **out,
                             vb_error *err) {
  *out = NULL;
  writer *w = calloc(1, sizeof *w);
  if (!w) return no_memory(err);
  w->base.class = &vb_writer_opensearch;
  w->base.lock = -1;
  w->filling = &w->bulks[0];
  w->bulk_bytes = BULK_BYTES;
  if (options->memory && options->memory / BULK_SHARE < w->bulk_bytes)
    w->bulk_bytes = options->memory / BULK_SHARE;
  w->facts_most = w->bulk_bytes * FACTS_SHARE / sizeof *w->facts;
  w->arena = vb_arena_new();
  vb_status status = w->arena ? VB_OK : no_memory(err);
  if (!status) status = open_all(w, where, options, err);
  if (status) writer_close(&w->base);
  else *out = &w->base;
  return status;
}

/* ---- bulks ---- */

static void send_bulk(void *context, size_t thread) {
  (void)thread; /* one bulk is sent at a time */
  writer *w = context;
  w->sent = vb_opensearch_bulk_send(w->sender, w->sending, PATIENCE_MS, &w->sent_error);
}

/* Waits until the bulk that is being sent has arrived. After a failure it stays: nothing is sent
   any more, and every later call fails. */
static vb_status await_sending(writer *w, vb_error *err) {
  if (!w->sending) return VB_OK;
  vb_task_pool_finish(w->base.worker, &w->task);
  if (w->sent) {
    if (err) *err = w->sent_error;
    return w->sent;
  }
  w->sending = NULL;
  return VB_OK;
}

static vb_status turn_over(writer *w, vb_error *err) {
  vb_status status = await_sending(w, err);
  if (!status) status = vb_opensearch_lock_keep(w->cluster, &w->lock, err);
  if (status || !w->filling->count) return status;
  w->sending = w->filling;
  w->filling = &w->bulks[w->filling == &w->bulks[0]];
  /* Urgent: the thread that runs it mostly waits for the cluster. */
  vb_task_pool_submit(w->base.worker, &w->task, VB_TASK_URGENT, send_bulk, w);
  return w->base.worker ? VB_OK : await_sending(w, err);
}

static vb_status flush(writer *w, vb_error *err) {
  vb_status status = turn_over(w, err);
  return status ? status : await_sending(w, err);
}

/* ---- what the cluster has ---- */

static vb_hash_slot *find_slot(const writer *w, const char *name, uint32_t hash) {
  vb_hash_slot *slot = vb_hash_table_first(&w->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&w->table, slot))
    if (slot->hash == hash && strcmp(w->facts[slot->value - 1].name, name) == 0) break;
  return slot;
}

static const known *look_up(const writer *w, const char *name) {
  if (!w->table.size) return NULL;
  vb_hash_slot *slot = find_slot(w, name, (uint32_t)vb_hash64(vb_str_of(name)));
  return slot->value ? &w->facts[slot->value - 1] : NULL;
}

static vb_status learn(writer *w, const char *name, bool is_there, uint64_t hash, vb_error *err) {
  uint32_t key = (uint32_t)vb_hash64(vb_str_of(name));
  if (!vb_hash_table_reserve(&w->table, 1)) return no_memory(err);
  if (w->fact_count == w->fact_capacity) {
    size_t more = w->fact_capacity ? w->fact_capacity * 2 : 1024;
    known *facts = realloc(w->facts, more * sizeof *facts);
    if (!facts) return no_memory(err);
    w->facts = facts, w->fact_capacity = more;
  }
  vb_hash_slot *slot = find_slot(w, name, key);
  if (!slot->value) {
    snprintf(w->facts[w->fact_count].name, sizeof w->facts->name, "%s", name);
    vb_hash_table_put(&w->table, slot, key, (uint32_t)++w->fact_count);
  }
  w->facts[slot->value - 1].is_there = is_there;
  w->facts[slot->value - 1].hash = hash;
  return VB_OK;
}

/* One "doc" of the answer of _mget. */
static vb_status learn_answer(writer *w, const json_t *doc, vb_error *err) {
  const char *name = json_string_value(json_object_get(doc, "_id"));
  const json_t *found = json_object_get(doc, "found"), *error = json_object_get(doc, "error");
  if (error) return vb_cluster_item_complaint(w->cluster, 503, error, err);
  if (!name || strlen(name) != VB_OPENSEARCH_NAME_DIGITS || !json_is_boolean(found))
    return vb_fail(err, VB_CORRUPT, "%s: an answer to _mget without names",
                   vb_cluster_node(w->cluster));
  return learn(w, name, json_is_true(found), vb_opensearch_hash(json_object_get(doc, "_source")),
               err);
}

static vb_status ask_names(writer *w, vb_str body, size_t count, vb_error *err) {
  char path[VB_CLUSTER_INDEX_MAX + 48];
  json_t *answer;
  snprintf(path, sizeof path, "/%s/_mget?_source_includes=" VB_OPENSEARCH_HASH,
           vb_cluster_where(w->cluster)->index);
  vb_cluster_request request = {.method = "POST", .path = path, .body = body};
  vb_status status = vb_cluster_call(w->cluster, &request, &answer, err);
  if (status) return status;
  const json_t *docs = json_object_get(answer, "docs");
  if (json_array_size(docs) != count)
    status = vb_fail(err, VB_CORRUPT, "%s: an answer to _mget of %zu documents, of %zu",
                     vb_cluster_node(w->cluster), json_array_size(docs), count);
  for (size_t i = 0; i < count && !status; i++)
    status = learn_answer(w, json_array_get(docs, i), err);
  json_decref(answer);
  return status;
}

static void forget(writer *w) {
  vb_hash_table_reset(&w->table);
  w->fact_count = 0;
}

static vb_status forget_if_many(writer *w, vb_error *err) {
  if (w->fact_count < w->facts_most) return VB_OK;
  vb_status status = flush(w, err);
  if (!status) forget(w);
  return status;
}

static bool must_ask(const writer *w, const char *name) {
  return !look_up(w, name) && !(w->was_empty && !vb_hash_set_has(&w->put, vb_str_of(name)));
}

static vb_status writer_expect(vb_writer *base, const vb_str *ids, size_t count, vb_error *err) {
  writer *w = (writer *)base;
  vb_buf body = VB_BUF_INIT;
  size_t asked = 0;
  vb_status status = forget_if_many(w, err);
  if (status) return status;
  vb_json_writer json = vb_json_begin(&body);
  vb_json_open_object(&json, NULL);
  vb_json_open_list(&json, "ids");
  for (size_t i = 0; i < count; i++) {
    char name[VB_OPENSEARCH_NAME_DIGITS + 1];
    vb_opensearch_name(ids[i], name);
    if (!must_ask(w, name)) continue;
    vb_json_text(&json, NULL, name);
    asked++;
  }
  vb_json_close_list(&json);
  vb_json_close_object(&json);
  status = vb_buf_ok(&body, err);
  if (!status && asked) status = ask_names(w, vb_buf_view(&body), asked, err);
  vb_buf_clear(&body);
  return status;
}

static vb_status writer_find(vb_writer *base, vb_str id, bool *found, uint64_t *hash,
                             vb_error *err) {
  writer *w = (writer *)base;
  char name[VB_OPENSEARCH_NAME_DIGITS + 1];
  *found = false, *hash = 0;
  vb_opensearch_name(id, name);
  const known *fact = look_up(w, name);
  vb_status status = fact ? VB_OK : writer_expect(base, &id, 1, err);
  if (status) return status;
  if (!fact) fact = look_up(w, name);
  *found = fact && fact->is_there;
  *hash = *found ? fact->hash : 0;
  return VB_OK;
}

/* ---- changes ---- */

static vb_status writer_put(vb_writer *base, const vb_article *article, const vb_analysis *text,
                            uint64_t hash, vb_error *err) {
  writer *w = (writer *)base;
  vb_opensearch_bulk *bulk = w->filling;
  char name[VB_OPENSEARCH_NAME_DIGITS + 1];
  bool fresh;
  vb_arena_clear(w->arena);
  vb_opensearch_name(article->id, name);
  size_t start = bulk->lines.n;
  vb_status status = vb_opensearch_bulk_add(bulk, name, ++w->number, false, err);
  if (!status)
    status = vb_opensearch_document(article, text, w->number, hash, w->stemmer, w->arena,
                                    &bulk->lines, err);
  vb_buf_char(&bulk->lines, '\n');
  if (!status) status = vb_buf_ok(&bulk->lines, err);
  if (status) { /* half a document is not sent */
    if (bulk->count && bulk->starts[bulk->count - 1] == start) bulk->count--;
    bulk->lines.n = start;
    return status;
  }
  if (w->was_empty && !vb_hash_set_add(&w->put, vb_str_of(name), &fresh)) return no_memory(err);
  status = learn(w, name, true, hash, err);
  return !status && bulk->lines.n >= w->bulk_bytes ? turn_over(w, err) : status;
}

static vb_status writer_remove(vb_writer *base, vb_str id, vb_error *err) {
  writer *w = (writer *)base;
  char name[VB_OPENSEARCH_NAME_DIGITS + 1];
  bool found;
  uint64_t hash;
  vb_status status = writer_find(base, id, &found, &hash, err);
  if (status) return status;
  if (!found)
    return vb_fail(err, VB_NOT_FOUND, "no article has the id '%.*s'",
                   VB_STR_ARG(vb_str_slice(id, 0, 120)));
  vb_opensearch_name(id, name);
  status = vb_opensearch_bulk_add(w->filling, name, ++w->number, true, err);
  if (!status) status = learn(w, name, false, 0, err);
  return !status && w->filling->lines.n >= w->bulk_bytes ? turn_over(w, err) : status;
}

/* ---- the whole ---- */

static vb_status visit_one(writer *w, const json_t *source,
                           vb_status (*visit)(void *context, vb_str id, vb_str path, vb_error *err),
                           void *context, vb_buf *path, vb_error *err) {
  vb_str id = vb_opensearch_string(source, VB_OPENSEARCH_ID);
  if (!id.p)
    return vb_fail(err, VB_CORRUPT, "%s: a document without an id",
                   vb_cluster_where(w->cluster)->index);
  vb_buf_reset(path);
  vb_status status = vb_base64_read(vb_opensearch_string(source, VB_OPENSEARCH_PATH), path, err);
  return status ? status : visit(context, id, vb_buf_view(path), err);
}

static vb_status writer_each(vb_writer *base,
                             vb_status (*visit)(void *context, vb_str id, vb_str path,
                                                vb_error *err),
                             void *context, vb_error *err) {
  writer *w = (writer *)base;
  vb_buf path = VB_BUF_INIT;
  vb_opensearch_walk walk = {.cluster = w->cluster,
                             .fields = "[\"" VB_OPENSEARCH_ID "\",\"" VB_OPENSEARCH_PATH "\"]",
                             .size = WALK_PAGE};
  vb_status status = VB_OK;
  for (const json_t *source = NULL; !status;) {
    status = vb_opensearch_walk_next(&walk, &source, err);
    if (status || !source) break;
    status = visit_one(w, source, visit, context, &path, err);
  }
  vb_opensearch_walk_close(&walk);
  vb_buf_clear(&path);
  return status;
}

static vb_status writer_lines(vb_writer *base, vb_buf *out, vb_error *err) {
  writer *w = (writer *)base;
  size_t start = out->n;
  vb_status status = vb_opensearch_lines(w->cluster, out, err);
  if (status) return status;
  return vb_outlet_lines_check(vb_str_slice(vb_buf_view(out), start, out->n), "the cluster", err);
}

static vb_status writer_set_lines(vb_writer *base, vb_str bytes, vb_error *err) {
  return vb_opensearch_set_lines(((writer *)base)->cluster, bytes, err);
}

static vb_status writer_commit(vb_writer *base, vb_error *err) {
  writer *w = (writer *)base;
  vb_opensearch_counts counts;
  vb_status status = flush(w, err);
  if (!status) status = refresh(w, err);
  if (!status) status = vb_opensearch_count(w->cluster, &counts, err);
  if (status) return status;
  w->articles = counts.articles;
  forget(w);
  return VB_OK;
}

static vb_status writer_compact(vb_writer *base, vb_error *err) {
  return vb_fail(err, VB_INVALID, "%s: a cluster compacts its indexes itself; nothing was done",
                 vb_cluster_where(((writer *)base)->cluster)->index);
}

static vb_writer_info writer_info(vb_writer *base) {
  const writer *w = (const writer *)base;
  return (vb_writer_info){vb_writer_opensearch.engine, w->language, w->articles};
}

const vb_writer_class vb_writer_opensearch = {
    .engine = "opensearch",
    .open = writer_open,
    .expect = writer_expect,
    .find = writer_find,
    .put = writer_put,
    .remove = writer_remove,
    .each = writer_each,
    .lines = writer_lines,
    .set_lines = writer_set_lines,
    .commit = writer_commit,
    .compact = writer_compact,
    .info = writer_info,
    .close = writer_close,
};
