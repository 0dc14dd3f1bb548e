/*
 * test_template.c - what the pages' templates write, above all that data never become markup.
 */
#include "indexer/base/markup_escape.h"
#include "web/template.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static vb_arena *arena;
static vb_template_data *data;

static void set_up(void) {
  arena = vb_arena_new();
  data = vb_template_data_new(arena);
}

static void tear_down(void) {
  vb_arena_free(arena);
}

TestSuite(template, .init = set_up, .fini = tear_down);

static void expect(const char *text, const char *wanted) {
  vb_buf out = VB_BUF_INIT;
  vb_error error = {0};
  vb_status status = vb_template_render(vb_str_of(text), data, &out, &error);
  cr_expect_eq(status, VB_OK, "%s: %s", text, error.text);
  cr_expect(vb_str_is(vb_buf_view(&out), wanted), "%s gave \"%.*s\", not \"%s\"", text,
            VB_STR_ARG(vb_buf_view(&out)), wanted);
  vb_buf_clear(&out);
}

static void expect_malformed(const char *text) {
  vb_buf out = VB_BUF_INIT;
  vb_error error = {0};
  cr_expect_eq(vb_template_render(vb_str_of(text), data, &out, &error), VB_INTERNAL, "%s", text);
  cr_expect(error.text[0]);
  vb_buf_clear(&out);
}

Test(template, names_are_replaced_and_unknown_ones_are_empty) {
  vb_template_set(data, "name", VB_STR("Ada"));
  expect("", "");
  expect("no tag", "no tag");
  expect("{{name}}", "Ada");
  expect("a{{ name }}b{{other}}c", "aAdabc");
  expect("{ {name} }", "{ {name} }");
}

Test(template, markup_in_data_is_escaped_in_every_place) {
  vb_template_set(data, "x", VB_STR("<b a=\"1\" c='2'>&amp;</b>"));
  expect("<p title=\"{{x}}\">{{x}}</p>",
         "<p title=\"&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;\">"
         "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;</p>");
}

Test(template, control_characters_do_not_reach_the_page) {
  vb_template_set(data, "x", (vb_str){"a\0b\x1b[1m\tc\nd\x7f", 12});
  expect("{{x}}", "a\xEF\xBF\xBD"
                  "b\xEF\xBF\xBD[1m\tc\nd\xEF\xBF\xBD");
}

Test(template, tags_in_data_stay_text) {
  vb_template_set(data, "x", VB_STR("{{secret}} {{#x}}"));
  vb_template_set(data, "secret", VB_STR("shown"));
  expect("{{x}}", "{{secret}} {{#x}}");
}

Test(template, a_section_is_repeated_for_each_element) {
  for (int i = 1; i <= 3; i++) vb_template_format(vb_template_add(data, "item"), "n", "%d", i);
  expect("<{{#item}}[{{n}}]{{/item}}>", "<[1][2][3]>");
  expect("{{^item}}none{{/item}}", "");
}

Test(template, a_section_that_is_absent_or_empty_is_left_out) {
  vb_template_set(data, "empty", VB_STR(""));
  vb_template_set(data, "text", VB_STR("t"));
  expect("{{#missing}}x{{/missing}}{{^missing}}none{{/missing}}", "none");
  expect("{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}", "none");
  expect("{{#text}}={{text}}{{/text}}{{^text}}none{{/text}}", "=t");
}

Test(template, a_flag_is_set_or_absent) {
  vb_template_flag(data, "on", true);
  vb_template_flag(data, "off", false);
  expect("{{#on}}1{{/on}}{{#off}}2{{/off}}{{^off}}3{{/off}}", "13");
}

Test(template, names_are_looked_for_inside_first_and_then_outward) {
  vb_template_set(data, "a", VB_STR("outer"));
  vb_template_set(data, "b", VB_STR("seen"));
  vb_template_set(vb_template_add(data, "s"), "a", VB_STR("inner"));
  expect("{{#s}}{{a}} {{b}}{{/s}} {{a}}", "inner seen outer");
}

Test(template, sections_nest_and_may_repeat_a_name) {
  vb_template_data *one = vb_template_add(data, "s");
  vb_template_set(vb_template_add(one, "s"), "x", VB_STR("1"));
  vb_template_set(vb_template_add(one, "s"), "x", VB_STR("2"));
  expect("{{#s}}({{#s}}{{x}}{{/s}}){{/s}}", "(12)");
}

Test(template, a_name_set_twice_has_its_first_value) {
  vb_template_set(data, "x", VB_STR("1"));
  vb_template_set(data, "x", VB_STR("2"));
  expect("{{x}}", "1");
}

Test(template, numbers_have_their_thousands_parted) {
  static const struct {
    uint64_t number;
    const char *text;
  } cases[] = {{0, "0"},
               {7, "7"},
               {999, "999"},
               {1000, "1,000"},
               {12345, "12,345"},
               {1234567, "1,234,567"},
               {UINT64_MAX, "18,446,744,073,709,551,615"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    data = vb_template_data_new(arena);
    vb_template_number(data, "n", cases[i].number);
    expect("{{n}}", cases[i].text);
  }
}

Test(template, a_malformed_template_is_an_error) {
  expect_malformed("{{name");
  expect_malformed("{{#open}}");
  expect_malformed("{{/never}}");
  expect_malformed("{{#a}}{{#b}}{{/a}}{{/b}}");
  vb_template_set(data, "a", VB_STR("1"));
  expect_malformed("{{#a}}{{#b}}{{/a}}");
  char deep[20 * 6 * 2 + 1] = "";
  for (int i = 0; i < 20; i++) strcat(deep, "{{#a}}");
  for (int i = 0; i < 20; i++) strcat(deep, "{{/a}}");
  expect_malformed(deep);
}

/* Any bytes as data, any place: the output has no character of markup but the template's own. */
Test(template, random_data_never_becomes_markup) {
  unsigned seed = 20190304;
  srand(seed);
  for (int round = 0; round < 2000; round++) {
    char bytes[64];
    size_t n = (size_t)rand() % sizeof bytes;
    for (size_t i = 0; i < n; i++)
      bytes[i] = rand() % 3 ? "<>&\"'{}/#^"[rand() % 10] : (char)rand();
    vb_buf out = VB_BUF_INIT;
    vb_markup_escape((vb_str){bytes, n}, &out);
    vb_str made = vb_buf_view(&out);
    for (size_t i = 0; i < made.n; i++) {
      bool entity = made.p[i] == '&' && memchr(made.p + i, ';', made.n - i < 7 ? made.n - i : 7);
      cr_assert(!strchr("<>\"'&", made.p[i]) || entity, "seed %u round %d", seed, round);
    }
    vb_buf_clear(&out);
  }
}
