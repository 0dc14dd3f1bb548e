/*
 * opensearch_fetch.c - reads articles by their numbers, many with one request, and keeps them for
 * a while: a look-up and what follows it read the same ones.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

void vb_opensearch_write_fetch(vb_opensearch *engine, const uint64_t *docs, size_t count) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", count);
  vb_json_raw(&json, "_source", VB_STR(VB_OPENSEARCH_READ));
  vb_json_raw(&json, "sort", VB_STR("[{\"" VB_OPENSEARCH_NUMBER "\":\"asc\"}]"));
  vb_json_boolean(&json, "track_total_hits", false);
  vb_json_open_object(&json, "query");
  vb_json_open_object(&json, "terms");
  vb_json_open_list(&json, VB_OPENSEARCH_NUMBER);
  for (size_t i = 0; i < count; i++) vb_json_number(&json, NULL, docs[i]);
  vb_json_close_list(&json);
  for (int k = 0; k < 3; k++) vb_json_close_object(&json);
}

/* The record of a hit, and its article's number, which is the sort key at that place: not the last
   one, since Elasticsearch adds a key of its own. NULL if it is no such hit. */
static const json_t *record_of(const json_t *hit, size_t key, uint64_t *doc) {
  const json_t *number = json_array_get(json_object_get(hit, "sort"), key);
  const json_t *record = json_object_get(json_object_get(hit, "_source"), VB_OPENSEARCH_RECORD);
  if (!json_is_integer(number) || !json_is_string(record)) return NULL;
  *doc = (uint64_t)json_integer_value(number);
  return record;
}

/* Only the record is kept. */
static void keep_hit(vb_opensearch *engine, const json_t *hit, size_t key) {
  uint64_t doc;
  const json_t *record = record_of(hit, key, &doc);
  vb_str name = {(const char *)&doc, sizeof doc};
  if (record)
    vb_answers_keep(engine->answers, name, (json_t *)(uintptr_t)record, json_string_length(record));
}

void vb_opensearch_keep_articles(vb_opensearch *engine, const json_t *answer, size_t key) {
  const json_t *hits = vb_opensearch_list(answer);
  for (size_t i = 0; i < json_array_size(hits); i++) keep_hit(engine, json_array_get(hits, i), key);
}

typedef struct fetching {
  const uint64_t *docs;
  size_t count;
  vb_arena *arena;
  vb_article *out;
  vb_opensearch_missing missing;
} fetching;

static vb_status take_record(const fetching *f, const json_t *record, uint64_t doc, vb_error *err) {
  vb_article article;
  vb_str text = {json_string_value(record), json_string_length(record)};
  vb_status status = vb_opensearch_record_read(text, f->arena, &article, err);
  for (size_t i = 0; i < f->count && !status; i++)
    if (f->docs[i] == doc) f->out[i] = article;
  return status;
}

/* One request; an answer that is too large is asked for in two halves. */
static vb_status ask_for(vb_opensearch *engine, const uint64_t *docs, size_t count, fetching *f,
                         vb_error *err) {
  json_t *answer;
  uint64_t doc;
  size_t half = count / 2;
  vb_opensearch_write_fetch(engine, docs, count);
  vb_status status = vb_opensearch_ask_unkept(engine, &answer, &f->missing, err);
  if (status == VB_LIMIT && half) {
    status = ask_for(engine, docs, half, f, err);
    return status ? status : ask_for(engine, docs + half, count - half, f, err);
  }
  if (status) return status;
  const json_t *hits = vb_opensearch_list(answer);
  if (!json_is_array(hits)) status = vb_opensearch_odd(engine, "with articles", err);
  for (size_t i = 0; i < json_array_size(hits) && !status; i++) {
    const json_t *hit = json_array_get(hits, i), *record = record_of(hit, 0, &doc);
    if (!record) status = vb_opensearch_odd(engine, "with articles", err);
    else status = take_record(f, record, doc, err);
    if (!status) keep_hit(engine, hit, 0);
  }
  json_decref(answer);
  return status;
}

/* Takes what is kept, and lists the others. */
static vb_status take_kept(const vb_opensearch *engine, const fetching *f, uint64_t *unknown,
                           size_t *count, vb_error *err) {
  vb_status status = VB_OK;
  *count = 0;
  for (size_t i = 0; i < f->count && !status; i++) {
    const json_t *record =
        vb_answers_find(engine->answers, (vb_str){(const char *)&f->docs[i], sizeof *f->docs});
    if (record) status = take_record(f, record, f->docs[i], err);
    else unknown[(*count)++] = f->docs[i];
  }
  return status;
}

static vb_status fetch_some(vb_opensearch *engine, fetching *f, vb_error *err) {
  uint64_t unknown[VB_OPENSEARCH_FETCH_MAX];
  size_t count;
  vb_status status = take_kept(engine, f, unknown, &count, err);
  if (status || !count) return status;
  if (engine->gathering) return vb_opensearch_note_docs(engine, unknown, count, err);
  status = ask_for(engine, unknown, count, f, err);
  for (size_t i = 0; i < f->count && !status && f->missing.count; i++)
    if (!f->out[i].id.p)
      status = vb_fail(err, VB_UNAVAILABLE, "the article's shard of %s does not answer: %s",
                       engine->address.index, f->missing.reason);
  return status;
}

vb_status vb_opensearch_fetch(vb_opensearch *engine, const uint64_t *docs, size_t count,
                              vb_arena *arena, vb_article *out, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < count; i++) out[i] = (vb_article){0};
  for (size_t i = 0, n; i < count && !status; i += n) {
    n = count - i < VB_OPENSEARCH_FETCH_MAX ? count - i : VB_OPENSEARCH_FETCH_MAX;
    fetching f = {docs + i, n, arena, out + i, {.count = 0}};
    status = fetch_some(engine, &f, err);
  }
  return status;
}
