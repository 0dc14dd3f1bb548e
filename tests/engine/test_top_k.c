/*
 * test_top_k.c - the best hits, found without looking at every match, are the first of them all.
 *
 * The same search asked with a count walks every match (rank.c);
 * without, it skips what cannot be among the hits (top_k.c,
 * block_max.c). Documents and scores must be the same, ties included.
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

/* At times without what has a further word or phrase. */
static vb_query *make_query(chance *c, vb_arena *arena) {
  vb_query *words = make_words(c, arena);
  if (roll(c, 5)) return words;
  vb_query *q = vb_query_new(arena, VB_QUERY_ANDNOT, 2);
  q->children[0] = words;
  q->children[1] = roll(c, 2) ? make_term(c, arena) : make_words(c, arena);
  return q;
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
    vb_engine_result best, all;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &best, &err), VB_OK, "%s", err.text);
    request.count = true;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &all, &err), VB_OK, "%s", err.text);
    cr_assert_eq(best.hit_count, all.hit_count, "query %d", k);
    for (size_t i = 0; i < all.hit_count; i++) {
      cr_assert_eq(best.hits[i].doc, all.hits[i].doc, "query %d, hit %zu", k, i);
      cr_assert_eq(best.hits[i].score, all.hits[i].score, "query %d, hit %zu", k, i);
    }
    cr_assert_leq(best.total, all.total);
    cr_assert(!best.total_exact || best.total == all.total, "query %d", k);
    skipped += !best.total_exact && best.total < all.total;
    found += all.hit_count > 0;
  }
  cr_expect_gt(skipped, QUERIES / 10, "matches were skipped");
  cr_expect_gt(found, QUERIES / 2);
  vb_engine_close(engine);
  vb_arena_free(arena);
}
