#include "indexer/article/read/boilerplate.h"

#include <criterion/criterion.h>

static void expect(const char *text, const char *wanted) {
  vb_arena *arena = vb_arena_new();
  vb_str got = vb_without_junk(vb_str_of(text), arena);
  cr_expect(vb_str_is(got, wanted), "%s: \"%.*s\"", text, VB_STR_ARG(got));
  vb_arena_free(arena);
}

Test(boilerplate, short_lines_of_a_site_leave_a_clean_text) {
  expect("The dam held.\n\nAdvertisement\n\nIt held.", "The dam held.\n\nIt held.");
  expect("ADVERTISEMENT\n\nThe dam held.\n\nStory Continued Below\n\nIt held.\n\nAD",
         "The dam held.\n\nIt held.");
  expect("The dam held.\n\nFacebook Twitter Pinterest The dam at Orsk. Photograph: Ida Venn\n\nIt "
         "held.",
         "The dam held.\n\nIt held.");
  expect("The dam held.\n\nRelated: The mayor of Orsk and the dam\n\nIt held.",
         "The dam held.\n\nIt held.");
}

Test(boilerplate, sentences_and_long_paragraphs_stay) {
  static const char *const kept[] = {
      "The dam held.\n\nIt held.",
      "Sign up for the militia began on Monday.",
      "\"Follow us on Facebook?\"",
      ("Read more than one book on a dam before you build one, said the engineer, who had read "
       "forty"),
      "Facebook fell.\n\nFacebook Twitter Pinterest.",
      "Advertisement", /* nothing else is there */
      "",
  };
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) expect(kept[i], kept[i]);
}
