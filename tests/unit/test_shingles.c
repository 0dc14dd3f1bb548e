/*
 * test_shingles.c - what holds of shingles for any text: equal texts agree, edits keep most, other
 * texts share nothing, and the size of a text does not matter.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "indexer/base/buf.h"
#include "indexer/text/shingles.h"

enum { SEED = 1997 };

static vb_arena *arena;
static uint64_t state;
static vb_error err;

static void set_up(void) {
  const char *seed = getenv("VB_TEST_SEED");
  state = seed ? strtoull(seed, NULL, 10) : SEED;
  arena = vb_arena_new();
}
static void tear_down(void) {
  vb_arena_free(arena);
}
TestSuite(shingles, .init = set_up, .fini = tear_down);

static uint32_t roll(uint32_t sides) { /* xorshift64* */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 33) % sides;
}

/* Words of an invented tongue, with a few frequent ones, as numbers spelled out. */
static void add_words(vb_buf *out, size_t count) {
  for (size_t i = 0; i < count; i++) vb_buf_printf(out, "w%u ", roll(4) ? roll(3000) : roll(12));
}

static vb_analysis cut(vb_str text) {
  vb_analysis words;
  cr_assert_eq(vb_analyse_words(text, arena, &words, &err), VB_OK, "%s", err.text);
  return words;
}

static vb_analysis words_of(size_t count) {
  vb_buf text = VB_BUF_INIT;
  add_words(&text, count);
  vb_str kept = vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return cut(kept);
}

static const vb_shingles *set_of(const vb_token *tokens, size_t count) {
  vb_shingles *set = vb_arena_alloc(arena, sizeof *set);
  vb_shingles_of(tokens, count, set);
  return set;
}

static bool copy_by_filter(const vb_shingles *a, const vb_shingles *b) {
  static vb_shingle_filter filter;
  vb_shingle_filter_of(a, &filter);
  return vb_shingles_copy_of(&filter, b);
}

static const vb_shingles *set_of_text(const char *text) {
  vb_analysis words = cut(vb_str_of(text));
  return set_of(words.tokens, words.token_count);
}

static size_t shared_keys(const vb_token *a, size_t a_count, const vb_token *b, size_t b_count) {
  uint32_t mine[VB_SHINGLE_KEYS], theirs[VB_SHINGLE_KEYS];
  const vb_analysis x = {.tokens = (vb_token *)(uintptr_t)a, .token_count = a_count};
  const vb_analysis y = {.tokens = (vb_token *)(uintptr_t)b, .token_count = b_count};
  size_t n = vb_shingle_keys(&x, mine), m = vb_shingle_keys(&y, theirs), shared = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++) shared += mine[i] == theirs[j];
  return shared;
}

Test(shingles, equal_texts_have_equal_shingles_and_keys) {
  for (size_t n = VB_SHINGLE_TEXT_MIN; n < 3000; n = n * 3 / 2) {
    vb_analysis a = words_of(n);
    const vb_shingles *x = set_of(a.tokens, a.token_count), *y = set_of(a.tokens, a.token_count);
    cr_expect_eq(vb_shingles_resemblance(x, y), 1.0);
    cr_expect(vb_shingles_copy(x, y));
    cr_expect_eq(shared_keys(a.tokens, n, a.tokens, n), VB_SHINGLE_KEYS);
  }
}

Test(shingles, case_and_the_kind_of_marks_do_not_matter) {
  const vb_shingles *a = set_of_text(
      "“We have missed that pier every day for a year and a half,” the skipper of the ferry told "
      "a small crowd on the slip. “Today it didn’t miss us, and the lamps were dark again.”");
  const vb_shingles *b = set_of_text(
      "\"WE HAVE missed that pier - every day - for a year and a half\", The skipper of the ferry "
      "told a small crowd on the slip. 'Today it didn't miss us, and the lamps were dark again'.");
  cr_expect(a->count > 0);
  cr_expect_eq(vb_shingles_resemblance(a, b), 1.0);
}

Test(shingles, short_texts_have_none) {
  vb_analysis a = words_of(VB_SHINGLE_TEXT_MIN - 1);
  uint32_t keys[VB_SHINGLE_KEYS];
  const vb_shingles *set = set_of(a.tokens, a.token_count);
  cr_expect_eq(set->count, 0);
  cr_expect_eq(vb_shingle_keys(&a, keys), 0);
  cr_expect_not(vb_shingles_copy(set, set), "not even of itself");
  cr_expect_not(vb_shingles_copy(set_of(NULL, 0), set_of(NULL, 0)));
}

Test(shingles, keys_ascend_and_have_their_bits) {
  vb_analysis a = words_of(400);
  uint32_t keys[VB_SHINGLE_KEYS];
  cr_assert_eq(vb_shingle_keys(&a, keys), VB_SHINGLE_KEYS);
  for (size_t i = 0; i < VB_SHINGLE_KEYS; i++) {
    cr_expect_eq(keys[i] >> VB_SHINGLE_KEY_BITS, 0);
    if (i) cr_expect_gt(keys[i], keys[i - 1]);
  }
}

/* The text with a lede of some words in front, its tail cut and one word in `one_in` another. */
static vb_analysis edit(const vb_analysis *from, size_t lede, size_t keep, uint32_t one_in) {
  vb_buf text = VB_BUF_INIT;
  add_words(&text, lede);
  for (size_t i = 0; i < keep; i++) {
    if (one_in && roll(one_in) == 0) add_words(&text, 1);
    else vb_buf_str(&text, vb_token_term(&from->tokens[i])), vb_buf_char(&text, ' ');
  }
  vb_str kept = vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return cut(kept);
}

Test(shingles, edits_keep_a_copy_a_copy_and_enough_of_its_keys) {
  static const struct {
    size_t lede, keep;
    uint32_t one_in;
  } edits[] = {{0, 500, 25}, {60, 500, 0}, {0, 350, 0}, {30, 400, 50}, {0, 200, 0}, {300, 500, 0}};
  for (size_t e = 0; e < sizeof edits / sizeof *edits; e++) {
    size_t found = 0, copies = 0, rounds = 60;
    for (size_t i = 0; i < rounds; i++) {
      vb_analysis a = words_of(500), b = edit(&a, edits[e].lede, edits[e].keep, edits[e].one_in);
      copies += vb_shingles_copy(set_of(a.tokens, a.token_count), set_of(b.tokens, b.token_count));
      found += shared_keys(a.tokens, a.token_count, b.tokens, b.token_count) >= 2;
    }
    cr_expect_eq(copies, rounds, "edit %zu: %zu of %zu", e, copies, rounds);
    cr_expect(found * 100 >= rounds * 80, "edit %zu: keys of %zu of %zu", e, found, rounds);
  }
}

Test(shingles, other_texts_are_no_copies_and_share_hardly_a_key) {
  size_t keys = 0;
  for (int i = 0; i < 300; i++) {
    vb_analysis a = words_of(30 + roll(600)), b = words_of(30 + roll(600));
    const vb_shingles *x = set_of(a.tokens, a.token_count), *y = set_of(b.tokens, b.token_count);
    cr_expect_not(vb_shingles_copy(x, y));
    cr_expect_not(copy_by_filter(x, y));
    cr_expect(vb_shingles_resemblance(x, y) < 0.1);
    keys += shared_keys(a.tokens, a.token_count, b.tokens, b.token_count) > 1;
  }
  cr_expect(keys <= 3, "%zu", keys);
}

Test(shingles, comparing_does_not_depend_on_the_order) {
  for (int i = 0; i < 100; i++) {
    vb_analysis a = words_of(40 + roll(500));
    vb_analysis b = edit(&a, roll(100), a.token_count / (1 + roll(3)), 5 + roll(40));
    const vb_shingles *x = set_of(a.tokens, a.token_count), *y = set_of(b.tokens, b.token_count);
    cr_expect_eq(vb_shingles_copy(x, y), vb_shingles_copy(y, x));
    cr_expect_eq(vb_shingles_copy(x, y), copy_by_filter(x, y));
    cr_expect_eq(vb_shingles_copy(x, y), copy_by_filter(y, x));
    cr_expect_eq(vb_shingles_resemblance(x, y), vb_shingles_resemblance(y, x));
  }
}

Test(shingles, a_long_text_is_sampled_and_still_compared_fairly) {
  vb_analysis a = words_of(60000), b = edit(&a, 100, 55000, 100), c = words_of(60000);
  const vb_shingles *x = set_of(a.tokens, a.token_count), *y = set_of(b.tokens, b.token_count);
  cr_expect(x->count <= VB_SHINGLES_MAX && x->count > VB_SHINGLES_MAX / 8);
  double expected = 55000 * 0.96 / (60000 + 55000 * 0.04), got = vb_shingles_resemblance(x, y);
  cr_expect(got > expected - 0.06 && got < expected + 0.06, "%f, not %f", got, expected);
  cr_expect(vb_shingles_copy(x, y) && copy_by_filter(x, y) && copy_by_filter(y, x));
  cr_expect_not(vb_shingles_copy(x, set_of(c.tokens, c.token_count)));
}

Test(shingles, keys_of_words_hashed_before_are_the_same) {
  for (size_t n = VB_SHINGLE_TEXT_MIN; n < 3000; n = n * 3 / 2) {
    vb_analysis a = words_of(n);
    uint32_t once[VB_SHINGLE_KEYS], again[VB_SHINGLE_KEYS];
    size_t count = vb_shingle_keys(&a, once);
    cr_assert_eq(vb_analysis_hash(&a, arena, NULL), VB_OK);
    cr_assert_eq(vb_shingle_keys(&a, again), count);
    cr_expect_arr_eq(once, again, count * sizeof *once);
  }
}

Test(shingles, one_word_a_hundred_thousand_times_has_one_shingle) {
  vb_buf text = VB_BUF_INIT;
  for (int i = 0; i < 100000; i++) vb_buf_text(&text, "again ");
  vb_analysis a = cut(vb_buf_view(&text));
  uint32_t keys[VB_SHINGLE_KEYS];
  cr_expect_leq(set_of(a.tokens, a.token_count)->count, 1);
  cr_expect_eq(vb_shingle_keys(&a, keys), 1);
  vb_buf_clear(&text);
}

/* Of short and long texts, and of one that repeats itself. */
Test(shingles, the_set_of_a_text_gives_its_keys) {
  for (size_t count = 20; count < 20000; count += count / 2) {
    uint32_t keys[VB_SHINGLE_KEYS], again[VB_SHINGLE_KEYS];
    vb_analysis a = words_of(count);
    size_t n = vb_shingle_keys(&a, keys);
    cr_assert_eq(vb_shingles_keys(set_of(a.tokens, a.token_count), again), n);
    cr_expect(memcmp(keys, again, n * sizeof *keys) == 0, "%zu words", count);
  }
  vb_buf text = VB_BUF_INIT;
  uint32_t keys[VB_SHINGLE_KEYS], again[VB_SHINGLE_KEYS];
  for (int i = 0; i < 50; i++) vb_buf_printf(&text, "salt gull ");
  vb_analysis a = cut(vb_buf_view(&text));
  size_t n = vb_shingle_keys(&a, keys);
  cr_assert_eq(n, 2);
  cr_assert_eq(vb_shingles_keys(set_of(a.tokens, a.token_count), again), n);
  cr_expect(memcmp(keys, again, n * sizeof *keys) == 0);
  vb_buf_clear(&text);
}
