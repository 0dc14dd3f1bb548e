/*
 * test_incremental.c - a store that grew by changes answers as one that was built at once.
 *
 * Articles are put, replaced and removed in random order, with commits,
 * compactions and new writers in between. Then a second store gets what is
 * left, in one go, and both answer some hundred made-up queries: the same
 * articles at any time; once compacted, with the same scores too (before, the
 * frequencies still count articles that are gone). VB_TEST_SEED=N takes other
 * changes and queries.
 */
#include <criterion/criterion.h>

#include <math.h>

#include "tests/engine/archive.h"

enum { NUMBERS = 220, CHANGES = 1500, QUERIES = 400, GONE = 0 };

static char grown[64], fresh[64];
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
  cr_assert(mkdtemp(grown) && mkdtemp(fresh));
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
}

static void remove_folders(void) {
  char command[200];
  vb_arena_free(arena);
  vb_stemmer_close(stemmer);
  snprintf(command, sizeof command, "rm -rf %s %s", grown, fresh);
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
    if (what < 3 || i == CHANGES) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
    if (what == 3) cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
    if (what == 4) {
      cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
      vb_writer_close(writer);
      writer = open_store(grown);
    }
  }
  vb_writer_close(writer);
}

static void build_at_once(void) {
  vb_writer_options options = {.create = true, .engine = "native"};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(fresh, &options, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < NUMBERS; i++)
    if (model[i] != GONE) cr_assert_eq(archive_put(writer, i, model[i], &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

/* ---- asking ---- */

static const char *word(void) { return archive_words[roll(&c, ARCHIVE_WORDS)]; }

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

Test(incremental, a_store_of_many_changes_answers_as_one_built_at_once, .timeout = 110) {
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
