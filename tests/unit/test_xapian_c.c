/*
 * test_xapian_c.c - the C API over libxapian, against real databases in a temporary folder.
 */
#include <criterion/criterion.h>

#include "indexer/xapian-c/xapian_c.h"

static void expect_stem(const char *language, const char *word, const char *stem) {
  vb_xapian_stemmer *stemmer;
  vb_error err;
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_xapian_stemmer_open(language, &stemmer, &err), VB_OK);
  cr_assert_eq(vb_xapian_stem(stemmer, vb_str_of(word), &out, &err), VB_OK);
  cr_expect(vb_str_is(vb_buf_view(&out), stem), "%s: %s gives %.*s", language, word,
            VB_STR_ARG(vb_buf_view(&out)));
  vb_buf_clear(&out);
  vb_xapian_stemmer_close(stemmer);
}

Test(xapian_c, stems_are_snowballs) {
  expect_stem("en", "elections", "elect");
  expect_stem("english", "said", "said");
  expect_stem("german", "zeitungen", "zeitung");
  expect_stem("none", "elections", "elections");
  expect_stem("en", "", "");
}

Test(xapian_c, an_unknown_stemmer_is_refused) {
  vb_xapian_stemmer *stemmer;
  vb_error err;
  cr_assert_eq(vb_xapian_stemmer_open("klingon", &stemmer, &err), VB_INVALID);
  cr_expect_null(stemmer);
  cr_expect(strstr(err.text, "klingon") != NULL, "%s", err.text);
}

Test(xapian_c, the_stemmers_are_listed) {
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_xapian_stemmer_languages(&out, NULL), VB_OK);
  cr_expect(strstr(vb_buf_view(&out).p, "english") != NULL);
  vb_buf_clear(&out);
}
