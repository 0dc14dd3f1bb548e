#include "collect.h"

/* Invented people, places and papers throughout. */

#define ONE                                                                                        \
  "The harbour wall at Port Amble will hold through the winter, the town's engineer told the "     \
  "council on Monday."
#define TWO "“It has held for a hundred years,” she said, “and it will hold for one more.”"
#define THREE                                                                                      \
  "The council votes on the repairs, which would take two summers and a new crane, in October."
#define BODY ONE "\n\n" TWO "\n\n" THREE
#define PS "<p>" ONE "</p>\n<p>" TWO "</p>\n<p>" THREE "</p>"
#define TITLE "Harbour wall will hold, engineer tells council"
#define NAV                                                                                        \
  "<nav><ul><li><a href=/>Home</a><li><a href=/coast>News from the coast and the sea, every "      \
  "day</a></ul></nav>"
#define FOOT                                                                                       \
  "<footer><p>Copyright 2021 Port Amble Herald Limited, all of whose pages, words and pictures "   \
  "are its own.</p>"                                                                               \
  "</footer>"

typedef struct html_case {
  const char *what, *page;
  const char *title, *byline, *source, *date, *url, *language, *section;
} html_case;

static const html_case cases[] = {
    {"JSON-LD, navigation, figure, aside, footer",
     "<!DOCTYPE html><html lang=\"en-GB\"><head><title>" TITLE " | Port Amble Herald</title>"
     "<link rel=\"canonical\" href=\"https://herald.example/coast/wall\">"
     "<script "
     "type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\","
     "\"headline\":\"" TITLE
     "\",\"datePublished\":\"2021-07-02T18:15:00+01:00\",\"author\":[{\"@type\":"
     "\"Person\",\"name\":\"Ada Brook\"},{\"@type\":\"Person\",\"name\":\"Tom "
     "Reed\"}],\"publisher\":{\"@type\":"
     "\"Organization\",\"name\":\"Port Amble Herald\"},\"articleSection\":\"Coast\"}</script>"
     "<style>p{color:red}</style></head><body>" NAV "<article><h1>" TITLE
     "</h1><figure><img src=a.jpg><figcaption>"
     "Waves at the wall on October 17, 2016, in the worst storm of that year.</figcaption></figure>"
     "<div class=\"share-bar\"><a href=#>Share</a></div>" PS
     "<aside><h2>Related</h2><p>Storm nears the coast, and the "
     "ferries of three towns stay in port for the night.</p></aside></article>" FOOT
     "<script>var a='<p>no</p>';"
     "</script></body></html>",
     TITLE, "Ada Brook, Tom Reed", "Port Amble Herald", "2021-07-02T18:15",
     "https://herald.example/coast/wall", "en-GB", "Coast"},
    {"OpenGraph and meta tags, marked body",
     "<html><head><meta property=\"og:title\" content=\"" TITLE
     " - Port Amble Herald\"><meta property=\"og:site_name\" "
     "content=\"Port Amble Herald\"><meta property=\"article:published_time\" "
     "content=\"2021-07-02\"><meta "
     "name=\"author\" content=\"By Ada Brook\"><meta property=\"og:url\" "
     "content=\"https://herald.example/wall\"><meta "
     "property=\"article:section\" content=\"Coast\"><meta property=\"og:locale\" "
     "content=\"en_GB\"></head><body>" NAV "<div id=\"wrap\"><div class=\"story-body\">" PS
     "</div><div class=\"rail\"><p>Another story, long enough to be "
     "taken for a paragraph of this one, by its words.</p></div></div>" FOOT "</body></html>",
     TITLE, "Ada Brook", "Port Amble Herald", "2021-07-02", "https://herald.example/wall", "en_GB",
     "Coast"},
    {"marks in the page only",
     "<!doctype html><html lang=en><head><title>" TITLE
     " - Port Amble Herald</title></head><body><div class=top>" NAV
     "</div><div class=page><h1>" TITLE
     "</h1><p class=byline>By <a rel=author href=/ada>Ada Brook</a></p>"
     "<time datetime=\"2021-07-02T18:15\">last Friday</time><div>" PS
     "<p>Read more: <a href=/x>Storm nears the "
     "coast</a></p><p><a href=/y>Ferries stay in port</a></p></div></div>" FOOT "</body></html>",
     TITLE, "Ada Brook", "Port Amble Herald", "2021-07-02T18:15", NULL, "en", NULL},
    {"old page: tables and line breaks, no paragraphs",
     "<HTML><HEAD><TITLE>" TITLE
     "</TITLE></HEAD><BODY><TABLE><TR><TD><A HREF=/>Home</A><BR><A HREF=/b>Coast</A></TD>"
     "<TD><H1>" TITLE "</H1>By Ada Brook<BR><BR>" ONE "<BR><BR>" TWO "<BR><BR>" THREE
     "</TD></TR></TABLE></BODY></HTML>",
     TITLE, NULL, NULL, NULL, NULL, NULL, NULL},
    {"text in the data only, as behind a paywall",
     "<html><head><title>" TITLE
     "</title><script type=\"application/ld+json\">[{\"@graph\":[{\"@type\":[\"Thing\","
     "\"NewsArticle\"],\"headline\":\"" TITLE "\",\"articleBody\":\"" ONE "\\n\\n" TWO
     "\\n\\n" THREE "\"}]}]</script>"
     "</head><body><article><p>Subscribe to read this article and all the "
     "others.</p></article></body></html>",
     TITLE, NULL, NULL, NULL, NULL, NULL, NULL},
    {"hidden parts and entities",
     "<html><head><title>Harbour wall will hold, engineer&nbsp;tells "
     "council</title></head><body><div style=\"display: "
     "none\"><p>This paragraph is not shown to anybody, and is long enough to "
     "count.</p></div><main>" PS "<p hidden>Nor is this one, which has the attribute for "
     "it.</p><div class=\"newsletter-signup\"><p>Get the tide "
     "tables every morning in your mail, free of charge.</p></div></main></body></html>",
     "Harbour wall will hold, engineer\xC2\xA0tells council", NULL, NULL, NULL, NULL, NULL, NULL},
};

static void check_page(const html_case *t) {
  collected *c = collect(vb_str_of(t->page), "in/a.html", NULL);
  char date[VB_DATE_TEXT];
  cr_assert_eq(c->count, 1, "%s", t->what);
  const vb_article *a = &c->articles[0];
  vb_date_format(a->published, date);
  assert_str(a->title, t->title, t->what);
  assert_str(a->byline, t->byline, t->what);
  assert_str(a->source, t->source, t->what);
  assert_str(a->url, t->url, t->what);
  assert_str(a->language_sure ? VB_STR_NONE : a->language, t->language, t->what);
  assert_str(a->section, t->section, t->what);
  cr_assert_str_eq(date, t->date ? t->date : "", "%s: %s", t->what, date);
  assert_str(a->id, t->url ? t->url : "in/a.html", t->what);
  collect_free(c);
}

Test(read_html, metadata_is_found_in_all_its_places) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (i != 3) check_page(&cases[i]);
}

Test(read_html, the_text_is_the_article_and_nothing_else) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    collected *c = collect(vb_str_of(cases[i].page), "in/a.html", NULL);
    vb_str text = c->articles[0].text;
    if (i == 3) { /* a byline before it, separated by breaks */
      cr_assert(vb_str_ends(text, BODY), "%.*s", VB_STR_ARG(text));
      cr_assert(memmem(text.p, text.n, "Home", 4) == NULL);
    } else {
      assert_str(text, BODY, cases[i].what);
    }
    collect_free(c);
  }
}

Test(read_html, a_page_named_txt_is_still_a_page) {
  collected *c =
      collect(VB_STR("<!DOCTYPE html><title>" TITLE "</title><body>" PS), "in/a.txt", NULL);
  assert_str(c->articles[0].text, BODY, "text");
  collect_free(c);
}

Test(read_html, comments_are_kept_apart) {
  static const char page[] =
      "<html><body><article><h1>" TITLE "</h1>" PS
      "</article><div id=comments><h3>2 Comments</h3><ol "
      "class=comment-list><li class=\"comment even\" id=comment-7><article "
      "class=comment-body><footer><b class=fn>Quill "
      "Marsh</b> <span class=says>says:</span> <time>July 3, 2021 at 4:15 pm</time></footer><div "
      "class=comment-content><p>Is it true?</p><p>I wonder.</p></div><div "
      "class=reply><a>Reply</a></div></article><ul "
      "class=children><li class=\"comment odd\" id=comment-8><cite class=fn>Wren</cite><div "
      "class=comment-meta>July 4, "
      "2021</div><p>We shall see.</p></li></ul></li></ol><div id=respond><form><p>Leave a "
      "reply</p></form></div></div></body></html>";
  collected *c = collect(vb_str_of(page), "in/a.html", NULL);
  const vb_article *a = &c->articles[0];
  assert_str(a->text, BODY, "text");
  cr_assert_eq(a->published.precision, VB_DATE_UNKNOWN, "a comment's date is not the article's");
  cr_assert_eq(a->comment_count, 2, "%zu", a->comment_count);
  assert_str(a->comments[0].author, "Quill Marsh", "author");
  assert_str(a->comments[0].date, "July 3, 2021 at 4:15 pm", "date");
  assert_str(a->comments[0].text, "Is it true?\n\nI wonder.", "text");
  assert_str(a->comments[1].author, "Wren", "author");
  assert_str(a->comments[1].date, "July 4, 2021", "date");
  assert_str(a->comments[1].text, "We shall see.", "text");
  collect_free(c);
}

Test(read_html, a_heading_that_is_the_site_is_not_the_title) {
  collected *c =
      collect(VB_STR("<html><head><title>The Marrow Post &raquo; Archive &raquo; Bridge plan sinks "
                     "at last</title>"
                     "</head><body><h1>The Marrow Post</h1><div>" PS "</div></body></html>"),
              "in/a.html", NULL);
  assert_str(c->articles[0].title, "Bridge plan sinks at last", "title");
  assert_str(c->articles[0].source, "The Marrow Post", "source");
  collect_free(c);
}

Test(read_html, escaped_data_is_unescaped_and_roles_are_no_text) {
  collected *c =
      collect(VB_STR("<html><head><script "
                     "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":"
                     "\"Wall &amp; sea\",\"author\":{\"name\":\"Mae "
                     "O&#39;Dell\"}}</script></head><body><article>"
                     "<div>By Mae O'Dell</div><div>Coast correspondent, Port Amble Herald</div>" PS
                     "</article></body></html>"),
              "in/a.html", NULL);
  assert_str(c->articles[0].title, "Wall & sea", "title");
  assert_str(c->articles[0].byline, "Mae O'Dell", "byline");
  cr_assert_eq(c->articles[0].author_count, 1);
  assert_str(c->articles[0].text, BODY, "text");
  collect_free(c);
}

Test(read_html, the_declared_charset_is_used) {
  collected *c = collect(
      VB_STR(
          "<html><head><meta charset=windows-1251><title>\xCF\xEE\xF0\xF2</title></head><body><p>"
          "\xCF\xEE\xF0\xF2 \xEE\xF2\xEA\xF0\xFB\xF2.</p></body></html>"),
      "in/a.html", NULL);
  assert_str(c->articles[0].title, "Порт", "title");
  assert_str(c->articles[0].text, "Порт открыт.", "text");
  cr_assert_eq(c->articles[0].replaced, 0);
  collect_free(c);
}

static void survive(vb_str page, const char *what, bool told) {
  collected *c = collect(page, "in/a.html", "html");
  cr_assert(c->count + c->problem_count >= 1, "%s", what);
  if (told) cr_assert(c->problem_count >= 1, "%s", what);
  collect_free(c);
}

Test(read_html, hostile_pages_are_survived, .timeout = 110) {
  vb_buf page = VB_BUF_INIT;
  for (int i = 0; i < 20000; i++) vb_buf_text(&page, "<div>");
  vb_buf_text(&page, "<p>deep down</p>");
  survive(vb_buf_view(&page), "deep nesting", false);
  vb_buf_reset(&page);
  for (int i = 0; i < 20000; i++) vb_buf_text(&page, "<b><i><a href=x><table>");
  survive(vb_buf_view(&page), "misnested formatting", false);
  vb_buf_reset(&page);
  vb_buf_text(&page, "<p ");
  for (int i = 0; i < 5000; i++) vb_buf_printf(&page, "a%d=1 ", i);
  vb_buf_text(&page, ">text</p>");
  survive(vb_buf_view(&page), "many attributes", false);
  for (int i = 0; i < 100000; i++) vb_buf_printf(&page, "<p b%d=1 ", i);
  survive(vb_buf_view(&page), "many attributes in one tag that never ends", false);
  vb_buf_clear(&page);
  survive(VB_STR("<html>"), "nothing in it", true);
  survive(VB_STR("<"), "a lone bracket", false);
  survive(VB_STR("<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":[[[[[["),
          "broken data", true);
  survive(VB_STR("<template><p>inside</p></template><svg><title>x</title></svg>"), "no text", true);
}

/* Gumbo compares each attribute with all others of its tag, which would take it eleven seconds. */
Test(read_html, a_page_with_a_tag_of_a_hundred_thousand_attributes_is_read, .timeout = 5) {
  static const char *const starts[] = {"<p ", "<!--><p ", "<svg><style><p ",
                                       "<script>if (a<b) c();</script><p "};
  for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
    vb_buf page = VB_BUF_INIT;
    vb_buf_text(&page, "<h1>" TITLE "</h1>");
    vb_buf_text(&page, starts[k]);
    for (int i = 0; i < 100000; i++) vb_buf_printf(&page, "a%d=1 class=c%d ", i, i);
    vb_buf_text(&page, "></p>" PS);
    collected *c = collect(vb_buf_view(&page), "in/a.html", "html");
    cr_assert_eq(c->count, 1, "%s", starts[k]);
    assert_str(c->articles[0].text, BODY, starts[k]);
    collect_free(c);
    vb_buf_clear(&page);
  }
}

Test(read_html, markup_inside_scripts_and_comments_is_no_tag) {
  vb_buf page = VB_BUF_INIT;
  vb_buf_text(&page, "<html><body><script>var s = \"<p ");
  for (int i = 0; i < 10000; i++) vb_buf_printf(&page, "a%d=1 ", i);
  vb_buf_text(&page, "\";</script><!-- <p ");
  for (int i = 0; i < 10000; i++) vb_buf_printf(&page, "a%d=1 ", i);
  vb_buf_text(&page, "> --><h1>" TITLE "</h1>" PS "</body></html>");
  collected *c = collect(vb_buf_view(&page), "in/a.html", NULL);
  cr_assert_eq(c->count, 1);
  assert_str(c->articles[0].text, BODY, "text");
  collect_free(c);
  vb_buf_clear(&page);
}

/* Pages of many articles, headings, references: their time must not grow with the square. */
Test(read_html, many_of_a_kind_take_no_longer_each) {
  static const char *const pieces[] = {
      "<article><h2>Goat</h2><p>" ONE "</p></article>", "<h4>Related</h4><p>" ONE "</p>",
      "<div class=ad><p>" ONE "</p></div>", "<h1 itemprop=headline>a &amp;amp; b</h1>",
      "<p>a &amp;amp;amp; b</p>"};
  vb_buf page = VB_BUF_INIT;
  for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
    vb_buf_reset(&page);
    vb_buf_text(&page, "<html><head><title>" TITLE "</title></head><body><h1>" TITLE "</h1>");
    for (int i = 0; i < 10000; i++) vb_buf_text(&page, pieces[k]);
    survive(vb_buf_view(&page), pieces[k], false);
  }
  vb_buf_reset(&page);
  vb_buf_text(&page, "<script type=application/ld+json>[{}");
  for (int i = 0; i < 20000; i++)
    vb_buf_printf(&page, ",{\"@type\":\"Article\",\"author\":{\"@id\":\"%d\"}}", i);
  vb_buf_text(&page, "]</script><p>" ONE "</p>");
  survive(vb_buf_view(&page), "references to nothing", false);
  vb_buf_clear(&page);
}

Test(read_html, pages_one_after_the_other_are_articles_of_their_own) {
  collected *c =
      collect(VB_STR("<!DOCTYPE html><html><head><link rel=canonical "
                     "href='http://orsk.example/1'></head><body><h1>" TITLE "</h1>" PS
                     "</body></html>\n<!doctype html>\n<html><body><h1>Another one</h1>" PS
                     "</body></html>\n\n<html><body><h1>The third</h1>" PS "</body></html>\n"),
              "in/a.html", NULL);
  cr_assert_eq(c->count, 3, "%zu", c->count);
  assert_str(c->articles[0].id, "http://orsk.example/1", "id");
  assert_str(c->articles[1].title, "Another one", "title");
  assert_str(c->articles[1].id, "in/a.html#2", "id");
  assert_str(c->articles[2].text, BODY, "text");
  collect_free(c);
}

Test(read_html, a_date_at_teasers_is_not_the_articles) {
  collected *c = collect(VB_STR("<html><body><h1>" TITLE "</h1>" PS
                                "<div><time>1 May 2019</time> Goats win</div>"
                                "<div><time>2 May 2019</time> Goats lose</div><div><time>3 May "
                                "2019</time> Goats rest</div></body></html>"),
                         "in/a.html", NULL);
  cr_assert_eq(c->count, 1);
  cr_expect_eq(c->articles[0].published.precision, VB_DATE_UNKNOWN);
  collect_free(c);
}

Test(read_html, the_day_of_the_address_counts_before_one_that_nothing_marks) {
  collected *c =
      collect(VB_STR("<html><head><link rel=canonical "
                     "href='http://orsk.example/2020/03/04/goats'></head><body><h1>" TITLE
                     "</h1><p>9 September 2019</p>" PS "</body></html>"),
              "in/a.html", NULL);
  cr_assert_eq(c->count, 1);
  cr_expect_eq(vb_date_first_day(c->articles[0].published), 20200304);
  cr_expect_eq(c->articles[0].published_from, VB_DATE_FROM_PATH);
  collect_free(c);
}
