/*
 * test_lookup.c - where a quote is looked for, on each engine (VB_TEST_ENGINE).
 *
 * An archive made so that the right article is not the one that repeats the
 * quote's words most: it is long, and short ones are full of them.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/pipeline/writer.h"
#include "searcher/engine_open.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"

enum { PLAIN = 80, DECOYS = 30, PRINTED = 15 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_arena *arena;
static vb_store *searcher;

static const char speech[] =
    "We will carry every lantern across the frozen valley before the harvest fair begins.";
/* Of words that every article has many times: their neighbourhoods tell nothing, only their order.
 */
static const char common_one[] = "To every and the said before we will in across of a.";
static const char short_one[] = "A private memorial ferry service.";

/* Words of which every article has a few hundred, so that they are common. */
static void add_plain(vb_buf *out, int words, int seed) {
  static const char *const plain[] = {"the", "will", "of",    "and",    "said", "before",
                                      "we",  "to",   "every", "across", "in",   "a"};
  for (int i = 0; i < words; i++)
    vb_buf_printf(out, "%s%s", plain[(i * 7 + i * i * seed + seed) % 12], i % 15 ? " " : ". ");
}

static void put(vb_writer *writer, const char *kind, int number, const vb_buf *text) {
  char id[32];
  snprintf(id, sizeof id, "%s-%d", kind, number);
  vb_article article = {.id = vb_str_of(id),
                        .title = VB_STR("Item"),
                        .text = vb_buf_view(text),
                        .path = VB_STR("made")};
  article.published = (vb_date){.year = 2018, .month = 3, .day = (uint8_t)(1 + number % 28)};
  article.published.precision = VB_DATE_DAY;
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

static void put_kind(vb_writer *writer, const char *kind, int count, const char *sentence,
                     int repeated, int before) {
  for (int n = 0; n < count; n++) {
    vb_buf text = VB_BUF_INIT;
    add_plain(&text, before, n + 1);
    for (int i = 0; i < repeated; i++) vb_buf_printf(&text, " %s ", sentence);
    add_plain(&text, before, n + 2);
    put(writer, kind, n, &text);
    vb_buf_clear(&text);
  }
}

/* Words that are far apart in one article. */
static void put_apart(vb_writer *writer) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_printf(&text, "A turret stood. ");
  add_plain(&text, 400, 1);
  vb_buf_printf(&text, "A beacon and a culvert fell.");
  put(writer, "apart", 0, &text);
  vb_buf_clear(&text);
}

/* The same words in articles of these dates. */
static void put_dated(vb_writer *writer, const char *sentence, const char *const *dates) {
  for (int n = 0; dates[n]; n++) {
    char id[64];
    snprintf(id, sizeof id, "%c-%s", sentence[0], dates[n][0] ? dates[n] : "undated");
    vb_article article = {.id = vb_str_of(id),
                          .title = VB_STR("Item"),
                          .text = vb_str_of(sentence),
                          .path = VB_STR("made")};
    vb_date_parse_iso(vb_str_of(dates[n]), &article.published);
    cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
                 err.text);
  }
}

static const char times[] = "Five hats were thrown from the tower at once.";
static const char month[] = "Six oars were found below the weir again.";
static const char years[] = "Nine geese went to the market by boat.";
static const char noon[] = "Two kites hung over the mill at noon.";
static const char early[] = "Ten bells rang for the new ferry captain.";
static const char undated[] = "Our tide table was wrong by an hour.";
static const char *const times_dates[] = {
    "2020-05-03T18:00", "2020-05-03T09:00", "2020-05-03T12:00", "2020-06", "2021", NULL};
static const char *const month_dates[] = {"2020-05", "2020-05-03", "2020-05-04", NULL};
static const char *const years_dates[] = {"2019-02-01", "2019", "2018-12-31", NULL};
static const char *const noon_dates[] = {"2020-05-03T12:00", "2020-05-03", "2020-05-04", NULL};
static const char *const early_dates[] = {"2020-05", "2020", "2021", NULL};
static const char *const undated_dates[] = {"2019-02-01", "", "2019-02-02", NULL};

static void set_up(void) {
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE};
  vb_writer *writer;
  arena = vb_arena_new();
  scratch_make(folder, "lookup");
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  put_kind(writer, "plain", PLAIN, "Nothing was heard.", 1, 60);
  put_kind(writer, "decoy", DECOYS, "The harvest fair, the valley, the harvest fair.", 6, 5);
  put_kind(writer, "speech", 1, speech, 1, 1500);
  put_kind(writer, "common", 1, common_one, 1, 900);
  put_kind(writer, "short", 1, short_one, 1, 300);
  put_kind(writer, "printed", PRINTED, "The pilot of the northern mast has never once been wrong.",
           1, 20);
  put_apart(writer);
  put_dated(writer, times, times_dates);
  put_dated(writer, month, month_dates);
  put_dated(writer, years, years_dates);
  put_dated(writer, noon, noon_dates);
  put_dated(writer, early, early_dates);
  put_dated(writer, undated, undated_dates);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(folder, NULL, &searcher, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_store_close(searcher);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(lookup, .init = set_up, .fini = tear_down);

static vb_quote_answer ask(vb_str quote, size_t limit) {
  vb_quote_request request = {.quote = quote, .limit = limit, .bare = true};
  vb_quote_answer answer;
  cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  return answer;
}

Test(lookup, a_changed_quote_is_found_in_a_long_article_among_short_ones_full_of_its_words) {
  static const vb_str changed[] = {
      VB_STR("We will carry every lantern over the frozen valley before the harvest fair begins."),
      VB_STR(
          "We will carry lantern every across the frozen valley before harvest the fair begins."),
      VB_STR(
          "We will never carry every harbour lantern across the frozen valley before the harvest "
          "fair begins."),
      VB_STR("We carry every lantern across the valley before the fair begins."),
  };
  for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
    vb_quote_answer found = ask(changed[i], 1);
    cr_assert_eq(found.verdict, VB_VERDICT_ALTERED, "%s", changed[i].p);
    cr_expect(vb_str_is(found.hits[0].article.id, "speech-0"), "%s", changed[i].p);
    cr_expect_gt(found.hits[0].agreement, 0.6);
  }
}

Test(lookup, a_changed_quote_of_common_words_is_found_by_their_order) {
  vb_quote_answer found = ask(VB_STR("To every and the said before we won in across of a."), 1);
  cr_assert_eq(found.verdict, VB_VERDICT_ALTERED);
  cr_expect(vb_str_is(found.hits[0].article.id, "common-0"));
}

Test(lookup, neighbours_that_changed_places_in_a_short_quote_are_found) {
  static const vb_str swapped[] = {VB_STR("private a memorial ferry service"),
                                   VB_STR("a private ferry memorial service"),
                                   VB_STR("a private memorial service ferry")};
  for (size_t i = 0; i < sizeof swapped / sizeof *swapped; i++) {
    vb_quote_answer found = ask(swapped[i], 1);
    cr_assert_eq(found.verdict, VB_VERDICT_ALTERED, "%s", swapped[i].p);
    cr_expect(vb_str_is(found.hits[0].article.id, "short-0"), "%s", swapped[i].p);
  }
}

Test(lookup, all_articles_that_carry_a_quote_are_counted_though_one_is_asked_for) {
  static const vb_str quotes[] = {
      VB_STR("The pilot of the northern mast has never once been wrong."),
      VB_STR("the northern mast has never once"), VB_STR("northern mast")};
  for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
    vb_quote_answer found = ask(quotes[i], 1);
    cr_expect_eq(found.verdict, VB_VERDICT_VERBATIM);
    cr_expect_eq(found.total, PRINTED);
    cr_expect(found.total_exact);
    cr_expect_eq(found.hit_count, 1);
    cr_expect(vb_str_is(found.hits[0].article.id, "printed-0"), "the oldest");
    found = ask(quotes[i], 100);
    cr_expect_eq(found.total, PRINTED);
    cr_expect_eq(found.hit_count, PRINTED);
  }
}

Test(lookup, words_of_the_quote_in_another_order_are_not_the_quote) {
  vb_quote_answer found =
      ask(VB_STR("begins fair harvest the before valley frozen the across lantern every carry"), 1);
  cr_expect_eq(found.verdict, VB_VERDICT_NOT_FOUND);
  cr_expect_eq(found.hit_count, 0);
}

Test(lookup, the_first_is_the_first_by_time_and_unsure_where_no_date_tells) {
  static const struct {
    const char *quote, *first;
    bool unsure;
  } rows[] = {{times, "F-2020-05-03T09:00", false},
              {month, "S-2020-05-03", true},
              {years, "N-2018-12-31", false},
              {undated, "O-2019-02-01", true}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    /* With one hit wanted, as in a batch, a look-up stops at the first. */
    for (size_t limit = 1; limit <= 10; limit += 9) {
      vb_str whole = vb_str_of(rows[i].quote), few = {whole.p, 22};
      vb_quote_answer found = ask(whole, limit);
      cr_expect(vb_str_is(found.hits[0].article.id, rows[i].first), "%s: %.*s", rows[i].quote,
                VB_STR_ARG(found.hits[0].article.id));
      cr_expect_eq(found.first_unsure, rows[i].unsure, "%s at %zu", rows[i].quote, limit);
      while (few.p[few.n] != ' ') few.n--;
      found = ask(few, limit);
      cr_expect(vb_str_is(found.hits[0].article.id, rows[i].first), "%.*s", VB_STR_ARG(few));
      cr_expect_eq(found.first_unsure, rows[i].unsure, "%.*s at %zu", VB_STR_ARG(few), limit);
    }
  }
}

Test(lookup, a_history_says_why_its_first_printing_is_not_sure) {
  static const struct {
    const char *quote, *doubt;
  } rows[] = {
      {times, ""},
      {month, "its date is known to the day only; 1 article of the same time may be earlier"},
      {years, ""},
      {undated, "1 article without a date may be earlier"},
      {noon, "1 article of the same time may be earlier"},
      {early, "its date is known to the month only; 1 article of the same time may be earlier"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_quote_request request = {.quote = vb_str_of(rows[i].quote), .limit = 9, .history = true};
    vb_quote_answer answer;
    cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
    cr_assert(answer.history->first.known);
    cr_expect(vb_str_is(answer.history->first.doubt, rows[i].doubt), "%s %.*s", rows[i].quote,
              VB_STR_ARG(answer.history->first.doubt));
    cr_expect_eq(answer.history->first.sure, !rows[i].doubt[0]);
  }
}

/* ---- what the engine is asked ---- */

Test(lookup, flat_relevance_counts_words_once_in_articles_of_any_length) {
  vb_engine *engine;
  vb_engine_result result;
  vb_query_parse parse;
  vb_stemmer *stemmer;
  vb_article best;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_stemmer_open("english", &stemmer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_query_parse_text(VB_STR("\"harvest fair\" OR valley OR \"frozen\""), stemmer,
                                   arena, &parse, &err),
               VB_OK);
  vb_engine_request request = {.query = parse.root, .size = 5};
  for (int flat = 0; flat < 2; flat++) {
    request.flat = flat;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &result, &err), VB_OK, "%s", err.text);
    cr_assert_gt(result.hit_count, 1);
    cr_assert_eq(vb_engine_fetch(engine, result.hits[0].doc, arena, &best, &err), VB_OK);
    cr_expect(vb_str_is(best.id, "speech-0") == flat, "%d: %.*s", flat, VB_STR_ARG(best.id));
  }
  vb_stemmer_close(stemmer);
  vb_engine_close(engine);
}

/* Where the lists tell: what an article has in no stretch of some words counts as lacking, unless
   it has all. Too short an article is not looked into, nor any where it takes as long as to read.
 */
Test(lookup, an_article_lacks_words_that_it_has_far_apart) {
  static const vb_str terms[] = {VB_STR("turret"), VB_STR("beacon"), VB_STR("culvert"),
                                 VB_STR("zebra")};
  static const struct {
    size_t count, most, within;
    bool lacks;
  } rows[] = {{4, 0, 0, true},     {4, 1, 0, false},  {4, 1, 10, true},
              {4, 2, 10, false},   {4, 2, 4, false},  {4, 2, 3, true},
              {4, 1, 5000, false}, {3, 0, 10, false}, {2, 2, 10, false}};
  vb_engine *engine;
  uint64_t doc;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_engine_find(engine, VB_STR("apart-0"), &doc, &err), VB_OK, "%s", err.text);
  bool native = vb_str_is(vb_str_of(vb_engine_about(engine).engine), "native");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    cr_expect_eq(vb_engine_lacks(engine, doc, VB_FIELD_TEXT, terms, rows[i].count, rows[i].most,
                                 rows[i].within),
                 native && rows[i].lacks, "row %zu", i);
  vb_engine_close(engine);
}

/* A short answer has no nearest text; the verdict is the same. */
Test(lookup, a_bare_answer_has_the_verdict_without_the_nearest_text) {
  vb_str lines[] = {
      VB_STR("We shall carry each lantern beyond the frozen valley after any fair."),
      VB_STR("We will carry every lantern across the frozen meadow before the fair.")};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    vb_quote_request request = {.quote = lines[i], .limit = 1};
    vb_quote_answer full, bare;
    cr_assert_eq(vb_quote(searcher, &request, arena, &full, &err), VB_OK, "%s", err.text);
    request.bare = true;
    cr_assert_eq(vb_quote(searcher, &request, arena, &bare, &err), VB_OK, "%s", err.text);
    cr_expect_eq(full.verdict, i ? VB_VERDICT_ALTERED : VB_VERDICT_NOT_FOUND, "line %zu", i);
    cr_expect_eq(full.verdict, bare.verdict);
    cr_expect_eq(full.nearest != NULL, i == 0, "line %zu", i);
    cr_expect_null(bare.nearest);
  }
}

/* "rough" may add the one article that has all words, and takes none away. */
Test(lookup, a_rough_search_returns_all_that_have_the_phrase) {
  vb_engine *engine;
  vb_stemmer *stemmer;
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_stemmer_open("english", &stemmer, &err), VB_OK, "%s", err.text);
  static const struct {
    const char *phrase;
    bool one; /* article has the words, elsewhere */
  } rows[] = {{"\"carry every lantern across the frozen valley\"", false},
              {"\"private memorial ferry\"", false},
              {"\"ferry private memorial\"", true},
              {"\"and the said before\"", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_engine_result exact, rough;
    vb_query_parse parse;
    cr_assert_eq(vb_query_parse_text(vb_str_of(rows[i].phrase), stemmer, arena, &parse, &err),
                 VB_OK);
    vb_engine_request request = {.query = parse.root, .size = 500, .sort = VB_SORT_OLDEST};
    cr_assert_eq(vb_engine_search(engine, &request, arena, &exact, &err), VB_OK, "%s", err.text);
    request.rough = true;
    cr_assert_eq(vb_engine_search(engine, &request, arena, &rough, &err), VB_OK, "%s", err.text);
    bool added = rows[i].one && vb_str_is(vb_str_of(vb_engine_about(engine).engine), "native");
    cr_assert_eq(rough.hit_count, exact.hit_count + added, "%s: %zu, %zu", rows[i].phrase,
                 rough.hit_count, exact.hit_count);
    for (size_t k = 0; k < exact.hit_count; k++)
      cr_assert_eq(rough.hits[k].doc, exact.hits[k].doc, "%s", rows[i].phrase);
  }
  vb_stemmer_close(stemmer);
  vb_engine_close(engine);
}
