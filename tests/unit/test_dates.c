#include "indexer/article/read/dates.h"

#include <criterion/criterion.h>

typedef struct date_case {
  const char *text, *wanted; /* NULL: no date */
} date_case;

static void check(const char *text, bool found, vb_date d, const char *wanted) {
  char got[VB_DATE_TEXT];
  vb_date_format(d, got);
  cr_assert_eq(found, wanted != NULL, "%s gave \"%s\"", text, got);
  cr_assert_str_eq(got, wanted ? wanted : "", "%s", text);
}

Test(dates, whole_lines_of_many_forms_are_read) {
  static const date_case cases[] = {
      {"July 2, 2021", "2021-07-02"},
      {"2 July 2021", "2021-07-02"},
      {"Jul. 2, 2021", "2021-07-02"},
      {"Sept. 9, 2021", "2021-09-09"},
      {"july 2nd 2021", "2021-07-02"},
      {"2nd of July, 2021", "2021-07-02"},
      {"Friday, July 2, 2021", "2021-07-02"},
      {"Fri 2 Jul 2021", "2021-07-02"},
      {"Published: July 2, 2021 at 6:15 pm", "2021-07-02T18:15"},
      {"Published July 2, 2021 6:15 p.m. EDT", "2021-07-02T18:15"},
      {"July 2, 2021 | 12:05 a.m.", "2021-07-02T00:05"},
      {"6:15 PM, July 2, 2021", "2021-07-02T18:15"},
      {"18:15 GMT, 2 July 2021", "2021-07-02T18:15"},
      {"Wed, 19 Jun 2019 18:15:02 GMT", "2019-06-19T18:15"},
      {"Wed, 19 Jun 2019 18:15:02 +0200", "2019-06-19T18:15"},
      {"2021-07-02", "2021-07-02"},
      {"2021-07-02T18:15:00Z", "2021-07-02T18:15"},
      {"2021/7/2", "2021-07-02"},
      {"19/06/2021", "2021-06-19"},
      {"06/19/2021", "2021-06-19"},
      {"07/07/2021", "2021-07-07"},
      {"02.07.2021", "2021-07-02"},
      {"02/07/2021", NULL},
      {"July 2021", "2021-07"},
      {"2. Juli 2021", "2021-07-02"},
      {"2 juillet 2021", "2021-07-02"},
      {"2 de julio de 2021", "2021-07-02"},
      {"3 mars 2021", "2021-03-03"},
      {"5. M\xC3\xA4rz 2021", "2021-03-05"},
      {"2021\xE5\xB9\xB4"
       "7\xE6\x9C\x88"
       "2\xE6\x97\xA5",
       "2021-07-02"},
      {"July 2", NULL},
      {"July 32, 2021", NULL},
      {"February 30, 2021", NULL},
      {"2021", NULL},
      {"Room 2021", NULL},
      {"", NULL},
      {"The wall fell on July 2, 2021", NULL},
      {"Posted by Quill on July 2, 2021", NULL},
      {"July 2, 2021 - Posted by |", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_date d;
    bool found = vb_date_whole(vb_str_of(cases[i].text), &d);
    check(cases[i].text, found, d, cases[i].wanted);
  }
}

Test(dates, the_first_date_in_a_line_is_found_with_its_place) {
  vb_date_found found;
  vb_str line = VB_STR("PORT AMBLE, July 2, 2021, 6:15 pm (KQXB) - The wall");
  cr_assert(vb_date_find(line, &found));
  cr_assert(vb_str_is(vb_str_slice(line, found.start, found.end), "July 2, 2021, 6:15 pm"));
  check(line.p, true, found.date, "2021-07-02T18:15");
  cr_assert_not(vb_date_find(VB_STR("A May day in 2021 of 12 hours"), &found));
  cr_assert_not(vb_date_find(VB_STR("flight 12/31/20210"), &found));
  cr_assert_not(vb_date_find(VB_STR("version 1.19/06/2021"), &found));
}

Test(dates, paths_and_urls_carry_dates) {
  static const date_case cases[] = {
      {"https://herald.example/2019/06/19/harbour-wall", "2019-06-19"},
      {"https://herald.example/2019/6/9/harbour-wall", "2019-06-09"},
      {"https://herald.example/news/2019/jun/19/harbour", "2019-06-19"},
      {"https://herald.example/News/2019/0619/Harbour", "2019-06-19"},
      {"in/2019-06-19-harbour.txt", "2019-06-19"},
      {"in/20190619/harbour.txt", "2019-06-19"},
      {"https://herald.example/2019/06/harbour", "2019-06"},
      {"https://herald.example/story/2019-06-19", "2019-06-19"},
      {"https://herald.example/2019/06/16-new-ferries.html", "2019-06"},
      {"https://herald.example/2019/06/7-ferries", "2019-06"},
      {"in/2019/harbour.txt", NULL},
      {"https://herald.example/id/2019061912345", NULL},
      {"https://herald.example/2019/13/40/x", NULL},
      {"in/2019-06-harbour.txt", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_date d;
    bool found = vb_date_in_path(vb_str_of(cases[i].text), &d);
    check(cases[i].text, found, d, cases[i].wanted);
  }
}

Test(dates, every_prefix_and_suffix_of_a_long_line_is_survived) {
  char line[900];
  for (size_t i = 0; i < sizeof line; i++) line[i] = "July 2, 2021 19/06/2021 6:15 p.m. - "[i % 36];
  for (size_t n = 0; n <= sizeof line; n++) {
    vb_date_found found;
    vb_date d;
    vb_date_find((vb_str){line, n}, &found);
    vb_date_whole((vb_str){line + sizeof line - n, n}, &d);
    cr_assert_leq(found.end, n);
  }
}
