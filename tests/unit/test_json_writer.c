#include "indexer/base/json_writer.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

static vb_buf text;

static void clear(void) {
  vb_buf_clear(&text);
}

/* The text so far, terminated. */
static const char *written(void) {
  vb_buf_char(&text, '\0');
  cr_assert_not(text.failed);
  text.n--;
  return text.p;
}

static const char *string_of(vb_str s) {
  vb_buf_reset(&text);
  vb_json_writer json = vb_json_begin(&text);
  vb_json_string(&json, NULL, s);
  return written();
}

static const char *decimal_of(double value) {
  vb_buf_reset(&text);
  vb_json_writer json = vb_json_begin(&text);
  vb_json_decimal(&json, NULL, value);
  return written();
}

TestSuite(json_writer, .fini = clear);

Test(json_writer, json_of_others_stands_as_it_is) {
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_raw(&json, "raw", VB_STR("{\"x\": [1]}"));
  vb_json_integer(&json, "below", -32700);
  vb_json_close_object(&json);
  cr_expect_str_eq(written(), "{\"raw\":{\"x\": [1]},\"below\":-32700}");
}

Test(json_writer, commas_stand_between_values_and_nowhere_else) {
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_open_list(&json, "none");
  vb_json_close_list(&json);
  vb_json_open_list(&json, "some");
  vb_json_open_object(&json, NULL);
  vb_json_close_object(&json);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "a", "b");
  vb_json_boolean(&json, "c", true);
  vb_json_close_object(&json);
  vb_json_number(&json, NULL, UINT64_MAX);
  vb_json_null(&json, NULL);
  vb_json_close_list(&json);
  vb_json_text(&json, "absent", NULL);
  vb_json_string(&json, "empty", VB_STR(""));
  vb_json_close_object(&json);
  cr_assert_str_eq(written(), "{\"none\":[],\"some\":[{},{\"a\":\"b\",\"c\":true},"
                              "18446744073709551615,null],\"absent\":null,\"empty\":\"\"}");
}

Test(json_writer, what_steers_a_terminal_is_escaped) {
  cr_expect_str_eq(string_of(VB_STR("a\"b\\c\n\t\r\b\f\x1b\x7f")),
                   "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u001b\\u007f\"");
  cr_expect_str_eq(string_of((vb_str){"\0.", 2}), "\"\\u0000.\"");
  cr_expect_str_eq(string_of(VB_STR("\xC2\x9B")), "\"\\u009b\"");
  cr_expect_str_eq(string_of(VB_STR("one\xE2\x80\xA8two\xE2\x80\xA9")), "\"one\\u2028two\\u2029\"");
  cr_expect_str_eq(string_of(VB_STR("\xE2\x80\xAE")), "\"\\u202e\"");
  cr_expect_str_eq(string_of(VB_STR("caf\xC3\xA9 \xE2\x80\x9C\xF0\x9F\x90\x90")),
                   "\"caf\xC3\xA9 \xE2\x80\x9C\xF0\x9F\x90\x90\"");
}

Test(json_writer, bytes_that_are_no_utf_8_become_the_replacement_character) {
  cr_expect_str_eq(string_of(VB_STR("a\xFF"
                                    "b")),
                   "\"a\xEF\xBF\xBD"
                   "b\"");
  cr_expect_str_eq(string_of(VB_STR("\xE2\x80")), "\"\xEF\xBF\xBD\"");
  cr_expect_str_eq(string_of(VB_STR("\xED\xA0\x80")),
                   "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""); /* a surrogate */
}

Test(json_writer, decimals_have_one_to_three_digits_in_every_locale) {
  setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is installed: its decimal point is a comma */
  static const struct {
    double value;
    const char *text;
  } rows[] = {{0, "0.0"},           {0.41299999, "0.413"},       {12, "12.0"},   {0.9, "0.9"},
              {0.05, "0.05"},       {1.0005, "1.001"},           {-2.5, "-2.5"}, {-0.0001, "0.0"},
              {999.9996, "1000.0"}, {1e14, "100000000000000.0"}, {1e15, "null"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    cr_expect_str_eq(decimal_of(rows[i].value), rows[i].text);
  cr_expect_str_eq(decimal_of(NAN), "null");
  cr_expect_str_eq(decimal_of(-INFINITY), "null");
}

/* Of any bytes, a reader of JSON gets the text back, repaired. */
Test(json_writer, another_reader_of_json_reads_what_was_written) {
  unsigned seed = 20261;
  for (int round = 0; round < 3000; round++) {
    char bytes[24];
    size_t n = (size_t)rand_r(&seed) % sizeof bytes;
    for (size_t i = 0; i < n; i++)
      bytes[i] = (char)(rand_r(&seed) % 3 ? rand_r(&seed) % 128 : rand_r(&seed));
    json_t *read =
        json_loads(string_of((vb_str){bytes, n}), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    cr_assert(json_is_string(read), "seed 20261, round %d", round);
    bool ascii = true;
    for (size_t i = 0; i < n; i++) ascii &= (unsigned char)bytes[i] < 0x80;
    if (ascii) {
      cr_assert_eq(json_string_length(read), n);
      cr_assert_eq(memcmp(json_string_value(read), bytes, n), 0, "seed 20261, round %d", round);
    }
    json_decref(read);
  }
}
