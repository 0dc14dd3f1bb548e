/*
 * opensearch_facets.c - counts by source and date, as aggregations of the cluster.
 *
 * Both lists are complete: an archive has fewer dates than DAYS_MAX, a hundred years of days with
 * their months and years; of its sources, those with most articles are asked for.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "searcher/engine/day_counts.h"
#include "searcher/engine/source_counts.h"

/* Together below search.max_buckets, 65,535. */
enum { DAYS_MAX = 50000 };

static void terms_of(vb_json_writer *json, const char *name, const char *field, size_t size) {
  vb_json_open_object(json, name);
  vb_json_open_object(json, "terms");
  vb_json_text(json, "field", field);
  vb_json_number(json, "size", size);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

void vb_opensearch_ask_facets(vb_json_writer *json) {
  vb_json_open_object(json, "aggs");
  terms_of(json, "sources", VB_OPENSEARCH_SOURCE, VB_ENGINE_FACETS_MAX);
  terms_of(json, "days", VB_OPENSEARCH_DAY, DAYS_MAX);
  vb_json_close_object(json);
}

/* The buckets of an aggregation; NULL if the answer has none. */
static const json_t *buckets_of(const json_t *answer, const char *name, json_int_t *others) {
  const json_t *one = json_object_get(json_object_get(answer, "aggregations"), name);
  const json_t *buckets = json_object_get(one, "buckets");
  *others = json_integer_value(json_object_get(one, "sum_other_doc_count"));
  return json_is_array(buckets) ? buckets : NULL;
}

static bool add_source(vb_source_counts *counts, const json_t *bucket) {
  const json_t *key = json_object_get(bucket, "key"), *n = json_object_get(bucket, "doc_count");
  if (!json_is_string(key) || !json_is_integer(n) || json_integer_value(n) < 0) return false;
  vb_source_counts_add(counts, (vb_str){json_string_value(key), json_string_length(key)},
                       (uint64_t)json_integer_value(n));
  return true;
}

static bool add_day(vb_day_counts *counts, const json_t *bucket) {
  const json_t *key = json_object_get(bucket, "key"), *n = json_object_get(bucket, "doc_count");
  if (!json_is_integer(key) || !json_is_integer(n)) return false;
  json_int_t day = json_integer_value(key), articles = json_integer_value(n);
  if (day < 0 || day > 99999999 || articles < 0 || articles > UINT32_MAX) return false;
  uint32_t *count = vb_day_counts_at(counts, (uint32_t)day);
  if (count) *count += (uint32_t)articles;
  return true;
}

vb_status vb_opensearch_read_facets(const vb_opensearch *engine, const json_t *answer,
                                    vb_arena *arena, vb_engine_result *out, vb_error *err) {
  json_int_t fewer, others;
  const json_t *sources = buckets_of(answer, "sources", &fewer);
  const json_t *days = buckets_of(answer, "days", &others);
  vb_source_counts counts = {.arena = arena};
  vb_day_counts *dates = vb_day_counts_new(arena);
  if (!dates) return vb_fail(err, VB_NOMEM, "no memory for facets");
  bool good = sources && days;
  for (size_t i = 0; i < json_array_size(sources) && good; i++)
    good = add_source(&counts, json_array_get(sources, i));
  for (size_t i = 0; i < json_array_size(days) && good; i++)
    good = add_day(dates, json_array_get(days, i));
  if (!good) return vb_opensearch_odd(engine, "with counts", err);
  if (others)
    return vb_fail(err, VB_LIMIT, "the articles have more than %d different dates", DAYS_MAX);
  vb_status status = vb_source_counts_give(&counts, out, err);
  return status ? status : vb_day_counts_list(dates, &out->days, &out->day_count, err);
}
