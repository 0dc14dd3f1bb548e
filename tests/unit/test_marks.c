/*
 * test_marks.c - the table of marks, against lists written from what languages print.
 */
#include "tests/unit/mark_pairs.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

static vb_quote_mark mark_of(const char *text) {
  return vb_mark_at(vb_str_of(text), 0);
}

Test(marks, the_pairs_of_the_worlds_print_open_and_close) {
  static const char *const pairs[][2] = {
      {"\"", "\""}, {"'", "'"},   {"“", "”"},   {"‘", "’"},   {"„", "“"},   {"„", "”"},
      {"‚", "‘"},   {"‚", "’"},   {"”", "”"},   {"’", "’"},   {"«", "»"},   {"»", "«"},
      {"‹", "›"},   {"›", "‹"},   {"「", "」"}, {"『", "』"}, {"｢", "｣"},   {"﹁", "﹂"},
      {"﹃", "﹄"}, {"〝", "〞"}, {"〝", "〟"}, {"＂", "＂"}, {"＇", "＇"}, {"‟", "”"},
      {"‛", "’"},   {"❝", "❞"},   {"❛", "❜"},   {"⹂", "”"}, {"``", "''"}, {"''", "''"},
      {"‘‘", "’’"}, {"´´", "´´"}, {"‚‚", "‘‘"}, {"“", "\""},  {"\"", "”"},  {"``", "\""}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    vb_quote_mark open = mark_of(pairs[i][0]), close = mark_of(pairs[i][1]);
    cr_expect_eq(open.length, strlen(pairs[i][0]), "%s", pairs[i][0]);
    cr_expect(vb_mark_closes(open, close), "%s %s", pairs[i][0], pairs[i][1]);
    char text[32];
    snprintf(text, sizeof text, "x %sy%s", pairs[i][0], pairs[i][1]);
    cr_expect(vb_mark_opens(vb_str_of(text), 2, open), "%s", text);
  }
}

Test(marks, of_two_families_none_closes_the_other) {
  static const char *const apart[][2] = {{"“", "’"},   {"‘", "”"},  {"«", "”"},  {"«", "›"},
                                         {"「", "』"}, {"\"", "'"}, {"“", "“"},  {"«", "«"},
                                         {"」", "「"}, {"a", "\""}, {"\"", "a"}, {"„", "„"}};
  for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
    cr_expect_not(vb_mark_closes(mark_of(apart[i][0]), mark_of(apart[i][1])), "%s %s", apart[i][0],
                  apart[i][1]);
}

Test(marks, what_is_typed_for_an_apostrophe_alone_quotes_nothing) {
  static const char *const alone[] = {"`", "´", "\u02BC", "\u02B9", "\u2032", "\u2033"};
  for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
    size_t length;
    int32_t c = vb_utf8_decode(alone[i], alone[i] + strlen(alone[i]), &length);
    cr_expect(vb_char_is_quote(c), "%s", alone[i]);
    cr_expect_eq(mark_of(alone[i]).family, VB_MARK_NONE, "%s", alone[i]);
  }
}

Test(marks, a_mark_that_faces_out_or_either_way_opens_by_what_stands_around_it) {
  static const struct {
    const char *text;
    size_t at;
    bool opens;
  } cases[] = {{"said \"no", 5, true}, {"said \" no", 5, false}, {"5\" wide", 1, false},
               {"said:\"no", 5, true}, {"(\"no", 1, true},       {"—\"no", 3, true},
               {"“‘no", 3, true},      {"他说\"走", 6, true},    {"he»no", 2, false},
               {"he »no", 3, true},    {"he«no", 2, false},      {"don't", 3, false},
               {"boys’ ", 4, false},   {"say ’no", 4, true},     {"\u00A0\"no", 2, true},
               {"no\"", 2, false},     {"\"", 0, false},         {"走「", 3, true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_str text = vb_str_of(cases[i].text);
    cr_expect_eq(vb_mark_opens(text, cases[i].at, vb_mark_at(text, cases[i].at)), cases[i].opens,
                 "%s", cases[i].text);
  }
}

Test(marks, characters_are_of_one_kind_and_those_that_may_begin_a_mark_are_known_by_their_byte) {
  for (int32_t c = 1; c < 0x20000; c++) {
    char text[5] = "";
    if (vb_utf8_encode(c, text) == 0) continue;
    int kinds = vb_char_is_space(c) + vb_char_is_dash(c) + vb_char_is_quote(c);
    cr_assert(kinds <= 1, "U+%04X", (unsigned)c);
    if (mark_of(text).family)
      cr_assert(vb_mark_may_begin((unsigned char)text[0]), "U+%04X", (unsigned)c);
  }
  cr_expect_not(vb_char_is_space(VB_UTF8_BAD) || vb_char_is_dash(VB_UTF8_BAD) ||
                vb_char_is_quote(VB_UTF8_BAD) || vb_char_is_ignorable(VB_UTF8_BAD));
}

Test(marks, spaces_and_what_is_never_seen_are_those_of_unicode) {
  static const int32_t spaces[] = {' ',    '\t',   '\n',   '\r',   0x85,   0xA0,   0x1680, 0x2000,
                                   0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  static const int32_t unseen[] = {0xAD, 0x200B, 0x200E, 0x202A, 0x2060, 0x2069, 0xFE0F, 0xFEFF};
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
    cr_expect(vb_char_is_space(spaces[i]) && !vb_char_is_ignorable(spaces[i]), "U+%04X",
              (unsigned)spaces[i]);
  for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
    cr_expect(vb_char_is_ignorable(unseen[i]) && !vb_char_is_space(unseen[i]), "U+%04X",
              (unsigned)unseen[i]);
}

Test(marks, every_cut_of_a_text_is_read_within_its_end) {
  static const char text[] = "''“«‹「＂‘‘’’``´´❝";
  for (size_t n = 1; n < sizeof text; n++) {
    char *copy = malloc(n); /* so that a sanitizer sees a byte too many */
    memcpy(copy, text, n);
    for (size_t at = 0; at < n; at++) {
      vb_quote_mark mark = vb_mark_at((vb_str){copy, n}, at);
      cr_expect(mark.length >= 1 && at + mark.length <= n);
      vb_mark_opens((vb_str){copy, n}, at, mark);
    }
    free(copy);
  }
}
