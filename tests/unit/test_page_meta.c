#include "collect.h"

/* Title, outlet, address, names and dates of a page. Invented people, places and papers throughout.
 */

#define ONE                                                                                        \
  "The harbour wall held through the night, said the engineer who built it forty years ago."
#define TWO                                                                                        \
  "Its repairs are to begin in the spring and will cost some two million crowns, she said."
#define PS "<p>" ONE "</p><p>" TWO "</p>"

static collected *read_page(const char *page) {
  collected *c = collect(vb_str_of(page), "in/a.html", NULL);
  cr_assert_eq(c->count, 1, "%s", page);
  return c;
}

Test(page_meta, the_title_is_the_printed_headline) {
  static const struct {
    const char *what, *page, *title, *source;
  } cases[] = {
      {"data have a shorter one",
       "<title>Goat wins - Marrow Herald</title><meta property=og:title content='Goat wins "
       "race'><h1>Miller's goat wins "
       "the race, and nobody wonders</h1>" PS,
       "Miller's goat wins the race, and nobody wonders", NULL},
      {"title and outlet are not swapped",
       "<title>Goat wins - Calverhaven Courier</title><h1>Goat wins</h1>" PS, "Goat wins",
       "Calverhaven Courier"},
      {"the outlet first, and not in the heading",
       "<title>Calverhaven Courier - Goat wins</title><h1>Goat wins</h1>" PS, "Goat wins",
       "Calverhaven Courier"},
      {"the outlet first, and in the heading",
       "<title>The Marrow Post &raquo; Archive &raquo; Bridge plan sinks</title><h1>The Marrow "
       "Post</h1>" PS,
       "Bridge plan sinks", "The Marrow Post"},
      {"a heading of a notice",
       "<title>Goat wins the race | Herald</title><h1>Notice: your browser is old</h1><h2>Goat "
       "wins the race</h2>" PS,
       "Goat wins the race", NULL},
      {"the outlet told by the address",
       "<link rel=canonical href='https://www.marrowtimber.example/a/goat'><title>Goat wins race | "
       "Marrow Timber</title>" PS,
       "Goat wins race", NULL},
      {"a kicker in the heading",
       "<meta property=og:title content='What the wall means to us'><h1><span>Opinion</span> What "
       "the wall means to us</h1>" PS,
       "What the wall means to us", NULL},
      {"entities within entities", "<title>Wall &amp;amp; sea &amp;#8211; a life</title>" PS,
       "Wall & sea – a life", NULL},
      {"tags in the data",
       "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"<b>Goat</b> "
       "wins &#038; runs\"}</script>" PS,
       "Goat wins & runs", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_buf page = VB_BUF_INIT;
    vb_buf_printf(&page, "<html><body>%s</body></html>", cases[i].page);
    vb_buf_char(&page, '\0');
    collected *c = read_page(page.p);
    assert_str(c->articles[0].title, cases[i].title, cases[i].what);
    if (cases[i].source) assert_str(c->articles[0].source, cases[i].source, cases[i].what);
    collect_free(c);
    vb_buf_clear(&page);
  }
}

Test(page_meta, addresses_are_absolute_and_of_an_article) {
  static const struct {
    const char *head, *url;
  } cases[] = {
      {"<link rel=canonical href='https://herald.example/a/1'>", "https://herald.example/a/1"},
      {"<base href='https://herald.example/x/'><link rel=canonical href='/a/1'>",
       "https://herald.example/a/1"},
      {"<base href='https://herald.example/x/y'><link rel=canonical href='1.html'>",
       "https://herald.example/x/1.html"},
      {"<meta property=og:url content='https://herald.example/b/2'><link rel=canonical "
       "href='/a/1'>",
       "https://herald.example/a/1"},
      {"<link rel=canonical href='//herald.example/a/1'>", "https://herald.example/a/1"},
      {"<link rel=canonical href='/a/1'>", NULL},
      {"<link rel=canonical href='https://herald.example/'><meta property=og:url "
       "content='https://herald.example/a/1'>",
       "https://herald.example/a/1"},
      {"<link rel=canonical href='https://herald.example'>", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_buf page = VB_BUF_INIT;
    vb_buf_printf(&page, "<html><head>%s</head><body><h1>Goat</h1>" PS "</body></html>%c",
                  cases[i].head, '\0');
    collected *c = read_page(page.p);
    assert_str(c->articles[0].url, cases[i].url, cases[i].head);
    collect_free(c);
    vb_buf_clear(&page);
  }
}

#define LD_OUTLET                                                                                  \
  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Goat wins "          \
  "race\",\"author\":{\"name\":"                                                                   \
  "\"Marrow Herald\"},\"publisher\":{\"name\":\"Marrow Herald\"}}</script>"

Test(page_meta, who_wrote_it_is_told_without_noise) {
  static const struct {
    const char *what, *page, *byline;
    size_t authors;
  } cases[] = {
      {"a handle", "<h1>Goat wins race</h1><p class=byline>By Ada Brook @adabrook</p>" PS,
       "Ada Brook", 1},
      {"a time", "<h1>Goat wins race</h1><p class=byline>By Ada Brook and Tom Reed 18:15</p>" PS,
       "Ada Brook and Tom Reed", 2},
      {"see full bio", "<h1>Goat wins race</h1><p class=byline>Ada Brook See full bio</p>" PS,
       "Ada Brook", 1},
      {"email", "<h1>Goat wins race</h1><p class=author>Ada Brook Email</p>" PS, "Ada Brook", 1},
      {"the data name the outlet, the page a person",
       LD_OUTLET "<h1>Goat wins race</h1><p>By Ada Brook</p>" PS, "Ada Brook", 1},
      {"the same by links",
       LD_OUTLET "<h1>Goat wins race</h1><div><a href=/staff/ada-brook>Ada Brook</a>, <a "
                 "href=/staff/tom>Tom Reed</a></div>" PS,
       "Ada Brook, Tom Reed", 2},
      {"a name that the data refer to",
       "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\",\"headline\":\"Goat "
       "wins race\",\"author\":"
       "{\"@id\":\"#p1\"}},{\"@type\":\"Person\",\"@id\":\"#p1\",\"name\":\"Ada "
       "Brook\"}]}</script><h1>Goat wins race</h1>" PS,
       "Ada Brook", 1},
      {"several names of one author",
       "<script "
       "type=application/"
       "ld+json>{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":[\"Ada "
       "Brook\",\"Tom Reed\"]}}</script><h1>Goat wins race</h1>" PS,
       "Ada Brook, Tom Reed", 2},
      {"nobody", LD_OUTLET "<h1>Goat wins race</h1>" PS, "Marrow Herald", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_buf page = VB_BUF_INIT;
    vb_buf_printf(&page, "<html><head><title>Goat wins race</title></head><body>%s</body></html>%c",
                  cases[i].page, '\0');
    collected *c = read_page(page.p);
    assert_str(c->articles[0].byline, cases[i].byline, cases[i].what);
    cr_assert_eq(c->articles[0].author_count, cases[i].authors, "%s: %zu", cases[i].what,
                 c->articles[0].author_count);
    assert_str(c->articles[0].text, ONE "\n\n" TWO, cases[i].what);
    collect_free(c);
    vb_buf_clear(&page);
  }
}

Test(page_meta, the_date_is_the_one_by_the_headline) {
  static const struct {
    const char *what, *page, *date;
  } cases[] = {
      {"in words", "<h1>Goat</h1><div>July 2, 2021 | Coast</div>" PS, "2021-07-02"},
      {"with the name", "<h1>Goat</h1><div>Ada Brook, 2 July 2021 18:15</div>" PS,
       "2021-07-02T18:15"},
      {"before the headline", "<div>Friday, July 2, 2021</div><h1>Goat</h1>" PS, "2021-07-02"},
      {"of a caption",
       "<h1>Goat</h1><figure><figcaption>The goat on July 2, 2021</figcaption></figure>" PS, ""},
      {"of a related link",
       "<h1>Goat</h1><a href=/x>Clock stops, again and for good, July 2, 2021</a>" PS, ""},
      {"of an update", "<h1>Goat</h1><div>Updated July 3, 2021</div>" PS, ""},
      {"numbers that nothing settles", "<h1>Goat</h1><div>02/07/2021</div>" PS, ""},
      {"settled by another date of the page",
       "<h1>Goat</h1><div>02/07/2021</div>" PS "<div>Tides of 25/06/2021</div>", "2021-07-02"},
      {"settled the other way",
       "<h1>Goat</h1><div>07/02/2021</div>" PS "<div>Tides of 06/25/2021</div>", "2021-07-02"},
      {"two that contradict",
       "<h1>Goat</h1><div>02/07/2021</div>" PS
       "<div>Tides of 25/06/2021</div><div>Moon of 06/25/2021</div>",
       ""},
      {"settled by the outlet's country",
       "<link rel=canonical "
       "href='https://herald.example.uk/goat'><h1>Goat</h1><div>02/07/21</div>" PS,
       "2021-07-02"},
      {"data in UTC, the day before printed",
       "<meta property=article:published_time "
       "content='2021-07-03T02:15:00Z'><h1>Goat</h1><div>July 2, 2021 10:15 pm</div>" PS,
       "2021-07-02T22:15"},
      {"data with their zone are kept",
       "<meta property=article:published_time "
       "content='2021-07-03T02:15:00+09:00'><h1>Goat</h1><div>July 2, 2021</div>" PS,
       "2021-07-03T02:15"},
      {"printed, and a day of change in the data",
       "<meta property=article:published_time content='2019-03-30T12:00:00Z'><meta "
       "property=article:modified_time content='2021-07-02T12:00:00Z'><h1>Goat</h1><time>July 2, "
       "2021</time>" PS,
       "2021-07-02"},
      {"printed as an update, with the label on a line of its own",
       "<meta property=article:published_time content='2019-03-30'><meta "
       "property=article:modified_time "
       "content='2021-07-02'><h1>Goat</h1><div>Updated:</div><div>July 2, 2021</div>" PS,
       "2019-03-30"},
      {"after that of an update",
       "<h1>Goat</h1><div>Updated July 3, 2021, published July 2, 2021</div>" PS, "2021-07-02"},
      {"printed, and in the address",
       "<meta property=og:url content='https://herald.example/2021/07/02/goat'><meta "
       "property=article:published_time content='2021-09-09'><h1>Goat</h1><div>July 2, "
       "2021</div>" PS,
       "2021-07-02"},
      {"printed, against a day of the page's making",
       "<meta name=date content='2021-09-09'><h1>Goat</h1><div>July 2, 2021</div>" PS,
       "2021-07-02"},
      {"printed and stated once, and nothing settles it",
       "<meta property=article:published_time content='2021-09-09'><h1>Goat</h1><div>July 2, "
       "2021</div>" PS,
       ""},
      {"printed, and stated twice otherwise",
       "<meta property=article:published_time content='2021-09-09'><meta name=pubdate "
       "content='2021-09-09'><h1>Goat</h1><div>July 2, 2021</div>" PS,
       "2021-09-09"},
      {"of a thing's release",
       "<meta property=article:published_time content='2021-09-09'><h1>Goat</h1><p>Release date "
       "July 2, 2021</p>" PS,
       "2021-09-09"},
      {"the day of the visit in the site's header",
       "<header><div>Friday, July 2, 2021</div></header><h1>Goat</h1>" PS, ""},
      {"in an element right after a name",
       "<h1>Goat</h1><div>By <a href=/x>Ada Brook</a><time>July 2, 2021</time></div>" PS,
       "2021-07-02"},
      {"of a page's data",
       "<script "
       "type=application/ld+json>{\"@type\":\"WebPage\",\"datePublished\":\"2021-07-02\"}</"
       "script><h1>Goat</h1>" PS,
       "2021-07-02"},
      {"in a span with its content",
       "<h1>Goat</h1><span property='schema:dateCreated' content='2021-07-02'>Friday</span>" PS,
       "2021-07-02"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char date[VB_DATE_TEXT];
    vb_buf page = VB_BUF_INIT;
    vb_buf_printf(&page, "<html><head><title>Goat</title></head><body>%s</body></html>%c",
                  cases[i].page, '\0');
    collected *c = read_page(page.p);
    vb_date_format(c->articles[0].published, date);
    cr_assert_str_eq(date, cases[i].date, "%s: %s", cases[i].what, date);
    collect_free(c);
    vb_buf_clear(&page);
  }
}

Test(page_meta, a_language_with_a_region_settles_numeric_dates) {
  static const char *const langs[] = {"en-US", "en-GB", "de", "en"};
  static const char *const dates[] = {"2021-02-07", "2021-07-02", "2021-07-02", ""};
  for (size_t i = 0; i < 4; i++) {
    char date[VB_DATE_TEXT];
    vb_buf page = VB_BUF_INIT;
    vb_buf_printf(&page,
                  "<html lang=%s><body><h1>Goat</h1><div>02/07/2021</div>" PS "</body></html>%c",
                  langs[i], '\0');
    collected *c = read_page(page.p);
    vb_date_format(c->articles[0].published, date);
    cr_assert_str_eq(date, dates[i], "%s: %s", langs[i], date);
    collect_free(c);
    vb_buf_clear(&page);
  }
}
