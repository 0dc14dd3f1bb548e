/*
 * test_quotation.c - who said what, over invented texts.
 *
 * A case is a text and what the finder makes of it, one quotation a line:
 *   SPEAKER < SOURCE < CUE: part / part
 * where a dash stands for what is not known.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/article/quotation/quotation.h"
#include "tests/unit/mark_pairs.h"

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

TestSuite(quotation, .init = set_up, .fini = tear_down);

static void put(vb_buf *out, vb_str s) {
  if (s.n) vb_buf_str(out, s);
  else vb_buf_char(out, '-');
}

static vb_str cut(vb_str text, vb_extent e) {
  return vb_str_slice(text, e.start, e.end);
}

static char *found_in(vb_str text) {
  vb_article article = {.text = text};
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_quotations_of_article(finder, &article, arena, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < article.quotation_count; i++) {
    const vb_quotation *q = &article.quotations[i];
    put(&out, q->speaker);
    vb_buf_text(&out, " < ");
    put(&out, cut(text, q->mention));
    vb_buf_text(&out, " < ");
    put(&out, cut(text, q->cue));
    for (uint32_t p = 0; p < q->part_count; p++) {
      vb_buf_text(&out, p ? " / " : ": ");
      vb_buf_str(&out, cut(text, q->parts[p]));
    }
    vb_buf_char(&out, '\n');
  }
  vb_buf_char(&out, '\0');
  return vb_buf_detach(&out);
}

typedef struct expectation {
  const char *text, *found;
} expectation;

static void expect_all(const expectation *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char *found = found_in(vb_str_of(cases[i].text));
    cr_expect_str_eq(found, cases[i].found, "%s\n  found:\n%s  wanted:\n%s", cases[i].text, found,
                     cases[i].found);
    free(found);
  }
}

#define EXPECT_ALL(cases) expect_all(cases, sizeof cases / sizeof *cases)

Test(quotation, marks_are_seen_wherever_they_stand) {
  static const char *const kinds[][2] = {
      {"\"", "\""}, {"“", "”"}, {"«", "»"}, {"``", "''"}, {"‘", "’"}};
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    for (int before = 0; before < 20; before++) {
      char text[160];
      snprintf(text, sizeof text, "%.*s %sThe pier has to stay,%s Ada Brook said.", before,
               "It was a cold night.", kinds[k][0], kinds[k][1]);
      char *got = found_in(vb_str_of(text));
      cr_expect(strstr(got, ": The pier has to stay,"), "%s gives %s", text, got);
      free(got);
    }
}

Test(quotation, in_each_pair_of_the_table_of_marks) {
  static mark_pair pairs[MARK_PAIRS_MAX];
  size_t count = mark_pairs(pairs), tried = 0;
  for (size_t i = 0; i < count; i++) {
    const mark_pair *pair = &pairs[i];
    bool apostrophe =
        pair->opened.family == VB_MARK_SINGLE && pair->opened.side == VB_MARK_FACES_OUT;
    if (apostrophe) continue; /* ’this’: an apostrophe at the beginning of a word */
    char text[160];
    snprintf(text, sizeof text, "It rained. %sThe wall will hold,%s Ada Brook said.", pair->open,
             pair->close);
    char *found = found_in(vb_str_of(text));
    cr_expect_str_eq(found, "Ada Brook < Ada Brook < said: The wall will hold,\n", "%s", text);
    free(found);
    tried++;
  }
  cr_expect_gt(tried, 60);
}

Test(quotation, marks_need_no_space_before_them_where_the_script_has_none) {
  static const char *const marks[][2] = {
      {"＂", "＂"}, {"\"", "\""}, {"「", "」"}, {"『", "』"}, {"“", "”"}};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    char text[160];
    snprintf(text, sizeof text, "Ada Brook said：%sThe wall will hold.%s", marks[i][0],
             marks[i][1]);
    char *found = found_in(vb_str_of(text));
    cr_expect(strstr(found, ": The wall will hold.\n"), "%s gives %s", text, found);
    free(found);
  }
}

Test(quotation, an_arrow_opens_nothing) {
  char *found = found_in(VB_STR("Read more ›Weather today and more news\n\nThe wall held."));
  cr_expect_str_eq(found, "", "%s", found);
  free(found);
}

Test(quotation, all_kinds_of_marks) {
  static const expectation cases[] = {
      {"\"The wall will hold,\" Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"“The wall will hold,” Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"``The wall will hold,'' Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"„The wall will hold,“ Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"„The wall will hold,” Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"«The wall will hold,» Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"« The wall will hold, » Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"»The wall will hold,« Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"‘The wall will hold and it won’t leak,’ Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold and it won’t leak,\n"},
      {"'The wall will hold and it won't leak,' Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold and it won't leak,\n"},
      {"“The wall will hold,\" Ada Brook said.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
  };
  EXPECT_ALL(cases);
}

Test(quotation, where_the_attribution_stands) {
  static const expectation cases[] = {
      {"Ada Brook said: \"The wall will hold.\"",
       "Ada Brook < Ada Brook < said: The wall will hold.\n"},
      {"Ada Brook said, \"The wall will hold.\"",
       "Ada Brook < Ada Brook < said: The wall will hold.\n"},
      {"\"The wall will hold,\" said Ada Brook.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"\"The wall will hold,\" said Ada Brook, the harbour engineer.",
       "Ada Brook < Ada Brook < said: The wall will hold,\n"},
      {"\"The wall will hold,\" the harbour engineer, Ada Brook, said.",
       "Ada Brook < the harbour engineer < said: The wall will hold,\n"},
      {"\"The wall,\" Ada Brook said, \"will hold for another year.\"",
       "Ada Brook < Ada Brook < said: The wall, / will hold for another year.\n"},
      {"\"The wall will hold,\" Ada Brook said. \"It has held for a hundred years.\"",
       "Ada Brook < Ada Brook < said: The wall will hold, / It has held for a hundred years.\n"},
      {"Ada Brook said the wall would \"hold for another hundred years\" if it was painted.",
       "Ada Brook < Ada Brook < said: hold for another hundred years\n"},
      {"According to Ada Brook, the wall would \"hold for another hundred years\".",
       "Ada Brook < Ada Brook < According: hold for another hundred years\n"},
      {"The wall would \"hold for another hundred years\", according to Ada Brook.",
       "Ada Brook < Ada Brook < according: hold for another hundred years\n"},
  };
  EXPECT_ALL(cases);
}

Test(quotation, a_mention_stands_for_a_name) {
  static const expectation cases[] = {
      {"Harbour engineer Ada Brook came on Monday. \"The wall will hold,\" she said.",
       "Ada Brook < she < said: The wall will hold,\n"},
      {"Ada Brook met Tom Reed on the quay. \"The wall will hold,\" Brook said. \"I doubt it,\" "
       "said "
       "Reed.",
       "Ada Brook < Brook < said: The wall will hold,\nTom Reed < Reed < said: I doubt it,\n"},
      {"Mr. Tom Reed, a spokesman for the port, came on Monday. \"The wall will hold,\" the "
       "spokesman "
       "said.",
       "Tom Reed < the spokesman < said: The wall will hold,\n"},
      {"Harbour Board Director Ada Brook came on Monday. \"The wall will hold,\" Ada said.",
       "Ada Brook < Ada < said: The wall will hold,\n"},
      {"\"Nobody will be moved from the quay,\" the ministry said.",
       "- < the ministry < said: Nobody will be moved from the quay,\n"},
  };
  EXPECT_ALL(cases);
}

Test(quotation, more_attributions) {
  static const expectation cases[] = {
      {"\"The wall will hold,\" the authority said.",
       "- < the authority < said: The wall will hold,\n"},
      {"Ada Brook: \"The wall will hold for a hundred years.\"",
       "Ada Brook < Ada Brook < -: The wall will hold for a hundred years.\n"},
      {"\"Nobody will be moved,\" added Ms. Brook.",
       "Brook < Ms. Brook < added: Nobody will be moved,\n"},
      {"\"Will the wall hold?\" asked Tom Reed.",
       "Tom Reed < Tom Reed < asked: Will the wall hold?\n"},
      {"\"It will not hold!\" Tom Reed shouted.",
       "Tom Reed < Tom Reed < shouted: It will not hold!\n"},
      {"\"The wall will hold,\" Ada Brook told the Port Herald on Monday.",
       "Ada Brook < Ada Brook < told: The wall will hold,\n"},
      {"In a statement, the Foreign Ministry said: \"We deny every word of it.\"",
       "Foreign Ministry < the Foreign Ministry < said: We deny every word of it.\n"},
      {"The Grey Embassy opened in May. \"We deny every word of it,\" the embassy said.",
       "Grey Embassy < the embassy < said: We deny every word of it,\n"},
      {"\"We deny every word of it,\" the statement said.",
       "- < the statement < said: We deny every word of it,\n"},
      {"\"We deny every word of it,\" they said.", "- < they < said: We deny every word of it,\n"},
      {"\"I doubt it,\" I said.", "- < I < said: I doubt it,\n"},
      {"Ms. Ada Brook and Mr. Tom Reed met. \"The wall will hold,\" she said. \"I doubt that it "
       "will,\" he "
       "said.",
       "Ada Brook < she < said: The wall will hold,\nTom Reed < he < said: I doubt that it "
       "will,\n"},
      {"Ada Brook, who built the wall, said it was \"as good as new\" on Monday.",
       "Ada Brook < Ada Brook < said: as good as new\n"},
      {"\"The wall will hold,\" said the mayor, Ada Brook.",
       "Ada Brook < the mayor < said: The wall will hold,\n"},
      {"\"The wall,\" said Ada Brook, \"will hold.\" She smiled.",
       "Ada Brook < Ada Brook < said: The wall, / will hold.\n"},
  };
  EXPECT_ALL(cases);
}

Test(quotation, single_marks_of_british_papers) {
  static const expectation cases[] = {
      {"‘The boats’ owners stayed at home,’ said Ada Brook.",
       "Ada Brook < Ada Brook < said: The boats’ owners stayed at home,\n"},
      {"'The boats' owners stayed at home,' said Ada Brook.",
       "Ada Brook < Ada Brook < said: The boats' owners stayed at home,\n"},
      {"‘He called it “a fine wall” and left,’ said Ada Brook. ‘I stayed for a while.’",
       "Ada Brook < Ada Brook < said: He called it “a fine wall” and left, / I stayed for a "
       "while.\n"},
      {"The '90s were the boats' best years, and it's a pity.", ""},
      {"Brook's wall wasn't the owners' wall.", ""},
  };
  EXPECT_ALL(cases);
}

Test(quotation, paragraphs_nesting_and_odd_marks) {
  static const expectation cases[] = {
      {"\"The wall will hold,\" Ada Brook said. \"It has held for a hundred years.\n\n"
       "\"And it will be painted next year.\"",
       "Ada Brook < Ada Brook < said: The wall will hold, / It has held for a hundred years. / And "
       "it "
       "will be painted next year.\n"},
      {"Ada Brook spoke on the quay. “The wall will hold,” she said.\n\n“It has held for a hundred "
       "years.\n\n“It will be painted next year.\n\n“Thank you for coming.”\n\nShe left.",
       "Ada Brook < she < said: The wall will hold,\nAda Brook < she < said: It has held for a "
       "hundred "
       "years. / It will be painted next year. / Thank you for coming.\n"},
      {"“He told me ‘the wall will hold’ and left,” Ada Brook said.",
       "Ada Brook < Ada Brook < said: He told me ‘the wall will hold’ and left,\n"},
      {"Ada Brook said: \"The wall will hold.\n\nTom Reed said: \"I doubt that it will.\"",
       "Ada Brook < Ada Brook < said: The wall will hold.\nTom Reed < Tom Reed < said: I doubt "
       "that it "
       "will.\n"},
  };
  EXPECT_ALL(cases);
}

Test(quotation, what_is_nobodys) {
  static const expectation cases[] = {
      {"The \"experts\" came on Monday and left on Tuesday.", ""},
      {"Her novel \"The Long Wall\" was printed in May.", ""},
      {"The ship, called the \"Grey Heron\", left the harbour.", ""},
      {"The pipe is 12\" wide and the wall 3\" thick.", ""},
      {"A wall was built.", ""},
      {"", ""},
      {"\"", ""},
      {"\"\"", ""},
      {"\" \" \" \"", ""},
  };
  EXPECT_ALL(cases);
}

/* Texts made to be expensive: a sentence of verbs, one mark repeated, all in one paragraph. */
Test(quotation, hostile_texts_take_bounded_time, .timeout = 60) {
  static const char *const pieces[] = {"\"",
                                       "\" ",
                                       "“",
                                       "”",
                                       "'",
                                       "‘",
                                       "«",
                                       "running and said, ",
                                       "'as boats' ",
                                       "‘as boats’ ",
                                       "he said that \"one two three, \" ",
                                       "\"one two three four five,\" and said ",
                                       "said Ada Brook "};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    vb_buf text = VB_BUF_INIT;
    while (text.n < 200000) vb_buf_text(&text, pieces[i]);
    vb_buf_text(&text, "\"hello there my good friends\"");
    clock_t started = clock();
    free(found_in(vb_buf_view(&text)));
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    cr_expect_lt(seconds, 20, "'%s': %.1f s", pieces[i], seconds);
    vb_buf_clear(&text);
  }
}
