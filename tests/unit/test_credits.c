#include "indexer/article/read/credits.h"

#include <criterion/criterion.h>

static const struct {
  const char *text, *rest;
} signed_off[] = {
    {"The dam held.\n\n(Reporting by Ida Venn; Editing by Osk Tolliver)", "The dam held."},
    {"The dam held. (Reporting by Ida Venn in Orsk and J. P. de la Mare; Editing by Osk Tolliver).",
     "The dam held."},
    {"The dam held.\n(Writing by Ida Venn)", "The dam held."},
    {"The dam held.\n\nAdditional reporting by Zoë Brandvik in Tarnholm.", "The dam held."},
    {"The dam held.\n\n\u2014 Ida Venn contributed to this report.", "The dam held."},
    {"The dam held.\n\n\u2022 Lantern Bay Herald writers Ida Venn and Osk Tolliver contributed to "
     "this article",
     "The dam held."},
    {"The dam held.\n\n___\n\nVenn reported from Orsk. Osk Tolliver in Tarnholm contributed "
     "reporting.",
     "The dam held."},
    {"The dam held.\n\nIda Venn contributed to this story.\n\nSign up for our letters\n\nCopyright "
     "\u00A9 2019 The Tide.",
     "The dam held."},
    {"The dam held.\n\nWith reporting by Ida Venn/Orsk", "The dam held."},
};

Test(credits, credits_and_rights_at_the_end_are_no_text) {
  for (size_t i = 0; i < sizeof signed_off / sizeof *signed_off; i++) {
    vb_str rest = vb_without_credits(vb_str_of(signed_off[i].text));
    cr_expect(vb_str_is(rest, signed_off[i].rest), "%s: %.*s", signed_off[i].text,
              VB_STR_ARG(rest));
  }
}

static const char *const prose[] = {
    "The dam held.\n\nReporting by the Herald found that the dam had leaked for years.",
    ("The dam held.\n\nHeavy rain and poor mortar contributed to this report of leaks in the "
     "valley."),
    "The dam held.\n\nShe said neighbours contributed.",
    "The dam held.\n\nThe mayor was happy. Ida Venn contributed to this report.", /* not without its
                                                                                     sentence */
    "The dam held (reporting by the Herald had said it would not).",
    "The dam held (see the map).",
    "The dam held.\n\n(Editing by ear, she tuned the bells herself)",
    "The dam held.\n\nEditing by hand was what the old printers did best",
    "Ida Venn contributed to this report.\n\nThe dam held.",
    "The chief editor of the day, Ida Venn, and the writers\nIda Venn contributed to this report.",
};

Test(credits, a_paragraph_of_the_article_stays_whatever_it_begins_with) {
  for (size_t i = 0; i < sizeof prose / sizeof *prose; i++) {
    vb_str rest = vb_without_credits(vb_str_of(prose[i]));
    cr_expect(vb_str_is(rest, prose[i]), "%s: %.*s", prose[i], VB_STR_ARG(rest));
  }
}

Test(credits, a_text_of_nothing_else_is_left_alone) {
  static const char *const texts[] = {"", "(Reporting by Ida Venn)", "___",
                                      "Ida Venn contributed to this report.\n\n___"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    cr_expect(vb_str_is(vb_without_credits(vb_str_of(texts[i])), texts[i]), "%s", texts[i]);
}

Test(credits, any_bytes_are_cut_at_their_end_only) {
  static const char *const pieces[] = {"(",    ")",     "Reporting by ", "contributed", "\n",
                                       "\n\n", ".",     "\xff",          "Ida ",        "\u2014",
                                       "and ", "rain ", "(Editing by ",  "___",         " "};
  enum { PIECES = sizeof pieces / sizeof *pieces };
  unsigned state = 20190619;
  for (int round = 0; round < 20000; round++) {
    char text[256] = "";
    for (int i = 0; i < 12; i++)
      strcat(text, pieces[(state = state * 1103515245u + 12345u) / 65536u % PIECES]);
    vb_str whole = vb_str_trim(vb_str_of(text)), rest = vb_without_credits(whole);
    cr_assert(rest.p == whole.p && rest.n <= whole.n, "%s", text);
    cr_assert(rest.n > 0 || whole.n == 0, "%s", text);
  }
}
