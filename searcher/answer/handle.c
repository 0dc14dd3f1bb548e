/*
 * handle.c - the vb_store of verbatim.h: an engine handle, and the stemmer of its language.
 */
#include "searcher/answer/answer_internal.h"

#include "indexer/base/clock.h"

#include "searcher/engine_open.h"

#include <stdlib.h>

enum { SHARD_TIMEOUT_MS = 5000 };

const char *vb_version(void) {
  return VB_VERSION_TEXT;
}

double vb_search_clock_ms(void) {
  return vb_clock_seconds() * 1e3;
}

vb_status vb_store_open(const char *where, const vb_store_options *options, vb_store **out,
                        vb_error *err) {
  *out = NULL;
  vb_store *store = calloc(1, sizeof *store);
  if (!store) return vb_fail(err, VB_NOMEM, "out of memory");
  uint32_t timeout =
      options && options->shard_timeout_ms ? options->shard_timeout_ms : SHARD_TIMEOUT_MS;
  vb_status status = vb_engine_open(where, timeout, &store->engine, err);
  if (status == VB_OK && options) {
    store->engine->memory_limit = (size_t)options->memory_mib << 20;
    store->engine->threads = options->threads;
  }
  if (status == VB_OK)
    status = vb_stemmer_open(vb_engine_about(store->engine).language, &store->stemmer, err);
  if (status == VB_OK) status = vb_people_new(store->engine, &store->people, err);
  if (status != VB_OK) {
    vb_store_close(store);
    return status;
  }
  *out = store;
  return VB_OK;
}

void vb_store_close(vb_store *store) {
  if (!store) return;
  vb_people_free(store->people);
  vb_engine_close(store->engine);
  vb_stemmer_close(store->stemmer);
  free(store);
}

void vb_store_enter(vb_store *store) {
  vb_engine_enter(store->engine);
}

void vb_store_leave(vb_store *store) {
  vb_engine_leave(store->engine);
}

vb_status vb_store_refresh(vb_store *store, vb_error *err) {
  bool changed = false;
  vb_status status = vb_engine_refresh(store->engine, &changed, err);
  if (changed) vb_people_clear(store->people);
  return status;
}

vb_attempt vb_attempt_begin(vb_store *store) {
  return (vb_attempt){.store = store, .state = vb_engine_about(store->engine).state};
}

bool vb_attempt_again(vb_attempt *attempt, vb_status status) {
  return status == VB_UNAVAILABLE && attempt->times++ == 0 &&
         vb_engine_about(attempt->store->engine).state != attempt->state;
}

vb_store_info vb_store_about(vb_store *store) {
  vb_engine_info info = vb_engine_about(store->engine);
  return (vb_store_info){.engine = vb_str_of(info.engine),
                         .language = vb_str_of(info.language),
                         .articles = info.articles,
                         .first_day = info.first_day,
                         .last_day = info.last_day,
                         .state = info.state};
}

vb_status vb_store_shards(vb_store *store, vb_arena *arena, vb_shard_health **out, size_t *count,
                          vb_error *err) {
  return vb_engine_shards(store->engine, arena, out, count, err);
}

static const struct {
  const char *name;
  vb_sort sort;
} sorts[] = {{"relevance", VB_SORT_RELEVANCE},
             {"newest", VB_SORT_NEWEST},
             {"oldest", VB_SORT_OLDEST},
             {"date", VB_SORT_NEWEST}};

const char *vb_sort_name(vb_sort sort) {
  return sorts[sort].name;
}

bool vb_sort_of_name(vb_str name, vb_sort *out) {
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
    if (!vb_str_is(name, sorts[i].name)) continue;
    *out = sorts[i].sort;
    return true;
  }
  return false;
}
