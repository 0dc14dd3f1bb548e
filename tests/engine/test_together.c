/*
 * test_together.c - words in one sentence or paragraph: what the index answers by places is what
 * the text of each article says, with words that recur, in titles, at the ends of units, and by
 * their beginnings.
 */
#include "searcher/engine_open.h"
#include "searcher/query/match.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>

enum { ARTICLES = 160 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_engine *engine;
static vb_stemmer *stemmer;
static vb_arena *arena, *articles;
static vb_article all[ARTICLES];
static size_t count;

/* All articles as they are in the store. */
static void read_all(void) {
  vb_engine_result found;
  vb_query_parse parse;
  cr_assert_eq(
      vb_query_parse_text(VB_STR("news OR edition0 OR edition1"), stemmer, articles, &parse, &err),
      VB_OK);
  vb_engine_request request = {.query = parse.root, .size = ARTICLES};
  cr_assert_eq(vb_engine_search(engine, &request, articles, &found, &err), VB_OK, "%s", err.text);
  for (count = 0; count < found.hit_count; count++)
    cr_assert_eq(vb_engine_fetch(engine, found.hits[count].doc, articles, &all[count], &err),
                 VB_OK);
  cr_assert_eq(count, ARTICLES);
}

static void make_archive(void) {
  vb_writer *writer;
  scratch_make(folder, "together");
  arena = vb_arena_new(), articles = vb_arena_new();
  cr_assert_eq(archive_open(folder, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++)
    cr_assert_eq(archive_put(writer, i, i % 2, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_stemmer_open("english", &stemmer, &err), VB_OK, "%s", err.text);
  read_all();
}

static void remove_archive(void) {
  vb_engine_close(engine);
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
  vb_arena_free(articles);
  scratch_remove(folder);
}

TestSuite(together, .init = make_archive, .fini = remove_archive);

static size_t by_text(const vb_query *query) {
  size_t matched = 0;
  for (size_t i = 0; i < count; i++) {
    vb_match_article *words;
    vb_match match = {0};
    vb_arena *scratch = vb_arena_new();
    cr_assert_eq(vb_match_open(&all[i], stemmer, scratch, &words, &err), VB_OK);
    cr_assert_eq(vb_match_query(words, query, scratch, &match, &err), VB_OK);
    matched += match.matched;
    vb_arena_free(scratch);
  }
  return matched;
}

Test(together, the_places_say_what_the_text_says) {
  static const char *const words[] = {"the",   "harbour",   "run",        "\"runs\"",   "gull",
                                      "ferr*", "title:the", "title:news", "\"the of\"", "m*"};
  enum { WORDS = sizeof words / sizeof *words };
  size_t some = 0, pairs = 0;
  for (size_t a = 0; a < WORDS; a++)
    for (size_t b = 0; b < WORDS; b++)
      for (int paragraph = 0; paragraph < 2; paragraph++) {
        char text[64];
        vb_query_parse parse;
        vb_engine_result found;
        snprintf(text, sizeof text, "%s w/%c %s", words[a], paragraph ? 'p' : 's', words[b]);
        vb_arena_clear(arena);
        cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, &err), VB_OK);
        vb_engine_request request = {.query = parse.root, .count = true};
        cr_assert_eq(vb_engine_search(engine, &request, arena, &found, &err), VB_OK, "%s", text);
        cr_expect_eq(found.total, by_text(parse.root), "%s: %d, the text %zu", text,
                     (int)found.total, by_text(parse.root));
        some += found.total > 0 && found.total < count;
        pairs++;
      }
  cr_expect_gt(some, pairs / 2);
}
