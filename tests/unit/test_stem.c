#include "indexer/text/stem.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(stem, joins_the_forms_of_a_word) {
  static const char *const cases[][2] = {{"running", "run"},      {"runs", "run"},
                                         {"expenses", "expens"},  {"the", "the"},
                                         {"ministers", "minist"}, {"2019", "2019"}};
  vb_stemmer *s;
  cr_assert_eq(vb_stemmer_open("en", &s, NULL), VB_OK);
  for (int again = 0; again < 2; again++)
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
      cr_expect(vb_str_is(vb_stem(s, vb_str_of(cases[i][0])), cases[i][1]), "%s", cases[i][0]);
  vb_stemmer_close(s);
}

/* As vb_stemmer_keeps_beginning says it. */
static bool keeps_beginning(vb_str stem, const char *word) {
  if (stem.n == 0 || stem.p[0] != word[0]) return false;
  return stem.n == 1 || stem.p[1] == word[1] || (stem.p[1] == 'i' && word[1] == 'y');
}

Test(stem, english_keeps_the_first_two_letters) {
  static const char *const endings[] = {"",        "s",       "ies",  "ing", "ed", "ly",
                                        "ational", "fulness", "'s",   "ion", "y",  "ying",
                                        "eed",     "ousness", "ible", "e"};
  vb_stemmer *s;
  cr_assert_eq(vb_stemmer_open("en", &s, NULL), VB_OK);
  cr_assert(vb_stemmer_keeps_beginning(s));
  for (unsigned i = 0; i < 26 * 26 * 26; i++) {
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
      char word[32];
      /* Beginnings of one to three letters. */
      unsigned n = 1 + i % 3;
      const char letters[] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26),
                              (char)('a' + i / 676)};
      int length = snprintf(word, sizeof word, "%.*s%s", (int)n, letters, endings[k]);
      vb_str stem = vb_stem(s, (vb_str){word, (size_t)length});
      cr_assert(keeps_beginning(stem, word), "%s", word);
    }
  }
  vb_stemmer_close(s);
  cr_assert_eq(vb_stemmer_open("arabic", &s, NULL), VB_OK);
  cr_assert_not(vb_stemmer_keeps_beginning(s)); /* it takes prefixes off */
  vb_stemmer_close(s);
}

Test(stem, none_leaves_words_as_they_are) {
  vb_stemmer *s;
  cr_assert_eq(vb_stemmer_open("none", &s, NULL), VB_OK);
  cr_assert(vb_str_is(vb_stem(s, VB_STR("running")), "running"));
  vb_stemmer_close(s);
}

Test(stem, an_unknown_language_is_named) {
  vb_stemmer *s;
  vb_error err;
  cr_assert_eq(vb_stemmer_open("klingon", &s, &err), VB_INVALID);
  cr_assert_null(s);
  cr_assert(strstr(err.text, "klingon"));
  vb_stemmer_close(s);
}

Test(stem, remembers_and_forgets_without_a_difference) {
  /* More words than are remembered, twice, against a stemmer that sees each once. */
  vb_stemmer *busy, *fresh;
  cr_assert_eq(vb_stemmer_open("english", &busy, NULL), VB_OK);
  cr_assert_eq(vb_stemmer_open("english", &fresh, NULL), VB_OK);
  for (unsigned i = 0; i < 300000; i++) {
    char word[32], kept[32];
    int n = snprintf(word, sizeof word, "word%cings%x", 'a' + i % 26, i % 140000);
    vb_str stem = vb_stem(busy, (vb_str){word, (size_t)n});
    cr_assert_lt(stem.n, sizeof kept);
    memcpy(kept, stem.p, stem.n);
    if (i % 1000) continue;
    vb_str other = vb_stem(fresh, (vb_str){word, (size_t)n});
    cr_assert(vb_str_eq(other, (vb_str){kept, stem.n}), "%s", word);
  }
  char longest[200];
  memset(longest, 'z', sizeof longest);
  cr_assert_eq(vb_stem(busy, (vb_str){longest, sizeof longest}).n, sizeof longest);
  vb_stemmer_close(busy);
  vb_stemmer_close(fresh);
}
