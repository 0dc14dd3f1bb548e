/*
 * Operators of other search tools: each is compared by how the query was read, and by its notes.
 */
#include "searcher/query/query.h"

#include <criterion/criterion.h>

static vb_arena *arena;
static vb_stemmer *stemmer;

static void setup(void) {
  arena = vb_arena_new();
  cr_assert(arena);
  cr_assert_eq(vb_stemmer_open("en", &stemmer, NULL), VB_OK);
}

static void teardown(void) {
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
}

TestSuite(query_foreign, .init = setup, .fini = teardown);

static void assert_read(const char *text, const char *read_as, size_t notes) {
  vb_query_parse parse;
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, NULL), VB_OK);
  cr_expect(vb_str_is(parse.read_as, read_as), "%s: %.*s", text, VB_STR_ARG(parse.read_as));
  cr_expect_eq(parse.note_count, notes, "%s: %zu notes", text, parse.note_count);
}

Test(query_foreign, distances_are_near) {
  assert_read("mayor /5 said", "mayor NEAR/5 said", 0);
  assert_read("mayor W/15 said", "mayor NEAR/15 said", 0);
  assert_read("mayor n/2 said", "mayor NEAR/2 said", 0);
  assert_read("mayor NEAR5 said", "mayor NEAR/5 said", 0);
  assert_read("mayor NEAR(5) said", "mayor NEAR/5 said", 0);
  assert_read("mayor AROUND(3) said", "mayor NEAR/3 said", 0);
  assert_read("\"harbour bridge\"~3", "\"harbour\" NEAR/3 \"bridge\"", 0);
  assert_read("\"the old bridge\"~2 mud", "((\"the\" NEAR/2 \"old\") NEAR/2 \"bridge\") mud", 0);
}

Test(query_foreign, an_order_that_is_not_kept_is_told) {
  assert_read("mayor PRE/3 said", "mayor NEAR/3 said", 1);
  assert_read("mayor onear/4 said", "mayor NEAR/4 said", 1);
  assert_read("mayor ADJ3 said", "mayor NEAR/3 said", 1);
  assert_read("mayor ADJ said", "mayor NEAR/1 said", 1);
}

Test(query_foreign, scopes_fields_and_exclusions) {
  assert_read("mayor /s said", "mayor w/s said", 0);
  assert_read("mayor /p said", "mayor w/p said", 0);
  assert_read("bridge !ferry", "bridge -ferry", 0);
  assert_read("bridge ANDNOT ferry", "bridge -ferry", 0);
  assert_read("+bridge +mud", "bridge mud", 0);
  assert_read("intitle:goat", "title:goat", 0);
  assert_read("byline:oduya", "author:oduya", 0);
  assert_read("headline:(goat bridge)", "title:(goat bridge)", 0);
}

Test(query_foreign, what_means_nothing_is_no_word_and_is_told) {
  assert_read("bridge~2 mud", "bridge mud", 1);
  assert_read("bridge^3.5 mud", "bridge mud", 1);
  assert_read("\"old bridge\"^2 mud", "\"old bridge\" mud", 1);
  assert_read("\"bridge\"~ mud", "\"bridge\" mud", 0);
}

Test(query_foreign, what_stays_a_word_is_told) {
  assert_read("mayor N5 said", "mayor n5 said", 1);
  assert_read("goat pre/s bridge", "goat pre-s bridge", 1);
  assert_read("ATLEAST5(goat)", "atleast5 goat", 1);
  assert_read("wom?n", "wom-n", 1);
  assert_read("neglig! mud", "neglig mud", 1);
  assert_read("site:goat", "site-goat", 1);
  assert_read("/5 goat", "5 goat", 1);
  assert_read("goat NEAR/3", "goat near-3", 1);
}

Test(query_foreign, words_are_left_alone) {
  assert_read("mayor near said", "mayor near said", 0);
  assert_read("near5 and andnot", "near5 and andnot", 0);
  assert_read("either/or and/or", "either-or and-or", 0);
  assert_read("what is a bridge?", "what is a bridge", 0);
  assert_read("a bridge! ", "a bridge", 0);
  assert_read("km/h n5", "km-h n5", 0);
  assert_read("THE (goat)", "the goat", 0);
}

Test(query_foreign, signs_at_numbers_count_between_quotation_marks_only) {
  static const struct {
    const char *text;
    int32_t currency, sign, unit;
  } rows[] = {{"\"$5 million\"", '$', 0, 0},
              {"\"-5 degrees\"", 0, '-', 0},
              {"\"5% more\"", 0, 0, '%'},
              {"\"\xC2\xA3"
               "5\"",
               0xA3, 0, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_query_parse parse;
    cr_assert_eq(vb_query_parse_text(vb_str_of(rows[i].text), stemmer, arena, &parse, NULL), VB_OK);
    const vb_query *slot = parse.root->child_count ? parse.root->children[0] : parse.root;
    cr_assert_not_null(slot->signs, "%s", rows[i].text);
    cr_expect_eq(slot->signs->currency, rows[i].currency, "%s", rows[i].text);
    cr_expect_eq(slot->signs->sign, rows[i].sign, "%s", rows[i].text);
    cr_expect_eq(slot->signs->unit, rows[i].unit, "%s", rows[i].text);
  }
  static const char *const free[] = {"$5 million", "\"5 million\"", "\"a 5 b\""};
  for (size_t i = 0; i < sizeof free / sizeof *free; i++) {
    vb_query_parse parse;
    cr_assert_eq(vb_query_parse_text(vb_str_of(free[i]), stemmer, arena, &parse, NULL), VB_OK);
    for (size_t k = 0; k < parse.root->child_count; k++)
      cr_expect_null(parse.root->children[k]->signs, "%s", free[i]);
  }
}
