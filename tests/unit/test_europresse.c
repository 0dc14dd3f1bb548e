#include "collect.h"

Test(europresse, the_older_form_is_a_table_an_article) {
  static const char page[] =
      "<html><head><META http-equiv='Content-Type' content='text/html; "
      "charset=UTF-8'></head><body><form><input type='button' "
      "value='Sauvegarder'/></form><table><tr><td>"
      "<span class='DocPublicationName'>Le Courrier</span><br><span class='DocHeader'>Politique, "
      "</span><span class='DocHeader'>jeudi </span><span class='DocHeader'>5 octobre "
      "2013</span><br><br>"
      "<span class='TitreArticleVisu'>La <span style='color:red'>jet\xC3\xA9"
      "e</span> ferme</span><br><br>Ada Brook<br><p></p>La jet\xC3\xA9"
      "e est <b>ferm\xC3\xA9"
      "e</b>.<p></p>Un bus.<p></p><b><i>\xC2\xA9 2013 Courrier. Tous droits "
      "r\xC3\xA9serv\xC3\xA9s.</i></b>"
      "<p></p>Num\xC3\xA9ro de document : news\xC2\xB7"
      "20131005\xC2\xB7"
      "LC<table><tr><td>Ce certificat est \xC3\xA9mis</td></tr></table></td></tr></table>"
      "<table><tr><td><span class='DocPublicationName'>La Gazette</span><br><span "
      "class='DocHeader'>3 octobre 2012</span><br><span class='TitreArticleVisu'>L'horloge "
      "reste</span><br><br>Elle reste, dit-on.<p></p>Voil\xC3\xA0.<p></p><b>\xC2\xA9 "
      "2012</b></td></tr></table></body></html>";
  static const wanted_article wanted[] = {{"La jet\xC3\xA9"
                                           "e ferme",
                                           "Ada Brook", "Le Courrier", "2013-10-05", "Politique",
                                           NULL,
                                           "La jet\xC3\xA9"
                                           "e est ferm\xC3\xA9"
                                           "e.\n\nUn bus."},
                                          {"L'horloge reste", NULL, "La Gazette", "2012-10-03",
                                           NULL, NULL, "Elle reste, dit-on.\n\nVoil\xC3\xA0."}};
  assert_reads(page, wanted, 2);
  assert_bears_cuts(page);
}

Test(europresse, the_newer_form_has_boxes) {
  static const char page[] =
      "<html><body><article><header><div class='rdp__DocPublicationName'><span "
      "class='DocPublicationName'>Le Courrier, no. 1234</span></div><span class='DocHeader'>Monde, "
      "mercredi 3 octobre 2018 123 mots, p. 4</span>"
      "<div class='titreArticle'><p class='sm-margin-TopNews titreArticleVisu "
      "rdp__articletitle'>La jet\xC3\xA9"
      "e ferme</p><p class='sm-margin-TopNews rdp__subtitle'>Un chapeau.</p><p "
      "class='sm-margin-bottomNews'>Ada Brook</p></div></header>"
      "<section><div class='DocText clearfix'><div class='docOcurrContainer'><p>La jet\xC3\xA9"
      "e est ferm\xC3\xA9"
      "e.</p><p>Un bus.</p></div></div></section><aside><p>Aussi</p></aside><footer><div "
      "class='publiC-lblNodoc'>news\xC2\xB7"
      "20181003\xC2\xB7</div><p>Le pr\xC3\xA9sent document</p></footer></article>"
      "<article><span class='DocPublicationName'>La Gazette</span><span class='DocHeader'>4 "
      "octobre 2018</span><p class='titreArticleVisu rdp__articletitle'>L'horloge reste</p><div "
      "class='docOcurrContainer'><p>Elle reste.</p></div></article></body></html>";
  static const wanted_article wanted[] = {
      {"La jet\xC3\xA9"
       "e ferme",
       "Ada Brook", "Le Courrier", "2018-10-03", "Monde", NULL,
       "Un chapeau.\n\nLa jet\xC3\xA9"
       "e est ferm\xC3\xA9"
       "e.\n\nUn bus."},
      {"L'horloge reste", NULL, "La Gazette", "2018-10-04", NULL, NULL, "Elle reste."}};
  assert_reads(page, wanted, 2);
  assert_bears_cuts(page);
}
