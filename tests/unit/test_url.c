/*
 * test_url.c - percent encoding and parameters, as browsers and as vandals send them.
 */
#include "web/url.h"

#include <criterion/criterion.h>
#include <stdio.h>

static vb_arena *arena;

static void set_up(void) {
  arena = vb_arena_new();
}

static void tear_down(void) {
  vb_arena_free(arena);
}

TestSuite(url, .init = set_up, .fini = tear_down);

#define BYTES(literal)                                                                             \
  { literal, sizeof(literal) - 1 }

Test(url, percent_encoding_is_decoded_and_what_is_none_stays) {
  static const struct {
    vb_str text;
    bool plus;
    vb_str wanted;
  } cases[] = {
      {BYTES(""), true, BYTES("")},
      {BYTES("plain"), true, BYTES("plain")},
      {BYTES("a+b"), true, BYTES("a b")},
      {BYTES("a+b"), false, BYTES("a+b")},
      {BYTES("%41%7a%2F"), true, BYTES("Az/")},
      {BYTES("%c3%A9"), true, BYTES("\xC3\xA9")},
      {BYTES("a%00b"), true, BYTES("a\0b")},
      {BYTES("%"), true, BYTES("%")},
      {BYTES("%4"), true, BYTES("%4")},
      {BYTES("%4g"), true, BYTES("%4g")},
      {BYTES("100%"), true, BYTES("100%")},
      {BYTES("%2541"), true, BYTES("%41")},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_str got = vb_url_decode(cases[i].text, cases[i].plus, arena);
    cr_expect(vb_str_eq(got, cases[i].wanted), "case %zu: \"%.*s\"", i, VB_STR_ARG(got));
  }
}

Test(url, encoding_and_decoding_give_the_text_back) {
  char all[256];
  for (int i = 0; i < 256; i++) all[i] = (char)i;
  vb_buf encoded = VB_BUF_INIT;
  vb_url_encode((vb_str){all, 256}, &encoded);
  vb_str back = vb_url_decode(vb_buf_view(&encoded), true, arena);
  cr_expect(vb_str_eq(back, (vb_str){all, 256}));
  vb_buf_clear(&encoded);
}

Test(url, parameters_are_read_by_name) {
  vb_url_params params;
  vb_str text = VB_STR("q=a+b&&empty=&flag&=x&q=second&x=1=2&%71=third");
  cr_assert_eq(vb_url_params_read(text, arena, &params, NULL), VB_OK);
  cr_expect_eq(params.count, 7);
  cr_expect(vb_str_is(vb_url_param_get(&params, "q"), "a b"));
  cr_expect(vb_str_is(vb_url_param_get(&params, "x"), "1=2"));
  cr_expect_null(vb_url_param_get(&params, "empty").p);
  cr_expect_null(vb_url_param_get(&params, "flag").p);
  cr_expect_null(vb_url_param_get(&params, "missing").p);
}

Test(url, too_many_parameters_are_refused) {
  vb_buf text = VB_BUF_INIT;
  vb_url_params params;
  vb_error error;
  for (int i = 0; i < VB_URL_PARAMS_MAX; i++) vb_buf_printf(&text, "&a%d=1", i);
  cr_expect_eq(vb_url_params_read(vb_buf_view(&text), arena, &params, &error), VB_OK);
  vb_buf_text(&text, "&one=more");
  cr_expect_eq(vb_url_params_read(vb_buf_view(&text), arena, &params, &error), VB_LIMIT);
  cr_expect_eq(params.count, 0);
  vb_buf_clear(&text);
}

Test(url, only_web_addresses_are_fit_for_a_link) {
  static const char *const good[] = {"http://a.example/", "https://a.example",
                                     "HTTPS://A.example/x"};
  static const char *const bad[] = {"",
                                    "javascript:alert(1)",
                                    " https://a.example",
                                    "https://",
                                    "http:///x",
                                    "https://a.example/ b",
                                    "https://a.example/\n",
                                    "https:\\\\a.example",
                                    "ftp://a.example",
                                    "//a.example",
                                    "data:text/html,x",
                                    "httpsx://a"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    cr_expect(vb_url_is_web(vb_str_of(good[i])), "%s", good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    cr_expect_not(vb_url_is_web(vb_str_of(bad[i])), "%s", bad[i]);
  cr_expect_not(vb_url_is_web(VB_STR_NONE));
}
