/*
 * test_copies.c - copies found and folded, on each engine (VB_TEST_ENGINE).
 *
 * A seeded generator writes reports and prints some of them several times, with
 * another title, edits, a lede or a cut tail. Which are copies of which is known,
 * so the answers can be held against it: folding loses no article, shows none
 * twice, and goes on where it stopped, whatever the size of the window.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/pipeline/writer.h"
#include "indexer/store/schema.h"
#include "indexer/text/shingles.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"
#include "indexer/store/xapian/xapian_schema.h"

enum { REPORTS = 40, ARTICLES_MAX = 400, SEED = 20180119, REPORT_WORDS = 120 };

typedef struct printed {
  int report;
  char id[16];
} printed;

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_arena *arena;
static vb_store *searcher;
static printed all[ARTICLES_MAX];
static size_t count;
static size_t printings[REPORTS];
static uint64_t state;

static uint32_t roll(uint32_t sides) { /* xorshift64* */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 33) % sides;
}

static void add_word(vb_buf *out, uint32_t number) {
  vb_buf_printf(out, "w%u ", number);
}

/* Words of the report, of which printings after the first change a few; "harbour" is in all. */
static void print_text(vb_buf *out, const uint32_t words[REPORT_WORDS], int printing) {
  size_t keep = printing % 3 == 2 ? REPORT_WORDS * 3 / 4 : REPORT_WORDS;
  if (printing % 3 == 1)
    for (int i = 0; i < 12; i++) add_word(out, roll(4000));
  vb_buf_text(out, "harbour ");
  for (size_t i = 0; i < keep; i++) add_word(out, printing && !roll(80) ? roll(4000) : words[i]);
}

static void put(vb_writer *writer, int report, const uint32_t words[REPORT_WORDS], int printing) {
  vb_buf text = VB_BUF_INIT, title = VB_BUF_INIT;
  printed *one = &all[count++];
  one->report = report;
  snprintf(one->id, sizeof one->id, "r%d-p%d", report, printing);
  print_text(&text, words, printing);
  for (uint32_t n = 3 + roll(4); n > 0; n--) add_word(&title, roll(4000));
  vb_article article = {.id = vb_str_of(one->id),
                        .title = vb_buf_view(&title),
                        .source = printing % 2 ? VB_STR("Calverhaven Courier") : VB_STR("The Tide"),
                        .text = vb_buf_view(&text),
                        .path = VB_STR("made")};
  article.published = (vb_date){2018, (uint8_t)(1 + roll(12)), (uint8_t)(1 + roll(28)), 0, 0, 0};
  article.published.precision = VB_DATE_DAY;
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
  vb_buf_clear(&text), vb_buf_clear(&title);
}

static vb_writer *open_writer(bool create) {
  vb_writer_options options = {.create = create, .engine = create ? VB_TEST_ENGINE : NULL};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  return writer;
}

static void commit(vb_writer *writer) {
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
}

static void set_up(void) {
  uint32_t words[REPORTS][REPORT_WORDS];
  const char *seed = getenv("VB_TEST_SEED");
  state = seed ? strtoull(seed, NULL, 10) : SEED;
  arena = vb_arena_new();
  scratch_make(folder, "copies");
  vb_writer *writer = open_writer(true);
  for (int r = 0; r < REPORTS; r++) {
    for (int i = 0; i < REPORT_WORDS; i++) words[r][i] = roll(5) ? roll(4000) : roll(10);
    printings[r] = r == 0 ? 45 : r % 3 ? 1 : 2 + roll(4);
  }
  /* Round by round, so that copies stand in different segments. */
  for (size_t p = 0; p < 45; p++) {
    for (int r = 0; r < REPORTS; r++)
      if (p < printings[r]) put(writer, r, words[r], (int)p);
    if (p < 3 || p == 20) commit(writer);
  }
  commit(writer);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(folder, NULL, &searcher, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_store_close(searcher);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(copies, .init = set_up, .fini = tear_down);

static size_t index_of(vb_str id) {
  size_t i = 0;
  while (i < count && !vb_str_is(id, all[i].id)) i++;
  cr_assert_lt(i, count, "an article that was never put: %.*s", VB_STR_ARG(id));
  return i;
}

static int report_of(vb_str id) {
  return all[index_of(id)].report;
}

static vb_search_result search(vb_search_request request) {
  vb_search_result result;
  cr_assert_eq(vb_search(searcher, &request, arena, &result, &err), VB_OK, "%s", err.text);
  return result;
}

/* Walks all windows; counts how often each article was shown or listed. */
static void expect_in_window(const vb_search_request *request, const vb_search_result *result) {
  if (request->fill) return;
  cr_expect_leq(result->window_count, request->size);
  if (result->next) cr_expect_eq(result->next, request->from + request->size);
}

static size_t walk(vb_search_request request, size_t seen[ARTICLES_MAX]) {
  size_t windows = 0, shown = 0;
  do {
    vb_search_result result = search(request);
    cr_assert_lt(++windows, 500);
    cr_expect_leq(result.hit_count, request.size);
    expect_in_window(&request, &result);
    shown += result.hit_count;
    for (size_t i = 0; i < result.hit_count; i++) {
      const vb_search_hit *hit = &result.hits[i];
      seen[index_of(hit->article.id)]++;
      cr_expect(hit->rank >= request.from);
      for (size_t c = 0; c < hit->copies.count; c++) {
        const vb_copy *copy = &hit->copies.list[c];
        cr_expect_eq(report_of(copy->id), report_of(hit->article.id));
        cr_expect(copy->rank > hit->rank);
        seen[index_of(copy->id)]++;
      }
    }
    request.from = result.next;
  } while (request.from > 0);
  return shown;
}

Test(copies, a_window_at_a_time_every_match_is_shown_or_listed_once) {
  static const size_t sizes[] = {1, 3, 10, 200};
  for (size_t s = 0; s < 8; s++)
    for (int sort = VB_SORT_RELEVANCE; sort <= VB_SORT_OLDEST; sort++) {
      size_t seen[ARTICLES_MAX] = {0};
      size_t shown = walk((vb_search_request){.query = VB_STR("harbour"),
                                              .size = sizes[s / 2],
                                              .sort = (vb_sort)sort,
                                              .fold = true,
                                              .fill = s % 2},
                          seen);
      cr_expect(shown >= REPORTS && shown <= REPORTS + 2, "size %zu: %zu shown", sizes[s / 2],
                shown);
      for (size_t i = 0; i < count; i++)
        cr_expect_eq(seen[i], 1, "size %zu sort %d: %s %zu times", sizes[s / 2], sort, all[i].id,
                     seen[i]);
    }
}

Test(copies, without_folding_all_are_shown_and_none_is_listed) {
  size_t seen[ARTICLES_MAX] = {0};
  size_t shown = walk((vb_search_request){.query = VB_STR("harbour"), .size = 7}, seen);
  cr_expect_eq(shown, count);
  for (size_t i = 0; i < count; i++) cr_expect_eq(seen[i], 1);
}

Test(copies, the_total_counts_articles_and_the_window_is_filled) {
  vb_search_result plain =
      search((vb_search_request){.query = VB_STR("harbour"), .size = 20, .count = true});
  vb_search_result folded = search((vb_search_request){
      .query = VB_STR("harbour"), .size = 20, .count = true, .fold = true, .fill = true});
  cr_expect_eq(plain.total, folded.total);
  cr_expect_eq(folded.hit_count, 20);
  cr_expect_eq(folded.window_count, folded.hit_count + folded.folded);
  cr_expect_eq(plain.folded, 0);
  cr_expect_eq(plain.next, 20);
}

Test(copies, only_copies_that_match_are_listed) {
  vb_search_result result =
      search((vb_search_request){.query = VB_STR("harbour"),
                                 .filter.source = VB_STR("calverhaven courier"),
                                 .size = 100,
                                 .fold = true});
  cr_expect_gt(result.hit_count, 0);
  for (size_t i = 0; i < result.hit_count; i++)
    for (size_t c = 0; c < result.hits[i].copies.count; c++)
      cr_expect(vb_str_is(result.hits[i].copies.list[c].source, "Calverhaven Courier"));
}

Test(copies, an_article_knows_all_its_copies_and_no_other) {
  size_t missed = 0;
  for (size_t i = 0; i < count; i++) {
    vb_article_view view;
    vb_arena_clear(arena);
    cr_assert_eq(
        vb_article_show(searcher,
                        &(vb_article_request){vb_str_of(all[i].id), VB_STR_NONE, VB_STR_NONE},
                        arena, &view, &err),
        VB_OK, "%s", err.text);
    for (size_t c = 0; c < view.copies.count; c++) {
      cr_expect_eq(report_of(view.copies.list[c].id), all[i].report);
      cr_expect_not(vb_str_is(view.copies.list[c].id, all[i].id));
    }
    size_t lacking = printings[all[i].report] - 1 - view.copies.count;
    missed += lacking;
  }
  cr_expect_eq(missed, 0);
}

Test(copies, a_removed_article_is_no_copy_any_more_also_after_compacting) {
  vb_writer *writer = open_writer(false);
  cr_assert_eq(vb_writer_remove(writer, VB_STR("r3-p1"), &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_refresh(searcher, &err), VB_OK);
  vb_article_view view;
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("r3-p0"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_OK);
  cr_expect_eq(view.copies.count, printings[3] - 2);
  for (size_t c = 0; c < view.copies.count; c++)
    cr_expect_not(vb_str_is(view.copies.list[c].id, "r3-p1"));
}

Test(copies, a_quote_gives_the_first_of_the_copies_and_lists_the_others) {
  vb_article_view view;
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("r3-p0"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_OK);
  vb_analysis words;
  cr_assert_eq(vb_analyse_words(view.text, arena, &words, &err), VB_OK);
  vb_quote_request request = {.quote = vb_str_slice(view.text, 0, words.tokens[3].end)};
  vb_quote_answer plain, folded;
  cr_assert_eq(vb_quote(searcher, &request, arena, &plain, &err), VB_OK, "%s", err.text);
  request.fold = true;
  cr_assert_eq(vb_quote(searcher, &request, arena, &folded, &err), VB_OK, "%s", err.text);
  cr_assert_gt(plain.hit_count, 1);
  cr_expect_eq(folded.hit_count, 1);
  cr_expect_eq(folded.hits[0].copies.count, plain.hit_count - 1);
  cr_expect(vb_str_eq(folded.hits[0].article.id, plain.hits[0].article.id));
  cr_expect_eq(folded.total, plain.total);
}

/* Every article has the word, of one report 45 do: its printings fill any window. */
Test(copies, a_quote_gives_as_many_reports_as_asked_for_however_many_copies_are_in_between) {
  static const size_t limits[] = {1, 2, 10, 25, 39, 1000};
  vb_quote_request request = {.quote = VB_STR("harbour"), .limit = 1000};
  vb_quote_answer plain;
  cr_assert_eq(vb_quote(searcher, &request, arena, &plain, &err), VB_OK, "%s", err.text);
  cr_assert_eq(plain.hit_count, count);
  for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
    vb_quote_answer folded;
    size_t seen[ARTICLES_MAX] = {0}, reports[REPORTS] = {0}, articles = 0;
    request.fold = true, request.limit = limits[l];
    cr_assert_eq(vb_quote(searcher, &request, arena, &folded, &err), VB_OK, "%s", err.text);
    cr_expect_eq(folded.hit_count, limits[l] < REPORTS ? limits[l] : REPORTS);
    cr_expect_eq(folded.total, count, "the total is of articles");
    for (size_t i = 0; i < folded.hit_count; i++) {
      vb_str id = folded.hits[i].article.id;
      reports[report_of(id)]++;
      seen[index_of(id)]++;
      for (size_t c = 0; c < folded.hits[i].copies.count; c++) {
        cr_expect_eq(report_of(folded.hits[i].copies.list[c].id), report_of(id));
        seen[index_of(folded.hits[i].copies.list[c].id)]++;
      }
    }
    for (int r = 0; r < REPORTS; r++)
      cr_expect(reports[r] <= 1, "limit %zu: report %d", limits[l], r);
    for (size_t i = 0; i < count; i++) {
      cr_expect(seen[i] <= 1, "limit %zu: %s", limits[l], all[i].id);
      articles += seen[i];
    }
    if (limits[l] >= REPORTS) cr_expect_eq(articles, count, "every article is given or listed");
    cr_expect(vb_str_eq(folded.hits[0].article.id, plain.hits[0].article.id));
  }
}

Test(copies, the_first_of_a_quotes_matches_lists_copies_behind_the_window) {
  vb_quote_request request = {.quote = VB_STR("harbour"), .limit = 1, .fold = true};
  vb_quote_answer answer;
  vb_article_view view;
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("r0-p0"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_OK);
  request.quote = vb_str_slice(view.text, 0, 60);
  cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(answer.hit_count, 1);
  cr_expect_gt(answer.total, 10);
  cr_expect_eq(answer.hits[0].copies.count + 1, answer.total);
}

Test(copies, the_keys_are_out_of_reach_of_queries) {
  vb_article_view view;
  vb_analysis words;
  uint32_t keys[VB_SHINGLE_KEYS];
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("r3-p0"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_OK);
  cr_assert_eq(vb_analyse_words(view.text, arena, &words, &err), VB_OK);
  size_t n = vb_shingle_keys(&words, keys);
  cr_assert_eq(n, VB_SHINGLE_KEYS);
  for (size_t i = 0; i < n; i++) {
    char term[VB_SHINGLE_TERM_MAX + 1], query[40];
    vb_shingle_term(keys[i], term);
    for (int quoted = 0; quoted < 2; quoted++) {
      snprintf(query, sizeof query, quoted ? "\"%s\"" : "%s", term);
      vb_search_request request = {.query = vb_str_of(query), .size = 5, .fold = true};
      cr_expect_eq(search(request).total, 0, "%s", query);
    }
  }
}
