/*
 * test_verdict.c - the comparison of characters, and what is stripped from a pasted quote.
 */
#include "indexer/base/utf8.h"
#include "searcher/quote/lookup.h"
#include "tests/unit/mark_pairs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct comparison {
  const char *what, *quote, *piece;
  vb_verdict verdict;
} comparison;

#define V VB_VERDICT_VERBATIM
#define T VB_VERDICT_TYPOGRAPHY
#define C VB_VERDICT_CASE_PUNCTUATION

static const comparison table[] = {
    {"the same", "The lake rose.", "The lake rose.", V},
    {"nothing", "", "", V},
    {"spaces", "The  lake \t rose", "The lake rose", V},
    {"a line break", "The lake\nrose", "The lake rose", V},
    {"a paragraph break", "The lake rose.\n\nWe ran.", "The lake rose. We ran.", V},
    {"a no-break space", "The\u00A0lake rose", "The lake rose", V},
    {"a narrow no-break space", "10\u202F000 boats", "10 000 boats", V},
    {"space at the ends", "  The lake rose ", "The lake rose", V},
    {"marks in another order", "a\u0323\u0307 \u0915\u093C\u094D",
     "a\u0307\u0323 \u0915\u094D\u093C", T},
    {"marks of one class in another order", "a\u0301\u0308", "a\u0308\u0301", C},
    {"accents kept", "café", "café", V},
    {"a space too many is a difference", "the lake", "thelake", C},

    {"an initialism without its stops", "The US envoy", "The U.S. envoy", T},
    {"at the end of a sentence", "in the US. He left", "in the U.S. He left", T},
    {"with the stop of the sentence gone", "in the U.S. he left", "in the US he left", T},
    {"a degree", "a PhD. He left", "a Ph.D. He left", T},
    {"an hour", "at 5 am on Monday", "at 5 a.m. on Monday", T},
    {"an initialism before dots", "the US... and so", "the U.S. ... and so", T},
    {"an initialism in small letters", "the u.s. envoy", "the U.S. envoy", C},
    {"a stop that ends a sentence", "the ferry. He left", "the ferry he left", C},
    {"grouped digits", "1000 boats", "1,000 boats", T},
    {"grouped digits that begin with a nine", "9000 boats", "9,000 boats", T},
    {"digits grouped by spaces", "1,000,000 boats", "1 000 000 boats", T},
    {"digits inside a word, after the last of its letters", "\u2C001000", "\u2C001,000", C},
    {"likewise, of letters before the general signs", "\u1FFE1000", "\u1FFE1,000", C},
    {"digits after a sign that is no letter", "\u00BF1000", "\u00BF1,000", T},
    {"likewise, before the letters again", "\u2BFF1000", "\u2BFF1,000", T},
    {"a fraction", "1,5 boats", "1.5 boats", C},
    {"a list", "in 5, 200 boats", "in 5 200 boats", C},
    {"curly apostrophe", "don't", "don’t", T},
    {"backtick", "don`t", "don't", T},
    {"acute accent as apostrophe", "don\u00B4t", "don't", T},
    {"modifier apostrophe", "don\u02BCt", "don't", T},
    {"curly double marks", "He said “no” twice", "He said \"no\" twice", T},
    {"guillemets", "He said «no» twice", "He said “no” twice", T},
    {"low-high marks", "He said „no“ twice", "He said “no” twice", T},
    {"corner brackets", "He said 「no」 twice", "He said “no” twice", T},
    {"single for double", "He said ‘no’ twice", "He said “no” twice", T},
    {"two singles for a double", "He said ''no'' twice", "He said \"no\" twice", T},
    {"backticks and singles as TeX has them", "He said ``no'' twice", "He said “no” twice", T},
    {"en dash", "1914-1918", "1914–1918", T},
    {"em dash with spaces", "the lake - rising - fell", "the lake—rising—fell", T},
    {"double hyphen", "the lake--rising", "the lake—rising", T},
    {"spaced double hyphen", "the lake -- rising", "the lake — rising", T},
    {"minus sign", "minus -5 degrees", "minus \u22125 degrees", T},
    {"non-breaking hyphen", "cyber\u2011attack", "cyber-attack", T},
    {"ellipsis character", "the lake... rose", "the lake… rose", T},
    {"spaced ellipsis", "the lake . . . rose", "the lake ... rose", T},
    {"ellipsis without spaces", "the lake…rose", "the lake ... rose", T},
    {"four dots", "the lake.... It rose", "the lake…. It rose", T},
    {"an ellipsis at the end", "the lake rose...", "the lake rose …", T},
    {"ligatures", "the ﬁrst ofﬁce, the ﬂood, eﬃcient", "the first office, the flood, efficient", T},
    {"soft hyphen", "inter\u00ADnational", "international", T},
    {"zero-width space", "inter\u200Bnational", "international", T},
    {"byte order mark", "\uFEFFthe lake", "the lake", T},
    {"direction marks", "the \u200Elake\u200F", "the lake", T},
    {"composed against decomposed", "caf\u00E9", "cafe\u0301", T},
    {"two marks in either order", "a\u0323\u0302", "a\u0302\u0323", T},
    {"Vietnamese, composed", "Vi\u1EC7t", "Vie\u0323\u0302t", T},
    {"Hangul", "\uD55C", "\u1112\u1161\u11AB", T},
    {"wide forms", "ＡＢＣ１２", "ABC12", T},
    {"all at once", "“It's—well…—ﬁne”", "\"It’s -- well... - fine\"", T},

    {"case", "the lake rose", "The lake rose", C},
    {"a comma", "the lake, it rose", "the lake it rose", C},
    {"a stop for a comma", "the lake rose. We ran", "the lake rose, we ran", C},
    {"an accent", "cafe", "café", C},
    {"two dots are no ellipsis", "the lake.. rose", "the lake... rose", C},
    {"a hyphen for a space", "cyber attack", "cyber-attack", C},
    {"marks left out", "He said no twice", "He said “no” twice", C},
    {"bytes that are no text", "lake \xff\xfe", "lake", C},
    {"one is the beginning of the other", "the lake", "the lake rose", C},
};

Test(verdict, table_of_comparisons_in_both_directions) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    vb_str quote = vb_str_of(table[i].quote), piece = vb_str_of(table[i].piece);
    cr_expect_str_eq(vb_verdict_name(vb_quote_compare(quote, piece)),
                     vb_verdict_name(table[i].verdict), "%s", table[i].what);
    cr_expect_eq(vb_quote_compare(piece, quote), table[i].verdict, "%s, turned", table[i].what);
    cr_expect_eq(vb_quote_compare(quote, quote), VB_VERDICT_VERBATIM, "%s, itself", table[i].what);
  }
}

Test(verdict, strips_what_wraps_the_whole_and_nothing_else) {
  static const struct {
    const char *pasted, *quote;
  } cases[] = {
      {"  the lake  ", "the lake"},
      {"\"the lake\"", "the lake"},
      {"“the lake”", "the lake"},
      {"“the lake\"", "the lake"},
      {"\u00A0«the lake» \n", "the lake"},
      {"« the lake »", "the lake"},
      {"„the lake“", "the lake"},
      {"»the lake«", "the lake"},
      {"'the lake'", "the lake"},
      {"‘the lake’", "the lake"},
      {"「湖水」", "湖水"},
      {"“‘the lake’”", "the lake"},
      {"\"we 'shall' go\"", "we 'shall' go"},
      {"\"he said \"no\" twice\"", "he said \"no\" twice"},
      {"“he said “no” twice”", "he said “no” twice"},
      {"\"The lake,\" she said, \"rose.\"", "\"The lake,\" she said, \"rose.\""},
      {"“The lake,” she said, “rose.”", "“The lake,” she said, “rose.”"},
      {"'The lake,' she said, 'rose.'", "'The lake,' she said, 'rose.'"},
      {"'The boat's oar'", "The boat's oar"},
      {"\"the lake", "\"the lake"},
      {"the lake\"", "the lake\""},
      {"the \"lake\"", "the \"lake\""},
      {"\"", "\""},
      {"\"\"", ""},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_str got = vb_quote_strip(vb_str_of(cases[i].pasted));
    cr_expect(vb_str_is(got, cases[i].quote), "%s became %.*s", cases[i].pasted, VB_STR_ARG(got));
  }
}

Test(verdict, marks_of_the_table_are_typography_and_are_stripped_as_a_pair) {
  static mark_pair pairs[MARK_PAIRS_MAX];
  size_t count = mark_pairs(pairs);
  for (size_t i = 0; i < count; i++) {
    char text[96], pasted[96];
    snprintf(text, sizeof text, "He said %sno%s twice", pairs[i].open, pairs[i].close);
    cr_expect_leq(vb_quote_compare(vb_str_of(text), VB_STR("He said \"no\" twice")), T, "%s", text);
    cr_expect_leq(vb_quote_compare(VB_STR("He said “no” twice"), vb_str_of(text)), T, "%s", text);
    snprintf(pasted, sizeof pasted, "%sThe lake rose.%s", pairs[i].open, pairs[i].close);
    vb_str got = vb_quote_strip(vb_str_of(pasted));
    cr_expect(vb_str_is(got, "The lake rose."), "%s became %.*s", pasted, VB_STR_ARG(got));
    snprintf(pasted, sizeof pasted, "%sOne,%s she said, %stwo.%s", pairs[i].open, pairs[i].close,
             pairs[i].open, pairs[i].close);
    got = vb_quote_strip(vb_str_of(pasted));
    cr_expect(vb_str_is(got, pasted), "%s became %.*s", pasted, VB_STR_ARG(got));
  }
  cr_expect_gt(count, 60);
}

/* Random text of what the streams treat differently; a text equals itself, and order is no matter.
 */
Test(verdict, is_symmetric_on_random_text) {
  static const char *const pieces[] = {"a",    "B",      " ",      "\n",     ".",   "...", "…",
                                       "-",    "—",      "--",     "'",      "’",   "''",  "\"",
                                       "“",    "\u00AD", "\u0301", "\u0323", "é",   "ﬁ",   "fi",
                                       "\xff", "\u00A0", "\uD55C", "`",      ". . "};
  enum { ROUNDS = 20000, PIECES = sizeof pieces / sizeof *pieces };
  unsigned seed = 20190619;
  srand(seed);
  for (int round = 0; round < ROUNDS; round++) {
    char text[2][128] = {"", ""};
    for (int side = 0; side < 2; side++)
      for (int n = rand() % 6; n > 0; n--) strcat(text[side], pieces[rand() % PIECES]);
    vb_str a = vb_str_of(text[0]), b = vb_str_of(text[1]);
    cr_assert_eq(vb_quote_compare(a, b), vb_quote_compare(b, a), "seed %u: [%s] [%s]", seed, a.p,
                 b.p);
    cr_assert_eq(vb_quote_compare(a, a), VB_VERDICT_VERBATIM, "seed %u: [%s]", seed, a.p);
  }
}

/* U+FF01 to U+FF5E are the printable characters of ASCII in full width. */
Test(verdict, each_full_width_form_is_typography) {
  for (char c = '!'; c <= '~'; c++) {
    char quote[16], wide[16], form[5] = "";
    vb_utf8_encode(0xFF01 + (c - '!'), form);
    snprintf(quote, sizeof quote, "a b %c c", c);
    snprintf(wide, sizeof wide, "a b %s c", form);
    cr_expect_eq(vb_quote_compare(vb_str_of(quote), vb_str_of(wide)), VB_VERDICT_TYPOGRAPHY, "%c",
                 c);
  }
}

Test(verdict, a_long_run_costs_no_more_than_its_length) {
  size_t n = 512 * 1024;
  char *a = malloc(n + 1), *b = malloc(n + 1);
  cr_assert(a && b);
  static const char *const runs[] = {".",       ". ",     "- ",     " ",   "'",
                                     "e\u0301", "\u00AD", "\u0301", ".  x"};
  for (size_t r = 0; r < sizeof runs / sizeof *runs; r++) {
    size_t length = strlen(runs[r]), used = n / length * length;
    for (size_t i = 0; i < used; i += length) memcpy(a + i, runs[r], length);
    memcpy(b, a, used);
    b[used] = 'y'; /* different at the end only, so that both streams read everything */
    cr_expect_eq(vb_quote_compare((vb_str){a, used}, (vb_str){b, used + 1}), C);
  }
  free(a);
  free(b);
}
