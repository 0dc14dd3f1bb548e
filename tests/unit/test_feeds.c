#include "collect.h"

static const char rss[] =
    "<?xml version='1.0'?><rss version='2.0' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Amble "
    "Herald</title><link>https://amble.example/</link><language>en</language>"
    "<image><title>Logo</title></image><item><title>Pier &amp;amp; bridge "
    "close</title><link>https://amble.example/1</link><guid>https://amble.example/1</guid>"
    "<media:content><media:title>A "
    "photo</media:title><media:description>Caption</media:description></"
    "media:content><dc:creator>Ada Brook</dc:creator>"
    "<category>Coast</category><pubDate>Fri, 08 Mar 2019 08:00:00 GMT</pubDate><description>A "
    "summary.</description>"
    "<content:encoded><![CDATA[<p>One &amp; all.</p><p>Two.</p>]]></content:encoded></item>"
    "<item><title>Clock stays</title><author>desk@amble.example (Tom "
    "Reed)</author><description>Only &lt;b&gt;this&lt;/b&gt;.</description></item>"
    "</channel></rss>";

Test(feeds, rss_gives_content_and_else_the_description) {
  static const wanted_article wanted[] = {
      {"Pier & bridge close", "Ada Brook", "Amble Herald", "2019-03-08T08:00", "Coast", "en",
       "One & all.\n\nTwo."},
      {"Clock stays", "Tom Reed", "Amble Herald", NULL, NULL, "en", "Only this."}};
  assert_reads(rss, wanted, 2);
  assert_bears_cuts(rss);
}

Test(feeds, rdf_is_rss_too) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, "Amble Herald", "2019-03-08T08:00", NULL, NULL, "A summary."}};
  assert_reads("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
               "xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
               "<channel><title>Amble Herald</title></channel><item><title>Pier "
               "closes</title><dc:date>2019-03-08T08:00:00Z</dc:date>"
               "<description>A summary.</description></item></rdf:RDF>",
               wanted, 1);
}

static const char atom[] =
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Amble "
    "Herald</title><updated>2020-01-01T00:00:00Z</updated><author><name>Nobody Else</name></author>"
    "<entry><title type='html'>Pier closes</title><link rel='self' "
    "href='https://amble.example/self'/><link "
    "href='https://amble.example/1'/><id>tag:amble.example,2019:1</id>"
    "<published>2019-03-08T08:00:00Z</published><updated>2019-03-09T08:00:00Z</"
    "updated><author><name>Ada Brook</name><uri>x</uri></author>"
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One<br/>and "
    "two.</p><ul><li>Three.</li></ul><script>no()</script></div></content></entry>"
    "<entry><source><title>Amble "
    "Gazette</title><updated>2001-01-01T00:00:00Z</updated></source><title>Clock "
    "stays</title><updated>2019-03-10T08:00:00Z</updated>"
    "<summary>A summary.</summary><content type='html'>&lt;p&gt;It "
    "stays.&lt;/p&gt;</content></entry></feed>";

Test(feeds, atom_gives_entries_of_each_kind_of_content) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Ada Brook", "Amble Herald", "2019-03-08T08:00", NULL, "en",
       "One\nand two.\n\nThree."},
      {"Clock stays", NULL, "Amble Gazette", "2019-03-10T08:00", NULL, "en", "It stays."}};
  assert_reads(atom, wanted, 2);
  collected *c = collect(vb_str_of(atom), "in/a", NULL);
  assert_str(c->articles[0].url, "https://amble.example/1", "url");
  assert_str(c->articles[0].id, "tag:amble.example,2019:1", "id");
  collect_free(c);
  assert_bears_cuts(atom);
}

static const char wordpress[] =
    "<rss version='2.0' xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>Amble Blog</title>"
    "<wp:author><wp:author_login>admin</wp:author_login></wp:author>"
    "<item><title>Pier closes</title><link>https://amble.example/pier</link><pubDate>Fri, 08 Mar "
    "2019 07:00:00 +0000</pubDate><dc:creator>admin</dc:creator>"
    "<guid isPermaLink='false'>https://amble.example/?p=1</guid><content:encoded><![CDATA[<!-- "
    "wp:paragraph -->One <em>line</em>\nof two.\n\n"
    "[caption id='1']<img src='a'/> A caption[/caption]\n\nThree [sic] &amp; four.[gallery "
    "ids='1,2']]]></content:encoded><excerpt:encoded>An excerpt.</excerpt:encoded>"
    "<wp:post_date>2019-03-08 "
    "08:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
    "<category domain='post_tag' nicename='pier'>pier</category><category domain='category' "
    "nicename='coast'>Coast</category>"
    "<wp:comment><wp:comment_content>A comment.</wp:comment_content></wp:comment></item>"
    "<item><title>photo</title><content:encoded>x</content:encoded><wp:status>inherit</"
    "wp:status><wp:post_type>attachment</wp:post_type></item>"
    "<item><title>unfinished</title><content:encoded>x</content:encoded><wp:status>draft</"
    "wp:status><wp:post_type>post</wp:post_type></item></channel></rss>";

Test(feeds, wordpress_gives_published_posts_with_their_blank_lines) {
  static const wanted_article wanted[] = {{"Pier closes", NULL, "Amble Blog", "2019-03-08T08:00",
                                           "Coast", NULL,
                                           "One line\nof two.\n\nThree [sic] & four."}};
  assert_reads(wordpress, wanted, 1);
  assert_bears_cuts(wordpress);
}

Test(feeds, a_feed_without_entries_says_so) {
  collected *c = collect(VB_STR("<rss version='2.0'><channel><title>Amble</title></channel></rss>"),
                         "in/a", NULL);
  cr_assert(c->count == 0 && c->problem_count == 1 && strstr(c->problems[0], "RSS"), "%s",
            c->problems[0]);
  collect_free(c);
}
