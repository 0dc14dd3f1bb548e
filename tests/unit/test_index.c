/*
 * The run against a store in memory, so that commits can be counted and fail.
 */
#include "indexer/article/read/fork_server.h"
#include "indexer/pipeline/hash_set.h"
#include "indexer/pipeline/index.h"
#include "indexer/pipeline/scan.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MEMORY_MAX = 20000 };

typedef struct memory_writer {
  vb_writer base;
  char *ids[MEMORY_MAX], *paths[MEMORY_MAX];
  uint64_t hashes[MEMORY_MAX];
  size_t count, puts, commits, committed;
  size_t fail_at_put; /* 0: never */
  volatile sig_atomic_t *stop;
  size_t stop_at_put;
  vb_buf lines;
} memory_writer;

static size_t place_of(memory_writer *m, vb_str id) {
  size_t i = 0;
  while (i < m->count && !vb_str_is(id, m->ids[i])) i++;
  return i;
}

static vb_status memory_find(vb_writer *w, vb_str id, bool *found, uint64_t *hash, vb_error *err) {
  (void)err;
  memory_writer *m = (memory_writer *)w;
  size_t at = place_of(m, id);
  *found = at < m->count;
  if (*found) *hash = m->hashes[at];
  return VB_OK;
}

static vb_status memory_put(vb_writer *w, const vb_article *article, const vb_analysis *text,
                            uint64_t hash, vb_error *err) {
  (void)text;
  memory_writer *m = (memory_writer *)w;
  if (++m->puts == m->fail_at_put) return vb_fail(err, VB_IO, "disk full");
  if (m->stop && m->puts == m->stop_at_put) *m->stop = 1;
  size_t at = place_of(m, article->id);
  if (at == m->count) {
    cr_assert_lt(m->count, MEMORY_MAX);
    m->ids[at] = strndup(article->id.p, article->id.n);
    m->paths[at] = strndup(article->path.p, article->path.n);
    m->count++;
  }
  m->hashes[at] = hash;
  return VB_OK;
}

static vb_status memory_remove(vb_writer *w, vb_str id, vb_error *err) {
  memory_writer *m = (memory_writer *)w;
  size_t at = place_of(m, id);
  if (at == m->count) return vb_fail(err, VB_NOT_FOUND, "no such article");
  free(m->ids[at]);
  free(m->paths[at]);
  m->count--;
  m->ids[at] = m->ids[m->count];
  m->paths[at] = m->paths[m->count];
  m->hashes[at] = m->hashes[m->count];
  return VB_OK;
}

static vb_status memory_each(vb_writer *w, vb_status (*visit)(void *, vb_str, vb_str, vb_error *),
                             void *context, vb_error *err) {
  memory_writer *m = (memory_writer *)w;
  for (size_t i = 0; i < m->count; i++) {
    vb_status status = visit(context, vb_str_of(m->ids[i]), vb_str_of(m->paths[i]), err);
    if (status != VB_OK) return status;
  }
  return VB_OK;
}

static vb_status memory_lines(vb_writer *w, vb_buf *out, vb_error *err) {
  vb_buf_str(out, vb_buf_view(&((memory_writer *)w)->lines));
  return vb_buf_ok(out, err);
}

static vb_status memory_set_lines(vb_writer *w, vb_str bytes, vb_error *err) {
  vb_buf *lines = &((memory_writer *)w)->lines;
  vb_buf_reset(lines);
  vb_buf_str(lines, bytes);
  return vb_buf_ok(lines, err);
}

static vb_status memory_commit(vb_writer *w, vb_error *err) {
  (void)err;
  memory_writer *m = (memory_writer *)w;
  m->commits++;
  m->committed = m->count;
  return VB_OK;
}

static const vb_writer_class memory_class = {.engine = "memory",
                                             .find = memory_find,
                                             .put = memory_put,
                                             .remove = memory_remove,
                                             .each = memory_each,
                                             .lines = memory_lines,
                                             .set_lines = memory_set_lines,
                                             .commit = memory_commit};

static memory_writer *memory;
static char folder[] = "/tmp/vb-test-index-XXXXXX";
static char file[64];
static size_t problems;

static void setup(void) {
  cr_assert_eq(vb_fork_server_start(NULL), VB_OK); /* each test is a process */
  memory = calloc(1, sizeof *memory);
  cr_assert(memory && mkdtemp(folder));
  memory->base.class = &memory_class;
  snprintf(file, sizeof file, "%s/a.jsonl", folder);
  problems = 0;
}

static void teardown(void) {
  for (size_t i = 0; i < memory->count; i++) free(memory->ids[i]), free(memory->paths[i]);
  vb_buf_clear(&memory->lines);
  free(memory);
  unlink(file);
  rmdir(folder);
}

TestSuite(index, .init = setup, .fini = teardown);

static void write_records(size_t from, size_t to) {
  FILE *out = fopen(file, "w");
  cr_assert(out);
  for (size_t i = from; i < to; i++)
    fprintf(out,
            "{\"id\":\"story-%zu\",\"title\":\"Story %zu\",\"text\":\"The ferry to Ulva left.\"}\n",
            i, i);
  fclose(out);
}

static void count_problem(void *context, const char *sentence, bool skipped) {
  (void)context, (void)sentence, (void)skipped;
  problems++;
}

static vb_status run(vb_index_options options, vb_index_summary *summary, vb_error *err) {
  const char *paths[] = {folder};
  options.paths = paths;
  options.path_count = 1;
  vb_index_events events = {NULL, count_problem, NULL};
  return vb_index_run(&memory->base, &options, &events, summary, err);
}

Test(index, a_failing_store_ends_the_run_with_its_own_words) {
  write_records(0, 10);
  memory->fail_at_put = 5;
  vb_index_summary summary;
  vb_error err;
  cr_assert_eq(run((vb_index_options){.commit_articles = 2}, &summary, &err), VB_IO);
  cr_assert(strstr(err.text, "disk full"));
  cr_assert_eq(memory->committed, 4);
}

Test(index, commits_come_every_so_many_articles_and_at_the_end) {
  write_records(0, 10);
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){.commit_articles = 4}, &summary, NULL), VB_OK);
  cr_assert_eq(memory->commits, 3);
  cr_assert_eq(memory->committed, 10);
  cr_assert_eq(run((vb_index_options){.commit_bytes = 1}, &summary, NULL), VB_OK);
  cr_assert_eq(summary.unchanged, 10);
  cr_assert_eq(memory->commits, 4, "nothing new, one commit at the end");
}

Test(index, a_stop_finishes_the_article_commits_and_prunes_nothing) {
  write_records(0, 10);
  volatile sig_atomic_t stop = 0;
  memory->stop = &stop;
  memory->stop_at_put = 3;
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){.stop = &stop, .prune = true}, &summary, NULL), VB_OK);
  cr_assert(summary.interrupted);
  cr_assert_eq(memory->committed, 3);
  stop = 0;
  memory->stop = NULL;
  cr_assert_eq(run((vb_index_options){.stop = &stop}, &summary, NULL), VB_OK);
  cr_assert_eq(summary.unchanged, 3);
  cr_assert_eq(summary.added, 7);
}

/* ---- the same with a second thread ---- */

static void with_second_thread(void) {
  setup();
  cr_assert_eq(vb_task_pool_new(1, &memory->base.worker, NULL), VB_OK);
}

static void without(void) {
  vb_task_pool_free(memory->base.worker);
  teardown();
}

TestSuite(index_ahead, .init = with_second_thread, .fini = without);

Test(index_ahead, articles_are_put_in_the_order_in_which_they_are_read) {
  write_records(0, 3000);
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){.commit_articles = 700}, &summary, NULL), VB_OK);
  cr_assert_eq(summary.added, 3000);
  cr_assert_eq(memory->commits, 5);
  for (size_t i = 0; i < 3000; i++) {
    char id[32];
    snprintf(id, sizeof id, "story-%zu", i);
    cr_assert_str_eq(memory->ids[i], id);
  }
}

Test(index_ahead, an_id_met_again_at_once_is_compared_with_what_was_before_it) {
  FILE *out = fopen(file, "w");
  for (int i = 0; i < 600; i++) /* a, a again, a changed, a as it was changed, ... */
    fprintf(out, "{\"id\":\"story-%d\",\"title\":\"Ulva\",\"text\":\"Ferry %d left.\"}\n", i / 6,
            i / 2);
  fclose(out);
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){0}, &summary, NULL), VB_OK);
  cr_expect_eq(summary.added, 100);
  cr_expect_eq(summary.replaced, 200);
  cr_expect_eq(summary.unchanged, 300);
  cr_expect_eq(summary.repeated, 500);
  cr_expect_eq(memory->count, 100);
}

Test(index_ahead, a_failing_store_ends_the_run_with_its_own_words) {
  write_records(0, 500);
  memory->fail_at_put = 205;
  vb_index_summary summary;
  vb_error err;
  cr_assert_eq(run((vb_index_options){.commit_articles = 2}, &summary, &err), VB_IO);
  cr_assert(strstr(err.text, "disk full"));
  cr_assert_eq(memory->committed, 204);
  cr_assert_eq(memory->puts, 205, "nothing behind the failure is put");
}

Test(index_ahead, a_stop_commits_all_that_was_read) {
  write_records(0, 500);
  volatile sig_atomic_t stop = 0;
  memory->stop = &stop;
  memory->stop_at_put = 3;
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){.stop = &stop}, &summary, NULL), VB_OK);
  cr_assert(summary.interrupted);
  cr_assert_lt(memory->committed, 100);
  cr_assert_eq(memory->committed, memory->puts);
  cr_assert_eq(summary.added, memory->puts);
  stop = 0;
  memory->stop = NULL;
  size_t before = memory->puts;
  cr_assert_eq(run((vb_index_options){.stop = &stop}, &summary, NULL), VB_OK);
  cr_assert_eq(summary.unchanged, before);
  cr_assert_eq(summary.added, 500 - before);
}

Test(index_ahead, articles_of_every_size_pass_through) {
  FILE *out = fopen(file, "w");
  uint64_t bytes = 0;
  for (int i = 0; i < 60; i++) { /* of 5 bytes to 5 megabytes */
    int times = i % 20 == 7 ? 1000000 : i % 3 ? 1 + i : 4000;
    fprintf(out, "{\"id\":\"story-%d\",\"text\":\"", i);
    for (int k = 0; k < times; k++) fputs("gull ", out);
    fputs("\"}\n", out);
    bytes += 5 * (uint64_t)times - 1;
  }
  fclose(out);
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){0}, &summary, NULL), VB_OK);
  cr_expect_eq(summary.added, 60);
  cr_expect_eq(summary.text_bytes, bytes);
}

Test(index, prune_removes_more_than_one_batch) {
  write_records(0, 9000);
  vb_index_summary summary;
  cr_assert_eq(run((vb_index_options){0}, &summary, NULL), VB_OK);
  cr_assert_eq(memory->count, 9000);
  write_records(8990, 9000);
  cr_assert_eq(run((vb_index_options){.prune = true}, &summary, NULL), VB_OK);
  cr_assert_eq(summary.removed, 8990);
  cr_assert_eq(memory->count, 10);
}

Test(index, every_id_has_one_shard) {
  size_t in_shard[4] = {0};
  for (int i = 0; i < 3000; i++) {
    char id[32];
    int n = snprintf(id, sizeof id, "https://news.example/%d", i);
    uint32_t shard = vb_index_shard_of((vb_str){id, (size_t)n}, 3);
    cr_assert(shard >= 1 && shard <= 3);
    in_shard[shard]++;
  }
  for (int k = 1; k <= 3; k++) cr_assert_gt(in_shard[k], 800);
}

Test(hash_set, remembers_what_was_added_and_nothing_else) {
  vb_hash_set set = {0};
  cr_assert_not(vb_hash_set_has(&set, VB_STR("a")));
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 5000; i++) {
      bool fresh;
      cr_assert(vb_hash_set_add(&set, (vb_str){(const char *)&i, sizeof i}, &fresh));
      cr_assert_eq(fresh, round == 0);
    }
  }
  for (int i = 0; i < 10000; i++)
    cr_assert_eq(vb_hash_set_has(&set, (vb_str){(const char *)&i, sizeof i}), i < 5000);
  vb_hash_set_clear(&set);
}

static void ignore(void *context, const char *sentence, bool lost) {
  (void)context, (void)sentence, (void)lost;
}

Test(scan, paths_are_inside_by_whole_names) {
  static const struct {
    const char *root, *path;
    bool inside;
  } cases[] = {{"news", "news", true},
               {"news", "news/a.txt", true},
               {"news", "newsletter/a.txt", false},
               {"./news/", "news/a", true},
               {".", "news/a.txt", true},
               {".", "/news/a.txt", false},
               {".", "../a.txt", false},
               {"/", "/etc/a.txt", true},
               {"/", "a.txt", false},
               {"-", "-", false},
               {".", "-", false},
               {"/tmp", "/tmpfile", false},
               {".//news", "news/a", true},
               {"", "a", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *plain = cases[i].root;
    vb_arena *arena = vb_arena_new();
    /* A path that is not there has its spelling made plain all the same. */
    vb_scan scan;
    bool walks = strcmp(plain, "/") == 0 || strcmp(plain, ".") == 0 || strcmp(plain, "/tmp") == 0;
    const char *roots[] = {plain};
    if (walks) scan = (vb_scan){.roots = roots, .root_count = 1};
    else cr_assert_eq(vb_scan_paths(roots, 1, arena, ignore, NULL, &scan, NULL), VB_OK);
    cr_expect_eq(vb_scan_is_inside(&scan, vb_str_of(cases[i].path)), cases[i].inside, "%s in %s",
                 cases[i].path, plain);
    vb_arena_free(arena);
  }
}

/* ---- files and members that are read ahead ---- */

enum { PAGES = 150, MEMBERS = 150, HEAVY = 1000 /* its number */ };

static void write_page(FILE *out, const char *name, int number) {
  fprintf(out, "<html><head><title>Ferry %s %d</title></head><body><h1>Ferry %s %d</h1>", name,
          number, name, number);
  for (int i = 0; i <= number % 7; i++)
    fprintf(out,
            "<p>The harbour master of Ulva said, in her letter %d of the week, that the ferry "
            "would sail, whatever the weather and the island's council may say.</p>",
            i);
  /* Takes more memory than a thread that reads ahead has. */
  for (int i = 0; number == HEAVY && i < 100000; i++) fputs("<i>a</i> ", out);
  fputs("</body></html>", out);
}

static void write_warc(const char *path) {
  char *page = NULL;
  size_t n = 0;
  FILE *out = fopen(path, "w");
  cr_assert(out);
  for (int i = 0; i < MEMBERS; i++) {
    FILE *one = open_memstream(&page, &n);
    fputs("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", one);
    if (i % 10 == 3) fputs("<p><a href=\"/\">Home</a></p>", one); /* refused, in its turn */
    else if (i % 10 == 7) fputs("PK\x03\x04 no archive", one); /* holds members, or so it seems */
    else write_page(one, "of the crawl", i);
    fclose(one);
    fprintf(out,
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
            "WARC-Target-URI: http://crawl.example/%d\r\nContent-Length: %zu\r\n\r\n",
            i, n);
    fwrite(page, 1, n, out);
    fputs("\r\n\r\n", out);
    free(page);
  }
  fclose(out);
}

typedef struct account {
  vb_buf problems;
  vb_index_summary summary;
  size_t count;
} account;

static void keep_problem(void *context, const char *sentence, bool skipped) {
  vb_buf_printf(context, "%d %s\n", skipped, sentence);
}

/* A run with as many threads; what it said, and in memory what it put, in its order. */
static account run_with(size_t threads) {
  account a = {.problems = VB_BUF_INIT};
  vb_error err;
  const char *paths[] = {folder};
  vb_task_pool *pool = NULL;
  if (threads > 1) cr_assert_eq(vb_task_pool_new(threads - 1, &pool, &err), VB_OK);
  memory->base.worker = pool;
  vb_index_options options = {.paths = paths, .path_count = 1, .read = {.pool = pool}};
  vb_index_events events = {NULL, keep_problem, &a.problems};
  cr_assert_eq(vb_index_run(&memory->base, &options, &events, &a.summary, &err), VB_OK, "%s",
               err.text);
  vb_task_pool_free(pool);
  memory->base.worker = NULL;
  a.count = memory->count;
  return a;
}

static void remove_pages(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_assert_eq(system(command), 0);
  teardown();
}

TestSuite(index_threads, .init = setup, .fini = remove_pages);

Test(index_threads, any_number_of_them_puts_the_same_in_the_same_order, .timeout = 120) {
  char path[96];
  for (int i = 0; i < PAGES; i++) {
    snprintf(path, sizeof path, "%s/%03d.html", folder, i);
    FILE *out = fopen(path, "w");
    if (i % 20 == 11) fputs("<p><a href=\"/\">Home</a></p>", out);
    else write_page(out, "of a file", i);
    fclose(out);
  }
  snprintf(path, sizeof path, "%s/crawl.warc", folder);
  write_warc(path);
  account one = run_with(1);
  memory_writer *first = memory;
  cr_assert_eq(one.count, (size_t)(PAGES - 7 + MEMBERS - 30), "%zu\n%.*s", one.count,
               (int)one.problems.n, one.problems.p);
  for (size_t threads = 2; threads <= 5; threads++) {
    memory = calloc(1, sizeof *memory);
    memory->base.class = &memory_class;
    account more = run_with(threads);
    cr_expect(vb_str_eq(vb_buf_view(&one.problems), vb_buf_view(&more.problems)),
              "%zu threads:\n%.*s\n%.*s", threads, (int)one.problems.n, one.problems.p,
              (int)more.problems.n, more.problems.p);
    cr_expect_eq(more.summary.skipped, one.summary.skipped);
    cr_expect_eq(more.summary.formats.count, one.summary.formats.count);
    cr_assert_eq(more.count, one.count);
    for (size_t i = 0; i < one.count; i++) {
      cr_expect_str_eq(memory->ids[i], first->ids[i]);
      cr_expect_eq(memory->hashes[i], first->hashes[i]);
    }
    cr_expect(memory->lines.n && vb_str_eq(vb_buf_view(&memory->lines), vb_buf_view(&first->lines)),
              "what is known of lines");
    for (size_t i = 0; i < memory->count; i++) free(memory->ids[i]), free(memory->paths[i]);
    vb_buf_clear(&memory->lines);
    free(memory);
    vb_buf_clear(&more.problems);
  }
  vb_buf_clear(&one.problems);
  memory = first;
}

Test(index_threads, a_page_that_takes_much_memory_is_read_in_its_turn, .timeout = 60) {
  char path[96];
  const char *const ids[] = {"0.html", "1.html", "2.html"};
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s/%d.html", folder, i);
    FILE *out = fopen(path, "w");
    write_page(out, "of a file", i == 1 ? HEAVY : i);
    fclose(out);
  }
  account many = run_with(3);
  cr_assert_eq(many.count, 3, "%.*s", (int)many.problems.n, many.problems.p);
  for (size_t i = 0; i < 3; i++)
    cr_expect(vb_str_ends(vb_str_of(memory->ids[i]), ids[i]), "%s", memory->ids[i]);
  vb_buf_clear(&many.problems);
}

Test(index_threads, a_stop_ends_what_is_read_ahead, .timeout = 60) {
  char path[96];
  for (int i = 0; i < PAGES; i++) {
    snprintf(path, sizeof path, "%s/%03d.html", folder, i);
    FILE *out = fopen(path, "w");
    write_page(out, "of a file", i);
    fclose(out);
  }
  volatile sig_atomic_t stop = 0;
  vb_error err;
  vb_index_summary summary;
  vb_task_pool *pool;
  cr_assert_eq(vb_task_pool_new(2, &pool, &err), VB_OK);
  memory->base.worker = pool;
  memory->stop = &stop;
  memory->stop_at_put = 5;
  cr_assert_eq(run((vb_index_options){.stop = &stop, .read = {.pool = pool}}, &summary, &err),
               VB_OK);
  vb_task_pool_free(pool);
  cr_expect(summary.interrupted);
  cr_expect_eq(memory->committed, memory->puts);
  cr_expect_lt(memory->puts, 100);
}
