#include "collect.h"

static const char older[] =
    "\n\nDownload Request: Selected Items: 1-2\nTerms: (pier and not ferry)\n\n\n"
    "                               1 of 2 DOCUMENTS\n\n\n                              Amble "
    "Herald\n\n                             March 8, 2019 Friday \n"
    "                                 Final Edition\n\nPier closes after the storm of Friday, and "
    "nobody\nknows when it opens\n\nBYLINE: Ada Brook\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 61 "
    "words\n\nDATELINE: AMBLE\n\n"
    "HIGHLIGHT: A deck.\n\n The pier closed on Friday after the storm tore it\nloose, the office "
    "said.\n\nNOTES: were taken by all.\n\nA bus replaces it.\n\n"
    "GRAPHIC: PHOTO: The pier\n\nLOAD-DATE: March 8, 2019\n\nLANGUAGE: "
    "ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n                    Copyright 2019 Amble Media\n  "
    "                            All Rights Reserved\n\n\n"
    "                               2 of 2 DOCUMENTS\n\n                    Copyright 1990 Amble "
    "Media\n                        All Rights Reserved\n                              Amble "
    "Gazette\n\n                             12 April 1990, Thursday\n\n"
    "HEADLINE: Clock stays\n\nBODY:\n\n   It stays.\n\n   So they say.\n\nSERIES: "
    "Occasional\n\nTYPE: News\n";

Test(lexisnexis, older_text_has_heads_and_tails_of_labels) {
  static const wanted_article wanted[] = {
      {"Pier closes after the storm of Friday, and nobody knows when it opens", "Ada Brook",
       "Amble Herald", "2019-03-08", "NEWS", "en",
       "A deck.\n\nThe pier closed on Friday after the storm tore it loose, the office "
       "said.\n\nNOTES: were taken by all.\n\nA bus replaces it."},
      {"Clock stays", NULL, "Amble Gazette", "1990-04-12", NULL, NULL,
       "It stays.\n\nSo they say."}};
  assert_reads(older, wanted, 2);
  assert_bears_cuts(older);
}

Test(lexisnexis, older_text_in_german) {
  static const wanted_article wanted[] = {{"Pier gesperrt", "Ada Brook", "Amble Zeitung",
                                           "2019-03-08", "Lokales", "de",
                                           "Die Pier ist zu.\n\nEin Bus ersetzt sie."}};
  assert_reads("                            Dokument 1 von 1\n\n\n                              "
               "Amble Zeitung\n\n                          8. M\xC3\xA4rz 2019 Freitag\n\nPier "
               "gesperrt\n\nAUTOR: Ada Brook\n\n"
               "RUBRIK: Lokales; S. 3\n\nL\xC3\x84NGE: 61 W\xC3\xB6rter\n\nDie Pier ist zu.\n\nEin "
               "Bus ersetzt sie.\n\nUPDATE: 9. M\xC3\xA4rz 2019\n\nSPRACHE: GERMAN; DEUTSCH\n",
               wanted, 1);
}

static const char newer[] =
    "\nUser Name: A User\nDate and Time: Friday, 5. July 2019 09:31:00 CEST\nJob Number: "
    "1\nDocuments (2)\n1. Pier closes\nClient/Matter: -None-\n2. Clock stays\n\n\n"
    "Pier closes\nAmble Herald\nMarch 8, 2019 Friday 9:20 AM GMT\n\nCopyright 2019 Amble Media All "
    "Rights Reserved\n\n\nSection:\xC2\xA0NEWS; Version:28\nLength:\xC2\xA0"
    "61 words\nByline:\xC2\xA0"
    "Ada Brook\nHighlight: A deck.\nBody\n\n\n"
    "The pier closed.\n\nLink to Image\n\nA bus replaces it.\n\nGraphic\n\n \nThe "
    "pier.\n\nClassification\n\n\nLanguage: ENGLISH\n\nPublication-Type: Newspaper\n\nLoad-Date: "
    "March 8, 2019\n\n\nEnd of Document\n\n\n"
    "Page 2 of 2\n\nClock stays\nAmble Gazette\nMarch 9, 2019\n\nLength: 10 words\n\nBody\n\nIt "
    "stays.\n\nLoad-Date: March 9, 2019\n\nEnd of Document\n";

Test(lexisnexis, nexis_uni_has_its_body_between_two_words) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Ada Brook", "Amble Herald", "2019-03-08", "NEWS", "en",
       "A deck.\n\nThe pier closed.\n\nA bus replaces it."},
      {"Clock stays", NULL, "Amble Gazette", "2019-03-09", NULL, NULL, "It stays."}};
  assert_reads(newer, wanted, 2);
  assert_bears_cuts(newer);
}

static const char html[] =
    "<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY><A NAME=\"DOC_ID_0_0\"></A><!-- Hide XML "
    "section from browser\n<DOC NUMBER=1> --><BR><DIV CLASS=\"c0\"><P CLASS=\"c1\"><SPAN>1 of 2 "
    "DOCUMENTS</SPAN></P></DIV>"
    "<BR><DIV><P><SPAN>Amble Herald</SPAN></P></DIV><BR><DIV><P><SPAN>March</SPAN><SPAN> 8, 2019, "
    "Friday, Late Edition<BR>Correction Appended</SPAN></P></DIV><BR><DIV><P><SPAN>Pier "
    "closes;<BR>Nobody hurt</SPAN></P></DIV>"
    "<BR><DIV><P><SPAN>SECTION: </SPAN><SPAN>Section B; Page 22; "
    "Desk</SPAN></P></DIV><BR><DIV><P><SPAN>LENGTH: </SPAN><SPAN>61 "
    "words</SPAN></P></DIV><BR><DIV><P><SPAN>It closed.</SPAN></P><P><SPAN>A bus, "
    "</SPAN><SPAN>they say</SPAN>.</P></DIV>"
    "<BR><DIV><P><SPAN>LANGUAGE: "
    "</SPAN><SPAN>ENGLISH</SPAN></P></DIV><DIV><P><SPAN>CORRECTION:<BR></SPAN></P><P><SPAN>Two "
    "were hurt.</SPAN></P></DIV><DIV><P><SPAN>GRAPHIC: "
    "</SPAN><SPAN>Map</SPAN></P></DIV><DIV><P>Copyright 2019 Amble</P></DIV>"
    "<A NAME=\"DOC_ID_0_1\"></A><DIV><P>2 of 2 DOCUMENTS</P></DIV><DIV><P>Amble "
    "Herald</P></DIV><DIV><P>March 9, 2019</P></DIV><DIV><P>Clock stays</P></DIV><DIV><P>LENGTH: 3 "
    "words</P></DIV><DIV><P>It stays.</P></DIV></BODY></HTML>";

Test(lexisnexis, html_is_the_older_text_in_paragraphs) {
  static const wanted_article wanted[] = {
      {"Pier closes; Nobody hurt", NULL, "Amble Herald", "2019-03-08", "Section B", "en",
       "It closed.\n\nA bus, they say.\n\nCORRECTION: Two were hurt."},
      {"Clock stays", NULL, "Amble Herald", "2019-03-09", NULL, NULL, "It stays."}};
  assert_reads(html, wanted, 2);
  assert_bears_cuts(html);
}

Test(lexisnexis, documents_without_text_are_counted_in_one_line) {
  collected *c =
      collect(VB_STR("1 of 3 DOCUMENTS\n2 of 3 DOCUMENTS\n3 of 3 DOCUMENTS\n"), "in/a", NULL);
  cr_assert(c->count == 0 && c->problem_count == 1 &&
                strstr(c->problems[0], "3 documents without text"),
            "%s", c->problems[0]);
  collect_free(c);
}
