/*
 * test_incremental.c - a store that grew by changes answers as one that was built at once.
 *
 * Articles are put, replaced and removed in random order, with commits,
 * compactions and new writers in between; or the files of a folder change, and
 * the folder is indexed again with pruning. Then a second store gets what is
 * left, in one go, and both answer some hundred made-up queries: the same
 * articles at any time; once compacted, with the same scores too (before, the
 * frequencies still count articles that are gone). Built once for each engine.
 * VB_TEST_SEED=N takes other changes and queries.
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <sys/stat.h>

#include "indexer/pipeline/index.h"
#include "tests/engine/archive.h"
#include "searcher/engine_open.h"

enum { NUMBERS = 220, CHANGES = 1500, QUERIES = 400, GONE = 0, ROUNDS = 12, A_FILE = 10 };

static char grown[64], fresh[64], files[64];
static uint32_t model[NUMBERS]; /* edition of each article; GONE: not there */
static vb_error err;
static chance c;
static vb_arena *arena;
static vb_stemmer *stemmer;

static void make_folders(void) {
  const char *seed = getenv("VB_TEST_SEED");
  c.state = seed ? strtoull(seed, NULL, 10) : 20190822;
  cr_log_info("seed %llu", (unsigned long long)c.state);
  snprintf(grown, sizeof grown, "/tmp/vb-grown-XXXXXX");
  snprintf(fresh, sizeof fresh, "/tmp/vb-fresh-XXXXXX");
  snprintf(files, sizeof files, "/tmp/vb-files-XXXXXX");
  cr_assert(mkdtemp(grown) && mkdtemp(fresh) && mkdtemp(files));
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
}

static void remove_folders(void) {
  char command[200];
  vb_arena_free(arena);
  vb_stemmer_close(stemmer);
  snprintf(command, sizeof command, "rm -rf %s %s %s", grown, fresh, files);
  cr_expect_eq(system(command), 0);
}

TestSuite(incremental, .init = make_folders, .fini = remove_folders);

static vb_writer *open_store(const char *folder) {
  vb_writer *writer;
  cr_assert_eq(archive_open(folder, &writer, &err), VB_OK, "%s", err.text);
  return writer;
}

/* ---- growing ---- */

static void change_one(vb_writer *writer, uint32_t edition) {
  uint32_t number = roll(&c, NUMBERS);
  char id[32];
  if (roll(&c, 4)) {
    cr_assert_eq(archive_put(writer, number, edition, &err), VB_OK, "%s", err.text);
    model[number] = edition;
    return;
  }
  snprintf(id, sizeof id, "article-%u", number);
  vb_status status = vb_writer_remove(writer, vb_str_of(id), &err);
  cr_assert_eq(status, model[number] == GONE ? VB_NOT_FOUND : VB_OK, "%s: %s", id, err.text);
  model[number] = GONE;
}

static uint32_t model_count(void) {
  uint32_t n = 0;
  for (int i = 0; i < NUMBERS; i++) n += model[i] != GONE;
  return n;
}

static void grow(void) {
  vb_writer *writer = open_store(grown);
  for (uint32_t i = 1; i <= CHANGES; i++) {
    change_one(writer, 1 + i / 100);
    cr_assert_eq(vb_writer_about(writer).articles, model_count());
    uint32_t what = roll(&c, 90);
    if (what < 3 || i == CHANGES)
      cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
    if (what == 3) cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
    if (what == 4) {
      cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
      vb_writer_close(writer);
      writer = open_store(grown);
    }
  }
  vb_writer_close(writer);
}

static vb_writer *open_fresh(void) {
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(fresh, &options, &writer, &err), VB_OK, "%s", err.text);
  return writer;
}

static void build_at_once(void) {
  vb_writer *writer = open_fresh();
  for (uint32_t i = 0; i < NUMBERS; i++)
    if (model[i] != GONE) cr_assert_eq(archive_put(writer, i, model[i], &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

/* ---- asking ---- */

static const char *word(void) {
  return archive_words[roll(&c, ARCHIVE_WORDS)];
}

static void make_query(char *out, size_t n) {
  const char *a = word(), *b = word(), *d = word();
  switch (roll(&c, 12)) {
  case 0: snprintf(out, n, "%s", a); break;
  case 1: snprintf(out, n, "%s %s", a, b); break;
  case 2: snprintf(out, n, "%s OR %s OR %s", a, b, d); break;
  case 3: snprintf(out, n, "\"%s %s\"", a, b); break;
  case 4: snprintf(out, n, "\"%s %s %s\"", a, b, d); break;
  case 5: snprintf(out, n, "\"%s * %s\"", a, b); break;
  case 6: snprintf(out, n, "%s NEAR/%u %s", a, 1 + roll(&c, 6), b); break;
  case 7: snprintf(out, n, "%.2s* %s", a, b); break;
  case 8: snprintf(out, n, "%s -%s", a, b); break;
  case 9: snprintf(out, n, "title:%s", a); break;
  case 10: snprintf(out, n, "in:comments %s", a); break;
  default: snprintf(out, n, "%s date:201%u..201%u", a, 5 + roll(&c, 2), 7 + roll(&c, 3)); break;
  }
}

typedef struct answer {
  bool found[NUMBERS];
  double scores[NUMBERS];
  size_t count;
} answer;

static void ask(vb_engine *engine, const char *text, answer *out) {
  vb_query_parse parse;
  vb_engine_result result;
  *out = (answer){.count = 0};
  vb_arena_clear(arena);
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, &err), VB_OK);
  vb_engine_request request = {.query = parse.root, .size = 1000, .count = true};
  cr_assert_eq(vb_engine_search(engine, &request, arena, &result, &err), VB_OK, "%s", err.text);
  cr_assert(result.total_exact && result.total == result.hit_count, "%s", text);
  for (size_t i = 0; i < result.hit_count; i++) {
    vb_article article;
    cr_assert_eq(vb_engine_fetch(engine, result.hits[i].doc, arena, &article, &err), VB_OK);
    uint32_t number = archive_number(article.id, "article-");
    cr_assert_lt(number, (uint32_t)NUMBERS);
    cr_assert_not(out->found[number], "%s: article %u twice", text, number);
    cr_assert_eq(archive_number(article.title, "edition"), model[number], "%s", text);
    out->found[number] = true;
    out->scores[number] = result.hits[i].score;
    out->count++;
  }
}

/* Returns how many queries found something. */
static int compare(bool scores) {
  vb_engine *a, *b;
  int fruitful = 0;
  cr_assert_eq(vb_engine_open(grown, 0, &a, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_engine_open(fresh, 0, &b, &err), VB_OK, "%s", err.text);
  cr_expect_eq(vb_engine_about(a).articles, model_count());
  cr_expect_eq(vb_engine_about(b).articles, model_count());
  for (int i = 0; i < QUERIES; i++) {
    static answer x, y;
    char text[200];
    make_query(text, sizeof text);
    ask(a, text, &x);
    ask(b, text, &y);
    cr_expect_eq(x.count, y.count, "%s: %zu and %zu", text, x.count, y.count);
    for (int n = 0; n < NUMBERS; n++) {
      cr_expect_eq(x.found[n], y.found[n], "%s: article %d", text, n);
      if (scores && x.found[n])
        cr_expect_lt(fabs(x.scores[n] - y.scores[n]), 1e-4 * (1 + fabs(y.scores[n])),
                     "%s: article %d: %f and %f", text, n, x.scores[n], y.scores[n]);
    }
    fruitful += x.count > 0;
  }
  vb_engine_close(a);
  vb_engine_close(b);
  return fruitful;
}

Test(incremental, a_store_of_many_changes_answers_as_one_built_at_once, .timeout = 280) {
  grow();
  build_at_once();
  cr_expect_gt(compare(false), QUERIES / 3);
  vb_writer *writer = open_store(grown);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_expect_gt(compare(true), QUERIES / 3);
}

Test(incremental, a_store_that_lost_everything_is_as_good_as_new) {
  vb_writer *writer = open_store(grown);
  for (uint32_t i = 0; i < 60; i++) cr_assert_eq(archive_put(writer, i, 1, &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  for (uint32_t i = 0; i < 60; i++) {
    char id[32];
    snprintf(id, sizeof id, "article-%u", i);
    cr_assert_eq(vb_writer_remove(writer, vb_str_of(id), &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  cr_expect_eq(vb_writer_about(writer).articles, 0);
  for (uint32_t i = 0; i < 20; i++) cr_assert_eq(archive_put(writer, i, model[i] = 2, &err), VB_OK);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK);
  vb_writer_close(writer);
  build_at_once();
  cr_expect_gt(compare(true), QUERIES / 3);
}

/* ---- files that come, change and go ---- */

/* The articles of one file, ten at most, one a line. */
static void write_file(uint32_t file) {
  char path[96];
  vb_buf prose = VB_BUF_INIT;
  snprintf(path, sizeof path, "%s/%u.jsonl", files, file);
  FILE *out = NULL;
  for (uint32_t n = file * A_FILE; n < (file + 1) * A_FILE; n++) {
    if (model[n] == GONE) continue;
    chance own = {(n + 1) * UINT64_C(0x9e3779b97f4a7c15) + model[n] * UINT64_C(0x1234567)};
    if (!out) out = fopen(path, "w");
    cr_assert_not_null(out);
    vb_buf_reset(&prose);
    archive_prose(&own, 10 + roll(&own, 60), &prose);
    for (size_t i = 0; i < prose.n; i++)
      if (prose.p[i] == '\n') prose.p[i] = ' ';
    fprintf(
        out,
        "{\"id\":\"article-%u\",\"title\":\"edition%u %s\",\"date\":\"201%u\",\"text\":\"%.*s\"}\n",
        n, model[n], archive_words[roll(&own, ARCHIVE_WORDS)], 5 + roll(&own, 5),
        VB_STR_ARG(vb_buf_view(&prose)));
  }
  if (out) cr_assert_eq(fclose(out), 0);
  else cr_assert(unlink(path) == 0 || errno == ENOENT);
  vb_buf_clear(&prose);
}

static void no_problem(void *context, const char *sentence, bool skipped) {
  (void)context, (void)skipped;
  cr_assert_fail("%s", sentence);
}

static vb_index_summary index_files(vb_writer *writer) {
  const char *const paths[] = {files};
  vb_index_options options = {
      .paths = paths, .path_count = 1, .prune = true, .commit_articles = 40};
  vb_index_events events = {.problem = no_problem};
  vb_index_summary summary;
  cr_assert_eq(vb_index_run(writer, &options, &events, &summary, &err), VB_OK, "%s", err.text);
  return summary;
}

/* Some files lose or get articles or other editions; the summary that a run over them is due. */
static vb_index_summary change_files(uint32_t edition) {
  vb_index_summary due = {0};
  for (uint32_t file = 0; file < NUMBERS / A_FILE; file++) {
    bool touched = roll(&c, 3) == 0, removed = roll(&c, 12) == 0;
    for (uint32_t n = file * A_FILE; n < (file + 1) * A_FILE; n++) {
      uint32_t before = model[n];
      if (removed) model[n] = GONE;
      else if (touched) model[n] = roll(&c, 4) ? roll(&c, 2) ? edition : before : GONE;
      due.added += before == GONE && model[n] != GONE;
      due.removed += before != GONE && model[n] == GONE;
      due.replaced += before != GONE && model[n] != GONE && model[n] != before;
      due.unchanged += before != GONE && model[n] == before;
    }
    write_file(file);
  }
  return due;
}

/* Names, sizes and times of all of a folder's files, but for the lock that libxapian takes. */
static uint64_t state_of(const char *folder) {
  uint64_t sum = 1;
  DIR *list = opendir(folder);
  cr_assert_not_null(list);
  for (struct dirent *entry; (entry = readdir(list));) {
    struct stat at;
    if (strcmp(entry->d_name, "flintlock") == 0) continue;
    cr_assert_eq(fstatat(dirfd(list), entry->d_name, &at, 0), 0);
    uint64_t one = archive_mix(1, entry->d_name, strlen(entry->d_name));
    if (S_ISREG(at.st_mode))
      one = archive_mix(archive_mix(one, &at.st_size, sizeof at.st_size), &at.st_mtim,
                        sizeof at.st_mtim);
    sum += one; /* in any order */
  }
  closedir(list);
  return sum;
}

Test(incremental, files_that_come_change_and_go_leave_what_indexing_them_at_once_gives,
     .timeout = 280) {
  for (uint32_t round = 1; round <= ROUNDS; round++) {
    vb_index_summary due = change_files(round);
    vb_writer *writer = open_store(grown);
    vb_index_summary done = index_files(writer);
    cr_expect(done.added == due.added && done.replaced == due.replaced &&
                  done.removed == due.removed && done.unchanged == due.unchanged,
              "round %u: %d added, %d replaced, %d removed, %d unchanged; due %d, %d, %d, %d",
              round, (int)done.added, (int)done.replaced, (int)done.removed, (int)done.unchanged,
              (int)due.added, (int)due.replaced, (int)due.removed, (int)due.unchanged);
    cr_expect_eq(vb_writer_about(writer).articles, model_count());
    vb_writer_close(writer);
  }
  vb_writer *writer = open_fresh();
  cr_expect_eq(index_files(writer).added, model_count());
  vb_writer_close(writer);
  cr_expect_gt(compare(false), QUERIES / 3);
  writer = open_store(grown);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_expect_gt(compare(true), QUERIES / 3);
}

Test(incremental, files_that_did_not_change_change_nothing_in_the_store) {
  char path[96];
  for (uint32_t n = 0; n < NUMBERS; n++) model[n] = 1 + roll(&c, 3);
  for (uint32_t file = 0; file < NUMBERS / A_FILE; file++) write_file(file);
  vb_writer *writer = open_store(grown);
  cr_expect_eq(index_files(writer).added, NUMBERS);
  vb_writer_close(writer);
  snprintf(path, sizeof path, "%s/%s", grown, VB_TEST_ENGINE);
  uint64_t before = state_of(path);
  writer = open_store(grown);
  vb_index_summary done = index_files(writer);
  vb_writer_close(writer);
  cr_expect(done.unchanged == NUMBERS && !done.added && !done.replaced && !done.removed);
  cr_expect_eq(state_of(path), before, "a file of the store is another");
}
