/*
 * Lines that stand on many pages of an outlet, and those that only seem to.
 */
#include "indexer/pipeline/site_lines.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct given {
  char texts[200][4000], ids[200][16];
  size_t count;
  uint64_t lost;
} given;

static given all;

static vb_status take(void *context, const vb_article *a, uint64_t lost, vb_error *err) {
  (void)context, (void)err;
  snprintf(all.texts[all.count], sizeof all.texts[0], "%.*s", VB_STR_ARG(a->text));
  snprintf(all.ids[all.count++], sizeof all.ids[0], "%.*s", VB_STR_ARG(a->id));
  all.lost += lost;
  return VB_OK;
}

#define BODY                                                                                       \
  "The ferry to Ulva number %d was late again on Monday, the harbour office said, since its "      \
  "engine had to be changed and nobody had thought of ordering one in time for the winter."

/* `pages` of one outlet, each with a text of its own and then `line`; titles repeat after `titles`.
 */
static void run(int pages, int titles, const char *host, const char *line, bool web_page) {
  vb_site_lines *lines;
  vb_error err;
  memset(&all, 0, sizeof all);
  cr_assert_eq(vb_site_lines_new(take, NULL, &lines, &err), VB_OK);
  for (int i = 0; i < pages; i++) {
    char id[16], title[32], url[64], text[3000];
    snprintf(id, sizeof id, "id-%d", i);
    snprintf(title, sizeof title, "Ferry %d late", i % titles);
    snprintf(url, sizeof url, "https://%s/%d", host, i);
    int n = snprintf(text, sizeof text, BODY "\n\n%s\n\n", i % titles, line);
    snprintf(text + n, sizeof text - (size_t)n, BODY, 1000 + i % titles);
    vb_article a = {.id = vb_str_of(id),
                    .title = vb_str_of(title),
                    .url = vb_str_of(url),
                    .text = vb_str_of(text),
                    .path = VB_STR("in/a.html")};
    cr_assert_eq(vb_site_lines_add(lines, &a, web_page, &err), VB_OK);
  }
  cr_assert_eq(vb_site_lines_flush(lines, &err), VB_OK);
  vb_site_lines_free(lines);
  cr_assert_eq(all.count, (size_t)pages);
  for (int i = 0; i < pages; i++) {
    char id[16];
    snprintf(id, sizeof id, "id-%d", i);
    cr_assert_str_eq(all.ids[i], id);
  }
}

static size_t with(const char *line) {
  size_t n = 0;
  for (size_t i = 0; i < all.count; i++) n += strstr(all.texts[i], line) != NULL;
  return n;
}

Test(site_lines, a_line_of_three_pages_is_gone_from_all_even_from_the_first) {
  run(3, 3, "orsk.example", "Story saved", true);
  cr_expect_eq(with("Story saved"), 0);
  cr_expect_eq(all.lost, 3);
  cr_expect_eq(with("\n\nThe ferry"), 3, "the paragraphs around it are there");
}

Test(site_lines, a_line_of_two_pages_stays) {
  run(2, 2, "orsk.example", "Story saved", true);
  cr_expect_eq(with("Story saved"), 2);
}

Test(site_lines, a_story_that_is_stored_often_keeps_its_lines) {
  run(40, 1, "orsk.example", "What happens next", true);
  cr_expect_eq(with("What happens next"), 40);
}

Test(site_lines, a_sentence_needs_more_pages) {
  const char *sentence = "The Post wants to hear from all of its readers in the valley.";
  run(4, 4, "orsk.example", sentence, true);
  cr_expect_eq(with(sentence), 4);
  run(6, 6, "orsk.example", sentence, true);
  cr_expect_eq(with(sentence), 0);
}

Test(site_lines, a_quotation_is_never_removed) {
  run(100, 100, "orsk.example", "\"We shall rebuild it,\" she said", true);
  cr_expect_eq(with("We shall"), 100);
  run(100, 100, "orsk.example", "\xE2\x80\x9CWe shall rebuild it\xE2\x80\x9D", true);
  cr_expect_eq(with("We shall"), 100);
}

Test(site_lines, what_is_no_web_page_is_left_alone) {
  run(100, 100, "orsk.example", "Story saved", false);
  cr_expect_eq(with("Story saved"), 100);
  cr_expect_eq(all.lost, 0);
}

Test(site_lines, more_pages_than_are_held_keep_their_order) {
  run(180, 180, "orsk.example", "Story saved", true);
  cr_expect_eq(with("Story saved"), 0);
}

Test(site_lines, no_page_loses_much_of_itself) {
  char line[700] = "";
  for (int i = 0; i < 20; i++) strcat(line, i ? "\n\nA short line" : "A short line");
  for (int i = 0; i < 6; i++) strcat(line, " of the page and");
  run(10, 10, "orsk.example", line, true);
  cr_expect_eq(with("A short line"), 10, "that would be more than a third");
}
