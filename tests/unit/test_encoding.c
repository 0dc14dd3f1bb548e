#include "indexer/article/read/clean.h"
#include "indexer/article/read/encoding.h"
#include "indexer/base/utf8.h"

#include <criterion/criterion.h>
#include <stdio.h>

static void check(vb_str bytes, const char *declared, const char *wanted, uint32_t replaced) {
  vb_arena *arena = vb_arena_new();
  vb_decoded out;
  cr_assert_eq(vb_decode(bytes, vb_str_of(declared), arena, &out, NULL), VB_OK);
  cr_assert(vb_utf8_valid(out.text));
  cr_assert(vb_str_is(out.text, wanted), "got \"%.*s\", wanted \"%s\"", VB_STR_ARG(out.text),
            wanted);
  cr_assert_eq(out.replaced, replaced, "%s: %u replaced", wanted, out.replaced);
  vb_arena_free(arena);
}

Test(encoding, utf8_stays_and_loses_its_mark) {
  check(VB_STR("caf\xC3\xA9"), NULL, "café", 0);
  check(VB_STR("\xEF\xBB\xBF"
               "caf\xC3\xA9"),
        "iso-8859-1", "café", 0);
  check(VB_STR(""), NULL, "", 0);
}

Test(encoding, utf16_is_read_with_and_without_mark) {
  check(VB_STR("\xFF\xFEh\0i\0\xE9\0"), NULL, "hié", 0);
  check(VB_STR("\xFE\xFF\0h\0i\0\xE9"), NULL, "hié", 0);
  check(VB_STR("h\0e\0l\0l\0o\0"), NULL, "hello", 0);
  check(VB_STR("\0h\0e\0l\0l\0o"), NULL, "hello", 0);
  check(VB_STR("\xFF\xFEh\0i\0\xE9"), NULL, "hi\xEF\xBF\xBD", 1);
}

Test(encoding, western_bytes_are_windows_1252) {
  check(VB_STR("caf\xE9"), NULL, "café", 0);
  check(VB_STR("caf\xE9"), "ISO-8859-1", "café", 0);
  check(VB_STR("\x93so\x94 it\x92s"), NULL, "“so” it’s", 0);
  check(VB_STR("caf\xE9"), "utf-8", "café", 0);
  check(VB_STR("caf\xE9"), "no-such-charset", "café", 0);
}

Test(encoding, a_declared_charset_is_believed) {
  check(VB_STR("\xEF\xF0\xE8"), "windows-1251", "при", 0);
  check(VB_STR("\xA4\xE9"), "iso-8859-7", "€ι", 0);
}

Test(encoding, much_cyrillic_is_detected) {
  /* "the harbour wall holds, said the harbour master", thrice, in Windows-1251 */
  check(
      VB_STR("\xD1\xF2\xE5\xED\xE0 \xE3\xE0\xE2\xE0\xED\xE8 \xE4\xE5\xF0\xE6\xE8\xF2\xF1\xFF, "
             "\xF1\xEA\xE0\xE7\xE0\xEB \xED\xE0\xF7\xE0\xEB\xFC\xED\xE8\xEA \xEF\xEE\xF0\xF2\xE0."),
      NULL, "Стена гавани держится, сказал начальник порта.", 0);
}

Test(encoding, damaged_utf8_is_repaired_and_counted) {
  check(VB_STR("\xE2\x80\x9Cso\xE2\x80\x9D \xFF caf\xC3\xA9"), NULL, "“so” \xEF\xBF\xBD café", 1);
  check(VB_STR("\xE2\x80\x9Cso\xE2\x80\x9D caf\xC3"), NULL, "“so” caf\xEF\xBF\xBD", 1);
}

static void check_text(const char *in, const char *wanted) {
  vb_arena *arena = vb_arena_new();
  vb_str got = vb_clean_text(vb_str_of(in), arena);
  cr_assert(vb_str_eq(got, vb_str_of(wanted)), "\"%s\" gave \"%.*s\"", in, VB_STR_ARG(got));
  vb_arena_free(arena);
}

Test(clean, text_comes_in_paragraphs) {
  static const char *const cases[][2] = {
      {"One.\n\nTwo.", "One.\n\nTwo."},
      {"One.\r\n\r\nTwo.\r\n", "One.\n\nTwo."},
      {"  One. \n \t\n\n  Two.  ", "One.\n\nTwo."},
      {"One line\nand its end.\n\nTwo.", "One line\nand its end.\n\nTwo."},
      {"One ends here.\nTwo ends too.\nThree", "One ends here.\n\nTwo ends too.\n\nThree"},
      {"A wrapped\nline goes on\nto its end.", "A wrapped\nline goes on\nto its end."},
      {"“One ends.”\nTwo.", "“One ends.”\n\nTwo."},
      {"a  b\tc", "a b c"},
      {"a\x01"
       "b\x7f"
       "c\x1b[31m",
       "abc[31m"},
      {"don\xC2\x92t \xC2\x81go", "don’t go"},
      {"\xEF\xBB\xBFstart", "start"},
      {"one\xE2\x80\xA9two\xE2\x80\xA8three", "one\n\ntwo\nthree"},
      {"\xC2\xA0one\xC2\xA0two\xC2\xA0", "one\xC2\xA0two"},
      {"donâ€™t", "donâ€™t"},
      {" \n\n ", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_text(cases[i][0], cases[i][1]);
}

Test(clean, one_odd_character_is_found_wherever_it_stands) {
  static const char plain[] = "The ferry came in with the tide and left at dawn.";
  static const struct {
    const char *odd, *meant;
  } cases[] = {{"  ", " "},      {"\t", " "},          {"\x01", ""},
               {"\x7f", ""},     {"\r", "\n"},         {"\xC2\x93", "\xE2\x80\x9C"},
               {"\xC2\x81", ""}, {"\xEF\xBB\xBF", ""}, {"\xE2\x80\x9C", "\xE2\x80\x9C"},
               {"\f", "\n\n"}};
  vb_arena *arena = vb_arena_new();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t at = 1; at + 1 < sizeof plain; at++) {
      if (plain[at] == ' ' || plain[at - 1] == ' ') continue; /* would make a wider blank */
      char in[80], out[80];
      snprintf(in, sizeof in, "%.*s%s%s\n\nA", (int)at, plain, cases[i].odd, plain + at);
      snprintf(out, sizeof out, "%.*s%s%s\n\nA", (int)at, plain, cases[i].meant, plain + at);
      vb_str got = vb_clean_text(vb_str_of(in), arena);
      cr_expect(vb_str_is(got, out), "%zu at %zu: \"%.*s\"", i, at, VB_STR_ARG(got));
    }
  vb_arena_free(arena);
}

Test(clean, cleaning_twice_is_cleaning_once) {
  static const char *const texts[] = {"One.\nTwo.\n\n\nThree  x\r\rFour", "a\n b\n\nc\n", "x\f\fy",
                                      "\n\n\"x.\"\ny"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    vb_arena *arena = vb_arena_new();
    vb_str once = vb_clean_text(vb_str_of(texts[i]), arena);
    vb_str twice = vb_clean_text(once, arena);
    cr_assert(vb_str_eq(once, twice), "%s", texts[i]);
    vb_arena_free(arena);
  }
}

Test(clean, a_field_is_one_line_cut_at_a_character) {
  vb_arena *arena = vb_arena_new();
  cr_assert(vb_str_is(vb_clean_field(VB_STR(" a\n\n b\tc \x02"), 99, arena), "a b c"));
  cr_assert(vb_str_is(vb_clean_field(VB_STR("caf\xC3\xA9"), 4, arena), "caf"));
  cr_assert(vb_str_is(vb_clean_field(VB_STR("clean"), 99, arena), "clean"));
  cr_assert_null(vb_clean_field(VB_STR(" \n"), 99, arena).p);
  cr_assert_null(vb_clean_field(VB_STR_NONE, 99, arena).p);
  vb_arena_free(arena);
}
