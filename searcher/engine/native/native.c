/*
 * native.c - the native engine's handle: one snapshot, replaced on refresh.
 *
 * All data of the store is reached through the snapshot. So a commit, a merge or the
 * removal of files by a writer never changes what this handle sees before it refreshes.
 */
#include "searcher/engine/native/native.h"

#include "searcher/engine/native/native_internal.h"

#include "indexer/store/store.h"

#include <stdlib.h>

typedef struct native {
  vb_engine base;
  char *folder;
  char language[VB_STORE_NAME_MAX];
  vb_snapshot *snapshot;
  vb_stemmer *stemmer;
  vb_arena *scratch;
  word_cache *words;
  member_sets *sets;
  float norms[256]; /* of the snapshot (vb_posting_norms) */
} native;

static native *of(vb_engine *engine) {
  return (native *)engine;
}

static const vb_segment *segment_of(const native *n, uint64_t doc, uint32_t *at) {
  size_t i = (size_t)(doc >> 32);
  *at = (uint32_t)doc;
  if (i >= vb_snapshot_segments(n->snapshot)) return NULL;
  const vb_segment *segment = vb_snapshot_segment(n->snapshot, i);
  return *at < vb_segment_about(segment)->docs ? segment : NULL;
}

/* Rejects an answer if one of the files got shorter while it was read (part.h). */
static vb_status whole(const native *n, vb_status status, vb_error *err) {
  for (size_t i = 0; i < vb_snapshot_segments(n->snapshot); i++) {
    const char *path = vb_segment_cut(vb_snapshot_segment(n->snapshot, i));
    if (path)
      return vb_fail(
          err, VB_CORRUPT,
          "%s: cut short by another program while it was read; 'verbatim verify --repair' sets the "
          "damage aside, and 'verbatim index' reads its articles again",
          path);
  }
  return status;
}

static vb_status native_search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                               vb_engine_result *out, vb_error *err) {
  native *n = of(engine);
  search_context *context = vb_arena_calloc(arena, 1, sizeof *context);
  if (!context) return vb_fail(err, VB_NOMEM, "out of memory");
  context->snapshot = n->snapshot;
  context->words = n->words;
  context->sets = n->sets;
  context->norm = n->norms;
  context->language = n->language;
  context->stemmer = n->stemmer;
  context->threads = engine->threads;
  context->arena = context->kept = arena;
  context->scratch = n->scratch;
  vb_status status = whole(n, vb_native_search(context, request, out, err), err);
  if (status != VB_OK) *out = (vb_engine_result){0};
  return status;
}

static vb_status native_find(vb_engine *engine, vb_str id, uint64_t *doc, vb_error *err) {
  native *n = of(engine);
  for (size_t i = 0; i < vb_snapshot_segments(n->snapshot); i++) {
    uint32_t at;
    vb_status status = vb_segment_find(vb_snapshot_segment(n->snapshot, i), id, &at, err);
    if (status == VB_NOT_FOUND) continue;
    *doc = (uint64_t)i << 32 | at;
    return status;
  }
  *doc = 0;
  return vb_fail(err, VB_NOT_FOUND, "no article with the id %.*s", VB_STR_ARG(id));
}

static vb_status native_fetch(vb_engine *engine, const uint64_t *docs, size_t count,
                              vb_arena *arena, vb_article *out, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    uint32_t at;
    const vb_segment *segment = segment_of(of(engine), docs[i], &at);
    if (segment) status = vb_segment_fetch(segment, at, arena, &out[i], err);
  }
  return whole(of(engine), status, err);
}

static vb_status native_frequencies(vb_engine *engine, vb_field field, const vb_str *terms,
                                    size_t count, bool by_stem, uint64_t *articles, vb_error *err) {
  native *n = of(engine);
  search_context context = {
      .snapshot = n->snapshot, .words = n->words, .arena = n->scratch, .kept = n->scratch};
  vb_arena_clear(n->scratch);
  for (size_t t = 0; t < count && context.status == VB_OK; t++) {
    const vb_query query = {
        .kind = VB_QUERY_TERM, .field = field, .by_stem = by_stem, .term = terms[t]};
    for (size_t i = 0; i < vb_snapshot_segments(n->snapshot); i++)
      articles[t] += vb_native_df(&context, vb_snapshot_segment(n->snapshot, i), &query);
  }
  if (context.status != VB_OK && err) *err = context.error;
  return whole(n, context.status, err);
}

static bool native_lacks(vb_engine *engine, uint64_t doc, vb_field field, const vb_str *terms,
                         size_t count, size_t most, size_t reach) {
  native *n = of(engine);
  uint32_t at;
  const vb_segment *segment = segment_of(n, doc, &at);
  vb_arena_clear(n->scratch);
  lack_question asked = {.segment = segment,
                         .words = n->words,
                         .arena = n->scratch,
                         .field = field,
                         .terms = terms,
                         .count = count,
                         .most = most,
                         .within = reach};
  return segment && vb_native_lacks(&asked, at) && whole(n, VB_OK, NULL) == VB_OK;
}

static vb_status native_share(vb_engine *engine, const vb_near_duplicate_request *asked,
                              vb_arena *arena, vb_engine_hit **out, size_t *count, vb_error *err) {
  native *n = of(engine);
  return whole(n, vb_native_near_duplicates(n->snapshot, asked, arena, out, count, err), err);
}

static vb_status native_suggest(vb_engine *engine, vb_field field, vb_str word, double until,
                                vb_arena *arena, vb_str *out, vb_error *err) {
  native *n = of(engine);
  return whole(n, vb_native_suggest(n->snapshot, field, word, until, arena, out, err), err);
}

static vb_status native_terms(vb_engine *engine, vb_field field, vb_str prefix, size_t most,
                              vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                              vb_error *err) {
  native *n = of(engine);
  return whole(n, vb_native_terms(n->snapshot, field, prefix, most, arena, out, count, more, err),
               err);
}

static void set_norms(native *n) {
  vb_snapshot_info info = vb_snapshot_about(n->snapshot);
  vb_posting_norms(info.words, info.docs, n->norms);
}

static vb_status native_refresh(vb_engine *engine, bool *changed, vb_error *err) {
  native *n = of(engine);
  vb_snapshot *fresh;
  *changed = false;
  bool stale;
  vb_status status = vb_snapshot_stale(n->snapshot, &stale, err);
  if (status != VB_OK || !stale) return status;
  status = vb_snapshot_open(n->folder, &fresh, err);
  if (status != VB_OK) return status;
  vb_snapshot_close(n->snapshot);
  n->snapshot = fresh;
  vb_word_cache_clear(n->words);
  vb_member_sets_clear(n->sets);
  set_norms(n);
  *changed = true;
  return VB_OK;
}

static vb_engine_info native_info(vb_engine *engine) {
  native *n = of(engine);
  vb_snapshot_info info = vb_snapshot_about(n->snapshot);
  return (vb_engine_info){.engine = "native",
                          .language = n->language,
                          .articles = info.articles,
                          .first_day = info.first_day,
                          .last_day = info.last_day,
                          .state = vb_snapshot_state(n->snapshot)};
}

static void native_close(vb_engine *engine) {
  native *n = of(engine);
  vb_snapshot_close(n->snapshot);
  vb_stemmer_close(n->stemmer);
  vb_arena_free(n->scratch);
  vb_word_cache_free(n->words);
  vb_member_sets_free(n->sets);
  free(n->folder);
  free(n);
}

static const vb_engine_class native_class = {
    .name = "native",
    .search = native_search,
    .find = native_find,
    .fetch = native_fetch,
    .frequencies = native_frequencies,
    .lacks = native_lacks,
    .share = native_share,
    .suggest = native_suggest,
    .terms = native_terms,
    .refresh = native_refresh,
    .info = native_info,
    .close = native_close,
};

vb_status vb_engine_native_open(const char *folder, const char *language, vb_engine **out,
                                vb_error *err) {
  *out = NULL;
  native *n = calloc(1, sizeof *n);
  if (!n) return vb_fail(err, VB_NOMEM, "out of memory");
  n->base.class = &native_class;
  n->base.pairs = true;
  n->folder = strdup(folder);
  n->scratch = vb_arena_new();
  n->words = vb_word_cache_new();
  n->sets = vb_member_sets_new();
  size_t length = strlen(language);
  vb_status status = n->folder && n->scratch && n->words && n->sets
                         ? VB_OK
                         : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK && length >= sizeof n->language)
    status = vb_fail(err, VB_INVALID, "%s: unknown language", folder);
  if (status == VB_OK) memcpy(n->language, language, length + 1);
  if (status == VB_OK) status = vb_stemmer_open(language, &n->stemmer, err);
  if (status == VB_OK) status = vb_snapshot_open(folder, &n->snapshot, err);
  if (status != VB_OK) {
    native_close(&n->base);
    return status;
  }
  set_norms(n);
  *out = &n->base;
  return VB_OK;
}
