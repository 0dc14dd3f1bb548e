/*
 * index.c - one run of the indexer: every article goes through `meet`.
 *
 *   scan -> file queue -> meet: right shard? known and unchanged?
 *                                   \-> analysis queue -> put -> commit now and then
 *        -> prune -> commit
 *
 * Before `meet`, web pages are held until it shows which of their lines recur (site_lines.h).
 * The hash that tells a changed article is that of what was read, so that an unchanged page stays
 * unchanged whatever is known of its lines by now.
 *
 * `meet` asks the store whether it knows the article. Articles that are still queued
 * cannot change that answer: if an id occurs again in a run, all articles before it are
 * put first.
 *
 * A stop is requested by a flag and takes effect between two articles: `meet` refuses the
 * next one, which ends the reading. For --prune, two sets of hashes are kept: the ids
 * that were met, and the paths of which something was lost. If two hashes collide, an
 * article is kept that could have been removed, never the reverse.
 */
#include "indexer/pipeline/index.h"

#include "indexer/base/clock.h"
#include "indexer/base/file.h"
#include "indexer/pipeline/analysis_queue.h"
#include "indexer/pipeline/file_queue.h"
#include "indexer/pipeline/find_queue.h"
#include "indexer/pipeline/hash_set.h"
#include "indexer/pipeline/scan.h"
#include "indexer/pipeline/site_lines.h"
#include "indexer/xapian-c/xapian_c.h"

#include <unistd.h>

enum {
  /* A commit takes some seconds in the xapian engine on a large store, and it ends a segment in
     the native engine, where large segments are better. A run that is killed loses at most this
     much: some ten seconds of work. */
  COMMIT_ARTICLES = 200000,
  COMMIT_BYTES = 512 * 1024 * 1024,
  COMMIT_SECONDS = 60,
  PRUNE_BYTES = 24 * 1024 * 1024 /* of ids collected in a pass over the store: 400,000 or so */
};

typedef struct run {
  vb_writer *writer;
  const vb_index_options *options;
  const vb_index_events *events;
  vb_index_summary *out;
  vb_scan scan;
  vb_quotation_finder *finder;
  vb_find_queue *unknown; /* of which it is not known yet whether the store has them */
  vb_analysis_queue *ahead;
  vb_file_queue *files;
  vb_mets_list *mets;
  vb_site_lines *lines;
  bool lines_known;         /* the store counted lines before this run */
  bool web_page;            /* the article that comes next is one */
  vb_hash_set ids, damaged; /* ids met; paths of which something was lost */
  vb_str path;              /* of the current file */
  uint64_t bytes_before;    /* in the files before it */
  uint64_t pending, pending_bytes;
  double started, committed;
  bool stopped, nomem;
} run;

uint32_t vb_index_shard_of(vb_str id, uint32_t shards) {
  return shards < 2 ? 1 : (uint32_t)(vb_hash_of(id) % shards) + 1;
}

static void report(run *r) {
  r->out->seconds = vb_clock_seconds() - r->started;
  if (r->events->progress) r->events->progress(r->events->context, r->out);
}

static bool must_stop(run *r) {
  if (r->options->stop && *r->options->stop) r->stopped = true;
  return r->stopped;
}

/* What was learned of outlets' lines goes with the articles. After a run that is killed, the pages
   that were read and not committed count twice; under their old titles, so hardly ever. */
static vb_status save_lines(run *r, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  if (!r->lines || !vb_site_lines_changed(r->lines)) return VB_OK;
  vb_status status = vb_site_lines_save(r->lines, &bytes, err);
  if (status == VB_OK) status = vb_writer_set_lines(r->writer, vb_buf_view(&bytes), err);
  vb_buf_clear(&bytes);
  return status;
}

static vb_status commit(run *r, vb_error *err) {
  vb_status status = save_lines(r, err);
  if (status == VB_OK) status = vb_writer_commit(r->writer, err);
  if (status != VB_OK) return status;
  r->out->commits++;
  r->pending = r->pending_bytes = 0;
  r->committed = vb_clock_seconds();
  return VB_OK;
}

static vb_status commit_if_due(run *r, vb_error *err) {
  const vb_index_options *o = r->options;
  uint64_t articles = o->commit_articles ? o->commit_articles : COMMIT_ARTICLES;
  uint64_t bytes = o->commit_bytes ? o->commit_bytes : COMMIT_BYTES;
  unsigned seconds = o->commit_seconds ? o->commit_seconds : COMMIT_SECONDS;
  if (!r->pending) return VB_OK;
  bool due = r->pending >= articles || r->pending_bytes >= bytes ||
             vb_clock_seconds() - r->committed >= seconds;
  return due ? commit(r, err) : VB_OK;
}

static uint64_t text_size(const vb_article *article) {
  uint64_t n = article->title.n + article->text.n;
  for (size_t i = 0; i < article->comment_count; i++) n += article->comments[i].text.n;
  return n;
}

/* Called by the queue when the article's turn has come. */
static vb_status put(void *context, const vb_article *article, const vb_analysis *text,
                     const vb_analysis_queue_facts *facts, vb_error *err) {
  run *r = context;
  vb_status status = vb_writer_put_analysed(r->writer, article, text, facts->hash, err);
  if (status != VB_OK) return status;
  if (facts->replaces) r->out->replaced++;
  else r->out->added++;
  r->pending++;
  r->pending_bytes += facts->size;
  return commit_if_due(r, err);
}

/* hash: of the article as it was read. */
static vb_status store_article(void *context, const vb_article *article, uint64_t hash,
                               uint64_t size, vb_error *err) {
  run *r = context;
  vb_analysis_queue_facts facts = {.hash = hash, .size = size};
  uint64_t known = 0;
  vb_status status = vb_writer_find(r->writer, article->id, &facts.replaces, &known, err);
  if (status != VB_OK) return status;
  if (!facts.replaces || known != facts.hash)
    return vb_analysis_queue_add(r->ahead, article, &facts, err);
  r->out->unchanged++;
  return VB_OK;
}

/* What the store knows of outlets' lines. Without it, or if it is damaged, lines are counted from
   the beginning. */
static vb_status load_lines(run *r, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  vb_error why;
  vb_status status = vb_writer_lines(r->writer, &bytes, &why);
  r->lines_known = status == VB_OK && bytes.n;
  if (status == VB_OK) status = vb_site_lines_load(r->lines, vb_buf_view(&bytes), &why);
  vb_buf_clear(&bytes);
  if (status == VB_CORRUPT || status == VB_VERSION) {
    r->events->problem(r->events->context, why.text, false);
    return VB_OK;
  }
  if (status != VB_OK && err) *err = why;
  return status;
}

/* Opens the store, at the first article, and makes the queue. */
static vb_status open_writer(run *r, vb_error *err) {
  if (r->ahead) return VB_OK;
  vb_status status =
      r->writer ? VB_OK : r->options->open(r->options->open_context, &r->writer, err);
  if (status == VB_OK) status = load_lines(r, err);
  if (status == VB_OK && !r->unknown)
    status = vb_find_queue_new(r->writer, store_article, r, &r->unknown, err);
  if (status == VB_OK)
    status = vb_analysis_queue_new(r->writer->worker, r->finder, put, r, &r->ahead, err);
  return status;
}

static bool is_other_shards(const run *r, const vb_article *article) {
  const vb_index_options *o = r->options;
  return o->shards > 1 && vb_index_shard_of(article->id, o->shards) != o->shard;
}

/* Stores what still waits in the queues. */
static vb_status store_all(run *r, vb_error *err) {
  vb_status status = vb_find_queue_drain(r->unknown, err);
  return status == VB_OK ? vb_analysis_queue_drain(r->ahead, err) : status;
}

/* Called by the readers with each article. An id met a second time waits until the first is stored,
   because the analysis of the first may still be queued and the later article must win. */
static vb_status meet(void *context, const vb_article *article, uint64_t hash, uint64_t lost,
                      vb_error *err) {
  run *r = context;
  if (lost) vb_format_counts_leave_out(&r->out->formats, VB_SITE_LINES_LEFT_OUT, lost);
  if (must_stop(r)) return vb_fail(err, VB_UNAVAILABLE, "stopped");
  if (is_other_shards(r, article)) {
    r->out->other_shard++;
    return VB_OK;
  }
  vb_status status = open_writer(r, err);
  if (status != VB_OK) return status;
  bool fresh;
  if (!vb_hash_set_add(&r->ids, article->id, &fresh))
    return vb_fail(err, VB_NOMEM, "no memory to remember the articles met");
  uint64_t size = text_size(article);
  r->out->text_bytes += size;
  if (!fresh) {
    r->out->repeated++;
    status = store_all(r, err);
  }
  if (status == VB_OK) status = vb_find_queue_add(r->unknown, article, hash, size, err);
  if (status == VB_OK) report(r);
  return status;
}

static void have_problem(void *context, const char *sentence, bool skipped) {
  run *r = context;
  bool fresh;
  if (skipped) {
    r->out->skipped++;
    if (!vb_hash_set_add(&r->damaged, r->path, &fresh)) r->nomem = true;
  } else {
    r->out->repaired++;
  }
  r->events->problem(r->events->context, sentence, skipped);
}

static void have_scan_problem(void *context, const char *sentence, bool lost) {
  run *r = context;
  r->out->skipped += lost;
  r->events->problem(r->events->context, sentence, lost);
}

static void have_bytes(void *context, uint64_t bytes) {
  run *r = context;
  r->out->bytes = r->bytes_before + bytes;
  report(r);
}

/* Whether a page's lines are in the store's counts: they are if the page is, and has not changed.
 */
static vb_status count_page(run *r, const vb_article *article, vb_page_facts *facts,
                            vb_error *err) {
  bool known;
  uint64_t hash;
  facts->count = VB_PAGE_HERE;
  if (is_other_shards(r, article)) return VB_OK;
  vb_status status = open_writer(r, err);
  if (status == VB_OK) status = vb_writer_find(r->writer, article->id, &known, &hash, err);
  if (status != VB_OK) return status;
  if (!known || !r->lines_known) facts->count = VB_PAGE_NEW;
  else if (hash == facts->hash) facts->count = VB_PAGE_COUNTED;
  return VB_OK;
}

static vb_status have_article(void *context, const vb_article *article, vb_error *err) {
  run *r = context;
  vb_page_facts facts = {VB_PAGE_NOT_WEB, vb_article_hash(article)};
  vb_status status = r->web_page ? count_page(r, article, &facts, err) : VB_OK;
  return status == VB_OK ? vb_site_lines_add(r->lines, article, facts, err) : status;
}

static void have_count(void *context, const char *format, bool refused) {
  run *r = context;
  if (!refused) r->web_page = strcmp(format, "html") == 0;
  vb_format_counts_add(&r->out->formats, format, refused);
}

static void have_left_out(void *context, const char *what, uint64_t n) {
  vb_format_counts_leave_out(&((run *)context)->out->formats, what, n);
}

static vb_status read_stream(run *r, const char *path, const vb_reader_events *events,
                             vb_error *err) {
  if (strcmp(path, "-") == 0)
    return vb_read_descriptor(STDIN_FILENO, path, &r->options->read, events, err);
  int fd;
  vb_error why;
  if (vb_file_open_stream(path, &fd, &why) != VB_OK) {
    have_problem(r, why.text, true);
    return VB_OK;
  }
  vb_status status = vb_read_descriptor(fd, path, &r->options->read, events, err);
  close(fd);
  return status;
}

static vb_status read_one(run *r, size_t number, vb_error *err) {
  const vb_scan_file *file = &r->scan.files[number];
  vb_reader_events events = {have_article, have_problem, have_bytes, r, have_count, have_left_out};
  r->path = vb_str_of(file->path);
  r->bytes_before = r->out->bytes;
  vb_status status = file->stream ? read_stream(r, file->path, &events, err)
                                  : vb_file_queue_read(r->files, number, &events, err);
  if (r->nomem) return vb_fail(err, VB_NOMEM, "no memory to remember what was skipped");
  if (r->stopped || status != VB_OK) return status;
  if (!file->stream) r->out->bytes = r->bytes_before + file->bytes;
  r->out->files++;
  report(r);
  return commit_if_due(r, err);
}

/* --- prune --- */

typedef struct gone {
  run *r;
  vb_arena *arena;
  vb_str *ids;
  size_t count, capacity;
  size_t bytes;
} gone;

/* Whether something was lost of the file, or of an archive that contains the article's input
   ("a.zip!/b.txt"). */
static bool is_damaged(const run *r, vb_str path) {
  if (vb_hash_set_has(&r->damaged, path)) return true;
  for (size_t i = 0; i + 1 < path.n; i++)
    if (path.p[i] == '!' && path.p[i + 1] == '/' &&
        vb_hash_set_has(&r->damaged, vb_str_slice(path, 0, i)))
      return true;
  return false;
}

static vb_status find_gone(void *context, vb_str id, vb_str path, vb_error *err) {
  gone *g = context;
  if (g->bytes >= PRUNE_BYTES || vb_hash_set_has(&g->r->ids, id)) return VB_OK;
  if (!vb_scan_is_inside(&g->r->scan, path) || is_damaged(g->r, path)) return VB_OK;
  vb_str copy = vb_arena_copy(g->arena, id);
  if (!copy.p || !VB_ARENA_GROW(g->arena, g->ids, &g->capacity, g->count))
    return vb_fail(err, VB_NOMEM, "no memory to prune");
  g->ids[g->count++] = copy;
  g->bytes += id.n + sizeof copy;
  return VB_OK;
}

/* Ids are collected first, since a store is not changed while it is walked. */
static vb_status prune_pass(run *r, gone *g, vb_error *err) {
  vb_status status = vb_writer_each(r->writer, find_gone, g, err);
  for (size_t i = 0; i < g->count && status == VB_OK; i++) {
    status = vb_writer_remove(r->writer, g->ids[i], err);
    r->out->removed += status == VB_OK;
  }
  return status == VB_OK && g->count ? commit(r, err) : status;
}

static vb_status prune(run *r, vb_error *err) {
  vb_status status = VB_OK;
  bool more = true;
  while (more && status == VB_OK && !must_stop(r)) {
    gone g = {.r = r, .arena = vb_arena_new()};
    status = g.arena ? prune_pass(r, &g, err) : vb_fail(err, VB_NOMEM, "no memory to prune");
    more = g.bytes >= PRUNE_BYTES;
    vb_arena_free(g.arena);
  }
  return status;
}

static vb_status prune_if_safe(run *r, vb_error *err) {
  if (!r->options->prune || r->stopped) return VB_OK;
  if (r->scan.complete) return prune(r, err);
  r->events->problem(r->events->context,
                     "nothing was pruned, since not every path could be looked at", false);
  return VB_OK;
}

vb_status vb_index_languages(vb_buf *out, vb_error *err) {
  return vb_xapian_stemmer_languages(out, err);
}

/* --- the run --- */

static void take_over_scan(run *r) {
  r->out->files_total = r->scan.file_count;
  r->out->bytes_total = r->scan.has_stream ? 0 : r->scan.bytes;
  r->out->hidden = r->scan.hidden;
  r->out->other_kinds = r->scan.other_kinds;
  r->out->links = r->scan.links;
  r->out->formats = r->scan.left_out;
  r->out->complete = r->scan.complete;
}

static vb_status read_all(run *r, vb_error *err) {
  vb_read_options read = r->options->read;
  r->mets = vb_mets_list_new(r->scan.mets);
  if (!r->mets) return vb_fail(err, VB_NOMEM, "no memory to read METS files");
  read.mets = r->mets;
  vb_status status = vb_file_queue_new(r->scan.files, r->scan.file_count, &read, &r->files, err);
  for (size_t i = 0; i < r->scan.file_count && status == VB_OK && !must_stop(r); i++)
    status = read_one(r, i, err);
  if (status == VB_OK && !r->stopped) status = vb_site_lines_flush(r->lines, err);
  return r->stopped ? VB_OK : status;
}

static vb_status finish(run *r, vb_error *err) {
  vb_status status = store_all(r, err);
  if (status == VB_OK) status = commit(r, err);
  return status == VB_OK ? prune_if_safe(r, err) : status;
}

/* One run: scan the paths, read each file, commit, prune. A run that is stopped keeps what it
   committed, and is no error. */
vb_status vb_index_run(vb_writer *writer, const vb_index_options *options,
                       const vb_index_events *events, vb_index_summary *out, vb_error *err) {
  *out = (vb_index_summary){0};
  run r = {.writer = writer, .options = options, .events = events, .out = out};
  r.started = r.committed = vb_clock_seconds();
  vb_arena *arena = vb_arena_new();
  vb_status status = VB_OK;
  if (!arena) {
    status = vb_fail(err, VB_NOMEM, "no memory for the list of files");
    goto done;
  }
  status = vb_quotation_finder_open(&r.finder, err);
  if (status == VB_OK) status = vb_site_lines_new(meet, &r, &r.lines, err);
  if (status == VB_OK && writer) status = open_writer(&r, err);
  if (status != VB_OK) goto done;
  status = vb_scan_paths(options->paths, options->path_count, arena, have_scan_problem, &r, &r.scan,
                         err);
  if (status != VB_OK) goto done;
  take_over_scan(&r);
  report(&r);
  status = read_all(&r, err);
  if (status == VB_OK && r.writer) status = finish(&r, err);
  out->interrupted = r.stopped;
  report(&r);
done:
  vb_site_lines_free(r.lines);
  vb_file_queue_free(r.files);
  vb_mets_list_free(r.mets); /* after the queue, whose tasks ask it */
  vb_hash_set_clear(&r.ids);
  vb_hash_set_clear(&r.damaged);
  vb_find_queue_free(r.unknown);
  vb_analysis_queue_free(r.ahead);
  vb_quotation_finder_close(r.finder);
  vb_arena_free(arena);
  return status;
}
