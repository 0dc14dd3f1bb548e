/*
 * all_hits.c - gives all results of a search, one after the other, in bounded memory.
 *
 * A step asks the engine for the next hits after the last one that was given, in the same
 * ranking: STEP hits of 16 bytes are all that is remembered. Each step searches anew, so a
 * step is much longer than a page, and the time is spent on making the hits.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/engine/article_reader.h"

#include <stdlib.h>

enum { STEP = 1 << 16 }; /* hits: 1 MiB */

struct vb_scan {
  vb_store *store;
  vb_search_request request;
  vb_search_reading reading;
  vb_arena *arena;   /* of the reading */
  vb_arena *step;    /* of the hits found by a step */
  vb_arena *scratch; /* of some articles */
  uint64_t state;    /* of the store */
  vb_engine_place place;
  vb_engine_result found;
  vb_article_reader reader; /* of found.hits */
  size_t next;              /* in found.hits */
  bool last;                /* there is no further step */
};

void vb_scan_close(vb_scan *scan) {
  if (!scan) return;
  vb_arena_free(scan->arena);
  vb_arena_free(scan->step);
  vb_arena_free(scan->scratch);
  free(scan);
}

static vb_status copy_texts(vb_search_request *request, vb_arena *arena, vb_error *err) {
  bool given = request->query.p != NULL;
  if (given) request->query = vb_arena_copy(arena, request->query);
  if (given && !request->query.p) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_search_filter_copy(&request->filter, arena, err);
}

vb_status vb_scan_open(vb_store *store, const vb_search_request *request, vb_scan **out,
                       vb_error *err) {
  *out = NULL;
  vb_scan *scan = calloc(1, sizeof *scan);
  if (!scan) return vb_fail(err, VB_NOMEM, "out of memory");
  scan->store = store;
  scan->request = *request;
  scan->state = vb_engine_about(store->engine).state;
  scan->arena = vb_arena_new(), scan->step = vb_arena_new(), scan->scratch = vb_arena_new();
  vb_status status = scan->arena && scan->step && scan->scratch
                         ? copy_texts(&scan->request, scan->arena, err)
                         : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK)
    status = vb_search_read(store, &scan->request, scan->arena, &scan->reading, err);
  if (status != VB_OK) {
    vb_scan_close(scan);
    return status;
  }
  *out = scan;
  return VB_OK;
}

const vb_query_reading *vb_scan_reading(const vb_scan *scan) {
  return &scan->reading.shown;
}

/* What is not complete is not given: a list of all results must have all. */
static vb_status check_step(const vb_scan *scan, vb_error *err) {
  const vb_engine_result *found = &scan->found;
  if (found->failure_count)
    return vb_fail(err, VB_UNAVAILABLE, "shard %.*s did not answer, so the list is not complete",
                   VB_STR_ARG(found->failures[0].shard));
  if (found->timed_out)
    return vb_fail(err, VB_LIMIT, "the search ran out of time, so the list is not complete");
  if (vb_engine_about(scan->store->engine).state != scan->state)
    return vb_fail(err, VB_UNAVAILABLE, "the store changed meanwhile; ask again");
  return VB_OK;
}

static vb_status take_step(vb_scan *scan, vb_error *err) {
  vb_arena_clear(scan->step);
  vb_engine_request asked = {.query = scan->reading.whole,
                             .size = STEP,
                             .sort = scan->request.sort,
                             .after = &scan->place,
                             .time_limit_ms = scan->request.time_limit_ms};
  vb_status status = vb_engine_search(scan->store->engine, &asked, scan->step, &scan->found, err);
  if (status == VB_OK) status = check_step(scan, err);
  scan->next = 0;
  scan->reader = (vb_article_reader){.engine = scan->store->engine,
                                     .hits = scan->found.hits,
                                     .count = scan->found.hit_count,
                                     .arena = scan->scratch};
  scan->last = scan->found.hit_count < STEP;
  return status;
}

vb_status vb_scan_next(vb_scan *scan, vb_arena *arena, vb_search_hit *hit, bool *end,
                       vb_error *err) {
  *hit = (vb_search_hit){0};
  *end = false;
  if (scan->next == scan->found.hit_count && !scan->last) {
    vb_status status = take_step(scan, err);
    if (status != VB_OK) return status;
  }
  if (scan->next == scan->found.hit_count) {
    *end = true;
    return VB_OK;
  }
  const vb_engine_hit *found = &scan->found.hits[scan->next];
  const vb_article *article;
  vb_status status = vb_article_reader_get(&scan->reader, scan->next++, &article, err);
  if (status != VB_OK) return status;
  vb_hit_making making = {.store = scan->store,
                          .query = scan->reading.query,
                          .snippets = scan->request.snippets,
                          .snippet_chars = scan->request.snippet_chars,
                          .scratch = scan->scratch,
                          .arena = arena};
  bool folded;
  *hit = (vb_search_hit){.score = found->score, .rank = scan->place.count};
  scan->place = (vb_engine_place){scan->place.count + 1, *found};
  return vb_search_hit_make(&making, article, hit, &folded, err);
}
