/*
 * test_speaker_name.c - names taken apart, and the terms of an article's speakers.
 */
#include "indexer/store/speaker_name.h"
#include "indexer/text/stem.h"

#include <criterion/criterion.h>
#include <stdio.h>

static bool is(vb_str a, const char *b) {
  return b ? vb_str_is(a, b) : a.n == 0;
}

static void expect_name(const char *text, const char *titles, const char *given, const char *middle,
                        const char *last, const char *suffix) {
  vb_person_name n;
  vb_person_name_read(vb_str_of(text), &n);
  cr_expect(is(n.titles, titles), "%s: titles %.*s", text, VB_STR_ARG(n.titles));
  cr_expect(is(n.given, given), "%s: given %.*s", text, VB_STR_ARG(n.given));
  cr_expect(is(n.middle, middle), "%s: middle %.*s", text, VB_STR_ARG(n.middle));
  cr_expect(is(n.last, last), "%s: last %.*s", text, VB_STR_ARG(n.last));
  cr_expect(is(n.suffix, suffix), "%s: suffix %.*s", text, VB_STR_ARG(n.suffix));
}

Test(speaker_name, a_name_comes_apart) {
  expect_name("Ada Brook", NULL, "Ada", NULL, "Brook", NULL);
  expect_name("Former President Ada B. Brook Jr.", "Former President", "Ada", "B.", "Brook", "Jr.");
  expect_name("dr. brook", "dr.", NULL, NULL, "brook", NULL);
  expect_name("Selim bin Tarrow", NULL, "Selim", "bin", "Tarrow", NULL);
  expect_name("De Blois", NULL, NULL, "De", "Blois", NULL);
  expect_name("von der Tarn", NULL, NULL, "von der", "Tarn", NULL);
  expect_name("Van Tarn", NULL, "Van", NULL, "Tarn", NULL);
  expect_name("Ada de Blois", NULL, "Ada", "de", "Blois", NULL);
  expect_name("Pope Leander XVI", "Pope", NULL, NULL, "Leander", "XVI");
  expect_name("Ada\nBrook, MD", NULL, "Ada", NULL, "Brook", "MD");
  expect_name("secretary of state brook", "secretary of state", NULL, NULL, "brook", NULL);
  expect_name("Bank of Calloway", NULL, "Bank", "of", "Calloway", NULL);
  expect_name("Secretary of State", "Secretary", "of", NULL, "State", NULL);
  expect_name("Lt. Gov. Una Pell", "Lt. Gov.", "Una", NULL, "Pell", NULL);
}

Test(speaker_name, a_title_of_several_words_is_one) {
  expect_name("crown prince Haldan bin Orr", "crown prince", "Haldan", "bin", "Orr", NULL);
  expect_name("prime minister pell", "prime minister", NULL, NULL, "pell", NULL);
  expect_name("vice president Una Pell", "vice president", "Una", NULL, "Pell", NULL);
  expect_name("Attorney General Una Pell", "Attorney General", "Una", NULL, "Pell", NULL);
  expect_name("Chief Justice Pell", "Chief Justice", NULL, NULL, "Pell", NULL);
  expect_name("lieutenant governor Una Pell", "lieutenant governor", "Una", NULL, "Pell", NULL);
  expect_name("first lady Una Pell", "first lady", "Una", NULL, "Pell", NULL);
  expect_name("finance minister pell", "finance minister", NULL, NULL, "pell", NULL);
  expect_name("deputy health secretary Una Pell", "deputy health secretary", "Una", NULL, "Pell",
              NULL);
  expect_name("under secretary of state Una Pell", "under secretary of state", "Una", NULL, "Pell",
              NULL);
  expect_name("spokeswoman Una Pell", "spokeswoman", "Una", NULL, "Pell", NULL);
  expect_name("House Pell", NULL, "House", NULL, "Pell", NULL);
  expect_name("Royal Press", NULL, "Royal", NULL, "Press", NULL);
  expect_name("Una Bishop Pell", NULL, "Una", "Bishop", "Pell", NULL);
}

Test(speaker_name, a_title_alone_and_an_adjective_are_names) {
  expect_name("Prince", NULL, NULL, NULL, "Prince", NULL);
  expect_name("State Archive", NULL, "State", NULL, "Archive", NULL);
  expect_name("III", NULL, NULL, NULL, "III", NULL);
  expect_name("", NULL, NULL, NULL, NULL, NULL);
  expect_name(" \t ", NULL, NULL, NULL, NULL, NULL);
}

/* An article of one quotation by `speaker`, whose mention is `mention`. */
static vb_article article_of(const char *mention, const char *speaker, vb_quotation *q) {
  *q = (vb_quotation){.mention = {0, (uint32_t)strlen(mention)}, .speaker = vb_str_of(speaker)};
  return (vb_article){.text = vb_str_of(mention), .quotations = q, .quotation_count = 1};
}

static const char *term_of(const char *mention, const char *speaker) {
  static char text[256];
  vb_quotation q;
  vb_article article = article_of(mention, speaker, &q);
  vb_arena *arena = vb_arena_new();
  vb_str *terms;
  size_t count;
  cr_assert_eq(vb_speaker_terms(&article, arena, &terms, &count, NULL), VB_OK);
  vb_str first = count ? terms[0] : VB_STR("");
  snprintf(text, sizeof text, "%.*s", VB_STR_ARG(first));
  vb_arena_free(arena);
  return text;
}

Test(speaker_name, a_term_has_the_titles_before_the_name_in_the_mention) {
  cr_expect_str_eq(term_of("President Brook", "Ada B. Brook"), "brook\tPresident\tAda B. Brook\t");
  cr_expect_str_eq(term_of("the former Sen. Ada Brook", "Ada Brook"), "brook\tSen.\tAda Brook\t");
  cr_expect_str_eq(term_of("she", "Ada Brook"), "brook\t\tAda Brook\t");
  cr_expect_str_eq(term_of("the president", "Ada Brook"), "brook\t\tAda Brook\t");
  cr_expect_str_eq(term_of("President Tarn’s aide", "Ada Brook"), "brook\t\tAda Brook\t");
  cr_expect_str_eq(term_of("Mr. Brook’s", "Brook"), "brook\tMr.\tBrook\t");
  cr_expect_str_eq(term_of("Republican Brook", "Brook"), "brook\t\tBrook\t");
  cr_expect_str_eq(term_of("Pope Leander", "Pope Leander"), "leander\tPope\tLeander\t");
  cr_expect_str_eq(term_of("he", "Zoë Tarnów"), "tarnow\t\tZoë Tarnów\t");
}

Test(speaker_name, a_term_is_read_back_and_no_stemmer_changes_it) {
  vb_stemmer *stemmer;
  vb_speaker_form form;
  const char *term = term_of("Mrs. Williams", "Ada Williams");
  cr_assert(vb_speaker_term_read(vb_str_of(term), &form));
  cr_expect(is(form.titles, "Mrs.") && is(form.name, "Ada Williams"));
  cr_assert_eq(vb_stemmer_open("english", &stemmer, NULL), VB_OK);
  cr_expect(vb_str_is(vb_stem(stemmer, vb_str_of(term)), term));
  vb_stemmer_close(stemmer);
  static const char *const others[] = {"", "\t\t\t", "a\tb\tc", "a\tb\tc\td\t", "a\tb\tc\td"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    cr_expect_not(vb_speaker_term_read(vb_str_of(others[i]), &form), "%zu", i);
}

Test(speaker_name, each_term_stands_once_and_a_nameless_quotation_has_none) {
  vb_quotation q[4];
  vb_article article = article_of("Mrs. Brook", "Ada Brook", &q[0]);
  q[2] = q[0];
  q[1] = (vb_quotation){.mention = {0, 3}, .speaker = VB_STR("Ewan Tull")};
  q[3] = (vb_quotation){.mention = {0, 3}};
  article.quotations = q, article.quotation_count = 4;
  vb_arena *arena = vb_arena_new();
  vb_str *terms;
  size_t count;
  cr_assert_eq(vb_speaker_terms(&article, arena, &terms, &count, NULL), VB_OK);
  cr_expect_eq(count, 2);
  vb_arena_free(arena);
}

Test(speaker_name, a_name_that_no_person_has_makes_no_term) {
  char long_name[160];
  memset(long_name, 'a', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  cr_expect_str_eq(term_of("she", long_name), "");
  cr_expect_str_eq(term_of("she", "..."), "");
}

Test(speaker_name, a_mention_shows_how_the_name_was_printed) {
  vb_quotation q;
  vb_article article = article_of("the former Sen. Ada Brook of Calloway", "Ada B. Brook", &q);
  cr_expect(is(vb_speaker_printed_as(&article, &q), "Sen. Ada Brook"));
  article = article_of("Mr. Tull’s", "Ewan Tull", &q);
  cr_expect(is(vb_speaker_printed_as(&article, &q), "Mr. Tull"));
  article = article_of("the mayor", "Ewan Tull", &q);
  cr_expect(is(vb_speaker_printed_as(&article, &q), NULL));
}
