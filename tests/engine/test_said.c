/*
 * test_said.c - lists of quotations and profiles of speakers, in an archive of which no request
 * reads every article: pages go on from a place, and names are counted in the index.
 */
#include "indexer/pipeline/writer.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"
#include "tests/worked.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { ARTICLES = 1100, TITLED = ARTICLES - (ARTICLES + 4) / 5, PAGE = 150 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_store *store;
static vb_arena *arena;

static vb_extent extent_of(const char *text, const char *part) {
  uint32_t start = (uint32_t)(strstr(text, part) - text);
  return (vb_extent){start, start + (uint32_t)strlen(part)};
}

/* Two quotations of one speaker in each article; every fifth prints no title. */
static void put(vb_writer *writer, uint32_t i) {
  char id[32], text[256], first[64];
  snprintf(id, sizeof id, "a%u", i);
  snprintf(first, sizeof first, "The tide waits for %u boats,", i);
  const char *name = i % 5 ? "Mayor Odile Marchetti" : "Odile Marchetti";
  snprintf(text, sizeof text,
           "\xe2\x80\x9c%s\xe2\x80\x9d said %s. \xe2\x80\x9cNo boat waits for it,\xe2\x80\x9d she "
           "said.",
           first, name);
  vb_extent parts[2] = {extent_of(text, first), extent_of(text, "No boat waits for it,")};
  vb_quotation quotations[2] = {
      {.parts = &parts[0], .part_count = 1, .mention = extent_of(text, name)},
      {.parts = &parts[1], .part_count = 1, .mention = extent_of(text, "she")}};
  quotations[0].speaker = quotations[1].speaker = VB_STR("Odile Marchetti");
  vb_article article = {.id = vb_str_of(id),
                        .title = VB_STR("Tide"),
                        .path = VB_STR("made.txt"),
                        .text = vb_str_of(text),
                        .published = {.year = (uint16_t)(2001 + i % 15), .precision = VB_DATE_YEAR},
                        .quotations = quotations,
                        .quotation_count = 2};
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

static void make_archive(void) {
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "native"};
  scratch_make(folder, "said");
  arena = vb_arena_new();
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++) {
    put(writer, i);
    if (i == ARTICLES / 3) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(folder, NULL, &store, &err), VB_OK, "%s", err.text);
}

static void remove_archive(void) {
  vb_store_close(store);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(said, .init = make_archive, .fini = remove_archive);

static vb_said_result ask(vb_said_request request) {
  vb_said_result result;
  if (!request.query.p) request.query = VB_STR("");
  cr_assert_eq(vb_said(store, &request, arena, &result, &err), VB_OK, "%s", err.text);
  return result;
}

static bool same(const vb_listed_quotation *a, const vb_listed_quotation *b) {
  return vb_str_eq(a->article.id, b->article.id) && a->parts[0].start == b->parts[0].start;
}

/* Pages that go on from each other's ends are the slices of the whole list, in every order. */
Test(said, pages_from_places_are_the_pieces_of_one_list) {
  static const char *const queries[] = {"", "tide", "boat"};
  for (int k = 0; k < 3; k++) {
    vb_arena_clear(arena);
    vb_said_request all = {.query = vb_str_of(queries[k]),
                           .speaker = k < 2 ? VB_STR("Odile Marchetti") : VB_STR_NONE,
                           .size = 2 * ARTICLES,
                           .sort = k % 2 ? VB_SORT_NEWEST : VB_SORT_RELEVANCE};
    vb_said_result list = ask(all), page = {.next = VB_STR_NONE};
    cr_expect_eq(list.count, k == 1 ? ARTICLES : 2 * ARTICLES, "%d: %zu", k, list.count);
    size_t at = 0;
    do {
      vb_said_request one = all;
      one.from = at, one.size = PAGE, one.place = page.next;
      page = ask(one);
      for (size_t i = 0; i < page.count; i++, at++)
        cr_assert(same(&page.quotations[i], &list.quotations[at]), "%d: %zu", k, at);
      cr_assert_eq(page.more, page.next.n > 0);
      cr_assert_eq(page.articles, ARTICLES);
    } while (page.more);
    cr_expect_eq(at, list.count, "%d: %zu of %zu", k, at, list.count);
  }
}

Test(said, a_late_page_from_its_place_costs_what_the_first_does) {
  const vb_said_request first = {.size = 20, .sort = VB_SORT_NEWEST};
  vb_said_request late = first, before = first;
  before.from = 2 * ARTICLES - 40, late.from = before.from + 20;
  double began = worked_ms();
  vb_said_result end = ask(before);
  double counted = worked_ms() - began;
  late.place = end.next;
  began = worked_ms();
  vb_said_result page = ask(late);
  double went_on = worked_ms() - began;
  cr_expect(page.count == 20 && !page.more, "%zu", page.count);
  cr_expect_lt(went_on * 4, counted, "%.2f ms, and %.2f by counting", went_on, counted);
}

Test(said, a_place_of_another_question_is_not_used_and_no_place_is_refused) {
  vb_said_request asked = {.size = 10, .sort = VB_SORT_NEWEST};
  vb_said_result first = ask(asked);
  asked.from = 10;
  vb_said_result second = ask(asked);
  asked.place = first.next, asked.sort = VB_SORT_OLDEST;
  vb_said_result oldest = ask(asked);
  asked.place = VB_STR_NONE;
  vb_said_result counted = ask(asked);
  cr_expect(same(&oldest.quotations[0], &counted.quotations[0]));
  cr_expect(!same(&oldest.quotations[0], &second.quotations[0]));
  static const char *const wrong[] = {"1",
                                      "1.2.3.4",
                                      "1.2.3.4.5.6",
                                      "1.2.3.4.g",
                                      "1.2.3.4.",
                                      "....",
                                      "-1.2.3.4.5",
                                      "1.2.3.4.5.",
                                      "11111111111111111.2.3.4.5",
                                      "1.2.3.7ff8000000000000.5"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    asked.place = vb_str_of(wrong[i]);
    cr_expect_eq(vb_said(store, &asked, arena, &counted, &err), VB_INVALID, "%s", wrong[i]);
  }
}

/* The newest 500 articles are read; the index has all. */
Test(said, the_names_of_a_speaker_are_counted_in_all_articles) {
  vb_speaker_profile profile;
  const vb_speaker_request request = {.name = VB_STR("odile marchetti"), .latest = 3};
  cr_assert_eq(vb_speaker(store, &request, arena, &profile, &err), VB_OK, "%s", err.text);
  cr_expect(profile.articles == ARTICLES && profile.articles_read < ARTICLES);
  cr_expect_eq(profile.names_articles, ARTICLES);
  cr_assert_eq(profile.name_count, 2, "%zu", profile.name_count);
  cr_expect(vb_str_is(profile.names[0].value, "Odile Marchetti")); /* of whom all print "she" */
  cr_expect_eq(profile.names[0].count, ARTICLES, "%d", (int)profile.names[0].count);
  cr_expect(vb_str_is(profile.names[1].value, "Mayor Odile Marchetti"));
  cr_expect_eq(profile.names[1].count, TITLED, "%d", (int)profile.names[1].count);
  cr_expect_eq(profile.latest_count, 3);
}

/* A bare surname means no person, so only what is read tells how it is printed. */
Test(said, names_of_a_bare_surname_are_counted_in_what_was_read_and_it_says_so) {
  vb_speaker_profile profile;
  const vb_speaker_request request = {.name = VB_STR("Marchetti"), .latest = 3};
  cr_assert_eq(vb_speaker(store, &request, arena, &profile, &err), VB_OK, "%s", err.text);
  cr_expect_eq(profile.articles, ARTICLES);
  cr_expect_eq(profile.names_articles, profile.articles_read);
  cr_assert_geq(profile.name_count, 1);
  cr_expect_leq(profile.names[0].count, profile.articles_read);
}
