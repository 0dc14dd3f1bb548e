#include "collect.h"

static const char plain[] =
    "NEWS\nPier closes after storm\n\nBy Ada Brook\n61 words\n8 March 2019\n12:01\nAmble "
    "Herald\nAMBH\nFirst\nA3\nEnglish\n(c) 2019 Amble Media\n\nThe pier closed.\n\nA bus replaces "
    "it.\n\nDocument AMBH000020190308ef380000z\n\n"
    "Clock stays\n1,024 words\n9 March 2019\nAmble Gazette\nAMBG\nEnglish\nCopyright 2019, Amble "
    "Media. All Rights Reserved.\n\nIt stays.\n\nDocument AMBG000020190309ef380001z\n\n\nSearch "
    "Summary\n\nText\npier or clock\n\n\xC2\xA9 2019 Factiva, Inc. All rights reserved.\n";

Test(factiva, text_is_known_by_its_count_of_words) {
  static const wanted_article wanted[] = {
      {"Pier closes after storm", "By Ada Brook", "Amble Herald", "2019-03-08", "NEWS", "en",
       "The pier closed.\n\nA bus replaces it."},
      {"Clock stays", NULL, "Amble Gazette", "2019-03-09", NULL, "en", "It stays."}};
  collected *c = collect(vb_str_of(plain), "in/a", NULL);
  cr_assert_eq(c->count, 2);
  assert_str(c->articles[0].id, "AMBH000020190308ef380000z", "id");
  assert_str(c->articles[0].text, wanted[0].text, "text");
  assert_article(c, 1, &wanted[1]);
  collect_free(c);
  assert_bears_cuts(plain);
}

static const char coded[] =
    "HD \nPier closes\n\nBY \nBy Ada Brook\n\nWC \n61 words\n\nPD \n8 March 2019\n\nSN \nAmble "
    "Herald\n\nSC \nAMBH\n\nLA \nEnglish\n\nCY \n(c) 2019 Amble Media\n\nLP \n\nThe pier "
    "closed.\n\nTD \n\nA bus.\n\nIN Amble is a place.\n\nNS \ngcat : General\n\nAN \nDocument "
    "AMBH000020190308ef380000z\n\n\n"
    "SE Coast\nHD \nClock stays\n\nWC \n3 words\n\nTD \n\nIt stays.\n\nAN \nDocument "
    "AMBH000020190308ef380001z\n";

Test(factiva, text_with_codes_is_known_by_them) {
  static const wanted_article wanted[] = {
      {"Pier closes", "By Ada Brook", "Amble Herald", "2019-03-08", NULL, "en",
       "The pier closed.\n\nA bus.\n\nIN Amble is a place."},
      {"Clock stays", NULL, NULL, NULL, NULL, NULL, "It stays."}};
  assert_reads(coded, wanted, 2);
  assert_bears_cuts(coded);
}

Test(factiva, codes_may_stand_in_front_of_their_values) {
  static const wanted_article wanted[] = {{"Pier closes", NULL, "Amble Herald", "2019-03-08", NULL,
                                           "en", "The pier closed.\n\nA bus."}};
  assert_reads("HD Pier closes\nWC 61 words\nPD 8 March 2019\nSN Amble Herald\nLA English\nLP The "
               "pier closed.\nTD A bus.\nAN Document AMBH000020190308ef380000z\n",
               wanted, 1);
}

Test(factiva, html_is_either_in_paragraphs) {
  static const wanted_article wanted[] = {{"Pier closes", NULL, "Amble Herald", "2011-12-29", NULL,
                                           "fr",
                                           "La jet\xC3\xA9"
                                           "e.\n\nUn bus."}};
  assert_reads("<html><head><title>Factiva</title></head><body><div class='article "
               "frArticle'><table><tr><td class='index'><b>HD</b>&nbsp;</td><td><b "
               "class='frHeadline'>Pier closes</b></td></tr>"
               "<tr><td><b>WC</b>&nbsp;</td><td>61 "
               "mots</td></tr><tr><td><b>PD</b>&nbsp;</td><td>29 d\xC3\xA9"
               "cembre 2011</td></tr><tr><td><b>SN</b>&nbsp;</td><td>Amble "
               "Herald</td></tr><tr><td><b>LA</b>&nbsp;</td><td>Fran\xC3\xA7"
               "ais</td></tr>"
               "<tr><td><p><b>LP</b>&nbsp;</p></td><td><p class='articleParagraph "
               "frarticleParagraph'>La jet\xC3\xA9"
               "e.</p></td></tr><tr><td><p><b>TD</b></p></td><td><p class='articleParagraph'>Un "
               "bus.</p></td></tr>"
               "<tr><td><br/><b>AN</b>&nbsp;</td><td><br/>Document "
               "AMBHFR0020111229e7ct0001r</td></tr></table></div></body></html>",
               wanted, 1);
  static const wanted_article plain_wanted[] = {{"Pier closes", "By Ada Brook", "Amble Herald",
                                                 "2019-03-08", NULL, "en",
                                                 "The pier closed.\n\nA bus replaces it."}};
  assert_reads("<html><body><div class='article enArticle'><div id='hd'><span "
               "class='enHeadline'>Pier closes</span></div><div class='author'>By Ada Brook "
               "</div><div>61 words</div><div>8 March 2019</div><div>Amble Herald</div>"
               "<div>AMBH</div><div>English</div><div>(c) 2019 Amble Media</div><p "
               "class='articleParagraph enarticleParagraph'>The pier closed.</p><p "
               "class='articleParagraph enarticleParagraph'>A bus replaces it.</p>"
               "<p>Document AMBH000020190308ef380000z</p></div></body></html>",
               plain_wanted, 1);
}

Test(factiva, xml_has_leads_and_tails) {
  static const wanted_article wanted[] = {{"TEST - Pier closes", NULL, "Amble Herald",
                                           "2019-03-08T01:35", NULL, "EN",
                                           "The pier closed.\n\nA bus."}};
  assert_reads(
      "<PPSResponse><ppsArticleResponse "
      "xmlns='http://global.factiva.com/pps/"
      "2.0'><ppsarticleResultSet><ppsarticle><article><accessionNo>AMBH0000020190308e1</"
      "accessionNo><baseLanguage>EN</baseLanguage>"
      "<headline><paragraph>\n  <hlt>TEST</hlt> - Pier "
      "closes</paragraph></headline><leadParagraph><paragraph>The pier "
      "closed.</paragraph></leadParagraph><publicationDate><dateTime>2019-03-08T01:35:58Z</"
      "dateTime></publicationDate>"
      "<sourceName>Amble Herald</sourceName><region "
      "code='x'><name>Amble</name></region><tailParagraphs><paragraph>A "
      "bus.</paragraph></tailParagraphs></article></ppsarticle></ppsarticleResultSet></"
      "ppsArticleResponse></PPSResponse>",
      wanted, 1);
}

Test(factiva, german_exports_say_dokument) {
  static const wanted_article wanted[] = {{"Pier gesperrt", "Von Ada Brook", "Amble Zeitung",
                                           "2019-03-08", NULL, "de", "Die Pier ist zu."}};
  assert_reads("Pier gesperrt\n\nVon Ada Brook\n1.024 W\xC3\xB6rter\n8 M\xC3\xA4rz 2019\nAmble "
               "Zeitung\nAMBZ\nDeutsch\nCopyright 2019 Amble\n\nDie Pier ist zu.\n\nDokument "
               "AMBZ000020190308ef380000z\n",
               wanted, 1);
}
