#include "collect.h"

/* Invented people, places and papers throughout. */

#define BODY_ONE                                                                                   \
  "The harbour wall at Port Amble will hold through the winter, the town's engineer told the "     \
  "council on Monday."
#define BODY_TWO "“It has held for a hundred years,” she said, “and it will hold for one more.”"
#define TITLE "Harbour wall will hold, engineer tells council"

typedef struct text_case {
  const char *what, *input;
  const char *title, *byline, *author, *source, *date, *section; /* NULL: unknown */
} text_case;

static const text_case cases[] = {
    {"headline first", TITLE "\n\n" BODY_ONE "\n\n" BODY_TWO "\n", TITLE, NULL, NULL, NULL, NULL,
     NULL},
    {"site name first",
     "Port Amble Herald\n\n\n" TITLE "\n\nBy Ada Brook | KQXB | July 2, 2021\n\n" BODY_ONE
     "\n\n" BODY_TWO,
     TITLE, "Ada Brook", "Ada Brook", "Port Amble Herald", "2021-07-02", NULL},
    {"navigation, section, byline, time to read",
     "Skip to content\nMenu\nSearch\nPolitics\n" TITLE
     "\nBy ADA BROOK, Staff Writer\nPublished 6:15 PM EDT, "
     "Fri July 2, 2021\n3 min read\n\n" BODY_ONE "\n\n" BODY_TWO,
     TITLE, "ADA BROOK, Staff Writer", "ADA BROOK", NULL, "2021-07-02T18:15", "Politics"},
    {"date line above the byline, share bar between",
     TITLE "\n\n2 July 2021\n\nShare Tweet Email\n\nBy Ada Brook and Tom Reed\n\n" BODY_ONE
           "\n\n" BODY_TWO,
     TITLE, "Ada Brook and Tom Reed", "Ada Brook", NULL, "2021-07-02", NULL},
    {"name without By, then the date",
     TITLE "\n\nAda Brook\nJuly 2, 2021\n\n" BODY_ONE "\n\n" BODY_TWO, TITLE, "Ada Brook",
     "Ada Brook", NULL, "2021-07-02", NULL},
    {"name and outlet without By, then the date",
     TITLE "\n\nAda Brook, Amble Press\n\nPublished 9:15 am PDT, Friday, July 2, 2021\n\n" BODY_ONE
           "\n\n" BODY_TWO,
     TITLE, "Ada Brook, Amble Press", "Ada Brook", NULL, "2021-07-02T09:15", NULL},
    {"published before updated",
     TITLE "\nUpdated: July 5, 2021\nPublished: July 2, 2021\n\n" BODY_ONE "\n\n" BODY_TWO, TITLE,
     NULL, NULL, NULL, "2021-07-02", NULL},
    {"updated only", TITLE "\nUpdated: July 5, 2021\n\n" BODY_ONE "\n\n" BODY_TWO, TITLE, NULL,
     NULL, NULL, "2021-07-05", NULL},
    {"caption with another date",
     TITLE "\n\nA picture taken on October 17, 2016 shows the harbour wall at Port Amble in a "
           "storm.\n\n" BODY_ONE "\n\n" BODY_TWO,
     TITLE, NULL, NULL, NULL, NULL, NULL},
    {"credits and boilerplate amid the body",
     TITLE "\n\n" BODY_ONE
           "\n\nAdvertisement\n\nWaves at the wall. (Photo by Mae Odell/Herald)\n\nRead more: "
           "Storm nears the coast\n\nSign up for our newsletter to get the tide tables\n\n" BODY_TWO
           "\n\nFollow Ada Brook on Facebook, Twitter at @ada_brook, or email her at\n\n© 2021 "
           "Port Amble Herald. All "
           "rights reserved.",
     TITLE, NULL, NULL, NULL, NULL, NULL},
    {"site behind the headline", TITLE " - Port Amble Herald\n\n" BODY_ONE "\n\n" BODY_TWO, TITLE,
     NULL, NULL, "Port Amble Herald", NULL, NULL},
    {"dateline with its year",
     TITLE "\n\nPORT AMBLE, July 2, 2021 (KQXB) - " BODY_ONE "\n\n" BODY_TWO, TITLE, NULL, NULL,
     NULL, "2021-07-02", NULL},
    {"related links at the end",
     TITLE "\n\n" BODY_ONE "\n\n" BODY_TWO
           "\n\nRelated articles\n\nStorm nears the coast\n\nFerry stays in port",
     TITLE, NULL, NULL, NULL, NULL, NULL},
    {"filed under, with the only date",
     TITLE "\n\n" BODY_ONE "\n\n" BODY_TWO "\n\nJuly 2, 2021 - Posted by | Coast | ,\n\n", TITLE,
     NULL, NULL, NULL, "2021-07-02", NULL},
    {"a link to the comments above the body", TITLE "\n\n23 Comments\n\n" BODY_ONE "\n\n" BODY_TWO,
     TITLE, NULL, NULL, NULL, NULL, NULL},
    {"lines as paragraphs", TITLE "\nBy Ada Brook\nJuly 2, 2021\n" BODY_ONE "\n" BODY_TWO "\n",
     TITLE, "Ada Brook", "Ada Brook", NULL, "2021-07-02", NULL},
    {"counters, a role, an outlet in the byline, a repeated title, a rule",
     TITLE "\nBy Ada Brook for the Amble Mail\nCoast correspondent\n2 July 2021\n1.2k "
           "shares\n38\nView gallery\n\n" BODY_ONE "\n\n" BODY_TWO
           "\n\n___\n\nRead more:\nFerry stays in port\n\n" TITLE
           "\n\nShare or comment on this article:",
     TITLE, "Ada Brook for the Amble Mail", "Ada Brook", NULL, "2021-07-02", NULL},
    {"windows line ends", TITLE "\r\n\r\nBy Ada Brook\r\n\r\n" BODY_ONE "\r\n\r\n" BODY_TWO "\r\n",
     TITLE, "Ada Brook", "Ada Brook", NULL, NULL, NULL},
};

static void assert_body(vb_str text, const char *what) {
  bool one = vb_str_starts(text, BODY_ONE) || vb_str_starts(text, "PORT AMBLE, July 2, 2021");
  cr_assert(one, "%s: the body begins \"%.*s\"", what, VB_STR_ARG(text));
  cr_assert(vb_str_ends(text, "\n\n" BODY_TWO), "%s: the body ends \"%.*s\"", what,
            VB_STR_ARG(text));
  cr_assert_leq(text.n, strlen(BODY_ONE BODY_TWO) + 60, "%s: more than the body: %.*s", what,
                VB_STR_ARG(text));
}

Test(read_text, the_shapes_of_scraped_pages_come_out_right) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const text_case *t = &cases[i];
    collected *c = collect(vb_str_of(t->input), "in/a.txt", NULL);
    cr_assert_eq(c->count, 1, "%s", t->what);
    const vb_article *a = &c->articles[0];
    char date[VB_DATE_TEXT];
    vb_date_format(a->published, date);
    assert_str(a->title, t->title, t->what);
    assert_str(a->byline, t->byline, t->what);
    assert_str(a->author_count ? a->authors[0] : VB_STR_NONE, t->author, t->what);
    assert_str(a->source, t->source, t->what);
    assert_str(a->section, t->section, t->what);
    cr_assert_str_eq(date, t->date ? t->date : "", "%s: date %s", t->what, date);
    if (t->date) cr_assert_eq(a->published_from, VB_DATE_FROM_BYLINE);
    assert_body(a->text, t->what);
    assert_str(a->id, "in/a.txt", t->what);
    collect_free(c);
  }
}

typedef struct comment_case {
  const char *what, *tail;
  const char *comments[3][3]; /* author, date, text */
} comment_case;

static const comment_case comment_cases[] = {
    {"markers below, numbered, nested, with likes and a form",
     "July 2, 2021 - Posted by | Coast | ,\n\n\n  1. Is it true?\n\n    1. Yes\n\n    2. No\n\n    "
     "Comment by Quill "
     "Marsh | July 2, 2021 | Reply\n\n    • I doubt it.\n\n      Liked by 1 person\n\n      "
     "Comment by tidewatcher | "
     "July 3, 2021 | Reply\n\n  2. We shall see.\n\n    Comment by Wren | July 4, 2021 | "
     "Reply\n\nLeave a Reply\n\n"
     "Fill in your details below or click an icon to log in: Logo\n\nConnecting to %s\n",
     {{"Quill Marsh", "July 2, 2021", "Is it true?\n\n1. Yes\n\n2. No"},
      {"tidewatcher", "July 3, 2021", "I doubt it."},
      {"Wren", "July 4, 2021", "We shall see."}}},
    {"marker below without a heading",
     "It will not hold.\n\nComment by Wren | July 4, 2021 | Reply\n",
     {{"Wren", "July 4, 2021", "It will not hold."}}},
    {"markers above",
     "2 Comments\n\nQuill Marsh says:\nJuly 2, 2021 at 4:15 pm\nIs it true?\n\nI "
     "wonder.\n\nReply\n\nWren says:\n\nJuly "
     "3, 2021 at 9:00 am\n\nWe shall see.\n\nLeave a Comment\n\nName *\n\nEmail *\n",
     {{"Quill Marsh", "July 2, 2021 at 4:15 pm", "Is it true?\n\nI wonder."},
      {"Wren", "July 3, 2021 at 9:00 am", "We shall see."}}},
    {"names with a time ago",
     "Comments\n\nQuill Marsh • 3 years ago\n\nIs it true?\n\nWren on July 3, 2021 at 9:00 "
     "am\n\nWe shall see.\n",
     {{"Quill Marsh", "3 years ago", "Is it true?"},
      {"Wren", "July 3, 2021 at 9:00 am", "We shall see."}}},
    {"only a form",
     "Leave a Reply\n\nYour email address will not be published.\n\nComment *\n\nName *\n",
     {{NULL}}},
    {"only a notice", "Please let us know if you're having issues with commenting.\n", {{NULL}}},
};

Test(read_text, comments_are_kept_apart_with_author_and_date) {
  for (size_t i = 0; i < sizeof comment_cases / sizeof *comment_cases; i++) {
    const comment_case *t = &comment_cases[i];
    vb_buf input = VB_BUF_INIT;
    vb_buf_printf(&input, "%s\n\n%s\n\n%s\n\n%s", TITLE, BODY_ONE, BODY_TWO, t->tail);
    collected *c = collect(vb_buf_view(&input), "in/a.txt", NULL);
    cr_assert_eq(c->count, 1);
    const vb_article *a = &c->articles[0];
    assert_body(a->text, t->what);
    size_t wanted = 0;
    while (wanted < 3 && t->comments[wanted][2]) wanted++;
    cr_assert_eq(a->comment_count, wanted, "%s: %zu comments", t->what, a->comment_count);
    for (size_t k = 0; k < wanted; k++) {
      assert_str(a->comments[k].author, t->comments[k][0], t->what);
      assert_str(a->comments[k].date, t->comments[k][1], t->what);
      assert_str(a->comments[k].text, t->comments[k][2], t->what);
    }
    collect_free(c);
    vb_buf_clear(&input);
  }
}

Test(read_text, prose_is_not_taken_for_furniture) {
  static const char *const paragraphs[] = {
      "Read more than one book about the sea and you will know that a wall like this one is never "
      "finished.",
      "A Mariner/Tideline poll found that most people in Port Amble wanted the wall to be kept as "
      "it is today.",
      "By Tuesday the water had gone, and the people of Port Amble came out to look at what was "
      "left of it.",
      "Share prices of the harbour company fell by a tenth in the hour after the council's vote "
      "was known.",
      "Follow the coast to the north and the walls get older, until they are heaps of stone in the "
      "heather.",
      "Comments by the engineer were read out in the council, where they met with a silence of "
      "some minutes.",
      "A picture taken by the harbour master on the night of the storm was shown to the council on "
      "Tuesday.",
  };
  for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
    vb_buf input = VB_BUF_INIT;
    vb_buf_printf(&input, "%s\n\n%s\n\n%s\n\n%s", TITLE, BODY_ONE, paragraphs[i], BODY_TWO);
    collected *c = collect(vb_buf_view(&input), "in/a.txt", "text");
    vb_str text = c->articles[0].text;
    cr_assert(memmem(text.p, text.n, paragraphs[i], strlen(paragraphs[i])) != NULL, "%s",
              paragraphs[i]);
    collect_free(c);
    vb_buf_clear(&input);
  }
}

Test(read_text, a_heading_that_hides_most_of_the_prose_was_none) {
  collected *c = collect(VB_STR(TITLE "\n\nA short lead.\n\nComments\n\n" BODY_ONE "\n\n" BODY_TWO),
                         "a.txt", "text");
  assert_str(c->articles[0].text, "A short lead.\n\n" BODY_ONE "\n\n" BODY_TWO, "text");
  collect_free(c);
}

Test(read_text, text_without_a_headline_has_none) {
  collected *c = collect(VB_STR(BODY_ONE "\n\n" BODY_TWO), "a.txt", "text");
  assert_str(c->articles[0].title, NULL, "title");
  assert_body(c->articles[0].text, "no headline");
  collect_free(c);
  c = collect(VB_STR("Only a headline stands here"), "a.txt", "text");
  assert_str(c->articles[0].title, "Only a headline stands here", "title");
  assert_str(c->articles[0].text, NULL, "text");
  collect_free(c);
}

Test(read_text, a_date_in_the_path_serves_when_the_text_has_none) {
  collected *c = collect(VB_STR(TITLE "\n\n" BODY_ONE), "in/2019/06/19/a.txt", NULL);
  char date[VB_DATE_TEXT];
  vb_date_format(c->articles[0].published, date);
  cr_assert_str_eq(date, "2019-06-19");
  cr_assert_eq(c->articles[0].published_from, VB_DATE_FROM_PATH);
  collect_free(c);
}

/* ---- printed pages, and what is no text ---- */

#define FERRY                                                                                      \
  "The ferry to Ulva was late again on\nMonday, the harbour office said, since\nits engine had "   \
  "to be "                                                                                         \
  "changed.\n"
#define TOWER                                                                                      \
  "The council of Orsk voted to keep the\nold tower. It will be mended in May,\nthe mayor told "   \
  "the "                                                                                           \
  "paper.\n"

Test(read_text, pages_between_form_feeds_lose_their_heads_and_are_articles) {
  collected *c =
      collect(VB_STR("   Orsk Post, 8 March 2019      3\n\nFERRY LATE AGAIN\n\n" FERRY
                     "\fPage 4\n   Orsk Post, 8 March 2019    4\n\nTOWER WILL STAY\n\n" TOWER "\f"),
              "in/a.txt", NULL);
  cr_assert_eq(c->count, 2, "%zu", c->count);
  assert_str(c->articles[0].title, "FERRY LATE AGAIN", "title");
  assert_str(c->articles[1].title, "TOWER WILL STAY", "title");
  for (size_t i = 0; i < 2; i++)
    cr_expect(!memmem(c->articles[i].text.p, c->articles[i].text.n, "Orsk Post", 9));
  cr_expect_eq(c->articles[1].record, 2);
  collect_free(c);
}

Test(read_text, an_article_over_two_pages_is_one) {
  collected *c = collect(VB_STR("FERRY LATE AGAIN\n\n" FERRY "\f2\n\n" TOWER), "in/a.txt", NULL);
  cr_assert_eq(c->count, 1);
  cr_expect(memmem(c->articles[0].text.p, c->articles[0].text.n, "the mayor told", 14));
  cr_expect_eq(c->articles[0].record, 0);
  collect_free(c);
}

Test(read_text, columns_side_by_side_are_refused) {
  vb_buf page = VB_BUF_INIT;
  for (int i = 0; i < 20; i++)
    vb_buf_text(&page, "The ferry to Ulva was late       The council voted to keep\n");
  vb_buf_text(&page, "\f");
  collected *c = collect(vb_buf_view(&page), "in/a.txt", NULL);
  cr_assert_eq(c->count, 0);
  cr_assert(strstr(c->problems[0], "side by side"), "%s", c->problems[0]);
  collect_free(c);
  vb_buf_clear(&page);
}

Test(read_text, an_article_with_many_tags_is_read_without_them) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_text(&text,
              "Mayor answers\n\nThe mayor of Orsk answered the council on Monday, at length.\n\n");
  for (int i = 0; i < 8; i++)
    vb_buf_printf(
        &text,
        "<post picture=\"none\" author=\"orsk%d\" stamp=\"1449075600\" "
        "number=\"67213728805539840%d\" place=\"of no importance here\">I would not have voted so, "
        "said a reader of the paper.</post>\n\n",
        i, i);
  collected *c = collect(vb_buf_view(&text), "in/a.txt", NULL);
  cr_assert_eq(c->count, 1, "%s", c->problems[0]);
  cr_expect(!memchr(c->articles[0].text.p, '<', c->articles[0].text.n));
  collect_free(c);
  vb_buf_clear(&text);
}

Test(read_text, news_about_code_and_scores_is_news) {
  static const char *const kinds[] = {"for (i = 0; i < n; i++) {\n", "x = y * 2 + f(x, y); }\n",
                                      "Orsk\t3\t1\t0\n", "3:1 2:2 0:0 4:5 1:1\n"};
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    vb_buf text = VB_BUF_INIT;
    vb_buf_text(&text, "A line that cost the city a day\n\n");
    for (int i = 0; i < 4; i++) {
      vb_buf_printf(
          &text, "The town of Orsk published on day %d what had gone wrong in its office.\n\n", i);
      for (int j = 0; j < 5; j++) vb_buf_text(&text, kinds[k]);
      vb_buf_text(&text, "\n");
    }
    collected *c = collect(vb_buf_view(&text), "in/a.txt", NULL);
    cr_expect_eq(c->count, 1, "%s: %s", kinds[k], c->problems[0]);
    collect_free(c);
    vb_buf_clear(&text);
  }
}
