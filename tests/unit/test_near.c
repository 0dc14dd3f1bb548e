/*
 * test_near.c - a quote beside one article: signs, attributions, brackets and speakers.
 */
#include "searcher/quote/near.h"

#include <criterion/criterion.h>

static vb_arena *arena;

static void setup(void) {
  arena = vb_arena_new();
}
static void teardown(void) {
  vb_arena_free(arena);
}
TestSuite(near, .init = setup, .fini = teardown);

/* As a look-up tries them: the words, the changes declared, the nearest. */
static vb_near near_of(const char *quote, const vb_article *article) {
  vb_needle needle;
  vb_declared *declared;
  vb_near near;
  vb_error err = {0};
  vb_reading reading = {.article = *article, .arena = arena};
  cr_assert_eq(vb_needle_make(vb_str_of(quote), arena, &needle, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_near_exact(&needle, &reading, &near, &err), VB_OK, "%s", err.text);
  if (near.verdict != VB_VERDICT_NOT_FOUND) return near;
  cr_assert_eq(vb_declared_read(vb_str_of(quote), arena, &declared, &err), VB_OK);
  if (declared) cr_assert_eq(vb_near_edited(declared, &reading, &near, &err), VB_OK);
  if (near.verdict != VB_VERDICT_NOT_FOUND) return near;
  cr_assert_eq(vb_near_altered(&needle, &reading, &near, &err), VB_OK);
  return near;
}

#define V VB_VERDICT_VERBATIM
#define T VB_VERDICT_TYPOGRAPHY
#define C VB_VERDICT_CASE_PUNCTUATION
#define E VB_VERDICT_EDITED
#define A VB_VERDICT_ALTERED
#define NEGATION VB_CHANGE_NEGATION
#define NUMBER VB_CHANGE_NUMBER
#define NAME VB_CHANGE_NAME
#define SPEAKER VB_CHANGE_SPEAKER

static const struct {
  const char *quote, *text;
  vb_verdict verdict;
  unsigned changes;
} rows[] = {
    /* signs of numbers */
    {"the wall will cost £5m and more", "the wall will cost £5m and more", V, 0},
    {"the wall will cost $5m and more", "the wall will cost £5m and more", A, NUMBER},
    {"the wall will cost 5m and more", "the wall will cost £5m and more", A, NUMBER},
    {"5m is what the wall costs", "£5m is what the wall costs", A, NUMBER},
    {"rates rise 3.5 next year", "rates rise 3.5% next year", A, NUMBER},
    {"rates rise by 3.5", "rates rise by 3.5% next year", A, NUMBER},
    {"rates rise by 3.5 % next year", "rates rise by 3.5% next year", C, 0},
    {"it fell to 5C in the valley", "it fell to -5C in the valley", A, NUMBER},
    {"it fell to –5C in the valley", "it fell to -5C in the valley", T, 0},
    {"on 9-11 the ferry sank", "on 9/11 the ferry sank", A, NUMBER},
    {"the top 1 points's share grew last year", "the top 1 percent's share grew last year", A,
     NUMBER},
    /* a number at an edge, whose signs and further digits are outside the quote's bytes */
    {"500 hats were sold by noon", "that year 1 500 hats were sold by noon", A, NUMBER},
    {"500 hats were sold by noon", "that year 500 hats were sold by noon", V, 0},
    {"they sold as many as 1", "they sold as many as 1 000 hats", A, NUMBER},
    {"they sold as many as 12", "they sold as many as 12 hats", V, 0},
    /* an ellipsis from narration into speech, where nothing is left out */
    {"The debate is over ... It is the law of the valley",
     "The debate is over. “It is the law of the "
     "valley,” Pell said.",
     A, SPEAKER},
    {"It is the law ... of the valley and the hills",
     "“It is the law of the valley and the hills,” "
     "Pell said.",
     C, 0},
    {"The debate is over. It is the law of the valley",
     "The debate is over. “It is the law of the "
     "valley,” Pell said.",
     C, 0},
    /* an ellipsis at an end, which cuts a negation off */
    {"... allowed to leave the valley", "She is not allowed to leave the valley.", E, NEGATION},
    {"... allowed to leave the valley", "She is not yet allowed to leave the valley.", E, NEGATION},
    {"... allowed to leave the valley", "She said no. Allowed to leave the valley, he went.", C, 0},
    {"... allowed to leave the valley", "She is always allowed to leave the valley.", C, 0},
    {"allowed to leave the valley", "She is not allowed to leave the valley.", V, 0},
    {"she will sail to the isle …", "she will sail to the isle never again", E, NEGATION},
    {"she will sail to the isle …", "she will sail to the isle again and again, never", C, 0},
    {"... allowed to ... the valley today", "not allowed to leave the valley today", E, NEGATION},
    {"of 1000 boats", "of 1,000 boats", T, 0},
    {"of 1,000 boats there", "of 1 000 boats there", T, 0},
    {"a fee of 1,5 crowns a day", "a fee of 1.5 crowns a day", A, NUMBER},
    {"the US and UN agreed at 5 pm on it", "the U.S. and U.N. agreed at 5 p.m. on it", T, 0},
    {"it told us and the UN of it", "it told U.S. and the UN of it", A, NAME},
    /* attributions, splits and brackets */
    {"We will rebuild the pier, and we will do it without a single old tax",
     "“We will rebuild the pier,” Mayor Tull, who is not known for it, said, “and we will do it "
     "without "
     "a single new tax.”",
     A, 0},
    {"We will rebuild the pier ... and we will do it without a tax",
     "“We will rebuild the pier,” Mayor Tull, who is not known for it, said, “and we will do it "
     "without "
     "a tax.”",
     E, 0},
    {"We will rebuild ... and we will do it",
     "“We will rebuild not one pier and we will do it,” he said.", E, NEGATION | NUMBER},
    {"And he knows that perfectly well",
     "“And he [the landlord] knows that perfectly well,” she said.", E, 0},
    {"And he [the mayor] knows that well", "“And he knows that well,” she said.", E, 0},
    {"he [Tull] is a con man of sorts",
     "Marsh said he never liked the boat: the ferry is a con man of sorts.", A, NAME},
    {"that the valley deserves a better road than that one there",
     "“I hold that the valley deserves a better road than this one.” It rained.", A, 0},
    /* who speaks */
    {"The debate over the harbour act ... is the law of the valley",
     "The debate over the harbour act is over. “It is the law of the valley,” Pell said.", A,
     SPEAKER},
    {"The debate over the \"harbour act\" ... is the law of the valley",
     "The debate over the “harbour act” is over. “It is the law of the valley,” Pell said.", E, 0},
};

Test(near, verdicts_and_flags_are_as_the_table_says) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_article article = {.text = vb_str_of(rows[i].text)};
    vb_near near = near_of(rows[i].quote, &article);
    cr_expect_eq(near.verdict, rows[i].verdict, "%s: %s", rows[i].quote,
                 vb_verdict_name(near.verdict));
    if (near.verdict != VB_VERDICT_NOT_FOUND)
      cr_expect_eq(near.changes, rows[i].changes, "%s: %x", rows[i].quote, near.changes);
  }
}

/* Of several places that have the quote's bytes, the first that white space or a clear mark sets
   off; next to a curly quotation mark the very first, if there is no such place. */
Test(near, a_quote_is_found_in_one_place_of_several) {
  static const struct {
    const char *text;
    uint32_t start;
  } places[] = {{"the tide was late (the tide was late)", 0},
                {"\u201Cthe tide was late\u201D and the tide was late", 28},
                {"\u201Cthe tide was late\u201D and \u201Cthe tide was late\u201D", 3},
                {"\u201Cthe tide was later\u201D and \u201Cthe tide was late\u201D", 32},
                {"\u2018the tide was late\u2019 and \u201Cthe tide was late\u201D", 3},
                {"no, \u201Cthe tide was late", 7}};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    vb_article article = {.text = vb_str_of(places[i].text)};
    vb_near near = near_of("the tide was late", &article);
    cr_expect_eq(near.verdict, V, "%s", places[i].text);
    cr_expect_eq(near.span.start, places[i].start, "%s: %u", places[i].text, near.span.start);
  }
}

Test(near, the_words_of_two_speakers_are_no_quotation) {
  static const char text[] =
      "“The bridge will be done by summer,” Tull said. “The money is gone and "
      "nobody knows where,” Marsh said.";
  vb_str all = vb_str_of(text);
  uint32_t second = (uint32_t)((const char *)memmem(text, sizeof text, "“The money", 8) - text);
  vb_extent parts[2] = {{0, (uint32_t)((const char *)strstr(text, "” Tull") - text) + 3},
                        {second, (uint32_t)((const char *)strstr(text, "” Marsh") - text) + 3}};
  vb_quotation said[2] = {{.speaker = VB_STR("Tull"), .parts = &parts[0], .part_count = 1},
                          {.speaker = VB_STR("Marsh"), .parts = &parts[1], .part_count = 1}};
  vb_article article = {.text = all, .quotations = said, .quotation_count = 2};
  vb_near near = near_of("The bridge will be done by summer ... and nobody knows where", &article);
  cr_expect_eq(near.verdict, A);
  cr_expect(near.changes & SPEAKER, "%x", near.changes);
  said[1].speaker = VB_STR("Tull");
  near = near_of("The bridge will be done by summer ... and nobody knows where", &article);
  cr_expect_eq(near.verdict, E);
  cr_expect_not(near.changes & SPEAKER);
}

Test(near, a_changed_number_is_shown_with_its_signs) {
  vb_article article = {.text = VB_STR("it will cost £5 million here")};
  const char *quote = "it will cost $5 million here";
  vb_near near = near_of(quote, &article);
  cr_assert_eq(near.edit_count, 3);
  vb_quote_edit e = near.edits[1];
  cr_expect_eq(e.kind, VB_EDIT_CHANGED);
  cr_expect(vb_str_is(vb_str_slice(vb_str_of(quote), e.quote_start, e.quote_end), "$5"));
  cr_expect(vb_str_is(vb_str_slice(article.text, e.start, e.end), "£5"));
}

Test(near, words_in_marks_within_a_quotation_are_nested) {
  const char *text = "“He told me, ‘The boats are gone,’ and I believed him.”";
  vb_str all = vb_str_of(text);
  uint32_t start = (uint32_t)(strstr(text, "The boats") - text), end = start + 18;
  cr_expect(vb_speech_is_nested(all, 0, (uint32_t)all.n, start, end));
  uint32_t told = (uint32_t)(strstr(text, "He told") - text);
  cr_expect_not(vb_speech_is_nested(all, 0, (uint32_t)all.n, told, told + 10));
}
