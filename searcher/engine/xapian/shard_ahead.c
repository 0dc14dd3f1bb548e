/*
 * shard_ahead.c - asks for the possible copies of a page's articles together.
 *
 * One such question is a search, two round trips. So all those of a page are
 * dealt out to lines, as articles are (shard_fetch.c): a line is the searching
 * connections, or one spare connection to each live shard. The answers wait
 * here until they are asked for.
 */
#include "searcher/engine/xapian/xapian_internal.h"

#include "indexer/text/shingles.h"

#include <pthread.h>
#include <stdlib.h>

enum { LINES_MAX = VB_SHARD_SPARES + 1 };

typedef struct answer {
  vb_near_duplicate_request asked;
  uint32_t keys[VB_SHINGLE_KEYS];
  vb_engine_hit *hits;
  size_t count;
  bool known;
} answer;

typedef struct vb_ahead {
  answer *answers;
  size_t count;
  vb_arena *arenas[LINES_MAX]; /* of the hits; one for each line */
} vb_ahead;

typedef struct line_job {
  vb_xapian_engine *engine;
  vb_ahead *ahead;
  size_t line, step; /* line 0 is the searching connections */
  size_t refused;    /* the shard to which there was no spare connection, and one */
  bool running;
  pthread_t thread;
} line_job;

/* ---- one line ---- */

/* One database of the line's spare connections, in the order of `whole`. */
static vb_status combine_spares(line_job *job, vb_xapian_database **out, vb_error *err) {
  vb_xapian_engine *engine = job->engine;
  vb_xapian_database *parts[VB_SHARDS_MAX];
  for (size_t i = 0; i < engine->live_count; i++) {
    vb_shard *shard = &engine->shards[engine->live[i]];
    vb_spare_line *spare = &shard->spares[job->line - 1];
    vb_status status = vb_shard_ready_spare(engine, shard, spare, err);
    if (status != VB_OK) {
      job->refused = engine->live[i] + 1;
      return status;
    }
    parts[i] = spare->db;
  }
  return vb_xapian_combine(parts, engine->live_count, out, err);
}

/* A connection that failed may be in the middle of an answer. */
static void drop_spares(line_job *job) {
  for (size_t i = 0; i < job->engine->live_count; i++) {
    vb_spare_line *spare = &job->engine->shards[job->engine->live[i]].spares[job->line - 1];
    vb_xapian_close(spare->db);
    *spare = (vb_spare_line){0};
  }
}

static vb_status ask_all(line_job *job, vb_xapian_database *whole, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = job->line; i < job->ahead->count && status == VB_OK; i += job->step) {
    answer *a = &job->ahead->answers[i];
    status = vb_xapian_engine_near_duplicates(
        job->engine, whole, &a->asked, job->ahead->arenas[job->line], &a->hits, &a->count, err);
    a->known = status == VB_OK;
  }
  return status;
}

static void *run_line(void *context) {
  line_job *job = context;
  vb_xapian_database *whole = NULL;
  vb_error ignored;
  if (job->line == 0) {
    ask_all(job, job->engine->whole, &ignored);
    return NULL;
  }
  vb_status status = combine_spares(job, &whole, &ignored);
  if (status == VB_OK) status = ask_all(job, whole, &ignored);
  vb_xapian_close(whole);
  if (status != VB_OK) drop_spares(job);
  return NULL;
}

/* ---- all lines ---- */

static void run_lines(vb_xapian_engine *engine, vb_ahead *ahead, size_t lines) {
  line_job jobs[LINES_MAX] = {0};
  for (size_t i = 0; i < lines; i++)
    jobs[i] = (line_job){.engine = engine, .ahead = ahead, .line = i, .step = lines};
  for (size_t i = 1; i < lines; i++)
    jobs[i].running = pthread_create(&jobs[i].thread, NULL, run_line, &jobs[i]) == 0;
  run_line(&jobs[0]);
  for (size_t i = 1; i < lines; i++) {
    if (jobs[i].running) pthread_join(jobs[i].thread, NULL);
    if (jobs[i].refused) vb_shard_pause_spares(&engine->shards[jobs[i].refused - 1]);
  }
}

static size_t lines_for(const vb_xapian_engine *engine, size_t count) {
  for (size_t i = 0; i < engine->live_count; i++)
    if (!vb_shard_has_spares(&engine->shards[engine->live[i]])) return 0;
  return count < LINES_MAX ? count : LINES_MAX;
}

void vb_xapian_share_ahead(vb_xapian_engine *engine, const vb_near_duplicate_request *asked,
                           size_t count) {
  size_t lines = engine->whole ? lines_for(engine, count) : 0;
  vb_xapian_forget_ahead(engine);
  if (lines < 2) return;
  vb_ahead *ahead = engine->ahead = calloc(1, sizeof *ahead);
  bool enough = ahead && (ahead->answers = calloc(count, sizeof *ahead->answers));
  for (size_t i = 0; i < lines && enough; i++) enough = (ahead->arenas[i] = vb_arena_new()) != NULL;
  if (!enough) {
    vb_xapian_forget_ahead(engine);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    answer *a = &ahead->answers[ahead->count];
    if (asked[i].key_count > VB_SHINGLE_KEYS) continue;
    memcpy(a->keys, asked[i].keys, asked[i].key_count * sizeof *a->keys);
    a->asked = asked[i];
    a->asked.keys = a->keys;
    ahead->count++;
  }
  run_lines(engine, ahead, lines);
}

bool vb_xapian_shared_ahead(const vb_xapian_engine *engine, const vb_near_duplicate_request *asked,
                            vb_arena *arena, vb_engine_hit **out, size_t *count) {
  for (size_t i = 0; engine->ahead && i < engine->ahead->count; i++) {
    const answer *a = &engine->ahead->answers[i];
    const vb_near_duplicate_request *had = &a->asked;
    if (!a->known || had->key_count != asked->key_count || had->least != asked->least ||
        had->size != asked->size ||
        memcmp(a->keys, asked->keys, had->key_count * sizeof *a->keys) != 0)
      continue;
    *out = vb_arena_alloc(arena, (a->count + 1) * sizeof **out);
    if (!*out) return false;
    if (a->count) memcpy(*out, a->hits, a->count * sizeof **out);
    *count = a->count;
    return true;
  }
  return false;
}

void vb_xapian_forget_ahead(vb_xapian_engine *engine) {
  vb_ahead *ahead = engine->ahead;
  engine->ahead = NULL;
  if (!ahead) return;
  for (size_t i = 0; i < LINES_MAX; i++) vb_arena_free(ahead->arenas[i]);
  free(ahead->answers);
  free(ahead);
}
