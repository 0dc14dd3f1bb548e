/*
 * Lines that stand on many pages of an outlet, and those that only seem to.
 */
#include "indexer/pipeline/site_lines.h"

#include "indexer/store/commit/outlet_lines.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct given {
  char texts[200][4000], ids[200][16];
  size_t count;
  uint64_t lost;
} given;

static given all;

enum { HASH = 77 };

static vb_status take(void *context, const vb_article *a, uint64_t hash, uint64_t lost,
                      vb_error *err) {
  (void)context, (void)err;
  cr_expect_eq(hash, HASH, "the hash comes with its article");
  snprintf(all.texts[all.count], sizeof all.texts[0], "%.*s", VB_STR_ARG(a->text));
  snprintf(all.ids[all.count++], sizeof all.ids[0], "%.*s", VB_STR_ARG(a->id));
  all.lost += lost;
  return VB_OK;
}

#define BODY                                                                                       \
  "The ferry to Ulva number %d was late again on Monday, the harbour office said, since its "      \
  "engine had to be changed and nobody had thought of ordering one in time for the winter."

static void add(vb_site_lines *lines, int i, const char *title, const char *host, const char *line,
                vb_page_count count) {
  char id[16], url[64], text[3000];
  vb_error err;
  snprintf(id, sizeof id, "id-%d", i);
  snprintf(url, sizeof url, "https://%s/%d", host, i);
  int n = snprintf(text, sizeof text, BODY "\n\n%s\n\n", i, line);
  snprintf(text + n, sizeof text - (size_t)n, BODY, 1000 + i);
  vb_article a = {.id = vb_str_of(id),
                  .title = vb_str_of(title),
                  .url = vb_str_of(url),
                  .text = vb_str_of(text),
                  .path = VB_STR("in/a.html")};
  cr_assert_eq(vb_site_lines_add(lines, &a, (vb_page_facts){count, HASH}, &err), VB_OK);
}

/* A run over `pages` of one outlet, from page `from`, each with a text of its own and then `line`;
   titles repeat after `titles`. `kept`: of the run before, and of this one. */
static void run_on(vb_buf *kept, int from, int pages, int titles, const char *host,
                   const char *line, vb_page_count count) {
  vb_site_lines *lines;
  vb_error err;
  memset(&all, 0, sizeof all);
  cr_assert_eq(vb_site_lines_new(take, NULL, &lines, &err), VB_OK);
  if (kept) cr_assert_eq(vb_site_lines_load(lines, vb_buf_view(kept), &err), VB_OK);
  for (int i = from; i < from + pages; i++) {
    char title[32];
    snprintf(title, sizeof title, "Ferry %d late", i % titles);
    add(lines, i, title, host, line, count);
  }
  cr_assert_eq(vb_site_lines_flush(lines, &err), VB_OK);
  if (kept) vb_buf_reset(kept);
  if (kept) cr_assert_eq(vb_site_lines_save(lines, kept, &err), VB_OK);
  vb_site_lines_free(lines);
  cr_assert_eq(all.count, (size_t)pages);
  for (int i = 0; i < pages; i++) {
    char id[16];
    snprintf(id, sizeof id, "id-%d", from + i);
    cr_assert_str_eq(all.ids[i], id);
  }
}

static void run(int pages, int titles, const char *host, const char *line, bool web_page) {
  run_on(NULL, 0, pages, titles, host, line, web_page ? VB_PAGE_NEW : VB_PAGE_NOT_WEB);
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

/* --- from run to run --- */

Test(site_lines, a_page_that_comes_alone_is_read_by_what_the_store_knows) {
  vb_buf kept = VB_BUF_INIT;
  for (int day = 0; day < 5; day++) {
    run_on(&kept, day, 1, 100, "orsk.example", "Story saved", VB_PAGE_NEW);
    cr_expect_eq(with("Story saved"), day < 2, "day %d", day);
  }
  run_on(&kept, 9, 1, 100, "amble.example", "Story saved", VB_PAGE_NEW);
  cr_expect_eq(with("Story saved"), 1, "another outlet");
  vb_buf_clear(&kept);
}

Test(site_lines, pages_that_are_counted_already_do_not_count_again) {
  vb_buf kept = VB_BUF_INIT, before = VB_BUF_INIT;
  run_on(&kept, 0, 2, 100, "orsk.example", "Story saved", VB_PAGE_NEW);
  vb_buf_str(&before, vb_buf_view(&kept));
  for (int again = 0; again < 4; again++) {
    run_on(&kept, 0, 2, 100, "orsk.example", "Story saved", VB_PAGE_COUNTED);
    cr_expect_eq(with("Story saved"), 2, "run %d", again);
    cr_expect(vb_str_eq(vb_buf_view(&kept), vb_buf_view(&before)), "the same bytes");
    run_on(&kept, 0, 2, 100, "orsk.example", "Story saved", VB_PAGE_HERE);
    cr_expect(vb_str_eq(vb_buf_view(&kept), vb_buf_view(&before)), "this run's business only");
  }
  vb_buf_clear(&kept);
  vb_buf_clear(&before);
}

Test(site_lines, the_order_of_pages_that_are_held_together_does_not_matter) {
  static const char *const orders[] = {"AABBCCAABB", "ABCABABABC", "CBAABBABAC"};
  for (size_t i = 0; i < 3; i++) {
    vb_site_lines *lines;
    vb_error err;
    memset(&all, 0, sizeof all);
    cr_assert_eq(vb_site_lines_new(take, NULL, &lines, &err), VB_OK);
    for (int k = 0; orders[i][k]; k++)
      add(lines, k, (char[]){orders[i][k], '\0'}, "orsk.example",
          orders[i][k] == 'C' ? "Other line" : "Story of two titles", VB_PAGE_NEW);
    cr_assert_eq(vb_site_lines_flush(lines, &err), VB_OK);
    cr_expect_eq(with("Story of two titles"), 8, "order %s", orders[i]);
    vb_site_lines_free(lines);
  }
}

Test(site_lines, what_a_store_keeps_is_bounded_and_fades) {
  vb_buf kept = VB_BUF_INIT;
  vb_error err;
  for (int from = 0; from < 1200; from += 100)
    run_on(&kept, from, 100, 5000, "orsk.example", "Story saved", VB_PAGE_NEW);
  vb_outlet_reader r = {.bytes = vb_cursor_of(vb_buf_view(&kept))};
  vb_outlet_line outlet, line;
  cr_assert(vb_outlet_lines_next(&r, &outlet) && vb_outlet_lines_next(&r, &line));
  cr_expect_leq(outlet.pages, 512);
  cr_expect_geq(outlet.pages, 200);
  cr_expect_geq(line.pages * 10, outlet.pages * 9, "the line of all pages comes first");
  cr_expect_leq(kept.n, 24u + 256 * 20);
  for (size_t n = 0; n < kept.n; n++) { /* every truncation, and none is read past its end */
    vb_str cut = vb_str_slice(vb_buf_view(&kept), 0, n);
    cr_expect_eq(vb_outlet_lines_check(cut, "x", &err), n ? VB_CORRUPT : VB_OK, "%zu", n);
  }
  vb_buf_clear(&kept);
}

Test(site_lines, outlets_met_long_ago_give_way) {
  vb_outlet_line *lines = calloc(300000, sizeof *lines);
  vb_buf bytes = VB_BUF_INIT;
  vb_error err;
  for (uint32_t i = 0; i < 300000; i++)
    lines[i] = (vb_outlet_line){.outlet = i / 300, .line = i % 300, .titles = 1, .pages = 1};
  vb_outlet_lines_encode(lines, 300000, &bytes);
  cr_expect_leq(bytes.n, (size_t)VB_OUTLET_LINES_BYTES);
  cr_expect_eq(vb_outlet_lines_check(vb_buf_view(&bytes), "x", &err), VB_OK);
  vb_outlet_reader r = {.bytes = vb_cursor_of(vb_buf_view(&bytes))};
  vb_outlet_line first;
  cr_assert(vb_outlet_lines_next(&r, &first));
  cr_expect_eq(first.outlet, 0);
  cr_expect_eq(r.left, VB_OUTLET_LINES_MAX);
  free(lines);
  vb_buf_clear(&bytes);
}
