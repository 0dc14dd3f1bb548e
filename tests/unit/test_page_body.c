#include "collect.h"

/* Which text of a page is the article. Invented people, places and papers throughout. */

#define ONE                                                                                        \
  "The harbour wall held through the night, said the engineer who built it forty years ago."
#define TWO                                                                                        \
  "Its repairs are to begin in the spring and will cost some two million crowns, she said."
#define THREE                                                                                      \
  "Nobody was hurt, and only one boat was lost to the sea in the worst hour of the storm."
#define FOUR "The council had put the repairs off for six years in a row, against her advice."
#define BODY ONE "\n\n" TWO
#define ALL BODY "\n\n" THREE "\n\n" FOUR
#define PS "<p>" ONE "</p><p>" TWO "</p>"
#define MORE "<p>" THREE "</p><p>" FOUR "</p>"
#define HEAD "<html><head><title>Harbour wall holds - Marrow Herald</title></head><body>"
#define H1 "<h1>Harbour wall holds</h1>"
#define OTHER                                                                                      \
  "The goat of the miller won the race around the harbour for the third time in a row, to "        \
  "nobody's surprise."

typedef struct page_case {
  const char *what, *page, *text;
} page_case;

static void check(const page_case *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    collected *c = collect(vb_str_of(cases[i].page), "in/a.html", NULL);
    cr_assert_eq(c->count, 1, "%s: %zu articles", cases[i].what, c->count);
    assert_str(c->articles[0].text, cases[i].text, cases[i].what);
    assert_str(c->articles[0].title, "Harbour wall holds", cases[i].what);
    collect_free(c);
  }
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

Test(page_body, what_holds_most_of_the_text_is_never_boilerplate) {
  static const page_case cases[] = {
      {"has-sidebar", HEAD "<div class=\"page has-sidebar\">" H1 PS "</div>", BODY},
      {"hasSidebar", HEAD "<div class=\"page hasSidebar\">" H1 PS "</div>", BODY},
      {"overflow-hidden", HEAD "<div class=\"overflow-hidden\">" H1 PS "</div>", BODY},
      {"hidden", HEAD H1 "<div class=hidden>" PS "</div>", BODY},
      {"display: none", HEAD H1 "<div style='display:none'>" PS "</div>", BODY},
      {"field--label-hidden", HEAD H1 "<div class=\"field field--label-hidden\">" PS "</div>",
       BODY},
      {"a form around it all", HEAD "<form>" H1 "<div>" PS "</div></form>", BODY},
      {"a widget", HEAD H1 "<div class=\"widget text-widget\">" PS "</div>", BODY},
      {"a banner that has the headline", HEAD "<div role=banner>" H1 "<div>" PS "</div></div>",
       BODY},
      {"a menu", HEAD "<div class=nav-wrap>" H1 "<div>" PS "</div></div>", BODY},
      {"boxes of one name, none of them most",
       HEAD H1 "<div><div class=ad-zone><p>" ONE "</p></div><div class=ad-zone><p>" TWO
               "</p></div><div class=ad-zone>" MORE "</div></div>",
       ALL},
      {"a paywall with the text, and its notice beside it",
       HEAD "<article>" H1 "<div class=\"article__story paywall\">" PS
            "</div><p>Subscribers can gift articles to anyone they like, as often as they "
            "like.</p></article>",
       BODY},
      {"a teaser with the first paragraphs, the rest in a box of the same mark",
       HEAD H1 "<div class=metered><div class=teaser-content><div class=article-body>" PS
               "</div></div><div class=article-body>" MORE "</div></div>",
       ALL},
  };
  CHECK(cases);
}

Test(page_body, what_is_named_boilerplate_and_holds_little_is_left_out) {
  static const page_case cases[] = {
      {"sidebar",
       HEAD H1 "<div class=text>" PS MORE "</div><div class=sidebar><p>" OTHER "</p></div>", ALL},
      {"a caption by a class of two words",
       HEAD H1 "<div>" PS "<p class=imageCaption>The wall as it stood before the storm, in a "
               "picture of the town.</p>" MORE "</div>",
       ALL},
      {"a caption that is longer than the text",
       HEAD H1 "<figure><figcaption>" OTHER " " OTHER " " OTHER
               "</figcaption></figure><div class=entry-content>" PS "</div>",
       BODY},
      {"a dialog about privacy that is longer than the text",
       HEAD H1 "<div class=text>" PS "</div><div class=privacy-modal><p>" OTHER "</p><p>" OTHER
               "</p><p>" OTHER "</p><p>We keep what you read in a box under the stairs, and show "
               "it to nobody but the cat.</p></div>",
       BODY},
      {"a sidebar of long teasers that is longer than the text",
       HEAD "<div class=main>" H1 "<div>" PS "</div></div><div id=sidebar><p>" OTHER "</p><p>" OTHER
            "</p><p>" OTHER "</p><p>" OTHER "</p><p>" OTHER "</p><p>" OTHER "</p><p>" OTHER
            "</p><p>" OTHER "</p></div>",
       BODY},
      {"letters of chance are no words",
       HEAD H1 "<div>" PS "<p id=AdDsWC>" THREE "</p><p class=aDsXy>" FOUR "</p></div>", ALL},
  };
  CHECK(cases);
}

Test(page_body, the_pieces_of_a_body_are_joined) {
  static const page_case cases[] = {
      {"two boxes of one mark",
       HEAD "<main>" H1 "<div class=article-body>" PS
            "</div><div class=ad></div><div class=article-body>" MORE "</div></main>",
       ALL},
      {"a lead in a box of its own",
       HEAD H1 "<div class=lead><p>" ONE "</p></div><div class=c><div class=article-body><p>" TWO
               "</p>" MORE "</div></div>",
       ALL},
      {"a standfirst in the header",
       HEAD "<header>" H1 "<p>" ONE "</p></header><div class=story-body><p>" TWO "</p>" MORE
            "</div>",
       ALL},
  };
  CHECK(cases);
}

Test(page_body, entities_of_the_text_are_decoded_until_they_are) {
  static const page_case cases[] = {
      {"twice escaped",
       HEAD H1 "<p>The town&amp;#8217;s goat &amp;amp; clock won the race around the harbour, she "
               "said.</p>",
       "The town’s goat & clock won the race around the harbour, she said."},
      {"a tag that the text shows",
       HEAD H1 "<p>The clerk wrote &lt;b&gt; before &amp;quot;goat&amp;quot; &amp;amp; went home "
               "at noon.</p>",
       "The clerk wrote <b> before \"goat\" & went home at noon."},
      {"a lone ampersand",
       HEAD H1 "<p>Reed &amp; Brook; they won the race around the harbour for the third time.</p>",
       "Reed & Brook; they won the race around the harbour for the third time."},
  };
  CHECK(cases);
}

Test(page_body, a_teaser_is_not_the_article) {
  static const page_case cases[] = {
      {"an <article> of that class that is longer than the text",
       HEAD "<main>" H1 "<div class=text>" PS
            "</div><article class=teaser><h2>Goat wins race</h2><p>" OTHER " " OTHER
            "</p></article></main>",
       BODY},
      {"several of no class",
       HEAD "<main>" H1 "<div class=text>" PS "</div><article><h2>Goat wins race</h2><p>" OTHER
            "</p></article><article><h2>Clock stops</h2><p>The clock of the tower "
            "stopped.</p></article></main>",
       BODY},
      {"a feed of whole articles: the one with the headline",
       "<html><head><title>Harbour wall holds - Marrow Herald</title><meta property=og:title "
       "content='Harbour wall "
       "holds'></head><body><div><article>" H1 PS
       "</article><article><h1>Goat wins race</h1><p>" OTHER "</p><p>" OTHER " " OTHER
       "</p><p>" OTHER " " OTHER " " OTHER "</p></article></div>",
       BODY},
      {"a list of links after the text",
       HEAD "<div>" H1 PS MORE "<h3>Read too</h3><ul><li><a href=/a>Goat wins the race around the "
            "harbour, the third time</a>"
            "<li><a href=/b>Clock of the tower stops at noon on a Friday</a></ul></div>",
       ALL},
      {"a heading of related articles in the middle",
       HEAD "<div>" H1 PS "<h4>Editors' Picks</h4><div><h3>Goat wins race</h3><span>The miller is "
            "happy with it</span></div>" MORE "</div>",
       ALL},
      {"such a heading at the end, over teasers without links",
       HEAD "<div>" H1 PS MORE "<h4>More stories</h4><p>" OTHER "</p></div>", ALL},
      {"short lines before and after",
       HEAD "<div><span>CHEAT SHEET</span>" H1 PS MORE
            "<p>A life in harbours</p><p>What the goat thinks of it all and why not</p></div>",
       ALL},
      {"a heading of that kind that is a sentence of the text",
       HEAD "<div>" H1 PS "<p>More from her report:</p><blockquote><p>" THREE
            "</p></blockquote><p>" FOUR "</p></div>",
       ALL},
      {"a list of short items that the text ends with",
       HEAD "<div>" H1 PS "<p>" THREE "</p><p>" FOUR
            "</p><h3>The worst years</h3><ul><li>1953: the quay<li>1987: the mole</ul></div>",
       ALL "\n\nThe worst years\n\n1953: the quay\n\n1987: the mole"},
      {"where the writer can be reached",
       HEAD "<div>" H1 PS MORE "<p>Ada Brook can be reached at brook@herald.example.</p></div>",
       ALL},
  };
  CHECK(cases);
}

Test(page_body, a_page_that_has_the_words_of_a_database_is_still_a_page) {
  static const page_case cases[] = {
      {"its class",
       HEAD H1 "<div><p class=articleParagraph>" ONE "</p><p class=articleParagraph>" TWO
               "</p></div>",
       BODY},
      {"its name",
       "<html><head><title>Harbour wall holds</title><meta name=keywords content='Factiva Filters, "
       "Article'></head><body>" H1 "<div>" PS "</div>",
       BODY},
  };
  CHECK(cases);
}

Test(page_body, data_are_evidence_and_not_the_truth) {
#define LD(body)                                                                                   \
  "<html><head><title>Harbour wall holds</title><script "                                          \
  "type=application/ld+json>{\"@type\":\"NewsArticle\","                                           \
  "\"headline\":\"Harbour wall holds\",\"articleBody\":\"" body "\"}</script></head><body>"
  static const page_case cases[] = {
      {"cut short: the page has more", LD(ONE "...") "<article>" H1 PS MORE "</article>", ALL},
      {"markup in them",
       LD("<p class='b'>" ONE "</p>\\n<p>" TWO "</p><p>" THREE "</p><p>" FOUR
          "</p>") "<article>" H1 "<p>Subscribe to read on.</p></article>",
       ALL},
      {"escaped markup in them",
       LD("&lt;p&gt;" ONE "&lt;/p&gt;&lt;p&gt;" TWO "&lt;/p&gt;") "<article>" H1 "</article>",
       BODY},
      {"lines in them", LD(ONE "\\n\\n" TWO) "<article>" H1 "<p>Subscribe.</p></article>", BODY},
      {"they tell the box from a longer one beside it",
       LD(ONE " " TWO " " THREE " " FOUR
              " The rest of it is not known to anybody, and nobody asks about it any more, says "
              "she.") "<div><div class=a>" H1 PS MORE "</div><div class=b><p>" OTHER "</p><p>" OTHER
                      " " OTHER " " OTHER " " OTHER " " OTHER "</p></div></div>",
       ALL},
  };
  CHECK(cases);
}

Test(page_body, several_articles_in_a_page_are_several) {
  static const char *const pages[] = {
      "<html><head><title>europresse</title></head><body><article><h1>Goat wins race</h1><p>" OTHER
      "</p></article><article><h1>Clock stops at noon</h1><p>" ONE "</p><p>" TWO
      "</p></article></body></html>",
      "<html><body><div class=article><h2>Goat wins race</h2><p>By Ada Brook</p><p>" OTHER
      "</p></div><div class=article><h2>Clock stops at noon</h2><p>" ONE "</p><p>" TWO
      "</p></div></body></html>",
      "<html><body><h1>Goat wins race</h1><p>" OTHER "</p><hr><h1>Clock stops at noon</h1><p>" ONE
      "</p><p>" TWO "</p></body></html>"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    collected *c = collect(vb_str_of(pages[i]), "in/a.html", NULL);
    cr_assert_eq(c->count, 2, "%zu: %zu articles", i, c->count);
    assert_str(c->articles[0].title, "Goat wins race", "first title");
    assert_str(c->articles[0].text, OTHER, "first text");
    assert_str(c->articles[0].id, "in/a.html#1", "first id");
    assert_str(c->articles[1].title, "Clock stops at noon", "second title");
    assert_str(c->articles[1].text, BODY, "second text");
    assert_str(c->articles[1].id, "in/a.html#2", "second id");
    collect_free(c);
  }
}

Test(page_body, a_page_without_text_is_refused_with_a_reason) {
  static const struct {
    const char *page, *reason;
  } cases[] = {
      {HEAD "<div id=root></div><script>draw()</script></body></html>",
       "in/a.html: a page without text; it may be filled in by "
       "a script: save it as the browser shows it"},
      {HEAD "<ul><li><a href=/a>Goat wins</a><li><a href=/b>Clock stops</a></ul></body></html>",
       "in/a.html: a page of links and short lines, without an article's text"},
      {HEAD "<nav><p>" OTHER "</p></nav><h1>Harbour wall holds</h1><div class=main><a "
            "href=/x>x</a></div><footer><p>" OTHER " " OTHER " " OTHER " " OTHER " " OTHER " " OTHER
            " " OTHER "</p></footer></body></html>",
       "in/a.html: a page whose text is all menus, notices or comments, without an article's"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    collected *c = collect(vb_str_of(cases[i].page), "in/a.html", NULL);
    cr_assert_eq(c->count, 0, "%zu", i);
    cr_assert_eq(c->problem_count, 1, "%zu", i);
    cr_assert_str_eq(c->problems[0], cases[i].reason);
    cr_assert(c->skipped[0]);
    collect_free(c);
  }
}
