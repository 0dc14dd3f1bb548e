#include "collect.h"

#define BODY                                                                                       \
  "<p>The pier closed on\n\t\tFriday, the <org>harbour office</org> said.</p><p>A bus replaces "   \
  "it.</p>"
#define TEXT "The pier closed on Friday, the harbour office said.\n\nA bus replaces it."

Test(agency, nitf_is_read_without_summaries_captions_and_the_lead_twice) {
  static const wanted_article wanted[] = {
      {"Pier closes", "By Ada Brook", "Amble Herald", "2019-03-08T00:00", "World", NULL, TEXT}};
  assert_reads(
      "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-3.dtd'><nitf><head><title>Old "
      "title</title>"
      "<meta name='online_sections' content='World'/><docdata><doc-id "
      "id-string='1815718'/><date.issue norm='20190309T10'/>"
      "<doc.copyright holder='Somebody'/></docdata><pubdata date.publication='20190308T000000' "
      "name='Amble Herald'/></head>"
      "<body><body.head><hedline><hl1>Pier closes</hl1></hedline><note><body.content><p>For "
      "editors</p></body.content></note>"
      "<byline class='print_byline'>By <person>Ada Brook</person><byttl>Staff</byttl></byline>"
      "<abstract><p>A summary.</p></abstract></body.head><body.content><block "
      "class='lead_paragraph'><p>The pier closed.</p></block>"
      "<media><media-caption>The pier.</media-caption></media><block class='full_text'>" BODY
      "</block></body.content></body></nitf>",
      wanted, 1);
}

Test(agency, a_nitf_of_a_lead_alone_has_that) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, NULL, NULL, NULL, NULL, "The pier closed."}};
  assert_reads("<nitf><head><title>Pier closes</title></head><body><body.content><block "
               "class='lead_paragraph'><p>The pier closed.</p>"
               "</block></body.content></body></nitf>",
               wanted, 1);
}

static const char newsml1[] =
    "<?xml version='1.0' "
    "encoding='iso-8859-1'?><NewsML><NewsEnvelope><DateAndTime>20190308T080000Z</DateAndTime></"
    "NewsEnvelope>"
    "<NewsItem><Identification><NewsIdentifier><ProviderId>amble.example</"
    "ProviderId><PublicIdentifier>urn:a:1</PublicIdentifier>"
    "</NewsIdentifier></Identification><NewsManagement><ThisRevisionCreated>20190309T070000Z</"
    "ThisRevisionCreated></NewsManagement>"
    "<NewsComponent><NewsLines><HeadLine>Pier closes</HeadLine><ByLine>By Ada "
    "Brook</ByLine><DateLine>Amble</DateLine></NewsLines>"
    "<AdministrativeMetadata><Provider><Party FormalName='Amble "
    "Press'/></Provider></AdministrativeMetadata>"
    "<DescriptiveMetadata><Language FormalName='en'/></DescriptiveMetadata>"
    "<NewsComponent><Role FormalName='Main'/><ContentItem><MediaType "
    "FormalName='Text'/><DataContent>" BODY "</DataContent></ContentItem></NewsComponent>"
    "<NewsComponent><Role FormalName='Caption'/><ContentItem><DataContent><p>The "
    "pier.</p></DataContent></ContentItem></NewsComponent>"
    "</NewsComponent></NewsItem><NewsItem><NewsComponent><NewsLines><HeadLine>Clock "
    "stays</HeadLine></NewsLines><ContentItem><DataContent>"
    "<nitf><head><title>no</title></head><body><body.head><hedline><hl1>no</hl1></hedline></"
    "body.head><body.content><p>It stays.</p></body.content></body></nitf>"
    "</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>";

Test(agency, newsml_1_has_an_article_an_item_and_no_captions) {
  static const wanted_article wanted[] = {
      {"Pier closes", "By Ada Brook", "Amble Press", "2019-03-09T07:00", NULL, "en", TEXT},
      {"Clock stays", NULL, NULL, "2019-03-08T08:00", NULL, NULL, "It stays."}};
  assert_reads(newsml1, wanted, 2);
  assert_bears_cuts(newsml1);
}

static const char newsml_g2[] =
    "<newsMessage "
    "xmlns='http://iptc.org/std/nar/2006-10-01/'><header><sent>2019-03-08T09:00:00Z</sent></"
    "header><itemSet>"
    "<packageItem><itemMeta/></packageItem>"
    "<newsItem guid='urn:a:1' xml:lang='en'><itemMeta><itemClass qcode='ninat:text'/><provider "
    "literal='amble.example'/>"
    "<versionCreated>2019-03-08T08:00:00Z</versionCreated><edNote><p>For "
    "editors</p></edNote></itemMeta><contentMeta>"
    "<creator literal='AB'><name>brook.ada</name></creator><headline role='sub'>A "
    "sub</headline><headline>Pier closes</headline><by>Ada Brook</by></contentMeta>"
    "<contentSet><inlineXML><html "
    "xmlns='http://www.w3.org/1999/xhtml'><head><title>no</title></head><body><header><h1>no</h1></"
    "header>" BODY "<figure><figcaption>The "
    "pier.</figcaption></figure></body></html></inlineXML></contentSet></newsItem>"
    "<newsItem guid='urn:a:2'><itemMeta><itemClass "
    "qcode='ninat:picture'/></itemMeta><contentMeta><headline>A "
    "picture</headline></contentMeta></newsItem>"
    "<newsItem guid='urn:a:3'><itemMeta/><contentMeta><creator><name>Tom "
    "Reed</name></creator><headline>Clock stays</headline></contentMeta><contentSet>"
    "<inlineData contenttype='text/plain'><![CDATA[<p>\n   (AP) - The council said that the old "
    "clock of the\ntown is to stay where it has always been.\n"
    "   It was a long day.\n</p>]]></inlineData></contentSet></newsItem>"
    "<newsItem guid='urn:a:4'><contentMeta><headline>Gold "
    "rises</headline></contentMeta><contentSet><inlineXML><html><body><p>(Adds detail)\n\n"
    "    By Tom Reed\n    Jan 30 (AP) - Gold rose on Tuesday on "
    "haven\ndemand.</p></body></html></inlineXML></contentSet></newsItem>"
    "</itemSet></newsMessage>";

Test(agency, newsml_g2_has_an_article_a_text_item) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Ada Brook", "amble.example", "2019-03-08T08:00", NULL, "en", TEXT},
      {"Clock stays", "Tom Reed", NULL, "2019-03-08T09:00", NULL, NULL,
       "(AP) - The council said that the old clock of the town is to stay where it has always "
       "been. It was a long day."},
      {"Gold rises", NULL, NULL, "2019-03-08T09:00", NULL, NULL,
       "(Adds detail)\n\nBy Tom Reed\n\nJan 30 (AP) - Gold rose on Tuesday on haven demand."}};
  assert_reads(newsml_g2, wanted, 3);
  assert_bears_cuts(newsml_g2);
}

Test(agency, the_reuters_corpus_is_read) {
  static const wanted_article wanted[] = {
      {"Pier closes.", "Ada Brook", "Reuters", "1996-08-20", NULL, "en", TEXT}};
  assert_reads("<?xml version='1.0' encoding='iso-8859-1'?><newsitem itemid='2286' id='root' "
               "date='1996-08-20' xml:lang='en'>"
               "<title>UK: Pier closes.</title><headline>Pier closes.</headline><byline>Ada "
               "Brook</byline><dateline>AMBLE 1996-08-20</dateline>"
               "<text>" BODY
               "</text><copyright>(c) Reuters Limited 1996</copyright><metadata><codes "
               "class='bip:topics:1.0'><code code='C13'/>"
               "</codes><dc element='dc.source' value='Reuters'/></metadata></newsitem>",
               wanted, 1);
}

Test(agency, a_document_that_breaks_keeps_what_came_before) {
  collected *c = collect(VB_STR("<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>A</"
                                "HeadLine></NewsLines><ContentItem><DataContent><p>One.</p>"
                                "</DataContent></ContentItem></NewsComponent></"
                                "NewsItem><NewsItem><NewsComponent></NewsML>"),
                         "in/a", NULL);
  cr_assert_eq(c->count, 1);
  cr_assert(c->problem_count == 1 && strstr(c->problems[0], "broken XML"), "%s", c->problems[0]);
  collect_free(c);
}

Test(agency, documents_in_a_row_are_articles_each) {
  collected *c = collect(
      VB_STR("<?xml "
             "version='1.0'?><nitf><body><body.content><p>One "
             "&amp;quot;two&amp;quot;.</p></body.content></body></nitf>\n"
             "<?xml "
             "version='1.0'?><nitf><body><body.content><p>Two.</p></body.content></body></nitf>"),
      "in/a", NULL);
  cr_assert_eq(c->count, 2);
  assert_str(c->articles[0].text, "One \"two\".", "first");
  assert_str(c->articles[1].id, "in/a#2", "second");
  collect_free(c);
}
