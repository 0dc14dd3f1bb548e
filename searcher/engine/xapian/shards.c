/*
 * shards.c - the remote servers that hold the parts of one archive.
 *
 *   live --fails, or its watch says down--> set aside, with the reason
 *        --its watch sees it again, or after a pause--> tried again
 *
 * Which shards answer is known to all engines of the process (shard_watch.h). The pause is
 * for what a watch cannot see, such as a server of another store, and is four times as long
 * as the attempt took. If a search over all live shards fails, the connections to the other shards
 * may be in the middle of an answer, so all of them are opened anew.
 */
#include "searcher/engine/xapian/xapian_internal.h"

#include "indexer/base/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAUSE_MIN = 1000, PAUSE_FACTOR = 4 }; /* milliseconds */

uint64_t vb_engine_now(void) {
  return (uint64_t)(vb_clock_seconds() * 1e3);
}

/* ---- their names ---- */

static char *copy(vb_str text) {
  return strndup(text.p, text.n);
}

static vb_status add_one(vb_xapian_engine *engine, const vb_shard_address *address, vb_error *err) {
  if (engine->shard_count == VB_SHARDS_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d shards", VB_SHARDS_MAX);
  vb_shard *shard = &engine->shards[engine->shard_count++];
  shard->name = copy(address->name);
  shard->host = copy(address->host);
  shard->port = address->port;
  if (!shard->name || !shard->host) return vb_fail(err, VB_NOMEM, "no memory for a shard");
  shard->watch = vb_shard_watch_join(shard->host, shard->port, err);
  return shard->watch ? VB_OK : err->status;
}

vb_status vb_shards_parse(vb_xapian_engine *engine, const char *list, vb_error *err) {
  vb_status status = VB_OK;
  vb_str rest = vb_str_of(list);
  engine->shards = calloc(VB_SHARDS_MAX, sizeof *engine->shards);
  if (!engine->shards) return vb_fail(err, VB_NOMEM, "no memory for shards");
  while (!status && rest.p) {
    vb_shard_address address;
    status = vb_shard_address_next(&rest, &address, err);
    if (!status) status = add_one(engine, &address, err);
  }
  return status;
}

/* ---- connecting ---- */

/* Checks that it is a database of ours, with the right version and language. */
static vb_status recognise(vb_xapian_engine *engine, vb_shard *shard, vb_error *err) {
  vb_buf version = VB_BUF_INIT, language = VB_BUF_INIT;
  vb_status status = vb_xapian_metadata(shard->db, VB_STORE_META_VERSION, &version, err);
  if (!status) status = vb_xapian_metadata(shard->db, VB_STORE_META_LANGUAGE, &language, err);
  if (!status)
    status =
        vb_shard_recognise(vb_buf_view(&version), vb_buf_view(&language), engine->language, err);
  vb_buf_clear(&version), vb_buf_clear(&language);
  return status;
}

static void disconnect(vb_shard *shard) {
  vb_xapian_close(shard->db);
  shard->db = NULL;
  vb_shard_close_spares(shard);
}

static void set_aside(vb_shard *shard, uint64_t took) {
  disconnect(shard);
  uint64_t pause = took * PAUSE_FACTOR;
  shard->retry_at = vb_engine_now() + (pause > PAUSE_MIN ? pause : PAUSE_MIN);
}

static void connect_shard(vb_xapian_engine *engine, vb_shard *shard) {
  uint64_t start = vb_engine_now();
  shard->turn = vb_shard_watch_state(shard->watch, NULL).turn;
  vb_status status = vb_xapian_open_remote(shard->host, shard->port, engine->timeout_ms, &shard->db,
                                           &shard->failure);
  if (!status) status = recognise(engine, shard, &shard->failure);
  if (status == VB_UNAVAILABLE) vb_shard_watch_report(shard->watch, shard->turn, &shard->failure);
  if (status) set_aside(shard, vb_engine_now() - start);
}

static vb_status make_whole(vb_xapian_engine *engine, vb_error *err) {
  vb_xapian_database *parts[VB_SHARDS_MAX];
  vb_xapian_close(engine->whole);
  engine->whole = NULL;
  engine->live_count = 0;
  for (size_t i = 0; i < engine->shard_count; i++) {
    if (!engine->shards[i].db) continue;
    parts[engine->live_count] = engine->shards[i].db;
    engine->live[engine->live_count++] = i;
  }
  if (engine->live_count) return vb_xapian_combine(parts, engine->live_count, &engine->whole, err);
  const vb_shard *first = &engine->shards[0];
  return vb_fail(err, VB_UNAVAILABLE, "no shard answers; %s: %.300s", first->name,
                 first->failure.text);
}

/* Does what the watch says: leaves a shard that is down, and connects to one that is up. Whether
   something changed. */
static bool settle_one(vb_xapian_engine *engine, vb_shard *shard) {
  vb_shard_state state = vb_shard_watch_state(shard->watch, &shard->failure);
  bool had = shard->db != NULL;
  if (!state.up) {
    disconnect(shard);
    return had;
  }
  if (had || (shard->turn == state.turn && vb_engine_now() < shard->retry_at)) return false;
  connect_shard(engine, shard);
  return shard->db != NULL;
}

vb_status vb_shards_ready(vb_xapian_engine *engine, bool *changed, vb_error *err) {
  *changed = false;
  if (engine->path) return VB_OK;
  for (size_t i = 0; i < engine->shard_count; i++)
    if (settle_one(engine, &engine->shards[i])) *changed = true;
  if (!engine->whole) *changed = true;
  return *changed ? make_whole(engine, err) : VB_OK;
}

/* Xapian's message contains "HOST:PORT", not followed by a digit. */
static bool names(const char *text, const char *shard) {
  const char *at = strstr(text, shard);
  if (!at) return false;
  char next = at[strlen(shard)];
  return next < '0' || next > '9';
}

/* After a failure, finds which shard caused it: the one that the error names, otherwise every
   connection is made again. Returns whether a search with the remaining shards is worth another
   try. */
bool vb_shards_settle(vb_xapian_engine *engine, const vb_error *failure) {
  if (engine->path || failure->status != VB_UNAVAILABLE || !engine->live_count) return false;
  bool named = false;
  size_t before = engine->live_count;
  vb_xapian_close(engine->whole);
  engine->whole = NULL;
  for (size_t i = 0; i < engine->shard_count; i++) {
    vb_shard *shard = &engine->shards[i];
    if (!shard->db) continue;
    if (names(failure->text, shard->name)) {
      named = true;
      shard->failure = *failure;
      vb_shard_watch_report(shard->watch, shard->turn, failure);
      set_aside(shard, engine->timeout_ms);
      continue;
    }
    disconnect(shard);
    connect_shard(engine, shard);
  }
  vb_error ignored;
  make_whole(engine, &ignored);
  return named || engine->live_count < before;
}

vb_status vb_shards_failures(const vb_xapian_engine *engine, vb_arena *arena, vb_engine_result *out,
                             vb_error *err) {
  out->failures = vb_arena_calloc(arena, engine->shard_count + 1, sizeof *out->failures);
  if (!out->failures) return vb_fail(err, VB_NOMEM, "no memory for the shards' failures");
  for (size_t i = 0; i < engine->shard_count; i++) {
    const vb_shard *shard = &engine->shards[i];
    if (shard->db) continue;
    vb_shard_failure *failure = &out->failures[out->failure_count++];
    failure->shard = vb_arena_copy(arena, vb_str_of(shard->name));
    failure->reason = vb_arena_copy(arena, vb_str_of(shard->failure.text));
  }
  return VB_OK;
}

vb_status vb_shards_health(const vb_xapian_engine *engine, vb_arena *arena, vb_shard_health **out,
                           size_t *count, vb_error *err) {
  vb_shard_health *list = vb_arena_calloc(arena, engine->shard_count + 1, sizeof *list);
  if (!list) return vb_fail(err, VB_NOMEM, "no memory for the shards' states");
  for (size_t i = 0; i < engine->shard_count; i++) {
    vb_error why = {0};
    vb_shard_state state = vb_shard_watch_state(engine->shards[i].watch, &why);
    list[i] = (vb_shard_health){.shard = vb_arena_copy(arena, vb_str_of(engine->shards[i].name)),
                                .up = state.up,
                                .failures = state.failures,
                                .reason = vb_arena_copy(arena, vb_str_of(why.text))};
    if (!list[i].shard.p || !list[i].reason.p)
      return vb_fail(err, VB_NOMEM, "no memory for the shards' states");
  }
  *out = list;
  *count = engine->shard_count;
  return VB_OK;
}

void vb_shards_close(vb_xapian_engine *engine) {
  if (!engine->path) vb_xapian_close(engine->whole); /* a folder's `whole` is its one shard */
  for (size_t i = 0; i < engine->shard_count; i++) {
    disconnect(&engine->shards[i]);
    vb_shard_watch_leave(engine->shards[i].watch);
    free(engine->shards[i].name);
    free(engine->shards[i].host);
  }
  free(engine->shards);
}
