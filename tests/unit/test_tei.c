#include "collect.h"

static const char tei[] =
    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Pier closes: "
    "an electronic edition</title><author>Nobody</author>"
    "<respStmt><name>An Encoder</name></respStmt></titleStmt><publicationStmt><publisher>A "
    "Library</publisher><date when='2015'>2015</date></publicationStmt>"
    "<sourceDesc><biblStruct><analytic><title>Pier closes</title><author>Ada "
    "Brook</author></analytic><monogr><title>Amble Herald</title>"
    "<imprint><date when='1919-03-08'>8 "
    "March</date></imprint></monogr></biblStruct></sourceDesc></fileDesc></teiHeader>"
    "<text xml:lang='en'><body><pb n='1'/><fw>AMBLE HERALD</fw><head>Pier closes</head><p>The "
    "<choice><sic>peir</sic><corr>pier</corr></choice> closed<note>Not so.</note> on\n"
    "   Fri<lb break='no'/>\n day.</p><lg><l>A bus</l><l>for us.</l></lg></body><back><p>An "
    "index.</p></back></text></TEI>";

Test(tei, what_was_printed_is_kept_and_what_an_editor_added_is_not) {
  static const wanted_article wanted[] = {{"Pier closes", "Ada Brook", "Amble Herald", "1919-03-08",
                                           NULL, "en",
                                           "The peir closed on Friday.\n\nA bus\nfor us."}};
  assert_reads(tei, wanted, 1);
  assert_bears_cuts(tei);
}

Test(tei, a_corpus_holds_many) {
  collected *c = collect(
      VB_STR("<teiCorpus "
             "xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>All</"
             "title></titleStmt></fileDesc></teiHeader>"
             "<TEI><teiHeader/><text><body><p>One.</p></body></text></TEI><TEI><teiHeader/"
             "><text><body><p>Two.</p></body></text></TEI></teiCorpus>"),
      "in/a", NULL);
  cr_assert_eq(c->count, 2);
  assert_str(c->articles[1].text, "Two.", "second");
  collect_free(c);
}
