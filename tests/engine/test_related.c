/*
 * test_related.c - articles on the same subject, on each engine (VB_TEST_ENGINE).
 *
 * Articles on five subjects, each with rare words of its own among plain ones; one report is
 * printed three times. What is on a subject is known, so the answers can be held against it.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <unistd.h>

#include "indexer/pipeline/writer.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"

enum { SUBJECTS = 5, EACH = 6 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_arena *arena;
static vb_store *searcher;

static void put(vb_writer *writer, const char *id, const char *title, const vb_buf *text) {
  vb_article article = {.id = vb_str_of(id),
                        .title = vb_str_of(title),
                        .text = vb_buf_view(text),
                        .path = VB_STR("made")};
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

/* Plain words that all articles have, in an order of each article's own, and five of the subject's
   seven. */
static void write_text(vb_buf *out, int subject, int number) {
  unsigned state = (unsigned)(subject * 97 + number * 31 + 1);
  for (int i = 0; i < 60; i++) {
    state = state * 1103515245 + 12345;
    vb_buf_printf(out, "plain%u ", (state >> 16) % 40);
  }
  for (int i = 0; i < 5; i++) vb_buf_printf(out, "Rare%dx%d ", subject, (i + number) % 7);
  vb_buf_printf(out, "only%dx%d", subject, number);
}

static void set_up(void) {
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE};
  vb_writer *writer;
  arena = vb_arena_new();
  scratch_make(folder, "related");
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (int s = 0; s < SUBJECTS; s++)
    for (int n = 0; n < EACH; n++) {
      char id[32];
      vb_buf text = VB_BUF_INIT;
      write_text(&text, s, n);
      snprintf(id, sizeof id, "s%d-%d", s, n);
      put(writer, id, "Item", &text);
      if (s == 0 && n == 0) put(writer, "copy-1", "Item again", &text);
      if (s == 0 && n == 1) put(writer, "copy-2", "Item once more", &text);
      vb_buf_clear(&text);
    }
  vb_buf alone = VB_BUF_INIT;
  vb_buf_text(&alone, "plain1 plain2 plain3 nothing like it anywhere");
  put(writer, "alone", "Single", &alone);
  vb_buf_clear(&alone);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(folder, NULL, &searcher, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_store_close(searcher);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(related, .init = set_up, .fini = tear_down);

static vb_related_answer ask(const char *id, size_t size) {
  vb_related_request request = {.id = vb_str_of(id), .size = size};
  vb_related_answer answer;
  cr_assert_eq(vb_article_related(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  return answer;
}

Test(related, only_articles_on_the_same_subject_are_related) {
  for (int s = 1; s < SUBJECTS; s++)
    for (int n = 0; n < EACH; n++) {
      char id[32], prefix[8];
      snprintf(id, sizeof id, "s%d-%d", s, n);
      snprintf(prefix, sizeof prefix, "s%d-", s);
      vb_related_answer found = ask(id, 20);
      cr_expect_eq(found.count, EACH - 1, "%s: %zu", id, found.count);
      for (size_t i = 0; i < found.count; i++) {
        const vb_related_article *one = &found.articles[i];
        cr_expect(vb_str_starts(one->article.id, prefix), "%s: %.*s", id,
                  VB_STR_ARG(one->article.id));
        cr_expect_not(vb_str_is(one->article.id, id));
        cr_expect(one->weight > 0 && one->weight <= 1);
        cr_expect(i == 0 || one->weight <= found.articles[i - 1].weight);
        for (size_t k = 0; k < one->word_count; k++)
          cr_expect(vb_str_starts(one->words[k], "Rare"), "%.*s", VB_STR_ARG(one->words[k]));
      }
    }
}

Test(related, copies_are_no_related_articles_and_of_two_copies_one_is_shown) {
  vb_related_answer found = ask("s0-0", 20);
  size_t twins = 0;
  for (size_t i = 0; i < found.count; i++) {
    cr_expect_not(vb_str_is(found.articles[i].article.id, "copy-1"));
    twins += vb_str_is(found.articles[i].article.id, "copy-2") ||
             vb_str_is(found.articles[i].article.id, "s0-1");
  }
  cr_expect_eq(twins, 1u);
  cr_expect_eq(found.count, EACH - 1);
}

Test(related, an_article_of_its_own_has_none_and_an_unknown_one_is_an_error) {
  cr_expect_eq(ask("alone", 20).count, 0u);
  vb_related_request request = {.id = VB_STR("nowhere"), .size = 5};
  vb_related_answer answer;
  cr_expect_eq(vb_article_related(searcher, &request, arena, &answer, &err), VB_NOT_FOUND);
}

Test(related, no_more_are_returned_than_are_asked_for) {
  vb_related_answer all = ask("s2-3", 20), two = ask("s2-3", 2);
  cr_assert_eq(two.count, 2u);
  for (size_t i = 0; i < 2; i++)
    cr_expect(vb_str_eq(all.articles[i].article.id, two.articles[i].article.id));
  cr_expect_eq(ask("s2-3", 0).count, 0u);
}
