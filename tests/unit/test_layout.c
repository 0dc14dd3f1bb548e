#include "indexer/article/read/layout.h"

#include <criterion/criterion.h>

static void assert_paragraphs(const char *text, const char *wanted) {
  vb_buf out = VB_BUF_INIT;
  vb_layout_paragraphs(vb_str_of(text), &out);
  vb_buf_char(&out, '\0');
  cr_assert_str_eq(out.p, wanted, "%s", out.p);
  vb_buf_clear(&out);
}

Test(layout, blank_lines_part_paragraphs_and_full_lines_join) {
  assert_paragraphs(
      "The pier was closed on Friday after\nthe storm tore it loose.\n\nA bus replaces it.",
      "The pier was closed on Friday after the storm tore it loose.\n\nA bus replaces it.");
}

Test(layout, an_indented_line_begins_a_paragraph) {
  assert_paragraphs("    The pier was closed on Friday after\nthe storm tore it loose.\n    A bus "
                    "replaces the ferry until the\nspring.",
                    "The pier was closed on Friday after the storm tore it loose.\n\nA bus "
                    "replaces the ferry until the spring.");
}

Test(layout, a_line_that_was_broken_early_stays_one) {
  assert_paragraphs(
      "The harbour office of the town gives its new address:\nPier 3\nPort Amble\nEverybody who "
      "missed the ferry is welcome there on all days of the week but Sundays.",
      "The harbour office of the town gives its new address:\nPier 3\nPort Amble\nEverybody who "
      "missed the ferry is welcome there on all days of the week but Sundays.");
}

Test(layout, pretty_printing_is_no_layout) {
  cr_assert_not(vb_layout_is_plain(VB_STR("The pier was\n\t\tclosed on\n\t\tFriday.\n\t\t\n")));
  cr_assert(vb_layout_is_plain(VB_STR("(Adds detail)\n\n    The pier was\nclosed")));
  cr_assert(vb_layout_is_plain(VB_STR("One\n    The pier was\nclosed")));
}
