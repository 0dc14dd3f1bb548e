#include "collect.h"

Test(scans, alto_joins_lines_and_divided_words) {
  static const wanted_article wanted[] = {
      {NULL, NULL, NULL, NULL, NULL, NULL,
       "The passengers of the well-known ferry\n\nand the understanding pier."}};
  static const char page[] =
      "<?xml version='1.0'?>\n<alto "
      "xmlns='http://www.loc.gov/standards/alto/ns-v2#'><Description><fileName>a.jp2</fileName></"
      "Description>\n<Layout>"
      "<Page ID='P1'><PrintSpace>\n<TextBlock>\n <TextLine>\n  <String CONTENT='The' "
      "WC='0.9'/><SP/>\n  <String CONTENT='passen' SUBS_TYPE='HypPart1' SUBS_CONTENT='passengers'/>"
      "<HYP CONTENT='-'/></TextLine>\n <TextLine><String CONTENT='gers' SUBS_TYPE='HypPart2' "
      "SUBS_CONTENT='passengers'/><SP/><String CONTENT='of'/><SP/><String CONTENT='the'/>"
      "<SP/><String CONTENT='well-'/></TextLine><TextLine><String CONTENT='known'/><String "
      "CONTENT='ferry'/></TextLine></TextBlock>\n"
      "<Illustration><String CONTENT='no'/></Illustration><TextBlock><TextLine><String "
      "CONTENT='and'/><SP/><String CONTENT='the'/><SP/><String CONTENT='under'/><HYP CONTENT='-'/>"
      "</TextLine><TextLine><String CONTENT='standing'/><SP/><String "
      "CONTENT='pier.'/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
  assert_reads(page, wanted, 1);
  assert_bears_cuts(page);
}

Test(scans, page_takes_lines_once) {
  static const wanted_article wanted[] = {
      {NULL, NULL, NULL, NULL, NULL, NULL, "The ferry closed\n\non Friday."}};
  assert_reads(
      "<PcGts "
      "xmlns='http://schema.primaresearch.org/PAGE/gts/pagecontent/"
      "2019-07-15'><Page><TextRegion><TextLine><Word><TextEquiv><Unicode>The</Unicode>"
      "</TextEquiv></Word><TextEquiv><Unicode>The ferry "
      "closed</Unicode></TextEquiv></TextLine><TextLine><TextEquiv><Unicode>on Friday.</Unicode>"
      "</TextEquiv></TextLine><TextEquiv><Unicode>The ferry closed on "
      "Friday.</Unicode></TextEquiv></TextRegion></Page></PcGts>",
      wanted, 1);
}

Test(scans, an_article_text_of_a_library_is_read) {
  static const wanted_article wanted[] = {
      {"Pier closes.", NULL, NULL, NULL, NULL, NULL, "It closed.\n\nOn Friday."}};
  assert_reads("<?xml version='1.0'?><text><title>Pier closes.</title><p>It closed.</p><p>On "
               "Friday.</p></text>",
               wanted, 1);
}
