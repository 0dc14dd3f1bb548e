/*
 * test_search.c - the facade over a small store made with the writer: searches,
 * quotes, articles and their JSON.
 */
#include "indexer/base/utf8.h"
#include "indexer/pipeline/writer.h"
#include "searcher/query/query.h"
#include "searcher/verbatim.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/test_search.XXXXXX";
static char store[64];
static vb_store *searcher;
static vb_arena *arena;

typedef struct sample {
  const char *id, *title, *date, *source, *author, *text;
} sample;

static const sample samples[] = {
    {"late", "Wire: lake town speaks", "2019-06-21", "Northshore Courier", "Ada Quill",
     "Mayor Ilse Varga said: \"We won't leave -- the lake is ours.\""},
    {"early", "Lake rises over Ostrovik", "2019-06-19T18:15", "The Vale Herald", "Ben Tarn",
     "Zoë’s boat 🚤 sank.\n\nMayor Ilse Varga said: “We won’t leave — the lake is ours.” The café "
     "stayed shut.\n\nOn Friday the lake rose again."},
    {"undated", "A letter", NULL, "The Vale Herald", NULL,
     "we won't leave, the lake is ours. So say we all, and so said my grandmother."},
    {"headline", "The lake is ours, mayor tells Ostrovik", "2019-07", "Hill Gazette", "Ada Quill",
     "A shorter item about the weather on the hill."},
    {"exact", "Speech in full", "2019-06-20", "Northshore Courier", "Cora Lind",
     "“We won’t leave — the lake\u00A0is ours.” I thank you. We thank you. To be or not to be, "
     "said nobody. The lake is ours? The lake is ours!"},
    {"river", "River news", "2018-01-05", "Hill Gazette", "Ben Tarn",
     "Nothing about water at rest. One word: zanzibarian. Fergal O’Brannan’s oars broke."},
};

static void put(vb_writer *writer, const sample *from) {
  vb_comment comment = {VB_STR("reader7"), VB_STR("Tuesday"),
                        VB_STR("I still own a pondskipper, and the lake is ours.")};
  vb_article article = {.id = vb_str_of(from->id),
                        .title = vb_str_of(from->title),
                        .byline = vb_str_of(from->author),
                        .source = vb_str_of(from->source),
                        .text = vb_str_of(from->text),
                        .path = VB_STR("memory"),
                        .comments = &comment,
                        .comment_count = strcmp(from->id, "river") == 0};
  if (from->author) article.authors[article.author_count++] = vb_str_of(from->author);
  if (from->date) {
    cr_assert(vb_date_parse_iso(vb_str_of(from->date), &article.published));
    article.published_from = VB_DATE_FROM_METADATA;
  }
  vb_error err = {0};
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

static void set_up(void) {
  strcpy(folder, "/tmp/test_search.XXXXXX");
  cr_assert(mkdtemp(folder));
  snprintf(store, sizeof store, "%s/store", folder);
  vb_error err = {0};
  vb_writer *writer;
  vb_writer_options options = {.create = true};
  cr_assert_eq(vb_writer_open(store, &options, &writer, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) put(writer, &samples[i]);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_store_open(store, NULL, &searcher, &err), VB_OK, "%s", err.text);
  arena = vb_arena_new();
  cr_assert(arena);
}

static void tear_down(void) {
  vb_store_close(searcher);
  vb_arena_free(arena);
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  cr_expect_eq(system(command), 0);
}

TestSuite(search, .init = set_up, .fini = tear_down);

static vb_search_result search(vb_search_request request) {
  vb_search_result result;
  vb_error err = {0};
  cr_assert_eq(vb_search(searcher, &request, arena, &result, &err), VB_OK, "%s", err.text);
  return result;
}

/* The ids that a scan gives, joined by spaces. */
static const char *scanned(vb_search_request request) {
  static char joined[200];
  vb_scan *scan;
  vb_error err = {0};
  cr_assert_eq(vb_scan_open(searcher, &request, &scan, &err), VB_OK, "%s", err.text);
  joined[0] = '\0';
  for (bool end = false;;) {
    vb_search_hit hit;
    cr_assert_eq(vb_scan_next(scan, arena, &hit, &end, &err), VB_OK, "%s", err.text);
    if (end) break;
    snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%.*s",
             joined[0] ? " " : "", VB_STR_ARG(hit.article.id));
  }
  vb_scan_close(scan);
  return joined;
}

/* The ids of the hits, joined by spaces. */
static const char *ids(vb_search_request request) {
  static char joined[200];
  vb_search_result result = search(request);
  joined[0] = '\0';
  for (size_t i = 0; i < result.hit_count; i++)
    snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%.*s", i ? " " : "",
             VB_STR_ARG(result.hits[i].article.id));
  return joined;
}

#define QUERY(text) .query = VB_STR(text), .size = 10, .snippets = 2

Test(search, a_scan_gives_what_windows_give) {
  static const vb_str queries[] = {
      {"lake", 4}, {"leave lake", 10}, {"\"lake is ours\"", 14}, {"x", 1}};
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
    for (int sort = VB_SORT_RELEVANCE; sort <= VB_SORT_OLDEST; sort++) {
      vb_search_request request = {.query = queries[i], .size = 10, .sort = (vb_sort)sort};
      cr_expect_str_eq(scanned(request), ids(request), "%s", queries[i].p);
    }
  cr_expect_str_eq(
      scanned((vb_search_request){.filter.source = VB_STR("hill gazette"), .sort = VB_SORT_OLDEST}),
      "river headline");
}

Test(search, a_hit_is_a_row_of_csv_and_a_line_of_json) {
  vb_search_result result = search((vb_search_request){QUERY("café")});
  vb_str row, line;
  vb_error err;
  cr_assert_eq(result.hit_count, 1);
  cr_assert_eq(vb_search_hit_to_csv(&result.hits[0], false, arena, &row, &err), VB_OK);
  cr_expect(vb_str_starts(row, "early,2019-06-19T18:15,The Vale Herald,Lake rises over Ostrovik,"
                               "Ben Tarn,,,1,"),
            "%.*s", VB_STR_ARG(row));
  result.hits[0].article.title = VB_STR("=1+\"2\",\n3");
  cr_assert_eq(vb_search_hit_to_csv(&result.hits[0], true, arena, &row, &err), VB_OK);
  cr_expect(strstr(row.p, ",\"'=1+\"\"2\"\", 3\","), "%s", row.p);
  cr_assert_eq(vb_search_hit_to_json(&result.hits[0], arena, &line, &err), VB_OK);
  json_t *json = json_loadb(line.p, line.n, 0, NULL);
  cr_expect_str_eq(json_string_value(json_object_get(json, "id")), "early");
  json_decref(json);
}

Test(search, the_state_of_a_store_changes_with_a_commit) {
  vb_error err;
  vb_writer *writer;
  vb_writer_options options = {0};
  uint64_t before = vb_store_about(searcher).state;
  cr_expect(before && vb_store_refresh(searcher, &err) == VB_OK);
  cr_expect_eq(vb_store_about(searcher).state, before);
  cr_assert_eq(vb_writer_open(store, &options, &writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_remove(writer, VB_STR("river"), &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
  cr_expect_eq(vb_store_about(searcher).state, before, "until it is refreshed");
  cr_expect(vb_store_refresh(searcher, &err) == VB_OK && vb_store_about(searcher).state != before);
}

/* The ids of the articles that pass the choices, oldest first, undated ones last. */
static const char *chosen(const vb_choice *choices, size_t count) {
  return ids((vb_search_request){
      .size = 10, .sort = VB_SORT_OLDEST, .filter.choices = choices, .filter.choice_count = count});
}

Test(search, choices_of_a_facet_are_alternatives_and_facets_come_together) {
  const vb_choice sources[] = {{VB_STR("the vale herald"), VB_FACET_SOURCE, false},
                               {VB_STR("HILL GAZETTE"), VB_FACET_SOURCE, false},
                               {VB_STR("ben tarn"), VB_FACET_AUTHOR, false}};
  cr_expect_str_eq(chosen(sources, 2), "river early headline undated");
  cr_expect_str_eq(chosen(sources, 3), "river early");
}

Test(search, excluded_values_leave_out_what_has_them) {
  const vb_choice choices[] = {{VB_STR("Hill Gazette"), VB_FACET_SOURCE, true},
                               {VB_STR("Cora Lind"), VB_FACET_AUTHOR, true},
                               {VB_STR("2019"), VB_FACET_DATE, false}};
  cr_expect_str_eq(chosen(choices, 1), "early exact late undated");
  cr_expect_str_eq(chosen(choices, 3), "early late");
}

Test(search, several_dates_and_no_date_can_be_chosen) {
  const vb_choice choices[] = {{VB_STR("2018"), VB_FACET_DATE, false},
                               {VB_STR("2019-06-20"), VB_FACET_DATE, false},
                               {VB_STR("unknown"), VB_FACET_DATE, false}};
  cr_expect_str_eq(chosen(choices, 2), "river exact");
  cr_expect_str_eq(chosen(choices + 2, 1), "undated");
  const vb_choice dated = {VB_STR("unknown"), VB_FACET_DATE, true};
  cr_expect_str_eq(chosen(&dated, 1), "river early exact late headline");
  const vb_choice wrong = {VB_STR("soon"), VB_FACET_DATE, false};
  vb_search_request request = {.size = 1, .filter = {.choices = &wrong, .choice_count = 1}};
  vb_search_result result;
  cr_expect_eq(vb_search(searcher, &request, arena, &result, NULL), VB_INVALID);
}

static uint64_t count_of(const vb_facet *list, size_t count, const char *value) {
  for (size_t i = 0; i < count; i++)
    if (vb_str_is(list[i].value, value)) return list[i].count;
  return UINT64_MAX;
}

Test(search, a_facets_own_choices_do_not_change_its_counts) {
  const vb_choice choices[] = {{VB_STR("Hill Gazette"), VB_FACET_SOURCE, false},
                               {VB_STR("2019"), VB_FACET_DATE, false},
                               {VB_STR("Nobody Known"), VB_FACET_AUTHOR, true}};
  vb_search_result r = search((vb_search_request){
      QUERY(""), .facets = true, .filter = {.choices = choices, .choice_count = 3}});
  cr_expect_eq(r.total, 1);
  /* of 2019, whatever the source; and of Hill Gazette, whatever the year */
  cr_expect_eq(count_of(r.sources, r.source_count, "The Vale Herald"), 1);
  cr_expect_eq(count_of(r.sources, r.source_count, "Northshore Courier"), 2);
  cr_expect_eq(count_of(r.sources, r.source_count, "Hill Gazette"), 1);
  cr_expect_eq(count_of(r.years, r.year_count, "2018"), 1);
  cr_expect_eq(count_of(r.years, r.year_count, "2019"), 1);
  cr_expect_eq(r.undated, 0);
  cr_expect_eq(count_of(r.authors, r.author_count, "Ada Quill"), 1);
  cr_expect_eq(count_of(r.authors, r.author_count, "Nobody Known"), 0); /* chosen: shown */
}

Test(search, a_list_of_values_can_be_searched_and_shows_what_is_chosen) {
  const vb_choice choice = {VB_STR("Hill Gazette"), VB_FACET_SOURCE, false};
  vb_search_request request = {QUERY("lake"), .facets = true,
                               .filter = {.choices = &choice, .choice_count = 1}};
  request.facet_find[VB_FACET_SOURCE] = VB_STR("VALE h\u00e9r");
  vb_search_result r = search(request);
  cr_expect_eq(r.source_count, 2);
  cr_expect_eq(count_of(r.sources, r.source_count, "The Vale Herald"), 2);
  cr_expect_eq(count_of(r.sources, r.source_count, "Hill Gazette"), 1);
}

Test(search, filters_stand_beside_the_query) {
  cr_expect_str_eq(ids((vb_search_request){QUERY("leave lake"), .sort = VB_SORT_OLDEST}),
                   "early exact late undated");
  cr_expect_str_eq(ids((vb_search_request){QUERY("leave lake"), .sort = VB_SORT_NEWEST}),
                   "late exact early undated");
  cr_expect_str_eq(ids((vb_search_request){QUERY("leave"), .filter.after = VB_STR("2019-06-20"),
                                           .sort = VB_SORT_OLDEST}),
                   "exact late");
  cr_expect_str_eq(ids((vb_search_request){QUERY("leave"), .filter.before = VB_STR("2019-06-20"),
                                           .sort = VB_SORT_OLDEST}),
                   "early exact");
  cr_expect_str_eq(ids((vb_search_request){QUERY("lake"), .filter.after = VB_STR("2019-07"),
                                           .filter.before = VB_STR("2019-07")}),
                   "headline");
  cr_expect_str_eq(
      ids((vb_search_request){QUERY("lake"), .filter.source = VB_STR("the vale  HERALD"),
                              .sort = VB_SORT_OLDEST}),
      "early undated");
  cr_expect_str_eq(ids((vb_search_request){QUERY("lake"), .filter.source = VB_STR("herald")}), "");
  cr_expect_str_eq(ids((vb_search_request){QUERY("lake source:herald"), .sort = VB_SORT_OLDEST}),
                   "early undated");
  cr_expect_str_eq(ids((vb_search_request){QUERY("lake"), .filter.author = VB_STR("Quill"),
                                           .sort = VB_SORT_OLDEST}),
                   "late headline");
  cr_expect_str_eq(ids((vb_search_request){QUERY("lake"), .filter.source = VB_STR("?!")}), "");
}

Test(search, a_window_is_a_part_of_the_whole) {
  vb_search_result result = search(
      (vb_search_request){.query = VB_STR("leave"), .from = 1, .size = 2, .sort = VB_SORT_OLDEST});
  cr_assert_eq(result.hit_count, 2);
  cr_expect(vb_str_is(result.hits[0].article.id, "exact"));
  cr_expect_eq(result.hits[0].snippet_count, 0, "none were asked for");
}

Test(search, refuses_what_it_cannot_do_in_one_sentence) {
  vb_search_result result;
  vb_error err;
  vb_search_request request = {QUERY("lake"), .filter.after = VB_STR("last week")};
  cr_expect_eq(vb_search(searcher, &request, arena, &result, &err), VB_INVALID);
  cr_expect(strstr(err.text, "after: 'last week' is no date"), "%s", err.text);
  request = (vb_search_request){.query = VB_STR("lake"), .from = VB_WINDOW_MAX, .size = 1};
  cr_expect_eq(vb_search(searcher, &request, arena, &result, &err), VB_LIMIT);
  request = (vb_search_request){.query = VB_STR("lake"), .from = SIZE_MAX, .size = 2};
  cr_expect_eq(vb_search(searcher, &request, arena, &result, &err), VB_LIMIT);
  static char large[VB_QUERY_MAX + 1];
  memset(large, 'x', sizeof large);
  request = (vb_search_request){.query = {large, sizeof large}, .size = 1};
  cr_expect_eq(vb_search(searcher, &request, arena, &result, &err), VB_LIMIT);
}

Test(search, suggests_a_query_only_when_nothing_was_found) {
  static const struct {
    vb_str query;
    const char *better;
  } cases[] = {
      {VB_STR("Ostrovic"), "Ostrovik"},
      {VB_STR("\"lake rises over ostrovvik\""), "\"lake rises over ostrovik\""},
      {VB_STR("(lake OR pond) AND zanzibariam"), NULL}, /* they share no article */
      {VB_STR("lake ostrovick -river"), "lake ostrovik -river"},
      {VB_STR("lake"), NULL},
      {VB_STR("qqqqqqqqqqqq"), NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_search_result result = search((vb_search_request){.query = cases[i].query, .size = 3});
    if (cases[i].better)
      cr_expect(vb_str_is(result.did_you_mean, cases[i].better), "%s: %.*s", cases[i].query.p,
                VB_STR_ARG(result.did_you_mean));
    else cr_expect_eq(result.did_you_mean.n, 0, "%s", cases[i].query.p);
  }
}

/* ---- JSON ------------------------------------------------------------------------ */

static json_t *parsed(vb_str text) {
  json_error_t wrong;
  json_t *json = json_loadb(text.p, text.n, 0, &wrong);
  cr_assert(json, "%s in %.*s", wrong.text, VB_STR_ARG(text));
  return json;
}

static const char *text_at(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "(none)";
}

/* The code points [start, end) of a text, by the members of `range`. */
static vb_str code_points(const char *text, const json_t *range) {
  vb_str all = vb_str_of(text);
  return vb_str_slice(
      all, vb_utf8_offset(all, (size_t)json_integer_value(json_object_get(range, "start"))),
      vb_utf8_offset(all, (size_t)json_integer_value(json_object_get(range, "end"))));
}

static const char *body_of(const char *id) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    if (strcmp(samples[i].id, id) == 0) return samples[i].text;
  return "";
}

Test(search, json_counts_code_points_of_the_articles_text) {
  vb_search_request request = {QUERY("\"lake is ours\""), .facets = true, .sort = VB_SORT_OLDEST};
  vb_search_result result = search(request);
  vb_str text;
  cr_assert_eq(vb_search_to_json(&request, &result, arena, &text, NULL), VB_OK);
  json_t *json = parsed(text), *hits = json_object_get(json, "hits");
  cr_expect_eq(json_integer_value(json_object_get(json, "total")), 5);
  cr_assert_eq(json_array_size(hits), 5);
  size_t i, j, k;
  json_t *hit, *snippet, *mark;
  size_t marks = 0;
  json_array_foreach(hits, i, hit) {
    const char *body = body_of(text_at(hit, "id"));
    json_array_foreach(json_object_get(hit, "snippets"), j, snippet) {
      vb_str shown = code_points(body, snippet);
      cr_expect(shown.n > 0 && shown.n <= strlen(text_at(snippet, "text")) + 6);
      json_array_foreach(json_object_get(snippet, "marks"), k, mark) {
        vb_str marked = code_points(text_at(snippet, "text"), mark);
        cr_expect(marked.n >= 12 && memmem(marked.p, marked.n, "lake", 4), "%.*s",
                  VB_STR_ARG(marked));
        marks++;
      }
    }
  }
  cr_expect_geq(marks, 4);
  cr_expect_str_eq(text_at(json_array_get(hits, 0), "id"), "early");
  json_t *published = json_object_get(json_array_get(hits, 0), "published");
  cr_expect_str_eq(text_at(published, "date"), "2019-06-19T18:15");
  cr_expect_str_eq(text_at(published, "precision"), "minute");
  published = json_object_get(json_array_get(hits, 4), "published");
  cr_expect(json_is_null(json_object_get(published, "date")));
  cr_expect_str_eq(text_at(published, "origin"), "unknown");
  json_t *facets = json_object_get(json, "facets");
  cr_expect_eq(json_array_size(json_object_get(facets, "source")), 3);
  cr_expect_eq(json_array_size(json_object_get(facets, "year")), 1);
  json_decref(json);
}

Test(search, json_of_any_bytes_is_json_without_control_characters) {
  vb_search_request request = {.query = VB_STR("lake \xff\x01 \x7f \xC2\x9B 2J"), .size = 1};
  vb_search_result result = search(request);
  vb_str text;
  cr_assert_eq(vb_search_to_json(&request, &result, arena, &text, NULL), VB_OK);
  for (size_t i = 0; i < text.n; i++)
    cr_expect((unsigned char)text.p[i] >= ' ' && text.p[i] != 0x7f &&
              !((unsigned char)text.p[i] == 0xC2 && (unsigned char)text.p[i + 1] < 0xA0));
  json_decref(parsed(text));
  vb_error err;
  vb_fail(&err, VB_LIMIT, "a \"quoted\" reason");
  cr_assert_eq(vb_error_to_json(&err, arena, &text, NULL), VB_OK);
  cr_expect(vb_str_is(
      text, "{\"error\":{\"status\":\"limit\",\"message\":\"a \\\"quoted\\\" reason\"}}"));
}

/* ---- quotes ------------------------------------------------------------------------ */

/* Verdicts and ids of the matches: "verbatim:early typography:late". */
static const char *verdicts(vb_str quote) {
  static char joined[400];
  vb_quote_request request = {.quote = quote};
  vb_quote_answer answer;
  vb_error err = {0};
  joined[0] = '\0';
  cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < answer.hit_count; i++)
    snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s:%.*s", i ? " " : "",
             vb_verdict_name(answer.hits[i].verdict), VB_STR_ARG(answer.hits[i].article.id));
  cr_expect_eq(answer.total, answer.hit_count);
  /* Of altered quotes only the nearest articles are compared. */
  cr_expect(answer.total_exact == (answer.verdict != VB_VERDICT_ALTERED));
  return joined;
}

Test(search, quotes_are_judged_and_ordered_by_verdict_then_date) {
  static const struct {
    vb_str quote;
    const char *verdicts;
  } cases[] = {
      {VB_STR("We won’t leave — the lake is ours."),
       "verbatim:early verbatim:exact typography:late case-punctuation:undated"},
      {VB_STR("  “We won't leave -- the lake is ours.\" "),
       "verbatim:late typography:early typography:exact case-punctuation:undated"},
      {VB_STR("we won't leave, the lake is ours"),
       "verbatim:undated case-punctuation:early case-punctuation:exact case-punctuation:late"},
      {VB_STR("the lake is ours"),
       "verbatim:early verbatim:exact verbatim:late verbatim:undated case-punctuation:headline"},
      {VB_STR("The lake is ours,"),
       "verbatim:headline case-punctuation:early case-punctuation:exact case-punctuation:late "
       "case-punctuation:undated"},
      {VB_STR("The lake is ours!"),
       "verbatim:exact case-punctuation:early case-punctuation:late case-punctuation:headline "
       "case-punctuation:undated"},
      {VB_STR("zanzibarian"), "verbatim:river"},
      {VB_STR("Zanzibarian."), "case-punctuation:river"},
      {VB_STR("zanzibarian..."), "case-punctuation:river"},
      {VB_STR("Ostrovik"), "verbatim:early verbatim:headline"},
      {VB_STR("the lake is yours"), ""},
      {VB_STR("pondskipper"), ""}, /* a comment is not the article */
      {VB_STR("boat 🚤 sank. Mayor Ilse Varga"), "verbatim:early"},
      {VB_STR("So say we all, and so said my grandmother, and so said my grandmother"),
       "altered:undated"},
      {VB_STR("we won't leave, the lake is ours. So say we all, and so said my grandmother."),
       "verbatim:undated"},
      {VB_STR("We won't leave -- the lake is ours. So say we all and so said my grandmother"),
       "case-punctuation:undated"},
      {VB_STR("So say we all ... said my grandmother"), "edited:undated"},
      {VB_STR("So say [they] all, and so said [my] grandmother"), "edited:undated"},
      {VB_STR("the café stayed shut. On Friday the lake rose again"), "case-punctuation:early"},
      {VB_STR("lake -leave OR \"is"), ""}, /* no operators */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_str_eq(verdicts(cases[i].quote), cases[i].verdicts, "%s", cases[i].quote.p);
}

Test(search, a_quotes_match_says_exactly_what_is_printed) {
  vb_quote_request request = {.quote = VB_STR("\"the lake is ours.\""), .limit = 1};
  vb_quote_answer answer;
  vb_str text;
  cr_assert_eq(vb_quote(searcher, &request, arena, &answer, NULL), VB_OK);
  cr_assert_eq(vb_quote_to_json(&answer, arena, &text, NULL), VB_OK);
  json_t *json = parsed(text), *match = json_array_get(json_object_get(json, "matches"), 0);
  cr_expect_str_eq(text_at(json, "quote"), "the lake is ours.");
  cr_expect_str_eq(text_at(json, "verdict"), "verbatim");
  cr_expect_eq(json_integer_value(json_object_get(json, "total")), 5);
  cr_expect_str_eq(text_at(match, "id"), "early");
  cr_expect_str_eq(text_at(match, "text"), "the lake is ours.");
  cr_expect(vb_str_is(code_points(body_of("early"), match), "the lake is ours."));
  json_t *snippet = json_object_get(match, "snippet");
  json_t *mark = json_array_get(json_object_get(snippet, "marks"), 0);
  cr_expect(vb_str_is(code_points(text_at(snippet, "text"), mark), "the lake is ours."));
  json_decref(json);
}

Test(search, a_quote_without_a_word_or_too_long_is_refused) {
  vb_quote_answer answer;
  vb_error err;
  vb_quote_request request = {.quote = VB_STR(" “...” ")};
  cr_expect_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_INVALID);
  char *large = malloc(VB_QUOTE_MAX + 1);
  cr_assert(large);
  for (size_t i = 0; i <= VB_QUOTE_MAX; i++) large[i] = i % 5 == 4 ? ' ' : 'a';
  request.quote = (vb_str){large, VB_QUOTE_MAX + 1};
  cr_expect_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_LIMIT);
  request.quote.n = VB_QUOTE_MAX;
  cr_expect_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_expect_eq(answer.verdict, VB_VERDICT_NOT_FOUND);
  free(large);
}

/* ---- articles ----------------------------------------------------------------------- */

Test(search, shows_an_article_with_what_matched) {
  vb_article_view view;
  vb_error err;
  cr_expect_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("no such"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_NOT_FOUND);
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("early"), VB_STR_NONE,
                                                     VB_STR("we won't leave - the lake is ours")},
                               arena, &view, &err),
               VB_OK);
  cr_assert_eq(view.text_marks.count, 1);
  vb_str marked =
      vb_str_slice(view.text, view.text_marks.marks[0].start, view.text_marks.marks[0].end);
  cr_expect(vb_str_is(marked, "We won’t leave — the lake is ours"), "%.*s", VB_STR_ARG(marked));
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("early"), VB_STR("\xff("),
                                                     VB_STR("\xff the lake \x01 is ours \xe2\x80")},
                               arena, &view, &err),
               VB_OK);
  cr_expect_eq(view.text_marks.count, 1, "bytes that are no text are no words");
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){
                                   VB_STR("river"), VB_STR("pondskipper in:comments"), VB_STR_NONE},
                               arena, &view, &err),
               VB_OK);
  vb_str text;
  cr_assert_eq(vb_article_view_to_json(&view, arena, &text, NULL), VB_OK);
  json_t *json = parsed(text);
  json_t *comment = json_array_get(json_object_get(json, "comments"), 0);
  json_t *mark = json_array_get(json_object_get(comment, "marks"), 0);
  cr_expect(vb_str_is(code_points(text_at(comment, "text"), mark), "pondskipper"));
  cr_expect_str_eq(text_at(json, "text"), body_of("river"));
  json_decref(json);
}

Test(search, paragraphs_are_ranges_of_the_text) {
  vb_article_view view;
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("early"), VB_STR("lake"), VB_STR_NONE},
                               arena, &view, NULL),
               VB_OK);
  vb_str text;
  cr_assert_eq(vb_article_view_to_json(&view, arena, &text, NULL), VB_OK);
  json_t *json = parsed(text), *paragraphs = json_object_get(json, "paragraphs");
  cr_assert_eq(json_array_size(paragraphs), 3);
  cr_expect(vb_str_is(code_points(text_at(json, "text"), json_array_get(paragraphs, 0)),
                      "Zoë’s boat 🚤 sank."));
  cr_expect(vb_str_is(code_points(text_at(json, "text"), json_array_get(paragraphs, 2)),
                      "On Friday the lake rose again."));
  cr_expect_eq(json_array_size(json_object_get(json, "title_marks")), 1);
  cr_expect_eq(json_array_size(json_object_get(json, "text_marks")), 2);
  json_decref(json);
}

/* ---- the contract of verbatim.h ------------------------------------------------------ */

/* Reads all of an answer, as its JSON does: under the sanitizers whatever is gone is seen. */
Test(search, answers_outlive_their_store_and_the_texts_that_were_asked) {
  char *typed = strdup("the lake is ours");
  vb_search_request search_for = {.query = vb_str_of(typed), .size = 9, .snippets = 2};
  search_for.facets = search_for.fold = true;
  vb_quote_request quote = {.quote = vb_str_of(typed), .history = true, .fold = true};
  vb_said_request said = {.query = vb_str_of(typed), .size = 9};
  vb_speaker_request speaker = {.name = vb_str_of(typed), .latest = 3};
  vb_article_request article = {.id = VB_STR("early"), .query = vb_str_of(typed)};
  vb_search_result results;
  vb_quote_answer answer;
  vb_said_result quotations;
  vb_speaker_profile profile;
  vb_article_view view;
  vb_str json;
  cr_assert_eq(vb_search(searcher, &search_for, arena, &results, NULL), VB_OK);
  cr_assert_eq(vb_quote(searcher, &quote, arena, &answer, NULL), VB_OK);
  cr_assert_eq(vb_said(searcher, &said, arena, &quotations, NULL), VB_OK);
  cr_assert_eq(vb_speaker(searcher, &speaker, arena, &profile, NULL), VB_OK);
  cr_assert_eq(vb_article_show(searcher, &article, arena, &view, NULL), VB_OK);
  memset(typed, 'x', strlen(typed));
  free(typed);
  vb_store_close(searcher);
  searcher = NULL;
  search_for.query = said.query = VB_STR("the lake is ours"); /* what their JSON repeats */
  cr_expect_eq(vb_search_to_json(&search_for, &results, arena, &json, NULL), VB_OK);
  cr_expect_eq(vb_quote_to_json(&answer, arena, &json, NULL), VB_OK);
  cr_expect(memmem(json.p, json.n, "\"quote\":\"the lake is ours\"", 26));
  cr_expect_eq(vb_said_to_json(&said, &quotations, arena, &json, NULL), VB_OK);
  cr_expect_eq(vb_speaker_to_json(&profile, arena, &json, NULL), VB_OK);
  cr_expect(memmem(json.p, json.n, "\"name\":\"the lake is ours\"", 25));
  cr_expect_eq(vb_article_view_to_json(&view, arena, &json, NULL), VB_OK);
  cr_expect_eq(json.p[json.n], '\0', "JSON is terminated");
}

Test(search, an_answer_as_json_at_once_is_the_same_in_two_steps) {
  vb_quote_request quote = {.quote = VB_STR("the lake is ours"), .limit = 2};
  vb_quote_answer answer;
  vb_str at_once, in_steps;
  cr_assert_eq(vb_quote_json(searcher, &quote, arena, &at_once, NULL), VB_OK);
  cr_assert_eq(vb_quote(searcher, &quote, arena, &answer, NULL), VB_OK);
  cr_assert_eq(vb_quote_to_json(&answer, arena, &in_steps, NULL), VB_OK);
  json_t *a = parsed(at_once), *b = parsed(in_steps);
  json_object_del(a, "took_ms"), json_object_del(b, "took_ms");
  cr_expect(json_equal(a, b));
  json_decref(a), json_decref(b);
  vb_error err;
  vb_article_request none = {.id = VB_STR("no such")};
  cr_expect_eq(vb_article_view_json(searcher, &none, arena, &at_once, &err), VB_NOT_FOUND);
  cr_expect_null(at_once.p);
}

Test(search, a_store_says_what_it_holds) {
  vb_store_info info = vb_store_about(searcher);
  vb_str text;
  cr_expect(vb_str_is(info.engine, "native"));
  cr_expect_eq(info.articles, sizeof samples / sizeof *samples);
  cr_assert_eq(vb_store_info_to_json(&info, arena, &text, NULL), VB_OK);
  json_t *json = parsed(text);
  cr_expect_str_eq(text_at(json, "version"), vb_version());
  cr_expect_str_eq(text_at(json, "engine"), "native");
  cr_expect_str_eq(text_at(json, "first_day"), "2018-01-05");
  cr_expect_eq(json_integer_value(json_object_get(json, "articles")), (json_int_t)info.articles);
  json_decref(json);
}

/* The only note of a search; "" for none. */
static vb_str note_of(const char *query) {
  vb_search_result result;
  vb_search_request request = {.query = vb_str_of(query), .size = 1};
  cr_assert_eq(vb_search(searcher, &request, arena, &result, NULL), VB_OK);
  cr_assert_leq(result.reading.note_count, 1, "%s", query);
  return result.reading.note_count ? result.reading.notes[0] : vb_str_of("");
}

Test(search, names_that_are_printed_in_another_form_are_counted) {
  static const struct {
    const char *query, *note;
  } rows[] = {{"\"Zoë\"", "1 more article has only \"Zoë's\"."},
              {"\"zoë\"", ""}, /* no name, as typed */
              {"Zoë", ""},     /* by stem, which finds both */
              {"\"Ostrovik\"", ""},
              {"\"Ilse Varga\"", ""},
              {"\"Fergal O'Brannan\"", "1 more article has only \"Fergal O'Brannan's\"."},
              {"ferry -\"Zoë\"", ""},
              {"\"lake\" OR \"Zoë\"", ""}, /* which has the lake besides */
              {"\"OBrannan’s\"", "1 more article has only \"O'Brannan’s\"."},
              {"\"O’Brannan's\"", ""}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_str note = note_of(rows[i].query);
    cr_expect_eq(note.n, strlen(rows[i].note), "%s: %.*s", rows[i].query, (int)note.n, note.p);
    cr_expect(memcmp(note.p, rows[i].note, note.n) == 0, "%s: %.*s", rows[i].query, (int)note.n,
              note.p);
  }
}

Test(search, no_word_is_corrected_to_a_code_and_no_code_to_a_word) {
  static const char *const queries[] = {"F16", "O.S.T.R.O.V.I.K", "1,202", "n.o.b.o.d.i"};
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    vb_search_result result;
    vb_search_request request = {.query = vb_str_of(queries[i]), .size = 1};
    cr_assert_eq(vb_search(searcher, &request, arena, &result, NULL), VB_OK);
    cr_expect_eq(result.did_you_mean.n, 0, "%s: %.*s", queries[i], (int)result.did_you_mean.n,
                 result.did_you_mean.p);
  }
}
