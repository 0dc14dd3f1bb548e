#include "indexer/article/read/names.h"

#include <criterion/criterion.h>

Test(names, bylines_give_their_authors) {
  static const struct {
    const char *byline;
    const char *authors[4];
  } cases[] = {
      {"By Ada Brook", {"Ada Brook"}},
      {"by Ada Brook and Tom Reed", {"Ada Brook", "Tom Reed"}},
      {"By A. Brook, T. Reed and Mae O'Dell", {"A. Brook", "T. Reed", "Mae O'Dell"}},
      {"By Ada Brook, Tom Reed, and Mae O'Dell", {"Ada Brook", "Tom Reed", "Mae O'Dell"}},
      {"By Ada Brook and Tom Reed | RT |", {"Ada Brook", "Tom Reed"}},
      {"By Ada Brook, Associated Press", {"Ada Brook"}},
      {"By Ada Brook, Staff Writer", {"Ada Brook"}},
      {"Ada Brook, Political Correspondent; Tom Reed", {"Ada Brook", "Tom Reed"}},
      {"By Ada Brook & Tom Reed", {"Ada Brook", "Tom Reed"}},
      {"Ada Brook, ada@herald.example", {"Ada Brook"}},
      {"Ada Brook, July 2, 2021", {"Ada Brook"}},
      {"Ada Brook, Ada Brook", {"Ada Brook"}},
      {"Associated Press", {"Associated Press"}},
      {"Mae O'Dell, Tom Reed Jr.", {"Mae O'Dell", "Tom Reed Jr."}},
      {"Tom Reed, Jr.", {"Tom Reed"}},
      {"ADA BROOK FOR AMBLE MAIL ONLINE", {"ADA BROOK"}},
      {"Ada Brook, Amble Press", {"Ada Brook"}},
      {"作者：陈海", {"陈海"}},
      {"Ada Brook, Ada.Brook Herald.Com", {"Ada Brook"}},
      {"Ada Brook, In July Of, Based In Port Amble, In Kyung Kim", {"Ada Brook", "In Kyung Kim"}},
      {"\"Ada Brook\", Tom Reed", {"Ada Brook", "Tom Reed"}},
      {"unknown", {NULL}},
      {"", {NULL}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_article a = {0};
    vb_authors_add(&a, vb_str_of(cases[i].byline));
    size_t wanted = 0;
    while (wanted < 4 && cases[i].authors[wanted]) wanted++;
    for (size_t k = 0; k < a.author_count && k < wanted; k++)
      cr_assert(vb_str_is(a.authors[k], cases[i].authors[k]), "%s: %.*s", cases[i].byline,
                VB_STR_ARG(a.authors[k]));
    cr_assert_eq(a.author_count, wanted, "%s: %zu", cases[i].byline, a.author_count);
  }
}

Test(names, bylines_are_told_from_sentences) {
  static const struct {
    const char *line;
    bool byline;
  } cases[] = {
      {"By Ada Brook", true},
      {"By ADA BROOK", true},
      {"By Ada Brook and Tom Reed, Associated Press", true},
      {"Written by Ada Brook", true},
      {"By Ludwig van der Berg", true},
      {"By Tom Reed Jr.", true},
      {"By Ada Brook in Port Amble", true},
      {"By Tuesday the water had gone", false},
      {"By Monday", false},
      {"By the time it ended, nobody was left.", false},
      {"By Ada Brook the book is long.", false},
      {"By 2019", false},
      {"Bystanders Ran", false},
      {"Ada Brook", false},
      {"By", false},
      {"", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(vb_is_byline(vb_str_of(cases[i].line)), cases[i].byline, "%s", cases[i].line);
}

Test(names, more_authors_than_fit_are_left_out) {
  vb_buf byline = VB_BUF_INIT;
  for (int i = 0; i < 100; i++)
    vb_buf_printf(&byline, "Ada Brook%c%c, ", 'a' + i / 26, 'a' + i % 26);
  vb_article a = {0};
  vb_authors_add(&a, vb_buf_view(&byline));
  cr_assert_eq(a.author_count, VB_AUTHORS_MAX);
  vb_buf_clear(&byline);
}

Test(names, names_of_catalogues_are_turned_round) {
  vb_arena *arena = vb_arena_new();
  vb_article a = {0};
  vb_authors_add_inverted(&a, VB_STR("Brook, Ada; Tom Reed; Lind, Petra"), arena);
  cr_assert_eq(a.author_count, 3);
  cr_assert(vb_str_is(a.authors[0], "Ada Brook") && vb_str_is(a.authors[1], "Tom Reed") &&
            vb_str_is(a.authors[2], "Petra Lind"));
  a = (vb_article){0};
  vb_authors_add_inverted(&a, VB_STR("Ada Brook, Tom Reed"), arena);
  cr_assert_eq(a.author_count, 2);
  vb_arena_free(arena);
}
