/*
 * shard_fetch.c - reads the articles of a page, over several connections to each shard.
 *
 * libxapian gives one document in a round trip. So the documents of a shard are dealt out
 * to its lines: the connection that searches, and spare ones, which are made when they are
 * first needed and stay open. Each line has a thread for the time of a request; libxapian's
 * objects are never used by two at a time. Threads read packed records only: the caller,
 * when all have ended, unpacks them into its arena.
 *
 *   shard 1: docs a d g   searching connection: a g   spare 1: d
 *   shard 2: docs b c     searching connection: b     spare 1: c
 *
 * A spare line that fails costs time only: what it did not bring is read over the searching
 * connection, whose failure is the shard's. A spare line may see a commit that the search
 * did not see yet, as does a searching connection whose snapshot a writer has outdated.
 */
#include "searcher/engine/xapian/xapian_internal.h"

#include "indexer/store/xapian/packed_record.h"

#include <pthread.h>
#include <stdlib.h>

enum {
  THREADS_MAX = 64,       /* of one request; further lines take their turn in the caller's */
  SPARE_PAUSE_MS = 10000, /* no spare lines to a shard after one could not be made */
  NO_LINE = -1            /* the searching connection */
};

typedef struct record {
  size_t shard;
  uint64_t number; /* in the shard; 0: no document can have it */
  vb_buf packed;
  vb_status status;
  vb_error err;
  bool done;
} record;

/* What one line does: every `step`-th record of its shard from `first` on. */
typedef struct line_job {
  vb_xapian_engine *engine;
  size_t shard, first, step;
  int spare; /* NO_LINE, or which of the shard's spare lines */
  record *records;
  size_t count;
  bool refused; /* the spare line could not be made */
  bool running;
  pthread_t thread;
} line_job;

/* ---- spare lines ---- */

void vb_shard_close_spares(vb_shard *shard) {
  for (size_t i = 0; i < VB_SHARD_SPARES; i++) {
    vb_xapian_close(shard->spares[i].db);
    shard->spares[i] = (vb_spare_line){0};
  }
}

void vb_shard_outdate_spares(vb_shard *shard) {
  for (size_t i = 0; i < VB_SHARD_SPARES; i++) shard->spares[i].outdated = true;
}

/* A line that was idle may have been ended by the server: then it is made anew. */
vb_status vb_shard_ready_spare(vb_xapian_engine *engine, const vb_shard *shard, vb_spare_line *line,
                               vb_error *err) {
  bool ignored;
  if (line->db && line->outdated && vb_xapian_reopen(line->db, &ignored, NULL) != VB_OK) {
    vb_xapian_close(line->db);
    line->db = NULL;
  }
  line->outdated = false;
  if (line->db) return VB_OK;
  return vb_xapian_open_remote(shard->host, shard->port, engine->timeout_ms, &line->db, err);
}

void vb_shard_pause_spares(vb_shard *shard) {
  shard->spares_at = vb_engine_now() + SPARE_PAUSE_MS;
}

bool vb_shard_has_spares(const vb_shard *shard) {
  return shard->name && vb_engine_now() >= shard->spares_at;
}

/* ---- one line's work ---- */

static void read_record(vb_xapian_database *db, record *r) {
  vb_buf_reset(&r->packed);
  r->status = vb_xapian_data(db, r->number, &r->packed, &r->err);
  r->done = true;
}

static void read_spare(line_job *job, record *r) {
  vb_shard *shard = &job->engine->shards[job->shard];
  vb_spare_line *line = &shard->spares[job->spare];
  for (int attempt = 0; attempt < 2 && !job->refused; attempt++) {
    bool fresh = !line->db;
    job->refused = vb_shard_ready_spare(job->engine, shard, line, &r->err) != VB_OK;
    if (job->refused) return;
    read_record(line->db, r);
    if (r->status == VB_OK || r->status == VB_NOT_FOUND) return;
    r->done = false;
    vb_xapian_close(line->db);
    line->db = NULL;
    job->refused = fresh;
  }
}

static void *run_line(void *context) {
  line_job *job = context;
  size_t nth = 0;
  for (size_t i = 0; i < job->count && !job->refused; i++) {
    record *r = &job->records[i];
    if (r->shard != job->shard || !r->number) continue;
    if (nth++ % job->step != job->first) continue;
    if (job->spare != NO_LINE) read_spare(job, r);
    else read_record(job->engine->shards[job->shard].db, r);
    if (r->done && r->status == VB_UNAVAILABLE) break; /* the others would wait as long */
  }
  return NULL;
}

/* ---- dealing out ---- */

typedef struct fetch {
  vb_xapian_engine *engine;
  record *records;
  size_t count;
  line_job *jobs;
  size_t job_count;
} fetch;

static size_t lines_of(const vb_shard *shard, size_t documents) {
  size_t most = documents > 1 && vb_shard_has_spares(shard) ? VB_SHARD_SPARES + 1 : 1;
  return documents < most ? documents : most;
}

static void deal(fetch *f) {
  for (size_t s = 0; s < f->engine->shard_count; s++) {
    size_t documents = 0;
    for (size_t i = 0; i < f->count; i++)
      documents += f->records[i].shard == s && f->records[i].number;
    size_t lines = f->engine->shards[s].db ? lines_of(&f->engine->shards[s], documents) : 0;
    for (size_t line = 0; line < lines; line++)
      f->jobs[f->job_count++] = (line_job){.engine = f->engine,
                                           .shard = s,
                                           .first = line,
                                           .step = lines,
                                           .spare = (int)line - 1,
                                           .records = f->records,
                                           .count = f->count};
  }
}

/* The first line is the caller's own, and those for which there is no thread. */
static void run_lines(fetch *f) {
  for (size_t i = 1; i < f->job_count && i <= THREADS_MAX; i++) {
    line_job *job = &f->jobs[i];
    job->running = pthread_create(&job->thread, NULL, run_line, job) == 0;
  }
  for (size_t i = 0; i < f->job_count; i++)
    if (!f->jobs[i].running) run_line(&f->jobs[i]);
  for (size_t i = 0; i < f->job_count; i++) {
    line_job *job = &f->jobs[i];
    if (job->running) pthread_join(job->thread, NULL);
    if (job->refused) vb_shard_pause_spares(&f->engine->shards[job->shard]);
  }
}

static bool there(const record *r) {
  return r->done && (r->status == VB_OK || r->status == VB_NOT_FOUND);
}

/* Whether the searching connection of a shard failed: no other reason to give up. */
static vb_status check_lines(const fetch *f, vb_error *err) {
  for (size_t i = 0; i < f->count; i++) {
    const record *r = &f->records[i];
    if (!r->done || there(r)) continue;
    if (err) *err = r->err;
    return r->status;
  }
  return VB_OK;
}

static vb_status give(const fetch *f, vb_arena *arena, vb_article *out, vb_error *err) {
  vb_status status = check_lines(f, err);
  for (size_t i = 0; i < f->count && status == VB_OK; i++) {
    record *r = &f->records[i];
    const vb_shard *shard = &f->engine->shards[r->shard];
    out[i] = (vb_article){0};
    if (!r->number) continue;
    if (!shard->db)
      return vb_fail(err, VB_UNAVAILABLE, "shard %s: %.400s", shard->name, shard->failure.text);
    if (!r->done) read_record(shard->db, r);
    if (!there(r)) return check_lines(f, err);
    if (r->status == VB_NOT_FOUND) continue;
    /* The article's strings are parts of the record. */
    vb_str bytes = vb_arena_copy(arena, vb_buf_view(&r->packed));
    if (!bytes.p) return vb_fail(err, VB_NOMEM, "no memory for an article");
    status = vb_record_unpack(bytes, arena, &out[i], err);
  }
  return status;
}

static vb_status fetch_some(vb_xapian_engine *engine, const uint64_t *docs, size_t count,
                            vb_arena *arena, vb_article *out, vb_error *err) {
  fetch f = {.engine = engine, .count = count};
  f.records = calloc(count, sizeof *f.records);
  f.jobs = calloc(count, sizeof *f.jobs); /* a line has at least one document */
  vb_status status = VB_OK;
  if (!f.records || !f.jobs) status = vb_fail(err, VB_NOMEM, "no memory for articles");
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    uint64_t local = docs[i] ? (docs[i] - 1) / engine->shard_count + 1 : 0;
    f.records[i].shard = docs[i] ? (docs[i] - 1) % engine->shard_count : 0;
    f.records[i].number = local > UINT32_MAX ? 0 : local;
  }
  if (status == VB_OK) {
    deal(&f);
    run_lines(&f);
    status = give(&f, arena, out, err);
  }
  for (size_t i = 0; f.records && i < count; i++) vb_buf_clear(&f.records[i].packed);
  free(f.records);
  free(f.jobs);
  return status;
}

vb_status vb_xapian_engine_fetch(vb_xapian_engine *engine, const uint64_t *docs, size_t count,
                                 vb_arena *arena, vb_article *out, vb_error *err) {
  enum { GROUP = 256 }; /* packed records that are in memory together */
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && status == VB_OK; i += GROUP) {
    size_t n = count - i < GROUP ? count - i : GROUP;
    status = fetch_some(engine, docs + i, n, arena, out + i, err);
  }
  return status;
}
