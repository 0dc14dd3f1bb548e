/*
 * test_writer.c - writing to a store: identity, replacing, refusals, commits.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/base/file.h"
#include "indexer/pipeline/word_count.h"
#include "indexer/pipeline/writer.h"
#include "indexer/store/posting/posting.h"
#include "indexer/store/schema.h"
#include "indexer/store/store.h"
#include "indexer/xapian-c/xapian_c.h"
#include "searcher/engine/engine.h"
#include "searcher/engine_open.h"
#include "tests/scratch.h"
#include "indexer/store/xapian/xapian_schema.h"

static char folder[SCRATCH_MAX];
static vb_error err;

static void make_folder(void) {
  scratch_make(folder, "writer");
}

static void remove_folder(void) {
  scratch_remove(folder);
}

TestSuite(writer, .init = make_folder, .fini = remove_folder);

static vb_writer *open_writer(size_t memory) {
  vb_writer_options options = {.create = true, .engine = "xapian", .memory = memory};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  return writer;
}

static void put(vb_writer *writer, const char *id, const char *title, const char *text) {
  vb_article article = {.id = vb_str_of(id),
                        .title = vb_str_of(title),
                        .text = vb_str_of(text),
                        .path = VB_STR("bay.txt")};
  article.published = (vb_date){.year = 2019, .month = 6, .precision = VB_DATE_MONTH};
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

static vb_xapian_database *database(void) {
  char *path = vb_path_join(folder, "xapian");
  vb_xapian_database *db;
  cr_assert_eq(vb_xapian_open(path, &db, &err), VB_OK, "%s", err.text);
  free(path);
  return db;
}

Test(writer, an_article_is_found_by_its_id_and_hash_before_and_after_commit) {
  vb_writer *writer = open_writer(0);
  bool found;
  uint64_t hash, again;
  cr_assert_eq(vb_writer_find(writer, VB_STR("a"), &found, &hash, &err), VB_OK);
  cr_expect_not(found);
  put(writer, "a", "Harbour reopens", "The ferries sail again.");
  cr_assert_eq(vb_writer_find(writer, VB_STR("a"), &found, &hash, &err), VB_OK);
  cr_expect(found && hash != 0);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
  writer = open_writer(0);
  vb_writer_find(writer, VB_STR("a"), &found, &again, &err);
  cr_expect(found && again == hash);
  put(writer, "a", "Harbour closes", "The ferries stay.");
  vb_writer_find(writer, VB_STR("a"), &found, &again, &err);
  cr_expect(found && again != hash);
  cr_expect_eq(vb_writer_about(writer).articles, 1);
  cr_expect_str_eq(vb_writer_about(writer).engine, "xapian");
  vb_writer_close(writer);
}

Test(writer, a_close_without_commit_drops_what_was_put) {
  vb_writer *writer = open_writer(0);
  put(writer, "a", "One", "");
  vb_writer_commit(writer, &err);
  put(writer, "b", "Two", "");
  vb_writer_close(writer);
  writer = open_writer(0);
  cr_expect_eq(vb_writer_about(writer).articles, 1);
  vb_writer_close(writer);
}

Test(writer, a_full_budget_commits_by_itself) {
  vb_writer *writer = open_writer(1);
  put(writer, "a", "One", "");
  vb_writer_close(writer);
  writer = open_writer(0);
  cr_expect_eq(vb_writer_about(writer).articles, 1);
  vb_writer_close(writer);
}

Test(writer, words_are_at_the_positions_of_the_schema_and_stems_have_none) {
  vb_writer *writer = open_writer(0);
  uint32_t at[4];
  size_t n;
  put(writer, "a", "Ferries sail", "The ferries sail.");
  vb_writer_commit(writer, &err);
  vb_writer_close(writer);
  vb_xapian_database *db = database();
  static const struct {
    const char *term;
    size_t count;
    uint32_t first, second;
  } cases[] = {
      {"ferries", 2, 1, VB_POSITION_TEXT + 1},
      {"Zferri", 0, 0, 0}, /* stems have no positions */
      {"sail", 2, 2, VB_POSITION_TEXT + 2},
      {"Zsail", 0, 0, 0}, /* its own stem: once only */
      {"Sferries", 1, 1, 0},
      {"ZSferri", 0, 0, 0},
      {"the", 1, VB_POSITION_TEXT, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cr_assert_eq(vb_xapian_positions(db, 1, vb_str_of(cases[i].term), at, 4, &n, &err), VB_OK);
    cr_expect_eq(n, cases[i].count, "%s: %zu", cases[i].term, n);
    if (n > 0) cr_expect_eq(at[0], cases[i].first, "%s", cases[i].term);
    if (n > 1) cr_expect_eq(at[1], cases[i].second, "%s", cases[i].term);
  }
  vb_xapian_close(db);
}

/* The sum of an article's counts, which Xapian takes for its length. */
static uint64_t sum_of_counts(vb_xapian_database *db, uint64_t number, uint64_t *stem) {
  vb_xapian_terms *terms;
  vb_str term;
  uint64_t count, sum = 0;
  cr_assert_eq(vb_xapian_terms_of(db, number, &terms, &err), VB_OK);
  while (vb_xapian_terms_next(terms, &term, &count, &err) == VB_OK && term.p) {
    sum += count;
    if (vb_str_is(term, "Zferri")) *stem = count;
  }
  vb_xapian_terms_close(terms);
  return sum;
}

Test(writer, counts_add_up_to_a_multiple_of_the_words_in_title_and_text) {
  vb_writer *writer = open_writer(0);
  vb_buf text = VB_BUF_INIT;
  uint64_t stem = 0;
  for (int i = 0; i < 100; i++) vb_buf_text(&text, "ferries ");
  put(writer, "a", "Ferries sail", "The ferries sail.");
  put(writer, "b", "", "");
  vb_buf_char(&text, 0);
  put(writer, "c", "One", text.p);
  vb_writer_commit(writer, &err);
  vb_writer_close(writer);
  vb_xapian_database *db = database();
  cr_expect_eq(sum_of_counts(db, 1, &stem), 5 * VB_LENGTH_UNIT);
  cr_expect_eq(stem, VB_TITLE_WEIGHT + 1);
  cr_expect_eq(sum_of_counts(db, 2, &stem), 0);
  uint64_t rounded = vb_length_of_code(vb_length_code(101));
  cr_expect_eq(sum_of_counts(db, 3, &stem), rounded * VB_LENGTH_UNIT);
  cr_expect_eq(stem, 100);
  vb_xapian_close(db);
  vb_buf_clear(&text);
}

Test(writer, a_database_of_another_version_is_refused_with_advice) {
  vb_writer_options options = {0};
  vb_writer *writer = open_writer(0);
  vb_writer_close(writer);
  char *path = vb_path_join(folder, "xapian");
  vb_xapian_database *db;
  cr_assert_eq(vb_xapian_open_writable(path, false, &db, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_xapian_set_metadata(db, VB_STORE_META_VERSION, VB_STR("2"), &err), VB_OK);
  cr_assert_eq(vb_xapian_commit(db, &err), VB_OK);
  vb_xapian_close(db);
  free(path);
  cr_expect_eq(vb_writer_open(folder, &options, &writer, &err), VB_VERSION);
  cr_expect(strstr(err.text, "version 2") && strstr(err.text, "copy"), "%s", err.text);
  vb_engine *engine;
  cr_expect_eq(vb_engine_open(folder, 0, &engine, &err), VB_VERSION);
  cr_expect(strstr(err.text, "version 2") && strstr(err.text, "copy"), "%s", err.text);
}

Test(writer, a_title_of_one_word_twice_keeps_both) {
  vb_writer *writer = open_writer(0);
  uint32_t at[2];
  size_t n;
  put(writer, "a", "Never never", "");
  vb_writer_commit(writer, &err);
  vb_writer_close(writer);
  vb_xapian_database *db = database();
  cr_assert_eq(vb_xapian_positions(db, 1, VB_STR("never"), at, 2, &n, &err), VB_OK);
  cr_expect(n == 2 && at[0] == 1 && at[1] == 2);
  vb_xapian_close(db);
}

Test(writer, a_date_is_the_interval_that_it_may_mean) {
  vb_writer *writer = open_writer(0);
  vb_buf value = VB_BUF_INIT;
  put(writer, "a", "One", "");
  vb_writer_commit(writer, &err);
  vb_writer_close(writer);
  vb_xapian_database *db = database();
  vb_xapian_value(db, 1, VB_SLOT_FIRST_DAY, &value, &err);
  vb_xapian_value(db, 1, VB_SLOT_LAST_DAY, &value, &err);
  cr_expect(vb_str_is(vb_buf_view(&value), "2019060120190631"), "%.*s",
            VB_STR_ARG(vb_buf_view(&value)));
  vb_buf_clear(&value);
  vb_xapian_close(db);
}

Test(writer, a_second_writer_is_refused_and_told_so) {
  vb_writer_options options = {.create = true, .engine = "xapian"};
  vb_writer *writer = open_writer(0), *second;
  cr_expect_eq(vb_writer_open(folder, &options, &second, &err), VB_LOCKED);
  cr_expect_null(second);
  vb_writer_close(writer);
  writer = open_writer(0);
  vb_writer_close(writer);
}

Test(writer, another_engine_or_language_than_the_store_has_is_refused) {
  vb_writer_close(open_writer(0));
  vb_writer *writer;
  vb_writer_options engine = {.engine = "papyrus"}, language = {.language = "de"};
  cr_expect_eq(vb_writer_open(folder, &engine, &writer, &err), VB_INVALID);
  cr_expect(strstr(err.text, "papyrus") != NULL);
  cr_expect_eq(vb_writer_open(folder, &language, &writer, &err), VB_INVALID);
  cr_expect(strstr(err.text, "'de'") != NULL, "%s", err.text);
}

Test(writer, an_unknown_engine_or_language_makes_no_store) {
  vb_writer *writer;
  vb_writer_options engine = {.engine = "papyrus", .create = true};
  vb_writer_options language = {.language = "klingon", .create = true, .engine = "xapian"};
  cr_expect_eq(vb_writer_open(folder, &engine, &writer, &err), VB_INVALID);
  cr_expect_eq(vb_writer_open(folder, &language, &writer, &err), VB_INVALID);
  cr_expect_null(writer);
  vb_writer_close(open_writer(0)); /* and neither hinders one */
}

Test(writer, without_create_a_folder_stays_untouched) {
  vb_writer_options options = {0};
  vb_writer *writer;
  struct stat at;
  char *lock = vb_path_join(folder, "lock");
  cr_expect_eq(vb_writer_open(folder, &options, &writer, &err), VB_INVALID);
  cr_expect_neq(stat(lock, &at), 0);
  free(lock);
}

Test(writer, a_store_whose_database_is_gone_is_damaged) {
  vb_writer_close(open_writer(0));
  char command[128];
  snprintf(command, sizeof command, "rm -r %s/xapian", folder);
  cr_assert_eq(system(command), 0);
  vb_writer_options options = {0};
  vb_writer *writer;
  cr_expect_eq(vb_writer_open(folder, &options, &writer, &err), VB_CORRUPT, "%s", err.text);
}

static vb_status collect(void *context, vb_str id, vb_str path, vb_error *error) {
  (void)error;
  vb_buf_printf(context, "%.*s=%.*s;", VB_STR_ARG(id), VB_STR_ARG(path));
  return VB_OK;
}

Test(writer, removed_articles_are_gone_and_the_rest_is_listed_also_after_compaction) {
  vb_writer *writer = open_writer(0);
  vb_buf seen = VB_BUF_INIT;
  char long_id[600];
  memset(long_id, 'x', sizeof long_id - 1);
  long_id[sizeof long_id - 1] = '\0';
  put(writer, "a", "One", "");
  put(writer, "b", "Two", "");
  put(writer, long_id, "Three", "");
  cr_assert_eq(vb_writer_remove(writer, VB_STR("a"), &err), VB_OK);
  cr_expect_eq(vb_writer_remove(writer, VB_STR("a"), &err), VB_NOT_FOUND);
  cr_assert_eq(vb_writer_remove(writer, vb_str_of(long_id), &err), VB_OK);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_each(writer, collect, &seen, &err), VB_OK, "%s", err.text);
  cr_expect(vb_str_is(vb_buf_view(&seen), "b=bay.txt;"), "%.*s", VB_STR_ARG(vb_buf_view(&seen)));
  put(writer, "c", "Four", "");
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_buf_clear(&seen);
  vb_writer_close(writer);
}

static vb_status show(void *context, vb_str word, uint32_t count, vb_error *error) {
  uint32_t *counts = context;
  (void)error;
  counts[word.p[0] - 'a'] = count;
  return VB_OK;
}

Test(writer, words_are_counted_once_an_article) {
  vb_word_count *table = vb_word_count_new();
  uint32_t counts[26] = {0};
  char word[16];
  vb_word_count_add(table, VB_STR("a"), 1, &err);
  vb_word_count_add(table, VB_STR("a"), 1, &err);
  vb_word_count_add(table, VB_STR("b"), 1, &err);
  vb_word_count_add(table, VB_STR("a"), 2, &err);
  for (int i = 0; i < 20000; i++) { /* the table grows */
    snprintf(word, sizeof word, "z%d", i);
    cr_assert_eq(vb_word_count_add(table, vb_str_of(word), 3, &err), VB_OK);
  }
  cr_assert_eq(vb_word_count_each(table, show, counts, &err), VB_OK);
  cr_expect(counts[0] == 2 && counts[1] == 1 && counts[25] == 1);
  vb_word_count_clear(table);
  memset(counts, 0, sizeof counts);
  vb_word_count_each(table, show, counts, &err);
  cr_expect(counts[0] == 0 && counts[25] == 0);
  vb_word_count_free(table);
}

Test(writer, a_native_store_whose_folder_vanishes_is_an_error) {
  vb_writer_options options = {.create = true, .engine = "native"};
  vb_writer *writer;
  char command[128];
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  snprintf(command, sizeof command, "rm -r %s/native", folder);
  cr_assert_eq(system(command), 0);
  vb_article article = {
      .id = VB_STR("a"), .text = VB_STR("The ferries stay."), .path = VB_STR("bay.txt")};
  cr_expect_neq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK);
  cr_expect(strstr(err.text, folder) != NULL, "%s", err.text);
  vb_writer_close(writer);
}
