#include "collect.h"

static const char bare[] =
    "eca0003 3 i 380  amp 0045\n\nAmble/pier/\nREFILE\n1ST LEAD\nPier closes after the storm, and "
    "the council\nof Amble meets\nBy Ada Brook =\n\nAmble (amp) - The pier closed on Friday, the "
    "harbour office of\nthe town said.\n\nA bus replaces it.\n\n"
    "# Notebook\n\n## Note to editors\n- adds\n\n* * * *\nThe following information is not "
    "intended for publication\n\namp ab tr\n\n081322 GMT Mar 19\n";
static const char whole[] =
    "\x01"
    "amp0003 3 i 380 amp 0045\r\n\r\nAmble/pier/\r\n\x02"
    "Pier closes =\r\n\r\nAmble (amp) - The pier closed.\r\n\r\nA bus.\r\n\r\namp ab tr\r\n\x03"
    "081322 mar 19\r\n\x04\r\n"
    "\x01"
    "amp0004 3 i 12 amp 0046\r\n\r\nAmble/clock/\r\n\x02"
    "Clock stays =\r\n\r\nIt stays.\r\n\x03"
    "081400 mar 19\r\n\x04\r\n";

Test(iptc7901, a_message_without_its_controls_is_known_by_its_header) {
  static const wanted_article wanted[] = {
      {"Pier closes after the storm, and the council of Amble meets", "By Ada Brook", NULL,
       "2019-03-08T13:22", NULL, NULL,
       "Amble (amp) - The pier closed on Friday, the harbour office of the town said.\n\nA bus "
       "replaces it."}};
  assert_reads(bare, wanted, 1);
  assert_bears_cuts(bare);
}

Test(iptc7901, messages_follow_each_other) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, NULL, "2019-03-08T13:22", NULL, NULL,
       "Amble (amp) - The pier closed.\n\nA bus."},
      {"Clock stays", NULL, NULL, "2019-03-08T14:00", NULL, NULL, "It stays."}};
  assert_reads(whole, wanted, 2);
  assert_bears_cuts(whole);
}

Test(iptc7901, without_its_sign_the_headline_is_one_line) {
  static const wanted_article wanted[] = {
      {"Pier closes", NULL, NULL, "2019-03-08T13:22", NULL, NULL,
       "The pier closed on Friday, they said.\n\nA bus replaces it."}};
  assert_reads(
      "\x01"
      "amp0003 3 i 380 amp 0045\r\nAmble/pier/\r\n\x02"
      "Pier closes\r\n   The pier closed on Friday, they\r\nsaid.\r\n   A bus replaces it.\r\n\x03"
      "081322 mar 19\r\n\x04\r\n",
      wanted, 1);
}
