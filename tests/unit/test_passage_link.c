#include "searcher/verbatim.h"

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

#include <criterion/criterion.h>

#define PAGE "https://lbh.example/dam"

static const char text[] =
    "The dam held. It had never held before, the mayor said.\n\nThe dam held again on Monday - "
    "barely, by a hand's breadth.\n\nNobody who lives below it slept. The valley, of which more "
    "will be said in these pages, sent for more clay, more straw & more men than anybody could "
    "count.\n\nThe dam held again on Monday night.";

/* The fragment for the `nth` place (from 0) at which the passage stands in the text. */
static void expect(const char *url, const char *passage, int nth, const char *link) {
  vb_arena *arena = vb_arena_new();
  const char *at = strstr(text, passage);
  while (at && nth--) at = strstr(at + 1, passage);
  cr_assert(at, "%s", passage);
  uint32_t start = (uint32_t)(at - text);
  vb_str got = vb_passage_link(vb_str_of(url), vb_str_of(text),
                               (vb_range){start, start + (uint32_t)strlen(passage)}, arena);
  cr_expect(vb_str_is(got, link), "%s: %.*s instead of %s", passage, VB_STR_ARG(got), link);
  vb_arena_free(arena);
}

Test(passage_link, words_that_stand_there_first_need_no_context) {
  expect(PAGE, "The dam held", 0, PAGE "#:~:text=The%20dam%20held");
  expect(PAGE, " slept. ", 0, PAGE "#:~:text=slept.");
}

Test(passage_link, words_that_stand_before_get_those_around_them) {
  expect(PAGE, "The dam held", 1, PAGE "#:~:text=said.-,The%20dam%20held");
  expect(PAGE, "held", 2, PAGE "#:~:text=The%20dam-,held,-again");
  expect(PAGE, "Monday", 1, PAGE "#:~:text=The%20dam%20held%20again%20on-,Monday,-night.");
}

Test(passage_link, signs_of_the_fragment_are_encoded) {
  expect(PAGE, "Monday - barely, by", 0, PAGE "#:~:text=Monday%20%2D%20barely%2C%20by");
  expect(PAGE, "straw & more", 0, PAGE "#:~:text=straw%20%26%20more");
}

Test(passage_link, a_long_passage_is_given_by_its_first_and_last_words) {
  expect(PAGE,
         "It had never held before, the mayor said.\n\nThe dam held again on Monday - barely, by a "
         "hand's breadth.\n\nNobody who lives below it slept.",
         0, PAGE "#:~:text=It%20had%20never%20held%20before%2C,who%20lives%20below%20it%20slept.");
}

Test(passage_link, an_address_keeps_its_own_fragment_and_no_second_one) {
  expect(PAGE "#part", "never", 0, PAGE "#part:~:text=never");
  expect(PAGE "#:~:text=old", "never", 0, PAGE "#:~:text=never");
  expect("javascript:x", "never", 0, "");
  expect("", "never", 0, "");
}

Test(passage_link, places_outside_the_text_and_text_without_blanks_give_an_address) {
  vb_arena *arena = vb_arena_new();
  char *run = malloc(5000);
  cr_assert(run);
  memset(run, 'x', 5000);
  vb_str long_text = {run, 5000}, page = VB_STR(PAGE);
  vb_range ranges[] = {{0, 5000}, {4990, 9000}, {6000, 7000}, {7, 3}, {0, 0}};
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    cr_expect(vb_str_starts(vb_passage_link(page, long_text, ranges[i], arena), PAGE));
  cr_expect(vb_str_is(vb_passage_link(page, long_text, ranges[0], arena), PAGE));
  cr_expect(vb_str_is(vb_passage_link(page, VB_STR_NONE, (vb_range){0, 9}, arena), PAGE));
  free(run);
  vb_arena_free(arena);
}
