#include "collect.h"

static const char wiki[] =
    "<mediawiki xmlns='http://www.mediawiki.org/xml/export-0.10/' "
    "xml:lang='en'><siteinfo><sitename>Amble Wiki</sitename></siteinfo>"
    "<page><title>Pier "
    "closes</title><ns>0</ns><id>17</id><revision><id>1</id><timestamp>2021-01-01T00:00:00Z</"
    "timestamp><contributor><username>A User</username></contributor>"
    "<model>wikitext</model><text>Old.</text></revision><revision><model>wikitext</model><text "
    "xml:space='preserve'>{{date|March 8, 2019}}\n[[File:Pier.jpg|thumb|The [[pier]].]]\n"
    "The '''pier''' of [[Amble, North|Amble]] closed&lt;ref&gt;Not here.&lt;/ref&gt; on "
    "{{w|Friday|Friday}}, says [http://a.example/ the office].\n\n"
    "{| class='x'\n| cell\n|}\n== Later ==\n* A bus {{nobr|{{x}}}} replaces it.\n&lt;!-- hidden "
    "--&gt;\n== Sources ==\n* [http://b.example/ A "
    "paper]\n[[Category:Piers]]</text></revision></page>"
    "<page><title>Talk:Pier</title><ns>1</ns><revision><text>Talk.</text></revision></page>"
    "<page><title>Peer</title><ns>0</ns><redirect title='Pier'/><revision><text>#REDIRECT "
    "[[Pier]]</text></revision></page></mediawiki>";

Test(mediawiki, articles_are_read_as_they_are_shown) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, "Amble Wiki", "2019-03-08", NULL, "en",
       "The pier of Amble closed on Friday, says the office.\n\nLater\n\nA bus replaces it."}};
  assert_reads(wiki, wanted, 1);
  assert_bears_cuts(wiki);
}

Test(mediawiki, what_never_closes_takes_no_time) {
  vb_buf page = VB_BUF_INIT;
  vb_buf_text(&page, "<mediawiki><page><title>A</title><ns>0</ns><revision><text>");
  for (int i = 0; i < 200000; i++) vb_buf_text(&page, i % 3 ? "{{x [[y " : "&lt;ref&gt;");
  vb_buf_text(&page, "</text></revision></page></mediawiki>");
  collected *c = collect(vb_buf_view(&page), "in/a", NULL);
  cr_assert_eq(c->count + c->problem_count > 0, true);
  collect_free(c);
  vb_buf_clear(&page);
}
