#include "indexer/store/source_key.h"

#include <criterion/criterion.h>

static const char *key(const char *name) {
  static vb_source_key keys[2];
  static size_t turn;
  char *out = keys[turn++ % 2];
  vb_source_key_of(vb_str_of(name), out);
  return out;
}

Test(source_key, names_that_a_reader_takes_for_one_have_one_key) {
  cr_expect_str_eq(key("Le Héraut du Lac"), key("LE HERAUT\tDU  LAC "));
  cr_expect_str_eq(key("Cutters’ Row Gazette"), key("cutters' row gazette"));
  cr_expect_str_eq(key("The\u200b Tide"), key("The Tide"));
}

Test(source_key, another_word_or_mark_is_another_source) {
  cr_expect_str_neq(key("The Tide"), key("The Tide - News"));
  cr_expect_str_neq(key("The Tide News"), key("The Tide - News"));
  cr_expect_str_neq(key("The Tide"), key("TheTide"));
  cr_expect_str_neq(key("The Tide"), key("Tide The"));
}

Test(source_key, a_key_is_digits_for_any_bytes) {
  static const char *const names[] = {"The Tide", "\xff\xfe", "潮报", "?!", "a\tb\nc"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = strlen(key(names[i]));
    cr_expect(n == 0 || n == VB_SOURCE_KEY_DIGITS, "%s", names[i]);
    cr_expect_eq(strspn(key(names[i]), "0123456789"), n);
  }
}

Test(source_key, a_name_that_cannot_be_seen_has_no_key) {
  vb_source_key out;
  cr_expect_not(vb_source_key_of(VB_STR(""), out));
  cr_expect_not(vb_source_key_of(VB_STR_NONE, out));
  cr_expect_not(vb_source_key_of(VB_STR(" \t\u200b\u00ad "), out));
  cr_expect_str_eq(out, "");
}
