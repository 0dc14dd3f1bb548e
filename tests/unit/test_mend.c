#include "indexer/article/read/mend.h"

#include <criterion/criterion.h>

static vb_arena *arena;

static void setup(void) {
  arena = vb_arena_new();
}

static void teardown(void) {
  vb_arena_free(arena);
}

TestSuite(mend, .init = setup, .fini = teardown);

static void assert_mended(const char *from, const char *to, uint32_t wanted) {
  uint32_t count = 0;
  vb_str got = vb_mend_encoded_twice(vb_str_of(from), arena, &count);
  cr_assert(vb_str_is(got, to), "%s: got \"%.*s\", wanted \"%s\"", from, VB_STR_ARG(got), to);
  cr_assert_eq(count, wanted, "%s: %u", from, count);
}

Test(mend, what_was_encoded_twice_is_mended) {
  assert_mended("Ilseâ€™s ferry", "Ilse’s ferry", 1);
  assert_mended("IlseÃ¢â‚¬â„¢s ferry", "Ilse’s ferry", 1 + 2);
  assert_mended("â€œWe will sail,â€\xC2\x9D she said", "“We will sail,” she said", 2);
  assert_mended("cafÃ© and Ã\xC2\xA0 la carte", "café and à la carte", 2);
  assert_mended("Â£5 and 20Â°", "£5 and 20°", 2);
  assert_mended("ÐœÐ¾ÑÐºÐ²Ð°", "МоÑква", 5); /* a byte was lost of the third letter, which stays */
  assert_mended("Ð¼Ð¾Ñ€Ðµ", "море", 4);
  assert_mended("ðŸ˜€", "😀", 1);
}

Test(mend, what_may_be_meant_stays) {
  static const char *const texts[] = {"",
                                      "Ilse’s ferry",
                                      "São Tomé, NÃO, Ângela",
                                      "ROMÂ»",
                                      "Ñandú",
                                      "naïve",
                                      "Ã",
                                      "Â",
                                      "â",
                                      "â€",
                                      "Ðe, Ñ",
                                      "plain",
                                      "\xEF\xBF\xBD"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_mended(texts[i], texts[i], 0);
}

static void assert_joined(const char *from, const char *to) {
  vb_str got = vb_mend_broken_words(vb_str_of(from), arena);
  cr_assert(vb_str_is(got, to), "%s: got \"%.*s\"", from, VB_STR_ARG(got));
}

Test(mend, a_word_broken_by_a_line_end_is_one) {
  assert_joined("The govern-\nment said it was under- \r\n  standable.",
                "The government said it was understandable.");
  assert_joined("eine Über-\nraschung", "eine Überraschung");
}

Test(mend, a_hyphen_of_the_word_stays) {
  assert_joined("the sea-\nwall and the sea-wall", "the sea-wall and the sea-wall");
  assert_joined("a well-\nknown dam", "a well-known dam");
  assert_joined("the Port-\nAmble line", "the Port-\nAmble line");
  assert_joined("1990-\nto date", "1990-\nto date");
  assert_joined("a dash -\nand more", "a dash -\nand more");
  assert_joined("under-\n\nstandable", "under-\n\nstandable"); /* paragraphs are apart */
  assert_joined("", "");
  assert_joined("under-", "under-");
}
