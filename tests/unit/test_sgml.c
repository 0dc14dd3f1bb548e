#include "collect.h"

static const char trec[] =
    "<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<FILEID>AP-NR</FILEID>\n<HEAD>Pier Closes &amp; "
    "Opens</HEAD>\n<HEAD>A second head</HEAD>\n<BYLINE>By ADA BROOK</BYLINE>\n"
    "<DATELINE>AMBLE (AP) </DATELINE>\n<TEXT>\n   The pier of the old harbour town closed\nat "
    "noon, a < b said.\n   A bus for the passengers replaces it\nnow.\n</TEXT>\n</DOC>\n"
    "<!-- between -->\n<doc id=\"x2\">\n<docno>LA030889-0001</docno><HEADLINE>\n<P>\nClock "
    "stays\n</P>\n</HEADLINE>\n<TEXT>\n<P>\nIt stays.\n<P>\nSo they "
    "say.\n</TEXT>\n<GRAPHIC><P>Photo</P></GRAPHIC></doc>\n";

Test(sgml, trec_documents_are_articles_whatever_their_paper) {
  static const wanted_article wanted[] = {
      {"Pier Closes & Opens", "By ADA BROOK", NULL, "1988-02-12", NULL, NULL,
       "The pier of the old harbour town closed at noon, a < b said.\n\nA bus for the passengers "
       "replaces it now."},
      {"Clock stays", NULL, NULL, "1989-03-08", NULL, NULL, "It stays.\n\nSo they say."}};
  assert_reads(trec, wanted, 2);
  collected *c = collect(vb_str_of(trec), "in/a", NULL);
  assert_str(c->articles[0].id, "AP880212-0001", "id");
  collect_free(c);
  assert_bears_cuts(trec);
}

Test(sgml, gigaword_has_its_date_in_the_number) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, NULL, "1994-05-12", NULL, NULL, "It closed.\n\nOn Friday."}};
  assert_reads("<DOC id=\"AFP_ENG_19940512.0001\" type=\"story\" >\n<HEADLINE>\nPier "
               "closes\n</HEADLINE>\n<DATELINE>\nAMBLE, May 12 (AFP)\n</DATELINE>\n<TEXT>\n<P>\nIt "
               "closed.\n</P>\n"
               "<P>\nOn Friday.\n</P>\n</TEXT>\n</DOC>\n",
               wanted, 1);
}

static const char reuters[] =
    "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" "
    "OLDID=\"5544\"\n NEWID=\"1\">\n<DATE>26-FEB-1987 "
    "15:01:01.79</DATE>\n<TOPICS><D>cocoa</D></TOPICS>\n"
    "<UNKNOWN> \n&#5;&#5;&#5;C T\n</UNKNOWN>\n<TEXT>&#2;\n<TITLE>PIER CLOSES</TITLE>\n<AUTHOR>    "
    "By Ada Brook, Reuters</AUTHOR><DATELINE>    AMBLE, Feb 26 - </DATELINE><BODY>The pier closed "
    "on the\nFriday, &lt;Amble> said.\n"
    "    A bus replaces it until\nspring.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n<REUTERS "
    "TOPICS=\"NO\" NEWID=\"2\">\n<DATE>26-FEB-1987</DATE>\n<TEXT "
    "TYPE=\"BRIEF\">&#2;\n******<TITLE>CLOCK STAYS\n</TITLE>Blah blah "
    "blah.\n&#3;\n\n</TEXT>\n</REUTERS>\n";

Test(sgml, reuters_stories_lose_their_last_word) {
  static const wanted_article wanted[] = {
      {"PIER CLOSES", "By Ada Brook, Reuters", "Reuters", "1987-02-26T15:01", NULL, NULL,
       "The pier closed on the Friday, <Amble> said.\n\nA bus replaces it until spring."},
      {"CLOCK STAYS", NULL, "Reuters", "1987-02-26", NULL, NULL, NULL}};
  assert_reads(reuters, wanted, 2);
  assert_bears_cuts(reuters);
}

Test(sgml, text_out_of_a_wiki_is_an_article_too) {
  static const wanted_article wanted[] = {
      {"Pier", NULL, NULL, NULL, NULL, NULL, "The pier is closed.\n\nIt was open."}};
  assert_reads("<doc id=\"12\" url=\"https://amble.example/wiki?curid=12\" "
               "title=\"Pier\">\nPier\n\nThe pier is closed.\n\nIt was open.\n</doc>\n",
               wanted, 1);
}

Test(sgml, hocr_joins_lines_of_print) {
  static const wanted_article wanted[] = {
      {NULL, NULL, NULL, NULL, NULL, "en",
       "AMBLE HERALD\n\nThe well-known pier closed on Friday.\n\nA bus replaces it."}};
  static const char page[] =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Image: a.tif</title><meta name='ocr-system' "
      "content='x'></head>\n<body>\n<div class='ocr_page' title='bbox 0 0 1 1'>\n<div "
      "class='ocr_header'>AMBLE HERALD</div>\n"
      "<div class='ocr_carea'>\n<p class='ocr_par'>\n<span class='ocr_line' title=\"bbox 1 2 3 "
      "4\"><span class='ocrx_word' title='x_wconf 90'>The</span>\n<span "
      "class='ocrx_word'>well-</span>\n</span>\n"
      "<span class='ocr_line'><span class='ocrx_word'><strong>known</strong></span>\n<span "
      "class='ocrx_word'>pier</span> </span>\n<span class='ocr_line'><span "
      "class='ocrx_word'>closed</span><span class='ocrx_word'>on</span>\n<span "
      "class='ocrx_word'>Friday.</span></span>\n"
      "</p>\n</div>\n<div class='ocr_carea'><p class='ocr_par'><span class='ocr_line'>A bus "
      "re\xC2\xAD</span>\n<span class='ocr_line'>places it.</span></p></div></div></body></html>\n";
  assert_reads(page, wanted, 1);
  assert_bears_cuts(page);
}
