#include "indexer/article/read/language.h"

#include "tests/engine/archive.h"

#include <criterion/criterion.h>

static const struct {
  const char *tag, *text;
} texts[] = {
    {"en", "The harbour office said on Friday that the ferry line to Torrin would stay closed "
           "until the spring, since a storm had torn "
           "a pier loose. A bus replaces it, and those who live on the island will have to go "
           "round the lake to reach the market."},
    {"de", "Das Hafenamt teilte am Freitag mit, dass die Fähre nach Torrin bis zum Frühjahr nicht "
           "fahren werde, weil ein Sturm einen Pfeiler "
           "losgerissen habe. Ein Bus ersetzt sie, und wer auf der Insel wohnt, muss um den See "
           "herum zum Markt fahren."},
    {"fr", "Le bureau du port a annoncé vendredi que la ligne de bateau vers Torrin resterait "
           "fermée jusqu'au printemps, parce qu'une tempête "
           "avait arraché une pile. Un autocar la remplace, et ceux qui habitent l'île devront "
           "faire le tour du lac pour aller au marché."},
    {"pl", "Urząd portowy poinformował w piątek, że linia promowa do Torrina pozostanie zamknięta "
           "do wiosny, ponieważ burza wyrwała filar. "
           "Zastępuje ją autobus, a mieszkańcy wyspy będą musieli objechać jezioro, żeby dostać "
           "się na targ."},
    {"ru",
     "Управление порта сообщило в пятницу, что паромная линия до Торрина будет закрыта до весны, "
     "так как буря сорвала опору. Её "
     "заменяет автобус, и жителям острова придётся объезжать озеро, чтобы попасть на рынок."}};

Test(language, a_text_tells_its_language) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char tag[VB_LANGUAGE_MAX];
    uint8_t sure = vb_language_detect(vb_str_of(texts[i].text), tag);
    cr_assert(sure >= 80 && sure <= 100, "%s: %u", texts[i].tag, sure);
    cr_assert_str_eq(tag, texts[i].tag);
  }
}

Test(language, english_names_in_a_text_do_not_make_it_english) {
  static const char danish[] =
      "The Tarn Post og The Harbour Mail skrev fredag, at byen vil have to nye broer for at få "
      "flere "
      "turister til havnen. Det er for dyrt, mener avisen The Quay, og to af byens borgere har "
      "klaget til ministeriet. Kommunen siger, at den vil have svar inden mandag, og at der er "
      "penge nok for begge broer. Byens by- og havneudvalg skal have mødet for lukkede døre.";
  char tag[VB_LANGUAGE_MAX];
  vb_language_detect(vb_str_of(danish), tag);
  cr_assert_str_neq(tag, "en");
}

Test(language, a_text_tells_the_same_whatever_was_asked_before) {
  enum { TEXTS = 300 };
  char first[VB_LANGUAGE_MAX], again[VB_LANGUAGE_MAX], between[VB_LANGUAGE_MAX];
  size_t told = 0;
  for (uint32_t k = 0; k < TEXTS; k++) {
    chance c = {(k + 1) * UINT64_C(0x9e3779b97f4a7c15)};
    vb_buf text = VB_BUF_INIT;
    archive_prose(&c, 40 + roll(&c, 60), &text);
    vb_language_detect(vb_buf_view(&text), first);
    vb_language_detect(vb_str_of(texts[k % 5].text), between);
    vb_language_detect(vb_buf_view(&text), again);
    cr_assert_str_eq(first, again, "text %u", k);
    told += first[0] != '\0';
    vb_buf_clear(&text);
  }
  cr_assert_gt(told, 0);
}

Test(language, what_does_not_tell_stays_unknown) {
  static const char *const none[] = {
      "", "A headline of the sea",
      "12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 "
      "38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 "
      "68 69 70 71 72"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    char tag[VB_LANGUAGE_MAX];
    cr_assert_eq(vb_language_detect(vb_str_of(none[i]), tag), 0, "%s: %s", none[i], tag);
    cr_assert_str_empty(tag);
  }
}
