/*
 * test_people.c - who a printed name is: the rules of people.h over made-up counts.
 */
#include "searcher/answer/people.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* An archive of terms alone: surname, titles, name, and articles in up to three years. */
typedef struct counted {
  const char *last, *titles, *name;
  uint32_t years[6]; /* year, articles, ... */
} counted;

static const counted archive[] = {
    {"brook", "", "Ada Brook", {2011, 300, 2012, 200}},
    {"brook", "President", "Ada Brook", {2011, 90, 2012, 60}},
    {"brook", "Mrs.", "Ada Brook", {2011, 12}},
    {"brook", "President", "Ada B. Brook", {2012, 9}},
    {"brook", "", "ADA BROOK", {2012, 1}},
    {"brook", "", "Owen Brook", {2011, 10, 2018, 80}},
    {"brook", "Mr.", "Owen Brook", {2018, 20}},
    {"brook", "", "Brook", {2003, 2, 2011, 40, 2018, 5}},
    {"brook", "Mr.", "Brook", {2011, 3, 2018, 7}},
    {"brook", "President", "Brook", {2011, 30, 1999, 1}},
    {"brook", "", "Ada Brook Jr.", {2006, 4}},
    /* two of one given name, and the name that may be either */
    {"tarn", "President", "Lev C. Tarn", {2001, 40, 2002, 40}},
    {"tarn", "President", "Lev M. N. Tarn", {1990, 30, 2002, 2}},
    {"tarn", "President", "Lev Tarn", {1990, 5, 2001, 5}},
    /* alike, but nothing shows that they are one */
    {"pell", "Sen.", "Una Pell", {2018, 30}},
    {"pell", "", "Una F. Pell", {2018, 6}},
    {"pell", "Senator", "U. F. Pell", {2018, 6}},
    /* a ruler, and a bearer of the name */
    {"leander", "Pope", "Leander", {2015, 60}},
    {"leander", "", "Leander", {2015, 20}},
    {"leander", "", "Ruth Leander", {2015, 2}},
    /* a house is no person */
    {"house", "", "Glass House", {2015, 500}},
    {"house", "", "House", {2015, 50}},
    {"marsh", "Rep.", "Joseph Marsh", {2016, 8}},
    {"marsh", "Congressman", "Joe Marsh", {2016, 30}},
    {"marsh", "", "Josh Marsh", {2016, 30}},
    {"holt", "", "Mary Holt", {2019, 6}},
    {"holt", "", "Mary T. Holt", {2019, 3}},
};
enum { COUNTED = sizeof archive / sizeof *archive };

static size_t term_text(size_t i, char *out, size_t room) {
  return (size_t)snprintf(out, room, "%s\t%s\t%s\t", archive[i].last, archive[i].titles,
                          archive[i].name);
}

static vb_status terms(vb_engine *engine, vb_field field, vb_str prefix, size_t most,
                       vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                       vb_error *err) {
  (void)engine, (void)most, (void)more, (void)err;
  cr_assert_eq(field, VB_FIELD_SPEAKER_NAME);
  *out = vb_arena_calloc(arena, COUNTED, sizeof **out);
  for (size_t i = 0; i < COUNTED; i++) {
    char text[200];
    size_t n = term_text(i, text, sizeof text);
    if (n < prefix.n || memcmp(text, prefix.p, prefix.n) != 0) continue;
    uint64_t articles = archive[i].years[1] + archive[i].years[3] + archive[i].years[5];
    (*out)[(*count)++] = (vb_engine_term){vb_arena_copy(arena, (vb_str){text, n}), articles};
  }
  return VB_OK;
}

static vb_status search(vb_engine *engine, const vb_engine_request *request, vb_arena *arena,
                        vb_engine_result *out, vb_error *err) {
  (void)engine, (void)err;
  out->days = vb_arena_calloc(arena, 3, sizeof *out->days);
  for (size_t i = 0; i < COUNTED; i++) {
    char text[200];
    size_t n = term_text(i, text, sizeof text);
    if (!vb_str_eq(request->query->term, (vb_str){text, n})) continue;
    for (size_t k = 0; k < 6 && archive[i].years[k]; k += 2) {
      out->days[out->day_count++] =
          (vb_day_count){archive[i].years[k] * 10000, archive[i].years[k + 1]};
      out->total += archive[i].years[k + 1];
    }
  }
  return VB_OK;
}

static const vb_engine_class class = {.name = "made up", .search = search, .terms = terms};
static vb_engine engine = {.class = &class};
static vb_people *people;
static vb_arena *arena;

static void begin(void) {
  cr_assert_eq(vb_people_new(&engine, &people, NULL), VB_OK);
  arena = vb_arena_new();
}

static void end(void) {
  vb_people_free(people);
  vb_arena_free(arena);
}

TestSuite(people, .init = begin, .fini = end);

/* Who said it, in an article of the year whose mention this is; "" for nobody. */
static const char *who(const char *mention, const char *speaker, uint16_t year) {
  static char name[64];
  vb_quotation q = {.mention = {0, (uint32_t)strlen(mention)}, .speaker = vb_str_of(speaker)};
  vb_article article = {.text = vb_str_of(mention),
                        .quotations = &q,
                        .quotation_count = 1,
                        .published = {.year = year, .precision = year ? VB_DATE_YEAR : 0}};
  const vb_person *found;
  cr_assert_eq(vb_people_who(people, &article, &q, &found, NULL), VB_OK);
  vb_str shown = found ? found->name : VB_STR("");
  snprintf(name, sizeof name, "%.*s", VB_STR_ARG(shown));
  return name;
}

static void expect_named(const char *typed, bool bare, const char *names) {
  vb_named named;
  char all[512] = "";
  cr_assert_eq(vb_people_named(people, vb_str_of(typed), arena, &named, NULL), VB_OK);
  for (size_t i = 0; i < named.count; i++)
    snprintf(all + strlen(all), sizeof all - strlen(all), "%s%.*s", i ? ", " : "",
             VB_STR_ARG(named.persons[i]->name));
  cr_expect_str_eq(all, names, "%s: %s", typed, all);
  cr_expect_eq(named.bare, bare, "%s", typed);
}

Test(people, a_name_with_and_without_an_initial_is_one_where_the_office_is) {
  cr_expect_str_eq(who("she", "Ada B. Brook", 2012), "Ada Brook");
  cr_expect_str_eq(who("she", "ADA BROOK", 2012), "Ada Brook");
  cr_expect_str_eq(who("President Ada B. Brook", "Ada B. Brook", 2012), "Ada Brook");
  cr_expect_str_eq(who("she", "Ada Brook", 2011), "Ada Brook");
  cr_expect_str_eq(who("Rep. Joseph Marsh", "Joseph Marsh", 2016), "Joe Marsh");
  cr_expect_str_eq(who("he", "Josh Marsh", 2016), "Josh Marsh");
}

Test(people, thin_evidence_joins_nobody) {
  cr_expect_str_eq(who("she", "Una F. Pell", 2018), "Una F. Pell");
  cr_expect_str_eq(who("Sen. Una Pell", "Una Pell", 2018), "Una Pell");
  cr_expect_str_eq(who("Senator U. F. Pell", "U. F. Pell", 2018), "U. F. Pell");
  cr_expect_str_eq(who("he", "Ada Brook Jr.", 2012), "Ada Brook Jr.");
}

Test(people, of_a_rare_surname_names_without_any_office_are_one_in_the_same_years) {
  cr_expect_str_eq(who("she", "Mary T. Holt", 2019), "Mary Holt");
}

Test(people, a_short_name_is_the_one_of_its_year) {
  cr_expect_str_eq(who("she", "Brook", 2011), "Ada Brook");
  cr_expect_str_eq(who("he", "Brook", 2018), "Owen Brook");
  cr_expect_str_eq(who("Brook", "Brook", 2003), ""); /* nobody is named in full by then */
  cr_expect_str_eq(who("Brook", "Brook", 0), "");    /* two share all years */
}

Test(people, a_title_tells_who_is_meant) {
  cr_expect_str_eq(who("President Brook", "Brook", 2011), "Ada Brook");
  cr_expect_str_eq(who("President Brook", "Brook", 0), "Ada Brook");
  cr_expect_str_eq(who("President Brook", "Brook", 1999), "");
  cr_expect_str_eq(who("Mr. Brook", "Brook", 2018), "Owen Brook");
  cr_expect_str_eq(who("Mr. Brook", "Brook", 2011), "Owen Brook"); /* she is no "Mr." */
}

Test(people, a_pronoun_that_contradicts_leaves_a_short_name_open) {
  cr_expect_str_neq(who("he", "Brook", 2011), "Ada Brook");
}

Test(people, a_name_of_two_is_the_one_of_its_year) {
  cr_expect_str_eq(who("President Lev Tarn", "Lev Tarn", 1990), "Lev M. N. Tarn");
  cr_expect_str_eq(who("President Lev Tarn", "Lev Tarn", 2001), "Lev C. Tarn");
  cr_expect_str_eq(who("President Lev Tarn", "Lev Tarn", 0), "");
}

Test(people, a_ruler_is_a_title_and_a_name) {
  cr_expect_str_eq(who("Pope Leander", "Leander", 2015), "Pope Leander");
  cr_expect_str_eq(who("Leander", "Leander", 2015), "Pope Leander");
  expect_named("pope leander", false, "Pope Leander");
}

Test(people, what_has_no_title_ever_is_no_person_of_short_names) {
  cr_expect_str_eq(who("the House", "House", 2015), "");
}

Test(people, a_typed_name_finds_whom_it_fits) {
  expect_named("ada brook", false, "Ada Brook");
  expect_named("ADA B. BROOK", false, "Ada Brook");
  expect_named("ada brook jr", false, "Ada Brook Jr.");
  expect_named("president brook", false, "Ada Brook");
  expect_named("former president ada brook", false, "Ada Brook");
  expect_named("lev tarn", false, "Lev C. Tarn, Lev M. N. Tarn");
  expect_named("brook", true, "Ada Brook, Owen Brook, Ada Brook Jr.");
  expect_named("mr. brook", false, "Owen Brook");
  expect_named("mrs brook", false, "Ada Brook");
  expect_named("secretary of state pell", true, "Una Pell, U. F. Pell, Una F. Pell");
  expect_named("senator of the north pell", false, "");
  expect_named("lev m.n. tarn", false, "Lev M. N. Tarn");
  expect_named("lev c tarn", false, "Lev C. Tarn");
  expect_named("lev q. tarn", false, "");
  expect_named("admiral brook", true, "Ada Brook, Owen Brook, Ada Brook Jr.");
  expect_named("joseph marsh", false, "Joe Marsh");
  expect_named("nobody", true, "");
  expect_named("", false, "");
}
