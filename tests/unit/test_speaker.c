/*
 * test_speaker.c - whose name stands under a quotation, over invented texts.
 *
 * A case is a text and the speaker and the mention of its last quotation, as "SPEAKER < MENTION";
 * a dash stands for what is not named.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "indexer/article/quotation/quotation.h"

static vb_quotation_finder *finder;
static vb_arena *arena;
static vb_error err;

static void set_up(void) {
  arena = vb_arena_new();
  cr_assert_eq(vb_quotation_finder_open(&finder, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_quotation_finder_close(finder);
  vb_arena_free(arena);
}

TestSuite(speaker, .init = set_up, .fini = tear_down);

typedef struct expectation {
  const char *text, *last;
} expectation;

static void expect_last(const expectation *one) {
  char got[256] = "no quotation";
  vb_article article = {.text = vb_str_of(one->text)};
  cr_assert_eq(vb_quotations_of_article(finder, &article, arena, &err), VB_OK, "%s", err.text);
  if (article.quotation_count) {
    const vb_quotation *q = &article.quotations[article.quotation_count - 1];
    vb_str mention = vb_str_slice(article.text, q->mention.start, q->mention.end);
    snprintf(got, sizeof got, "%.*s < %.*s", VB_STR_ARG(q->speaker.n ? q->speaker : VB_STR("-")),
             VB_STR_ARG(mention.n ? mention : VB_STR("-")));
    cr_expect_eq(q->speaker.n > 0, q->speaker_confidence > 0, "%s", one->text);
  }
  cr_expect_str_eq(got, one->last, "%s\n  found:  %s\n  wanted: %s", one->text, got, one->last);
}

#define EXPECT_ALL(cases)                                                                          \
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_last(&cases[i])

Test(speaker, an_abbreviation_ends_no_sentence) {
  static const expectation cases[] = {
      {"“The quay is ours,” Mr. Brook said.", "Brook < Mr. Brook"},
      {"The wall is old.\n\n“We paid for it twice,” Gov. Ada Brook said.",
       "Ada Brook < Gov. Ada Brook"},
      {"Lt. Col. Tom P. Reed Jr. said the gate was “as good as new by now.”",
       "Tom P. Reed Jr. < Lt. Col. Tom P. Reed Jr"},
      {"Sen. Edna Marlow, D-Mich., the chairwoman, said it was “a gift to every town.”",
       "Edna Marlow < Sen. Edna Marlow"},
      {"Rep. Edna Marlow (R-Tenn.) called it “a gift to every town.”",
       "Edna Marlow < Rep. Edna Marlow"},
      {"“It is a shame,” said U.S. Circuit Judge Tom Reed.",
       "Tom Reed < U.S. Circuit Judge Tom Reed"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_pronoun_is_the_likeliest_of_its_sex) {
  static const expectation cases[] = {
      {"Hannah Dell and Peter Crane walked home.\n\n“I saw the lamp,” he said.",
       "Peter Crane < he"},
      {"Peter Crane opened the case.\n\nLucy Moor, the attorney, called it a folly. She said the "
       "law "
       "was plain.\n\n“We will appeal,” she said.",
       "Lucy Moor < she"},
      {"Owen Tull has driven trams since 1998.\n\nThe Courier followed him. “Nobody asked us,” he "
       "said.",
       "Owen Tull < he"},
      {"Mayor Lucy Moor met the crews.\n\nMoor’s deputy, Paul Voss, stayed away.\n\n“I will not "
       "sign,” "
       "she said.",
       "Lucy Moor < she"},
      {"Orle Ferries closed in May.\n\n“It was over,” he said.", "- < he"},
      {"“It was over,” they said.", "- < they"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, names_are_names) {
  static const expectation cases[] = {
      {"WATCH Tom Reed. Then Reed said: “The wall will not hold in a storm.”", "Tom Reed < Reed"},
      {"“It opens in May,” said Under Secretary of Defense Tom Reed.",
       "Tom Reed < Under Secretary of Defense Tom Reed"},
      {"“Rents will fall,” said Orle Homes CEO Matt Dane.", "Matt Dane < Orle Homes CEO Matt Dane"},
      {"“We closed it,” the Department of Health and Human Services said.",
       "Department of Health and Human Services < the Department of Health and Human Services"},
      {"“We closed it,” said Ursula von der Aue.", "Ursula von der Aue < Ursula von der Aue"},
      {"“We closed it,” said Bill de Marlow.", "Bill de Marlow < Bill de Marlow"},
      {"Hence the wall stands. “It will stand for a hundred years more.”", "- < -"},
      {"“Pray for the crews at sea,” said Pope Anselm.", "Pope Anselm < Pope Anselm"},
      {"“We closed it,” the Kentucky Republican said.", "- < the Kentucky Republican"},
      {"“We closed it,” the Brook campaign said.", "- < the Brook campaign"},
      {"“We closed it,” Ada Brook and Tom Reed said.", "- < Ada Brook and Tom Reed"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, descriptions_lead_to_the_name_beside_them) {
  static const expectation cases[] = {
      {"“We have no comment on it,” said Cole’s spokeswoman, Linda Marsh.",
       "Linda Marsh < Cole’s spokeswoman"},
      {"“We have no comment on it,” said Linda Marsh, a spokeswoman for Governor Peter Cole.",
       "Linda Marsh < Linda Marsh"},
      {"Vice President Tom Reed met President Ada Brook. “We agree on it,” the vice president "
       "said.",
       "Tom Reed < the vice president"},
      {"“We regret the loss,” said a statement from Orle Ferries.",
       "Orle Ferries < a statement from Orle Ferries"},
      {"It was, in the words of Tom Reed, “a heap of old stones.”", "Tom Reed < Tom Reed"},
      {"“A heap of old stones” was how Tom Reed described it.", "Tom Reed < Tom Reed"},
      {"“A bridge is a promise.” — Ada Brook (@ada) May 3, 2019", "Ada Brook < Ada Brook"},
      {"Tom Reed was asked by Ada Brook, “Will the wall hold in a storm?”",
       "Ada Brook < Ada Brook"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, two_speakers_in_a_sentence_stay_two) {
  vb_article article = {.text =
                            VB_STR("Tom Reed called it “a fine and lasting work,” while Ada Brook "
                                   "said it was “a poor day for the boats.”")};
  cr_assert_eq(vb_quotations_of_article(finder, &article, arena, &err), VB_OK);
  cr_assert_eq(article.quotation_count, 2);
  cr_expect(vb_str_is(article.quotations[0].speaker, "Tom Reed"));
  cr_expect(vb_str_is(article.quotations[1].speaker, "Ada Brook"));
}

Test(speaker, without_rules_for_a_language_nobody_is_named) {
  static const expectation cases[] = {
      {"«Это наш город и наша река», — сказала Ада Брук.", "- < -"},
      {"„Mur wytrzyma jeszcze sto lat”, powiedziała Ada Brook w poniedziałek w porcie.", "- < -"},
      {"«Το τείχος θα αντέξει ακόμα εκατό χρόνια», είπε η Άντα Μπρουκ.", "- < -"},
      {"“城墙还能再撑一百年，”艾达·布鲁克说。", "- < -"},
      {"”Muuri kestää vielä sata vuotta”, sanoi Ada Brook maanantaina satamassa.", "- < -"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, each_language_has_its_order_of_words) {
  static const expectation cases[] = {
      {"„Die Mauer wird noch hundert Jahre halten“, sagte am Montag Ada Brook in Orle.",
       "Ada Brook < Ada Brook"},
      {"Nach der Sitzung erklärte Hafenmeisterin Ada Brook: „Die Mauer hält noch lange.“",
       "Ada Brook < Hafenmeisterin Ada Brook"},
      {"Ada Brook leitet den Hafen seit Mai.\n\nBrook zufolge ist die Mauer „so gut wie neu“.",
       "Ada Brook < Brook"},
      {"« Le mur tiendra encore cent ans », a déclaré lundi Ada Brook à Orle.",
       "Ada Brook < Ada Brook"},
      {"Selon l’avocate de la ville, Ada Brook, le mur est « aussi bon que neuf ».",
       "Ada Brook < l’avocate de la ville"},
      {"«El muro aguantará cien años más», dijo ayer la alcaldesa de Orle, Ada Brook.",
       "Ada Brook < la alcaldesa de Orle"},
      {"«Il muro reggerà altri cento anni», ha detto ieri la sindaca di Orle, Ada Brook.",
       "Ada Brook < la sindaca di Orle"},
      {"“O muro vai aguentar mais cem anos”, disse ontem a prefeita de Orle, Ada Brook.",
       "Ada Brook < a prefeita de Orle"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_paragraph_behind_a_colon_is_what_was_written) {
  static const expectation cases[] = {
      {"In a letter, Ada Brook wrote:\n\nWe left at noon and nobody thanked us for it.\n\nIt was "
       "read aloud.",
       "Ada Brook < Ada Brook"},
      {"Ada Brook, the mayor, said in a statement:\n\nThe wall is ours, and it will stay ours.",
       "Ada Brook < Ada Brook"},
      /* A list, a table, a caption, or a verb too far away: no quotation. */
      {"The items that Ada Brook wants are:\n\nA wall that is new and a gate that is old.",
       "no quotation"},
      {"Ada Brook said the harbour needs three things this year:\n\nA wall that is new and good.",
       "no quotation"},
      {"The report says:\n\nThe wall is old and will not hold another winter.", "no quotation"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_dash_opens_dialogue_where_a_verb_says_so) {
  static const expectation cases[] = {
      {"— We were told to go, said Ada Brook. — And so we went.", "Ada Brook < Ada Brook"},
      {"—Nos dijeron que era tarde —dijo Ada Brook—. Y nos fuimos.", "Ada Brook < Ada Brook"},
      {"— A wall, and Ada Brook wants it new\n\n— A gate", "no quotation"},
      {"- the wall, said to be old\n\n- the gate", "no quotation"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_headline_quotes_with_single_marks) {
  static const expectation cases[] = {
      {"Harbour master: 'We were told to go'\n\nThe harbour master has said that he left.",
       "- < -"},
      {"The boats' owners don't agree\n\nThe harbour master has said that he left.",
       "no quotation"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, two_names_joined_by_a_hyphen_are_not_one_of_them) {
  static const expectation cases[] = {
      {"The Reed-Tolland talks failed.\n\n“It is over,” Mr. Tolland said.",
       "Tolland < Mr. Tolland"},
      {"Ada Tolland left.\n\nThe Reed-Tolland talks failed.\n\n“It is over,” Tolland said.",
       "Ada Tolland < Tolland"},
      {"“It is over,” Ms. Marlow-Tolland said.", "Marlow-Tolland < Ms. Marlow-Tolland"},
      {"The news MORE (D-Mich.) said: “It is over for all of us.”", "- < The news MORE"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_subject_left_out_is_nobody) {
  static const expectation cases[] = {
      {"“El muro aguantará cien años más”, aseguró.", "- < -"},
      {"«Il muro reggerà altri cento anni», ha aggiunto.", "- < -"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, french_marks_go_on_around_who_said_it) {
  static const expectation cases[] = {
      {"« Le mur tiendra, assure la maire Ada Brook. Il a tenu cent ans et il tiendra. »",
       "Ada Brook < la maire Ada Brook"},
      {"« Le mur, a dit Ada Brook, tiendra encore cent ans de plus. »", "Ada Brook < Ada Brook"},
      {"« Le mur tiendra, et le port aussi, parce que nous y tenons », a dit Ada Brook.",
       "Ada Brook < Ada Brook"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_law_or_programme_by_its_number_is_nobody) {
  static const expectation cases[] = {
      {"“No person shall be kept from any of the boats,” Title IX says.", "- < Title IX"},
      {"Proposition C says the city “shall pay for the harbour wall.”", "- < Proposition C"},
      {"“The harbour is for those who work in it,” Malcolm X said.", "Malcolm X < Malcolm X"},
      {"“All my people need is a boat or two,” said King Harald V.",
       "King Harald V < King Harald V"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, the_clause_at_the_end_of_the_sentence_speaks) {
  static const expectation cases[] = {
      {"“The wall keeps out the sea” even when the tide is high, said Ada Brook, an engineer.",
       "Ada Brook < Ada Brook"},
      {"“The wall keeps out the sea” if nobody opens the gate, Ada Brook said.",
       "Ada Brook < Ada Brook"},
      {"“The wall keeps out the sea” is what Tom Reed said, but Ada Brook denied that.",
       "Tom Reed < Tom Reed"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_noun_after_an_article_is_no_verb_of_saying) {
  static const expectation cases[] = {
      {"Tom Reed said the plan was “a good one for us all.” And seen with these remarks in mind, "
       "Ada Brook holds that it is not.",
       "Tom Reed < Tom Reed"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_saying_is_its_owners) {
  static const expectation cases[] = {
      {"Ada Brook spoke for an hour. Her warning that the wall “will not last another winter” was "
       "ignored.",
       "Ada Brook < Her"},
      {"Few liked Ada Brook's call for “a wall that is twice as high.”", "Ada Brook < Ada Brook's"},
      /* Whoever speaks of it speaks himself. */
      {"Tom Reed denounced Ada Brook's claim that the wall “will not last another winter.”",
       "Tom Reed < Tom Reed"},
      {"Tom Reed accused Ada Brook of breaking her promise to build “a wall that is twice as "
       "high.”",
       "Tom Reed < Tom Reed"},
      {"Tom Reed said Ada Brook's claim about the wall is “simply not true at all.”",
       "Tom Reed < Tom Reed"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, what_goes_on_is_not_said) {
  static const expectation cases[] = {
      {"Ada Brook said Reed will continue to be “a friend of this harbour.”",
       "Ada Brook < Ada Brook"},
      {"“The wall holds,” Ada Brook said. “And the gate,” she continued, “is shut at night.”",
       "Ada Brook < she"},
      {"“The wall must be rebuilt at once,” the letter read.", "- < the letter"},
      {"Iris Lorne wrote that the program “was a costly mistake for us.”",
       "Iris Lorne < Iris Lorne"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, a_title_of_many_words_is_not_the_name) {
  static const expectation cases[] = {
      {"Chairman of the Joint Chiefs of Staff Gen. Abel Stanning said, “We are ready for that.”",
       "Abel Stanning < Chairman of the Joint Chiefs of Staff Gen. Abel Stanning"},
      {"The war in Syria, the secretary of state said, is over. “We won it,” the secretary of "
       "state "
       "said.",
       "- < the secretary of state"},
  };
  EXPECT_ALL(cases);
}

/* The inner quotations of the first quotation, as "SPEAKER < MENTION: WORDS" each. */
static void expect_inner(const expectation *one) {
  char got[512] = "";
  vb_article article = {.text = vb_str_of(one->text)};
  cr_assert_eq(vb_quotations_of_article(finder, &article, arena, &err), VB_OK, "%s", err.text);
  cr_assert_geq(article.quotation_count, 1, "%s", one->text);
  const vb_quotation *outer = &article.quotations[0];
  for (uint32_t i = 0; i < outer->inner_count; i++) {
    const vb_quotation *q = &outer->inner[i];
    vb_str mention = vb_str_slice(article.text, q->mention.start, q->mention.end);
    vb_str words = vb_str_slice(article.text, q->parts[0].start, q->parts[0].end);
    size_t n = strlen(got);
    snprintf(got + n, sizeof got - n, "%s%.*s < %.*s: %.*s", i ? " | " : "",
             VB_STR_ARG(q->speaker.n ? q->speaker : VB_STR("-")),
             VB_STR_ARG(mention.n ? mention : VB_STR("-")), VB_STR_ARG(words));
    cr_expect_eq(q->inner_count, 0);
  }
  cr_expect_str_eq(got, one->last, "%s\n  found:  %s\n  wanted: %s", one->text, got, one->last);
}

Test(speaker, a_quotation_inside_a_quotation_has_its_own) {
  static const expectation cases[] = {
      {"“Tom Reed told me, ‘We will win this war,’ and then he left,” Ada Brook said.",
       "Tom Reed < Tom Reed: We will win this war,"},
      {"Ada Brook met Tom Reed. “Reed said to me, 'You will not see it again,' and I laughed,” "
       "Brook "
       "said.",
       "Tom Reed < Reed: You will not see it again,"},
      {"“He told me, ‘We will win this war,’ and then he left,” Ada Brook said of Tom Reed.",
       "- < He: We will win this war,"},
      {"“I told him, ‘We will never sell it,’ and he laughed,” Ada Brook said.",
       "Ada Brook < I: We will never sell it,"},
      {"‘He said, “We will win it in the spring,” and then he left us,’ said Ada Brook. ‘It was "
       "late.’",
       "- < He: We will win it in the spring,"},
      {"“My father used to say, ‘A harbour without boats is a pond,’” Ada Brook said.",
       "- < My father: A harbour without boats is a pond,"},
      /* Words in marks, and apostrophes, are none. */
      {"“We paid for the ‘harbour of hope’ and it isn't there, don't you see?” Ada Brook said.",
       ""},
      {"“We were there in the ’90s, and rock ’n’ roll was the boys’ best,” Ada Brook said.", ""},
      {"“The wall will hold for us all,” Ada Brook said.", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_inner(&cases[i]);
}

Test(speaker, a_label_is_its_name_alone) {
  static const expectation cases[] = {
      {"Ada Brook (SPD), Harbour Minister: “The wall will hold, and so will we.”",
       "Ada Brook < Ada Brook"},
  };
  EXPECT_ALL(cases);
}

Test(speaker, the_sentence_after_the_words_says_who_spoke) {
  static const expectation cases[] = {
      {"“Il muro reggerà altri cento anni e noi con lui”. Lo ha detto il sindaco Ada Brook alla "
       "radio.",
       "Ada Brook < il sindaco Ada Brook"},
      {"“Il muro reggerà altri cento anni e noi con lui”. Così la consigliera Ada Brook sul porto.",
       "Ada Brook < la consigliera Ada Brook"},
      {"Der Hafen müsse „viel besser und schneller“ werden als die Stadt, forderte die Ministerin "
       "Ada "
       "Brook weiter.",
       "Ada Brook < die Ministerin Ada Brook"},
  };
  EXPECT_ALL(cases);
}
