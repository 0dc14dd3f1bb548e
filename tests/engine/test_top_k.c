/*
 * test_top_k.c - the best hits, found without looking at every match, are the first of them all.
 *
 * A search for lists skips what cannot be among the hits (top_k.c, block_max.c, and
 * flat_top_k.c where counts in an article do not matter); asked for a count or by date, it finds
 * all matches as a set (doc_set.c). The same search without what two words at no distance match,
 * which is nothing, walks from match to match (rank.c). Documents, scores, totals and facets must
 * be the same, ties included.
 */
#include "tests/engine/archive.h"
#include "tests/scratch.h"
#include "searcher/engine_open.h"

#include <criterion/criterion.h>

enum { ARTICLES = 9000, DELETED = 300, QUERIES = 900, PAGE = 10 };

static char folder[SCRATCH_MAX];
static vb_error err;

static void make_archive(void) {
  scratch_make(folder, "best");
  vb_writer_options options = {.create = true, .engine = "native"};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++) {
    cr_assert_eq(archive_put(writer, i, 0, &err), VB_OK, "%s", err.text);
    if (i == ARTICLES / 3) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < DELETED; i++) /* a new edition deletes the old one */
    cr_assert_eq(archive_put(writer, i * 7, 1, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

static void remove_archive(void) {
  scratch_remove(folder);
}

TestSuite(top_k, .init = make_archive, .fini = remove_archive);

static vb_query *make_term(chance *c, vb_arena *arena) {
  static const char *const stems[] = {"run", "bridg", "elect", "open", "council"};
  uint32_t a = roll(c, ARCHIVE_WORDS), b = roll(c, ARCHIVE_WORDS);
  vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
  term->by_stem = roll(c, 4) == 0;
  term->term = term->word =
      vb_str_of(term->by_stem ? stems[roll(c, 5)] : archive_words[a < b ? a : b]);
  if (!term->by_stem && roll(c, 12) == 0) term->field = VB_FIELD_TITLE;
  return term;
}

/* Words of one kind of query: a phrase, all of them, or any of them; mostly frequent words. */
static vb_query *make_words(chance *c, vb_arena *arena) {
  static const vb_query_kind kinds[] = {VB_QUERY_PHRASE, VB_QUERY_AND, VB_QUERY_OR};
  vb_query_kind kind = kinds[roll(c, 3)];
  bool dated = kind == VB_QUERY_AND && roll(c, 4) == 0;
  uint32_t n = 1 + roll(c, 4);
  vb_query *q = vb_query_new(arena, kind, n + dated);
  for (uint32_t i = 0; i < n; i++) {
    q->children[i] = make_term(c, arena);
    if (kind != VB_QUERY_PHRASE) continue;
    vb_query *term = (vb_query *)q->children[i];
    term->field = VB_FIELD_TEXT;
    if (term->by_stem) term->by_stem = false, term->term = term->word = VB_STR("harbour");
  }
  if (dated) {
    vb_query *date = vb_query_new(arena, VB_QUERY_DATE, 0);
    date->first_day = 20160101 + 10000 * roll(c, 3), date->last_day = 20181231;
    q->children[n] = date;
  }
  return q;
}

/* Two words near each other, or a phrase, of words that may be rare. */
static vb_query *make_part(chance *c, vb_arena *arena) {
  uint32_t n = 1 + roll(c, 3), kind = roll(c, 2);
  vb_query *part = vb_query_new(arena, kind ? VB_QUERY_NEAR : VB_QUERY_PHRASE, kind ? 2 : n);
  part->distance = 1 + roll(c, 6);
  for (uint32_t i = 0; i < part->child_count; i++) {
    vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
    term->term = term->word = vb_str_of(archive_words[roll(c, ARCHIVE_WORDS)]);
    part->children[i] = term;
  }
  return part;
}

/* Any of several parts, as an altered quote is searched for; at times a word is one of them. */
static vb_query *make_parts(chance *c, vb_arena *arena) {
  uint32_t n = 1 + roll(c, 9);
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, n);
  for (uint32_t i = 0; i < n; i++)
    any->children[i] = roll(c, 8) ? make_part(c, arena) : make_term(c, arena);
  return any;
}

/* At times without what has a further word or phrase. */
static vb_query *make_query(chance *c, vb_arena *arena) {
  vb_query *words = make_words(c, arena);
  if (roll(c, 5)) return words;
  vb_query *q = vb_query_new(arena, VB_QUERY_ANDNOT, 2);
  q->children[0] = words;
  q->children[1] = roll(c, 2) ? make_term(c, arena) : make_words(c, arena);
  return q;
}

/* The same matches, which lists alone do not decide. A phrase is walked as it is. */
static const vb_query *to_walk(const vb_query *query, vb_arena *arena) {
  if (query->kind == VB_QUERY_PHRASE) return query;
  vb_query *near = vb_query_new(arena, VB_QUERY_NEAR, 2);
  vb_query *q = vb_query_new(arena, VB_QUERY_ANDNOT, 2);
  for (size_t i = 0; i < 2; i++) {
    vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
    term->term = term->word = vb_str_of(archive_words[ARCHIVE_WORDS - 1 - i]);
    near->children[i] = term;
  }
  q->children[0] = query, q->children[1] = near;
  return q;
}

static void expect_same_hits(const vb_engine_result *a, const vb_engine_result *b, int k) {
  cr_assert_eq(a->hit_count, b->hit_count, "query %d", k);
  for (size_t i = 0; i < a->hit_count; i++) {
    cr_assert_eq(a->hits[i].doc, b->hits[i].doc, "query %d, hit %zu", k, i);
    cr_assert_eq(a->hits[i].score, b->hits[i].score, "query %d, hit %zu", k, i);
  }
}

static void expect_same_counts(const vb_engine_result *a, const vb_engine_result *b, int k) {
  cr_assert_eq(a->total, b->total, "query %d: %d and %d", k, (int)a->total, (int)b->total);
  cr_assert_eq(a->total_exact, b->total_exact, "query %d", k);
  cr_assert_eq(a->source_count, b->source_count, "query %d", k);
  for (size_t i = 0; i < a->source_count; i++)
    cr_assert_eq(a->sources[i].count, b->sources[i].count, "query %d, source %zu", k, i);
  cr_assert_eq(a->day_count, b->day_count, "query %d", k);
}

/* Asked for all matches, in any order: as a set, and match by match. */
static void compare_counts(vb_engine *engine, vb_engine_request request, vb_sort sort,
                           vb_arena *arena, int k) {
  vb_engine_result as_set, walked;
  request.count = true;
  request.facets = k % 16 == 0;
  request.sort = sort;
  cr_assert_eq(vb_engine_search(engine, &request, arena, &as_set, &err), VB_OK, "%s", err.text);
  request.query = to_walk(request.query, arena);
  cr_assert_eq(vb_engine_search(engine, &request, arena, &walked, &err), VB_OK, "%s", err.text);
  expect_same_hits(&as_set, &walked, k);
  expect_same_counts(&as_set, &walked, k);
}

/* The best hits are the first of all; counts in `skipped` and `found` whether that shows anything.
   request->count is set afterwards. */
static void compare_best(vb_engine *engine, vb_engine_request *request, vb_arena *arena, int k,
                         size_t *skipped, size_t *found) {
  vb_engine_result best, all;
  cr_assert_eq(vb_engine_search(engine, request, arena, &best, &err), VB_OK, "%s", err.text);
  request->count = true;
  cr_assert_eq(vb_engine_search(engine, request, arena, &all, &err), VB_OK, "%s", err.text);
  expect_same_hits(&best, &all, k);
  cr_assert_leq(best.total, all.total);
  cr_assert(!best.total_exact || best.total == all.total, "query %d", k);
  *skipped += best.total < all.total;
  *found += all.hit_count > 0;
}

Test(top_k, flat_hits_of_any_of_several_parts_are_the_first_of_all, .timeout = 100) {
  vb_engine *engine;
  vb_arena *arena = vb_arena_new();
  chance c = {20200101};
  size_t skipped = 0, found = 0;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  for (int k = 0; k < QUERIES / 3; k++) {
    vb_arena_clear(arena);
    vb_engine_request request = {
        .query = make_parts(&c, arena), .size = 1 + roll(&c, 20), .flat = true};
    compare_best(engine, &request, arena, k, &skipped, &found);
  }
  cr_expect_gt(skipped, QUERIES / 9, "matches were skipped");
  cr_expect_gt(found, QUERIES / 6);
  vb_engine_close(engine);
  vb_arena_free(arena);
}

Test(top_k, hits_are_the_first_of_all_matches_in_their_order, .timeout = 100) {
  vb_engine *engine;
  vb_arena *arena = vb_arena_new();
  chance c = {20190619};
  size_t skipped = 0, found = 0;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  for (int k = 0; k < QUERIES; k++) {
    vb_arena_clear(arena);
    vb_engine_request request = {.query = make_query(&c, arena),
                                 .size = roll(&c, 3) ? PAGE + roll(&c, 30) : 1 + roll(&c, 3),
                                 .flat = roll(&c, 4) == 0};
    compare_best(engine, &request, arena, k, &skipped, &found);
    if (k % 4 == 0) compare_counts(engine, request, VB_SORT_RELEVANCE, arena, k);
    if (k % 16 == 0)
      compare_counts(engine, request, k % 32 ? VB_SORT_NEWEST : VB_SORT_OLDEST, arena, k);
  }
  cr_expect_gt(skipped, QUERIES / 10, "matches were skipped");
  cr_expect_gt(found, QUERIES / 2);
  vb_engine_close(engine);
  vb_arena_free(arena);
}

/* Whether another word begins with this one. */
static bool begins_others(const char *word) {
  for (int i = 0; i < ARCHIVE_WORDS; i++)
    if (strcmp(archive_words[i], word) != 0 && vb_str_starts(vb_str_of(archive_words[i]), word))
      return true;
  return false;
}

/* A beginning that one word has is answered from the word's list as if it were the word. */
Test(top_k, a_beginning_of_one_word_finds_and_ranks_what_the_word_does) {
  vb_engine *engine;
  vb_arena *arena = vb_arena_new();
  int compared = 0;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  for (int k = 0; k < ARCHIVE_WORDS * 3; k++) {
    vb_arena_clear(arena);
    vb_engine_result word, letters;
    vb_query *q = vb_query_new(arena, VB_QUERY_TERM, 0);
    q->term = q->word = vb_str_of(archive_words[k / 3]);
    vb_engine_request request = {.query = q, .size = 40, .count = true, .facets = true};
    if (k % 3 == 2) request.sort = VB_SORT_NEWEST;
    if (begins_others(archive_words[k / 3])) continue;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &word, &err), VB_OK, "%s", err.text);
    q->kind = VB_QUERY_PREFIX;
    request.facets = k % 3 != 0;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &letters, &err), VB_OK, "%s", err.text);
    expect_same_hits(&word, &letters, k);
    if (request.facets) expect_same_counts(&word, &letters, k);
    compared += word.hit_count > 0;
  }
  cr_expect_gt(compared, ARCHIVE_WORDS);
  vb_engine_close(engine);
  vb_arena_free(arena);
}
