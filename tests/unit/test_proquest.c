#include "collect.h"

static const char text[] =
    "____________________________________________________________\n\nDocument 1 of 2\n\nPier "
    "closes\n\nAuthor: Ada Brook\n\nPublication info: Amble Herald ; Amble [Amble]. 08 Mar 2019: "
    "A.3.\n\nProQuest document link\n\n"
    "Abstract: A summary.\n\nFull text: The pier closed.\n\nCredit: Nobody knows.\n\nA bus "
    "replaces it.\n\nSubject: Piers; Storms\n\nTitle: Pier closes\n\nPublication title: Amble "
    "Herald\n\nSection: News\n\nPublication date: Mar 8, 2019\n\n"
    "Language of publication: English\n\nProQuest document ID: 2190\n\nDocument URL: "
    "https://proquest.example/1\n\nCopyright: Copyright Amble Mar 8, 2019\n\nLast updated: "
    "2019-03-10\n\nDatabase: Newsstand\n\n"
    "____________________________________________________________\n\nDocument 2 of 2\n\nClock "
    "stays\n\nPublication info: Amble Gazette ; Amble [Amble]. 09 Mar 2019: A.3.\n\nProQuest "
    "document link\n\nAbstract: It stays.\n\nSubject: Clocks\n\nProQuest document ID: 2191\n\n"
    "____________________________________________________________\n\nBibliography\n\nCitation "
    "style: APA\n";

Test(proquest, labels_end_the_text) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Ada Brook", "Amble Herald", "2019-03-08", "News", "en",
       "The pier closed.\n\nCredit: Nobody knows.\n\nA bus replaces it."},
      {"Clock stays", NULL, "Amble Gazette", "2019-03-09", NULL, NULL, "It stays."}};
  assert_reads(text, wanted, 2);
  assert_bears_cuts(text);
}

Test(proquest, xml_of_historical_newspapers_is_read) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Brook, Ada", "Amble Herald", "1919-03-08", NULL, NULL, "The pier closed."}};
  assert_reads("<Record><RecordID>100000001</RecordID><NumericPubDate>19190308</"
               "NumericPubDate><AlphaPubDate>Mar 8, "
               "1919</AlphaPubDate><Publication><PublicationID>1</PublicationID><Title>Amble "
               "Herald</Title></Publication>"
               "<RecordTitle>Pier closes</RecordTitle><Contributor><OriginalForm>Brook, "
               "Ada</OriginalForm></Contributor><LanguageCode>ENG</LanguageCode><FullText>The pier "
               "closed.</FullText></Record>",
               wanted, 1);
}

Test(proquest, the_newer_form_has_headings_and_ends_with_its_database) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, "Amble Herald", "2019-03-08", NULL, "en",
       "The pier closed.\n\nA bus replaces it."},
      {"Clock stays", NULL, "Amble Gazette", "2019-03-09", NULL, NULL, "It stays."}};
  assert_reads("Pier closes\n\nBrook, Ada. Amble Herald; Amble [Amble]. 08 Mar 2019: "
               "A.3.\n\nProQuest document link\n\nABSTRACT (ENGLISH)\n\nA summary.\n\nFULL "
               "TEXT\n\nThe pier closed.\n\nA bus replaces it.\n\nDETAILS\n\n"
               "Subject: Piers\n\nPublication title: Amble Herald\n\nPublication date: Mar 8, "
               "2019\n\nLanguage of publication: English\n\nProQuest document ID: "
               "2190\n\nDatabase: Newsstand\n\n"
               "Clock stays\n\nReed, Tom. Amble Gazette; Amble [Amble]. 09 Mar 2019: "
               "A.3.\n\nProQuest document link\n\nFULL TEXT\n\nIt "
               "stays.\n\nDETAILS\n\n|Publication title:|Amble Gazette|\n|Publication date:|Mar 9, "
               "2019|\n|Database:|Newsstand|\n\nLINKS\nCheck for a copy\n",
               wanted, 2);
}
