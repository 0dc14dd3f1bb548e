/*
 * test_xapian_c.c - the C API over libxapian, against real databases in a temporary folder.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/base/file.h"
#include "indexer/xapian-c/xapian_c.h"
#include "tests/scratch.h"

static char folder[SCRATCH_MAX]; /* of the running test; removed with what is in it */
static char *path;               /* folder/db */
static vb_error err;

static void make_folder(void) {
  scratch_make(folder, "xapian-c");
  path = vb_path_join(folder, "db");
}

static void remove_folder(void) {
  free(path);
  scratch_remove(folder);
}

TestSuite(xapian_c_database, .init = make_folder, .fini = remove_folder);

/* Words at positions 1, 2, ...; "Q" + id as the unique term; the year in slot 0. */
static void put(vb_xapian_database *db, const char *id, const char *words, const char *year) {
  vb_xapian_document *document;
  char unique[32], copy[256];
  uint64_t number;
  uint32_t position = 0;
  snprintf(unique, sizeof unique, "Q%s", id);
  snprintf(copy, sizeof copy, "%s", words);
  cr_assert_eq(vb_xapian_document_new(&document, &err), VB_OK);
  for (char *save, *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
    vb_xapian_document_posting(document, "", vb_str_of(word), ++position, 1, NULL);
  vb_xapian_document_term(document, "", vb_str_of(unique), 0, NULL);
  vb_xapian_document_set_value(document, 0, vb_str_of(year), NULL);
  vb_xapian_document_set_data(document, vb_str_of(words), NULL);
  cr_assert_eq(vb_xapian_replace(db, vb_str_of(unique), document, &number, &err), VB_OK);
  vb_xapian_document_free(document);
}

static vb_xapian_database *writer(void) {
  vb_xapian_database *db;
  cr_assert_eq(vb_xapian_open_writable(path, true, &db, &err), VB_OK, "%s", err.text);
  return db;
}

static vb_xapian_database *reader(void) {
  vb_xapian_database *db;
  cr_assert_eq(vb_xapian_open(path, &db, &err), VB_OK, "%s", err.text);
  return db;
}

static uint64_t count(vb_xapian_database *db) {
  uint64_t n;
  cr_assert_eq(vb_xapian_count(db, &n, &err), VB_OK, "%s", err.text);
  return n;
}

/* Five articles of the Lantern Bay council, for every search below. */
static vb_xapian_database *small_database(void) {
  vb_xapian_database *db = writer();
  put(db, "1", "the harbour council met today", "2001");
  put(db, "2", "today the council of the harbour met", "2003");
  put(db, "3", "a new bridge", "2002");
  put(db, "4", "the bridge council", "2003");
  put(db, "5", "bridges and harbours", "");
  cr_assert_eq(vb_xapian_commit(db, &err), VB_OK, "%s", err.text);
  vb_xapian_close(db);
  return reader();
}

Test(xapian_c_database, nothing_shows_before_commit_and_a_close_drops_it) {
  vb_xapian_database *db = writer(), *seen;
  bool changed;
  put(db, "1", "one", "");
  seen = reader();
  cr_expect_eq(count(db), 1);
  cr_expect_eq(count(seen), 0);
  cr_assert_eq(vb_xapian_commit(db, &err), VB_OK);
  cr_assert_eq(vb_xapian_reopen(seen, &changed, &err), VB_OK);
  cr_expect(changed);
  cr_expect_eq(count(seen), 1);
  put(db, "2", "two", "");
  vb_xapian_close(db);
  vb_xapian_reopen(seen, &changed, &err);
  cr_expect_eq(count(seen), 1);
  vb_xapian_close(seen);
}

Test(xapian_c_database, a_rollback_forgets_what_was_put) {
  vb_xapian_database *db = writer();
  put(db, "1", "one", "");
  cr_assert_eq(vb_xapian_rollback(db, &err), VB_OK);
  cr_expect_eq(count(db), 0);
  vb_xapian_close(db);
}

Test(xapian_c_database, the_second_writer_is_told_that_there_is_a_first) {
  vb_xapian_database *db = writer(), *second;
  cr_expect_eq(vb_xapian_open_writable(path, true, &second, &err), VB_LOCKED);
  cr_expect_null(second);
  vb_xapian_close(db);
}

Test(xapian_c_database, a_missing_database_is_not_found_and_a_damaged_one_is_refused) {
  vb_xapian_database *db;
  vb_status status = vb_xapian_open(path, &db, &err);
  cr_expect_eq(status, VB_NOT_FOUND, "%s", err.text);
  vb_xapian_close(small_database());
  char *file = vb_path_join(path, "iamglass");
  cr_assert_eq(vb_file_replace(file, VB_STR("nonsense"), &err), VB_OK);
  status = vb_xapian_open(path, &db, &err);
  cr_expect(status == VB_CORRUPT || status == VB_VERSION, "%d %s", status, err.text);
  cr_expect_null(db);
  free(file);
}

static void fill(vb_xapian_database *db, const char *words) {
  char id[16];
  for (int i = 1; i <= 2000; i++) snprintf(id, sizeof id, "%d", i), put(db, id, words, "2010");
  cr_assert_eq(vb_xapian_commit(db, &err), VB_OK);
}

Test(xapian_c_database, an_overtaken_reader_reopens_by_itself) {
  vb_xapian_database *db = writer(), *seen;
  vb_buf data = VB_BUF_INIT;
  fill(db, "the first edition of the paper");
  seen = reader();
  for (int round = 0; round < 3; round++) /* two commits later the old blocks are written over */
    fill(db, "a later edition");
  cr_expect_eq(vb_xapian_data(seen, 1000, &data, &err), VB_OK, "%s", err.text);
  cr_expect(vb_str_is(vb_buf_view(&data), "a later edition"), "%.*s",
            VB_STR_ARG(vb_buf_view(&data)));
  vb_buf_clear(&data);
  vb_xapian_close(db);
  vb_xapian_close(seen);
}

Test(xapian_c_database, a_document_is_replaced_and_deleted_by_its_unique_term) {
  vb_xapian_database *db = writer();
  vb_buf data = VB_BUF_INIT, value = VB_BUF_INIT;
  uint64_t first, again;
  put(db, "1", "old words", "1999");
  cr_assert_eq(vb_xapian_find(db, VB_STR("Q1"), &first, &err), VB_OK);
  put(db, "1", "new words", "2000");
  cr_assert_eq(vb_xapian_find(db, VB_STR("Q1"), &again, &err), VB_OK);
  cr_expect_eq(first, again);
  cr_assert_eq(vb_xapian_data(db, again, &data, &err), VB_OK);
  cr_assert_eq(vb_xapian_value(db, again, 0, &value, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&data), "new words"));
  cr_expect(vb_str_is(vb_buf_view(&value), "2000"));
  cr_assert_eq(vb_xapian_delete(db, VB_STR("Q1"), &err), VB_OK);
  cr_expect_eq(vb_xapian_find(db, VB_STR("Q1"), &again, &err), VB_NOT_FOUND);
  cr_expect_eq(vb_xapian_data(db, first, &data, &err), VB_NOT_FOUND);
  vb_buf_clear(&data), vb_buf_clear(&value);
  vb_xapian_close(db);
}

Test(xapian_c_database, a_compact_copy_has_the_same_documents_under_the_same_numbers) {
  vb_xapian_close(small_database());
  vb_xapian_database *db = writer();
  char *copy = vb_path_join(folder, "copy");
  uint64_t before, after;
  vb_xapian_delete(db, VB_STR("Q1"), &err);
  vb_xapian_commit(db, &err);
  vb_xapian_find(db, VB_STR("Q4"), &before, &err);
  cr_assert_eq(vb_xapian_compact(db, copy, &err), VB_OK, "%s", err.text);
  vb_xapian_close(db);
  cr_assert_eq(vb_xapian_open(copy, &db, &err), VB_OK, "%s", err.text);
  cr_expect_eq(count(db), 4);
  vb_xapian_find(db, VB_STR("Q4"), &after, &err);
  cr_expect_eq(before, after);
  vb_xapian_close(db);
  free(copy);
}

Test(xapian_c_database, metadata_value_bounds_and_revision_can_be_read_back) {
  vb_xapian_database *db = writer();
  vb_buf low = VB_BUF_INIT, high = VB_BUF_INIT;
  uint64_t first, second;
  vb_xapian_set_metadata(db, "language", VB_STR("en"), &err);
  put(db, "1", "one", "2003");
  put(db, "2", "two", "1999");
  vb_xapian_commit(db, &err);
  cr_assert_eq(vb_xapian_revision(db, &first, &err), VB_OK);
  cr_assert_eq(vb_xapian_metadata(db, "language", &low, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&low), "en"));
  vb_buf_reset(&low);
  cr_assert_eq(vb_xapian_value_bounds(db, 0, &low, &high, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&low), "1999") && vb_str_is(vb_buf_view(&high), "2003"));
  put(db, "3", "three", "");
  vb_xapian_commit(db, &err);
  vb_xapian_revision(db, &second, &err);
  cr_expect_gt(second, first);
  vb_buf_clear(&low), vb_buf_clear(&high);
  vb_xapian_close(db);
}

Test(xapian_c_database, terms_postings_and_positions_are_listed_in_order) {
  vb_xapian_database *db = small_database();
  vb_xapian_terms *terms;
  vb_xapian_postings *postings;
  vb_buf seen = VB_BUF_INIT;
  vb_str term;
  uint64_t n;
  cr_assert_eq(vb_xapian_terms_open(db, VB_STR("b"), &terms, &err), VB_OK);
  while (!vb_xapian_terms_next(terms, &term, &n, &err) && term.p)
    vb_buf_printf(&seen, "%.*s %d;", VB_STR_ARG(term), (int)n);
  vb_xapian_terms_close(terms);
  cr_assert_eq(vb_xapian_terms_of(db, 2, &terms, &err), VB_OK);
  while (!vb_xapian_terms_next(terms, &term, &n, &err) && term.p)
    vb_buf_printf(&seen, "%.*s %d;", VB_STR_ARG(term), (int)n);
  vb_xapian_terms_close(terms);
  cr_assert_eq(vb_xapian_postings_open(db, VB_STR("council"), &postings, &err), VB_OK);
  while (!vb_xapian_postings_next(postings, &n, &err) && n) vb_buf_printf(&seen, "%d,", (int)n);
  vb_xapian_postings_close(postings);
  cr_expect(vb_str_is(vb_buf_view(&seen), "bridge 2;bridges 1;Q2 0;council 1;harbour 1;met 1;of 1;"
                                          "the 2;today 1;1,2,4,"),
            "%.*s", VB_STR_ARG(vb_buf_view(&seen)));
  uint32_t positions[1];
  size_t count_of;
  cr_assert_eq(vb_xapian_positions(db, 2, VB_STR("the"), positions, 1, &count_of, &err), VB_OK);
  cr_expect_eq(count_of, 2);
  cr_expect_eq(positions[0], 2);
  cr_assert_eq(vb_xapian_frequency(db, VB_STR("the"), &n, &err), VB_OK);
  cr_expect_eq(n, 3);
  vb_buf_clear(&seen);
  vb_xapian_close(db);
}

/* The numbers of the matching documents in the order found: "1,2,". */
static void expect_found(vb_xapian_database *db, const vb_xapian_query *query,
                         vb_xapian_order order, const char *expected) {
  vb_xapian_search search = {
      .query = query, .size = 10, .check_at_least = 10, .order = order, .k1 = 1.2, .b = 0.75};
  vb_xapian_matches *matches;
  vb_buf seen = VB_BUF_INIT, text = VB_BUF_INIT;
  vb_xapian_query_describe(query, &text, NULL);
  cr_assert_eq(vb_xapian_search_run(db, &search, &matches, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < vb_xapian_matches_size(matches); i++)
    vb_buf_printf(&seen, "%d,", (int)vb_xapian_matches_number(matches, i));
  cr_expect(vb_str_is(vb_buf_view(&seen), expected), "%.*s: %.*s, not %s",
            VB_STR_ARG(vb_buf_view(&text)), VB_STR_ARG(vb_buf_view(&seen)), expected);
  vb_xapian_matches_free(matches);
  vb_buf_clear(&seen), vb_buf_clear(&text);
}

static const vb_xapian_query *term(vb_xapian_pool *pool, const char *text) {
  const vb_xapian_query *query;
  cr_assert_eq(vb_xapian_query_term(pool, vb_str_of(text), &query, &err), VB_OK);
  return query;
}

static const vb_xapian_query *combine(vb_xapian_pool *pool, vb_xapian_op op,
                                      const vb_xapian_query *a, const vb_xapian_query *b,
                                      uint32_t window) {
  const vb_xapian_query *parts[2] = {a, b}, *query;
  cr_assert_eq(vb_xapian_query_combine(pool, op, parts, 2, window, &query, &err), VB_OK, "%s",
               err.text);
  return query;
}

Test(xapian_c_database, every_operator_finds_what_it_says) {
  vb_xapian_database *db = small_database();
  vb_xapian_pool *pool;
  const vb_xapian_query *q;
  vb_xapian_order up = VB_XAPIAN_BY_VALUE_UP;
  cr_assert_eq(vb_xapian_pool_new(&pool, &err), VB_OK);
  const vb_xapian_query *the = term(pool, "the"), *council = term(pool, "council"),
                        *harbour = term(pool, "harbour"), *bridge = term(pool, "bridge");
  expect_found(db, council, up, "1,2,4,");
  expect_found(db, combine(pool, VB_XAPIAN_AND, council, harbour, 0), up, "1,2,");
  expect_found(db, combine(pool, VB_XAPIAN_OR, bridge, harbour, 0), up, "1,3,2,4,");
  expect_found(db, combine(pool, VB_XAPIAN_SYNONYM, bridge, harbour, 0), up, "1,3,2,4,");
  expect_found(db, combine(pool, VB_XAPIAN_ANDNOT, council, harbour, 0), up, "4,");
  expect_found(db, combine(pool, VB_XAPIAN_ANDMAYBE, bridge, council, 0), VB_XAPIAN_BY_WEIGHT,
               "4,3,");
  expect_found(db, combine(pool, VB_XAPIAN_FILTER, bridge, the, 0), up, "4,");
  expect_found(db, combine(pool, VB_XAPIAN_PHRASE, harbour, council, 2), up, "1,");
  expect_found(db, combine(pool, VB_XAPIAN_NEAR, harbour, council, 2), up, "1,");
  expect_found(db, combine(pool, VB_XAPIAN_NEAR, harbour, council, 4), up, "1,2,");
  q = combine(pool, VB_XAPIAN_OR, harbour, bridge, 0);
  expect_found(db, combine(pool, VB_XAPIAN_PHRASE, q, council, 2), up, "1,4,");
  vb_xapian_query_wildcard(pool, VB_STR("bridge"), 0, &q, &err);
  expect_found(db, q, up, "5,3,4,");
  vb_xapian_query_range(pool, 0, VB_STR("2002"), VB_STR_NONE, &q, &err);
  expect_found(db, q, VB_XAPIAN_BY_VALUE_DOWN, "2,4,3,");
  vb_xapian_query_range(pool, 0, VB_STR("2001"), VB_STR("2002"), &q, &err);
  expect_found(db, q, up, "1,3,");
  vb_xapian_query_all(pool, &q, &err);
  expect_found(db, q, up, "5,1,3,2,4,");
  vb_xapian_query_scale(pool, bridge, 2.0, &q, &err);
  expect_found(db, q, up, "3,4,");
  vb_xapian_query_nothing(pool, &q, &err);
  expect_found(db, q, up, "");
  vb_xapian_pool_free(pool);
  vb_xapian_close(db);
}

Test(xapian_c_database, an_operator_that_cannot_hold_its_parts_is_an_error) {
  vb_xapian_pool *pool;
  const vb_xapian_query *parts[2], *q;
  cr_assert_eq(vb_xapian_pool_new(&pool, &err), VB_OK);
  parts[0] = term(pool, "a");
  parts[1] = combine(pool, VB_XAPIAN_AND, term(pool, "b"), term(pool, "c"), 0);
  cr_expect_eq(vb_xapian_query_combine(pool, VB_XAPIAN_PHRASE, parts, 2, 2, &q, &err), VB_INVALID);
  cr_expect_null(q);
  vb_xapian_pool_free(pool);
}

Test(xapian_c_database, a_wildcard_past_its_limit_is_an_error) {
  vb_xapian_database *db = small_database();
  vb_xapian_pool *pool;
  vb_xapian_search search = {.size = 10, .k1 = 1.2, .b = 0.75};
  vb_xapian_matches *matches;
  cr_assert_eq(vb_xapian_pool_new(&pool, &err), VB_OK);
  vb_xapian_query_wildcard(pool, VB_STR("bridge"), 1, &search.query, &err);
  cr_expect_eq(vb_xapian_search_run(db, &search, &matches, &err), VB_LIMIT, "%s", err.text);
  cr_expect_null(matches);
  vb_xapian_pool_free(pool);
  vb_xapian_close(db);
}

static vb_status note(void *context, vb_str value, uint64_t n) {
  vb_buf_printf(context, "%.*s=%d;", VB_STR_ARG(value), (int)n);
  return VB_OK;
}

Test(xapian_c_database, facets_count_all_matches_and_not_only_the_window) {
  vb_xapian_database *db = small_database();
  vb_xapian_pool *pool;
  vb_xapian_search search = {
      .size = 1, .check_at_least = 100, .k1 = 1.2, .b = 0.75, .facet_count = 1};
  vb_xapian_matches *matches;
  vb_buf seen = VB_BUF_INIT;
  uint64_t lower, upper;
  cr_assert_eq(vb_xapian_pool_new(&pool, &err), VB_OK);
  search.query = term(pool, "council");
  cr_assert_eq(vb_xapian_search_run(db, &search, &matches, &err), VB_OK);
  vb_xapian_matches_total(matches, &lower, &upper);
  cr_expect(lower == 3 && upper == 3);
  cr_expect_eq(vb_xapian_matches_size(matches), 1);
  cr_expect_gt(vb_xapian_matches_weight(matches, 0), 0.0);
  cr_assert_eq(vb_xapian_matches_facet(matches, 0, 50, note, &seen, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&seen), "2003=2;2001=1;"), "%.*s",
            VB_STR_ARG(vb_buf_view(&seen)));
  vb_buf_reset(&seen);
  cr_assert_eq(vb_xapian_matches_facet(matches, 0, 0, note, &seen, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&seen), "2001=1;2003=2;"), "%.*s",
            VB_STR_ARG(vb_buf_view(&seen)));
  vb_buf_clear(&seen);
  vb_xapian_matches_free(matches);
  vb_xapian_pool_free(pool);
  vb_xapian_close(db);
}

Test(xapian_c_database, a_misspelt_word_finds_its_neighbour) {
  vb_xapian_database *db = writer();
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_xapian_spelling_add(db, VB_STR("harbour"), 3, &err), VB_OK);
  vb_xapian_commit(db, &err);
  cr_assert_eq(vb_xapian_spelling_suggest(db, VB_STR("harborr"), &out, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&out), "harbour"));
  vb_buf_reset(&out);
  cr_assert_eq(vb_xapian_spelling_suggest(db, VB_STR("zzzzzzz"), &out, &err), VB_OK);
  cr_expect_eq(out.n, 0);
  vb_buf_clear(&out);
  vb_xapian_close(db);
}

Test(xapian_c_database, two_databases_answer_as_one) {
  vb_xapian_database *parts[2], *whole;
  vb_xapian_pool *pool;
  parts[0] = small_database();
  free(path);
  path = vb_path_join(folder, "second");
  parts[1] = small_database();
  cr_assert_eq(vb_xapian_combine(parts, 2, &whole, &err), VB_OK);
  cr_expect_eq(count(whole), 10);
  cr_assert_eq(vb_xapian_pool_new(&pool, &err), VB_OK);
  expect_found(whole, term(pool, "new"), VB_XAPIAN_BY_WEIGHT, "5,6,"); /* number 3 of each */
  vb_xapian_pool_free(pool);
  vb_xapian_close(whole);
  vb_xapian_close(parts[0]), vb_xapian_close(parts[1]);
}

Test(xapian_c_database, a_server_that_is_not_there_is_unavailable) {
  vb_xapian_database *db;
  cr_expect_eq(vb_xapian_open_remote("127.0.0.1", 1, 500, &db, &err), VB_UNAVAILABLE, "%s",
               err.text);
  cr_expect_null(db);
}

Test(xapian_c_database, a_term_that_is_too_long_is_refused_when_stored) {
  vb_xapian_database *db = writer();
  vb_xapian_document *document;
  char word[300];
  uint64_t number;
  memset(word, 'w', sizeof word);
  cr_assert_eq(vb_xapian_document_new(&document, &err), VB_OK);
  vb_xapian_document_posting(document, "", (vb_str){word, sizeof word}, 1, 1, NULL);
  cr_expect_eq(vb_xapian_replace(db, VB_STR("Q1"), document, &number, &err), VB_INVALID);
  vb_xapian_document_free(document);
  vb_xapian_close(db);
}

static void expect_stem(const char *language, const char *word, const char *stem) {
  vb_xapian_stemmer *stemmer;
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_xapian_stemmer_open(language, &stemmer, &err), VB_OK);
  cr_assert_eq(vb_xapian_stem(stemmer, vb_str_of(word), &out, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&out), stem), "%s: %s gives %.*s", language, word,
            VB_STR_ARG(vb_buf_view(&out)));
  vb_buf_clear(&out);
  vb_xapian_stemmer_close(stemmer);
}

Test(xapian_c, stems_are_snowballs) {
  expect_stem("en", "elections", "elect");
  expect_stem("english", "said", "said");
  expect_stem("german", "zeitungen", "zeitung");
  expect_stem("none", "elections", "elections");
  expect_stem("en", "", "");
}

Test(xapian_c, an_unknown_stemmer_is_refused) {
  vb_xapian_stemmer *stemmer;
  cr_assert_eq(vb_xapian_stemmer_open("klingon", &stemmer, &err), VB_INVALID);
  cr_expect_null(stemmer);
  cr_expect(strstr(err.text, "klingon") != NULL, "%s", err.text);
}

Test(xapian_c, the_stemmers_are_listed) {
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_xapian_stemmer_languages(&out, NULL), VB_OK);
  cr_expect(strstr(vb_buf_view(&out).p, "english") != NULL);
  vb_buf_clear(&out);
}
