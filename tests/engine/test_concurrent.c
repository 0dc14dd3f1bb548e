/*
 * test_concurrent.c - readers beside a writer, and many readers of one snapshot.
 *
 * The writer makes one edition after another: every article anew, a few of them
 * removed, flushed and merged in between, compacted now and then, committed
 * once. So a reader may see any edition but never two, whatever it asks and
 * however long it takes. And a whole run of indexing, which the writer's two
 * threads share out as it comes, leaves the same bytes as one thread does. Built a second time with
 * the thread sanitizer, in which Criterion cannot start: hence a main of its own.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "indexer/pipeline/index.h"
#include "indexer/store/commit/snapshot.h"
#include "tests/engine/archive.h"
#include "searcher/engine_open.h"

enum { ARTICLES = 120, EDITIONS = 14, READERS = 3, REMOVED_EACH = 13 };

static char folder[64];
static vb_writer *writer; /* holds the lock before any thread begins */
static atomic_bool finished;
static atomic_uint changes_seen, editions_seen, refusals;

static void check(bool holds, const char *what, const char *why) {
  if (holds) return;
  fprintf(stderr, "test_concurrent: %s: %s\n", what, why);
  exit(1);
}

/* What a thread has to say, once it has ended. */
typedef struct outcome {
  bool failed;
  char text[VB_ERROR_TEXT + 128];
} outcome;

static bool fail(outcome *o, const char *what, const char *why) {
  if (!o->failed) snprintf(o->text, sizeof o->text, "%s: %s", what, why);
  o->failed = true;
  return false;
}

/* ---- the writer ---- */

static bool removed_in(uint32_t number, uint32_t edition) {
  return number % REMOVED_EACH == edition % REMOVED_EACH;
}

static uint32_t articles_of(uint32_t edition) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < ARTICLES; i++) n += !removed_in(i, edition);
  return n;
}

static vb_status write_edition(uint32_t edition, vb_error *err) {
  vb_status status = VB_OK;
  for (uint32_t i = 0; i < ARTICLES && !status; i++) {
    if (!removed_in(i, edition)) {
      status = archive_put(writer, i, edition, err);
      continue;
    }
    char id[32];
    snprintf(id, sizeof id, "article-%u", i);
    status = vb_writer_remove(writer, vb_str_of(id), err);
    if (status == VB_NOT_FOUND) status = VB_OK;
  }
  if (status) return status;
  return (edition % 5 == 4 ? vb_writer_compact : vb_writer_commit)(writer, err);
}

static void *write_all(void *argument) {
  outcome *o = argument;
  vb_error err;
  vb_status status = VB_OK;
  for (uint32_t edition = 1; edition < EDITIONS && !status; edition++)
    status = write_edition(edition, &err);
  if (status) fail(o, "writing", err.text);
  /* The lock is free again only when everybody has seen it taken. */
  while (!status && !atomic_load(&refusals)) usleep(1000);
  vb_writer_close(writer);
  atomic_store(&finished, true);
  return NULL;
}

/* ---- readers ---- */

/* The edition that every article is of; false when there are two, or articles too many or few. */
static bool one_edition(vb_engine *engine, vb_arena *arena, uint32_t *edition, outcome *o) {
  const vb_query everything = {.kind = VB_QUERY_ALL};
  vb_engine_request request = {.query = &everything, .size = 1000, .count = true};
  vb_engine_result result;
  vb_error err;
  vb_arena_clear(arena);
  if (vb_engine_search(engine, &request, arena, &result, &err)) return fail(o, "all", err.text);
  for (size_t i = 0; i < result.hit_count; i++) {
    vb_article article;
    if (vb_engine_fetch(engine, result.hits[i].doc, arena, &article, &err))
      return fail(o, "fetch", err.text);
    uint32_t is = archive_number(article.title, "edition");
    if (i && is != *edition) return fail(o, "a snapshot", "articles of two editions");
    *edition = is;
  }
  if (result.total != result.hit_count || result.hit_count != articles_of(*edition))
    return fail(o, "a snapshot", "articles are missing or twice");
  return true;
}

static bool ask_twice(vb_engine *engine, vb_stemmer *stemmer, vb_arena *arena, chance *c,
                      outcome *o) {
  vb_error err;
  uint64_t sums[2];
  const char *query = archive_queries[roll(c, ARCHIVE_QUERIES)];
  for (int i = 0; i < 2; i++)
    if (archive_ask(engine, stemmer, query, i < 0, arena, &sums[i], &err))
      return fail(o, query, err.text);
  return sums[0] == sums[1] || fail(o, query, "the answer changed without a refresh");
}

static bool read_round(vb_engine **engine, vb_stemmer *stemmer, vb_arena *arena, chance *c,
                       outcome *o) {
  vb_error err;
  uint32_t before = 0, after = 0;
  bool changed = true;
  if (*engine && roll(c, 4) == 0) vb_engine_close(*engine), *engine = NULL;
  if (!*engine && vb_engine_open(folder, 0, engine, &err)) return fail(o, "open", err.text);
  if (vb_engine_refresh(*engine, &changed, &err)) return fail(o, "refresh", err.text);
  atomic_fetch_add(&changes_seen, changed);
  if (!one_edition(*engine, arena, &before, o)) return false;
  for (int i = 0; i < 3; i++)
    if (!ask_twice(*engine, stemmer, arena, c, o)) return false;
  if (!one_edition(*engine, arena, &after, o)) return false;
  atomic_fetch_or(&editions_seen, 1u << before % 32);
  return before == after || fail(o, "a snapshot", "it moved on without a refresh");
}

static void *read_all(void *argument) {
  outcome *o = argument;
  chance c = {(uint64_t)(uintptr_t)o | 1};
  vb_engine *engine = NULL;
  vb_stemmer *stemmer = NULL;
  vb_arena *arena = vb_arena_new();
  vb_error err;
  if (!arena || vb_stemmer_open("en", &stemmer, &err)) fail(o, "begin", "no memory");
  bool last = false; /* once more when the writer has finished */
  while (!o->failed && !last) {
    last = atomic_load(&finished);
    read_round(&engine, stemmer, arena, &c, o);
  }
  vb_engine_close(engine);
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
  return NULL;
}

static void *want_to_write(void *argument) {
  outcome *o = argument;
  char process[32];
  snprintf(process, sizeof process, "process %ld", (long)getpid());
  while (!atomic_load(&finished) && !o->failed) {
    vb_writer *second;
    vb_error err;
    vb_status status = archive_open(folder, &second, &err);
    vb_writer_close(second);
    if (status == VB_OK) continue; /* after the writer's end */
    if (status != VB_LOCKED) fail(o, "a second writer", err.text);
    else if (strstr(err.text, process)) atomic_fetch_add(&refusals, 1);
    usleep(2000);
  }
  return NULL;
}

static void make_first_edition(void) {
  vb_error err = {0};
  check(archive_open(folder, &writer, &err) == VB_OK, "open", err.text);
  check(write_edition(0, &err) == VB_OK, "write", err.text);
}

static void readers_see_one_edition_whatever_the_writer_does(void) {
  outcome outcomes[READERS + 2] = {{0}};
  pthread_t threads[READERS + 2];
  for (int i = 0; i < READERS + 2; i++)
    check(pthread_create(&threads[i], NULL,
                         i == 0   ? write_all
                         : i == 1 ? want_to_write
                                  : read_all,
                         &outcomes[i]) == 0,
          "a thread", "could not be started");
  for (int i = 0; i < READERS + 2; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < READERS + 2; i++) check(!outcomes[i].failed, "together", outcomes[i].text);
  int editions = __builtin_popcount(atomic_load(&editions_seen));
  printf("%d editions and %u changes seen, %u writers refused\n", editions,
         atomic_load(&changes_seen), atomic_load(&refusals));
  check(atomic_load(&refusals) > 0, "a second writer", "was not told who holds the store");
  check(editions > 2, "the readers", "saw too few editions to show anything");
}

/* ---- one snapshot, many threads ---- */

typedef struct shared {
  const vb_snapshot *snapshot;
  uint64_t sum; /* of all that was read */
  outcome o;
} shared;

static bool read_lists(const vb_segment *segment, shared *s) {
  vb_word_cursor words;
  vb_error err;
  vb_str key;
  vb_term term;
  vb_status status = vb_segment_words_from(segment, VB_STR(""), &words, &err);
  while (!status && !(status = vb_word_next(&words, &key, &term, &err))) {
    vb_posting list;
    status = vb_posting_open(&list, vb_segment_lists(segment), &term, &err);
    while (!status && vb_posting_next(&list) != VB_DOC_END) {
      uint32_t n;
      const uint32_t *positions = vb_posting_positions(&list, &n);
      s->sum = archive_mix(s->sum, &list.doc, sizeof list.doc);
      if (positions) s->sum = archive_mix(s->sum, positions, n * sizeof *positions);
    }
    if (!status) status = vb_posting_status(&list, &err);
    vb_posting_close(&list);
  }
  return status == VB_NOT_FOUND || fail(&s->o, "a list", err.text);
}

static bool read_articles(const vb_segment *segment, shared *s) {
  vb_arena *arena = vb_arena_new();
  vb_error err;
  bool good = arena != NULL;
  for (uint32_t doc = 0; good && doc < vb_segment_about(segment)->docs; doc++) {
    vb_article article;
    vb_arena_clear(arena);
    if (vb_segment_fetch(segment, doc, arena, &article, &err))
      good = fail(&s->o, "fetch", err.text);
    else s->sum = archive_mix_article(s->sum, &article);
  }
  vb_arena_free(arena);
  return good;
}

static void *read_snapshot(void *argument) {
  shared *s = argument;
  for (size_t i = 0; i < vb_snapshot_segments(s->snapshot) && !s->o.failed; i++) {
    const vb_segment *segment = vb_snapshot_segment(s->snapshot, i);
    if (read_lists(segment, s)) read_articles(segment, s);
  }
  return NULL;
}

static void threads_that_share_a_snapshot_read_the_same(void) {
  enum { THREADS = 4 };
  shared all[THREADS];
  pthread_t threads[THREADS];
  vb_snapshot *snapshot;
  vb_error err = {0};
  check(vb_snapshot_open(folder, &snapshot, &err) == VB_OK, "open", err.text);
  for (int i = 0; i < THREADS; i++) all[i] = (shared){.snapshot = snapshot, .sum = 1};
  for (int i = 0; i < THREADS; i++)
    check(pthread_create(&threads[i], NULL, read_snapshot, &all[i]) == 0, "a thread",
          "could not be started");
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; i++) {
    check(!all[i].o.failed, "a shared snapshot", all[i].o.text);
    check(all[i].sum == all[0].sum && all[i].sum != 1, "a shared snapshot", "is read differently");
  }
  vb_snapshot_close(snapshot);
}

/* ---- one thread or two ---- */

enum {
  /* The first segment has more text than that from which words are learnt before blocks are
     shared out, and the second is filled while the first is written. */
  LONG_ARTICLES = 800,
  LONG_WORDS = 1500,
  BATCH_MEMORY = 8 * 1024 * 1024
};

static void write_long_articles(const char *path) {
  FILE *out = fopen(path, "w");
  check(out != NULL, path, "could not be made");
  for (uint32_t i = 0; i < LONG_ARTICLES; i++) {
    chance c = {i + 1};
    fprintf(out, "{\"id\":\"%u\",\"title\":\"Edition %u\",\"text\":\"", i, i);
    for (uint32_t k = 0; k < LONG_WORDS; k++) {
      uint32_t a = roll(&c, ARCHIVE_WORDS), b = roll(&c, 3000);
      if (b < 2000) fprintf(out, "%s ", archive_words[a]);
      else fprintf(out, "quay%u%s", b, b % 9 ? " " : ".\\n\\n");
    }
    if (roll(&c, 3)) fputs("\\\"We sail at noon,\\\" said Odile Marchetti.", out);
    fputs("\"}\n", out);
  }
  check(fclose(out) == 0, path, "could not be written");
}

static void ignore_problem(void *context, const char *sentence, bool skipped) {
  (void)context, (void)skipped;
  check(false, "a problem", sentence);
}

/* A batch takes two thirds of the memory. */
static void index_with(unsigned threads, const char *file, const char *store) {
  vb_writer_options how = {
      .create = true, .engine = "native", .threads = threads, .memory = BATCH_MEMORY / 2 * 3};
  vb_index_options what = {.paths = &file, .path_count = 1, .commit_seconds = 3600};
  vb_index_events events = {NULL, ignore_problem, NULL};
  vb_index_summary summary;
  vb_writer *w;
  vb_error err = {0};
  check(vb_writer_open(store, &how, &w, &err) == VB_OK, "open", err.text);
  check(vb_index_run(w, &what, &events, &summary, &err) == VB_OK, "index", err.text);
  check(summary.added == LONG_ARTICLES, "index", "articles are missing");
  vb_writer_close(w);
}

static void a_second_thread_changes_no_byte(void) {
  char file[96], one[96], two[96], command[512];
  snprintf(file, sizeof file, "%s/long.jsonl", folder);
  snprintf(one, sizeof one, "%s/one", folder);
  snprintf(two, sizeof two, "%s/two", folder);
  write_long_articles(file);
  index_with(1, file, one);
  index_with(2, file, two);
  vb_snapshot *s;
  vb_error err = {0};
  check(vb_snapshot_open(two, &s, &err) == VB_OK, "open", err.text);
  check(vb_snapshot_segments(s) > 1, "the store", "has but one segment");
  check(vb_snapshot_verify(s, NULL, NULL, &err) == VB_OK, "verify", err.text);
  vb_snapshot_close(s);
  snprintf(command, sizeof command, "diff -r %s/native %s/native && rm -rf %s %s %s", one, two, one,
           two, file);
  check(system(command) == 0, "the stores of one thread and of two", "are not the same");
}

int main(void) {
  char command[128];
  snprintf(folder, sizeof folder, "/tmp/vb-concurrent-XXXXXX");
  check(mkdtemp(folder) != NULL, folder, "could not be made");
  make_first_edition();
  threads_that_share_a_snapshot_read_the_same();
  readers_see_one_edition_whatever_the_writer_does();
  a_second_thread_changes_no_byte();
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
