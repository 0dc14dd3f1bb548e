#include "indexer/base/utf8.h"

#include <criterion/criterion.h>

static size_t repaired(const char *in, const char *out) {
  vb_buf buf = VB_BUF_INIT;
  size_t n = vb_utf8_repair(vb_str_of(in), &buf);
  cr_expect(vb_str_is(vb_buf_view(&buf), out), "%s became %.*s", in, VB_STR_ARG(vb_buf_view(&buf)));
  vb_buf_clear(&buf);
  return n;
}

#define R "\xEF\xBF\xBD"

Test(utf8, each_maximal_invalid_piece_becomes_one_replacement) {
  cr_expect_eq(repaired("plain ascii, longer than eight", "plain ascii, longer than eight"), 0);
  cr_expect_eq(repaired("a\xE2\x82z", "a" R "z"), 1);
  cr_expect_eq(repaired("\xC0\xAF", R R), 2);
  cr_expect_eq(repaired("\xED\xA0\x80", R R R), 3);
  cr_expect_eq(repaired("\xF4\x90\x80\x80", R R R R), 4);
  cr_expect_eq(repaired("caf\xE9 ol\xE9", "caf" R " ol" R), 2);
  cr_expect_eq(repaired("\xF0\x9F\x98\x80!", "\xF0\x9F\x98\x80!"), 0);
}

Test(utf8, every_character_encodes_and_decodes_to_itself) {
  for (int32_t c = 0; c <= 0x10FFFF; c++) {
    char b[4];
    size_t n = vb_utf8_encode(c, b), length;
    if (c >= 0xD800 && c <= 0xDFFF) {
      cr_assert_eq(n, 0);
      continue;
    }
    cr_assert_eq(vb_utf8_decode(b, b + n, &length), c);
    cr_assert_eq(length, n);
  }
}

Test(utf8, offsets_count_characters) {
  vb_str s = VB_STR("\xC3\xA9"
                    "a\xE2\x80\x9C"
                    "b");
  cr_expect_eq(vb_utf8_count(s), 4);
  cr_expect_eq(vb_utf8_offset(s, 0), 0);
  cr_expect_eq(vb_utf8_offset(s, 2), 3);
  cr_expect_eq(vb_utf8_offset(s, 9), s.n);
  cr_expect_eq(vb_utf8_floor(s, 4), 3);
}

/* Long texts are counted in rows; all lengths around a row, and more rows than one sum holds. */
Test(utf8, counts_characters_of_texts_of_any_length) {
  static const char *const characters[] = {"a", "\u00E9", "\u2019", "\U0001F600", " ", "z"};
  enum { MOST = 9000 };
  static char text[MOST + 4];
  size_t n = 0, count = 0;
  for (uint32_t k = 0; n < MOST; k++) {
    const char *c = characters[k * k * 31 % (sizeof characters / sizeof *characters)];
    memcpy(text + n, c, strlen(c));
    n += strlen(c), count++;
    cr_assert_eq(vb_utf8_count((vb_str){text, n}), count, "%zu bytes", n);
  }
  memset(text, '\x80', MOST);
  cr_expect_eq(vb_utf8_count((vb_str){text, MOST}), 0);
}
