/*
 * test_member_sets.c - the documents of frequent words are kept as bits from search to search, in a
 * table with one place per hash: words of one search that belong to one place leave each other's
 * bits alone.
 */
#include "searcher/query/query.h"
#include "tests/engine/archive.h"

#include <criterion/criterion.h>

/* With WORDS words some pairs have one place, and a search of ASKED has one of them every tenth
   time. */
enum { ARTICLES = 400, WORDS = 300, ASKED = 30, SEARCHES = 100, LETTERS = 8 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_engine *engine;
static vb_arena *arena;
static vb_stemmer *stemmer;
static chance dice = {88172645463325252u};

/* Every article has nearly every word, in an order of its own. */
static void put(vb_writer *writer, uint32_t article_number) {
  char text[WORDS * LETTERS + 1], id[16];
  size_t n = 0;
  for (uint32_t i = 0; i < WORDS; i++)
    if (roll(&dice, 50))
      n += (size_t)snprintf(text + n, sizeof text - n, "w%03ux ", (i * 7 + article_number) % WORDS);
  snprintf(id, sizeof id, "a%u", article_number);
  const vb_article article = {.id = vb_str_of(id), .path = VB_STR("made.txt"), .text = {text, n}};
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK);
}

static void make_archive(void) {
  archive_make("members", ARTICLES, put, folder, &engine, &stemmer);
  arena = vb_arena_new();
}

static void remove_archive(void) {
  vb_arena_free(arena);
  archive_unmake(folder, engine, stemmer);
}

TestSuite(member_sets, .init = make_archive, .fini = remove_archive);

/* The best article's score. */
static double ask(vb_engine *of, const char *query) {
  vb_query_parse parse;
  vb_engine_result found;
  vb_arena_clear(arena);
  cr_assert_eq(vb_query_parse_text(vb_str_of(query), stemmer, arena, &parse, &err), VB_OK);
  const vb_engine_request request = {.query = parse.root, .size = 10};
  cr_assert_eq(vb_engine_search(of, &request, arena, &found, &err), VB_OK, "%s", err.text);
  return found.hit_count ? found.hits[0].score : 0;
}

Test(member_sets, words_with_one_place_leave_each_others_bits_alone) {
  for (int i = 0; i < SEARCHES; i++) {
    char query[ASKED * LETTERS + 1];
    size_t n = 0;
    vb_engine *fresh; /* which keeps nothing yet */
    for (int k = 0; k < ASKED; k++)
      n += (size_t)snprintf(query + n, sizeof query - n, "w%03ux ", roll(&dice, WORDS));
    double first = ask(engine, query); /* in which some bits are made, and others used */
    cr_assert_eq(ask(engine, query), first, "%s", query);
    cr_assert_eq(ask(engine, query), first, "%s", query);
    if (i % 10) continue;
    cr_assert_eq(vb_engine_open(folder, 0, &fresh, &err), VB_OK);
    cr_assert_eq(ask(fresh, query), first, "%s", query);
    vb_engine_close(fresh);
  }
}
