#include "collect.h"

typedef struct json_case {
  const char *line;
  const char *title, *byline, *author, *source, *date, *url, *text;
} json_case;

Test(read_jsonl, fields_are_found_under_their_synonyms) {
  static const json_case cases[] = {
      {"{\"title\":\"T\",\"date\":\"2019-06-19\",\"source\":\"S\",\"author\":\"Ada "
       "Brook\",\"url\":\"http://a.example/\","
       "\"text\":\"One.\\n\\nTwo.\"}",
       "T", "Ada Brook", "Ada Brook", "S", "2019-06-19", "http://a.example/", "One.\n\nTwo."},
      {"{\"headline\":\"T\",\"datePublished\":\"2019-06-19T18:15:00Z\",\"publisher\":{\"name\":"
       "\"S\"},\"authors\":[\"Ada "
       "Brook\",\"Tom Reed\"],\"link\":\"http://a.example/\",\"body\":\"One.\"}",
       "T", "Ada Brook, Tom Reed", "Ada Brook", "S", "2019-06-19T18:15", "http://a.example/",
       "One."},
      {"{\"Headline\":\"T\",\"pub_date\":\"June 19, 2019\",\"outlet\":\"S\",\"byline\":\"By Ada "
       "Brook and Tom "
       "Reed\",\"canonical\":\"http://a.example/\",\"articleBody\":\"One.\"}",
       "T", "By Ada Brook and Tom Reed", "Ada Brook", "S", "2019-06-19", "http://a.example/",
       "One."},
      {"{\"title\":{\"rendered\":\"T\"},\"publish_date\":\"Wed, 19 Jun 2019 18:15:00 "
       "GMT\",\"site_name\":\"S\","
       "\"authors\":[{\"name\":\"Ada Brook\"}],\"content\":[\"One.\",\"Two.\"]}",
       "T", "Ada Brook", "Ada Brook", "S", "2019-06-19T18:15", NULL, "One.\n\nTwo."},
      {"{\"title\":\"T\",\"published_at\":1560968100,\"creator\":\"Ada Brook\",\"text\":\"One.\"}",
       "T", "Ada Brook", "Ada Brook", NULL, "2019-06-19T18:15", NULL, "One."},
      {"{\"title\":\"T\",\"timestamp\":1560968100000,\"text\":\"One.\"}", "T", NULL, NULL, NULL,
       "2019-06-19T18:15", NULL, "One."},
      {"{\"title\":\"T\",\"published\":\"soon\",\"date\":\"2019-06\",\"text\":\"One.\"}", "T", NULL,
       NULL, NULL, "2019-06", NULL, "One."},
      {"{\"title\":\"T\",\"url\":\"http://a.example/2019/06/19/t\",\"text\":\"One.\"}", "T", NULL,
       NULL, NULL, "2019-06-19", "http://a.example/2019/06/19/t", "One."},
      {"{\"title\":\"T\",\"text\":\"<p>One &amp; all.</p><p>Two.<br>Three</p>\"}", "T", NULL, NULL,
       NULL, NULL, NULL, "One & all.\n\nTwo.\nThree"},
      {"{\"title\":\"T\",\"text\":\"If a < b and b > c then <b>so</b>.\"}", "T", NULL, NULL, NULL,
       NULL, NULL, "If a < b and b > c then <b>so</b>."},
      {"{\"title\":\"T\",\"author\":null,\"source\":\"\",\"date\":\"02/07/"
       "2021\",\"text\":\"One.\"}",
       "T", NULL, NULL, NULL, NULL, NULL, "One."},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const json_case *t = &cases[i];
    collected *c = collect(vb_str_of(t->line), "in/a.jsonl", NULL);
    char date[VB_DATE_TEXT];
    cr_assert_eq(c->count, 1, "%s", t->line);
    const vb_article *a = &c->articles[0];
    vb_date_format(a->published, date);
    assert_str(a->title, t->title, t->line);
    assert_str(a->byline, t->byline, t->line);
    assert_str(a->author_count ? a->authors[0] : VB_STR_NONE, t->author, t->line);
    assert_str(a->source, t->source, t->line);
    assert_str(a->url, t->url, t->line);
    assert_str(a->text, t->text, t->line);
    cr_assert_str_eq(date, t->date ? t->date : "", "%s: %s", t->line, date);
    assert_str(a->id, t->url ? t->url : "in/a.jsonl#1", t->line);
    collect_free(c);
  }
}

Test(read_jsonl, a_record_keeps_what_signs_its_text_off) {
  collected *c = collect(
      VB_STR(
          "{\"title\":\"T\",\"text\":\"One.\\n\\n(Reporting by Ada Brook; Editing by Tom Reed)\"}"),
      "a.jsonl", NULL);
  assert_str(c->articles[0].text, "One.\n\n(Reporting by Ada Brook; Editing by Tom Reed)",
             "a record");
  collect_free(c);
  c = collect(VB_STR("T\n\nOne is a sentence of an article, which is long enough to be prose.\n\n"
                     "(Reporting by Ada Brook; Editing by Tom Reed)\n"),
              "a.txt", "text");
  cr_expect(!strstr(c->articles[0].text.p, "Reporting"), "a page");
  collect_free(c);
}

Test(read_jsonl, ids_are_text_or_numbers) {
  collected *c =
      collect(VB_STR("{\"id\":\"x/1\",\"text\":\"One.\"}\n{\"id\":17,\"text\":\"One.\"}\n"
                     "{\"_id\":{\"$oid\":\"5f\"},\"url\":\"u\",\"text\":\"One.\"}\n"),
              "a.jsonl", NULL);
  assert_str(c->articles[0].id, "x/1", "text");
  assert_str(c->articles[1].id, "17", "number");
  assert_str(c->articles[2].id, "5f", "object");
  collect_free(c);
}

Test(read_jsonl, comments_are_read) {
  collected *c = collect(VB_STR("{\"text\":\"One.\",\"comments\":[{\"author\":{\"name\":\"Wren\"},"
                                "\"date\":\"2019-06-20\","
                                "\"body\":\"Yes.\"},\"No.\",{\"author\":\"Quill\"},7]}"),
                         "a.jsonl", NULL);
  const vb_article *a = &c->articles[0];
  cr_assert_eq(a->comment_count, 2);
  assert_str(a->comments[0].author, "Wren", "author");
  assert_str(a->comments[0].date, "2019-06-20", "date");
  assert_str(a->comments[0].text, "Yes.", "text");
  assert_str(a->comments[1].text, "No.", "text");
  collect_free(c);
}

Test(read_jsonl, a_broken_line_is_told_by_number_and_the_rest_goes_on) {
  collected *c = collect(VB_STR("{\"title\":\"One\"}\n{\"title\":\n\n[1]\n{}\n{\"title\":\"Six\"}"
                                "\r\n   \n{\"title\":\"Eight\"}"),
                         "in/a.jsonl", NULL);
  cr_assert_eq(c->count, 3);
  cr_assert_eq(c->articles[1].record, 6);
  cr_assert_eq(c->articles[2].record, 8);
  cr_assert_eq(c->problem_count, 3);
  cr_assert(strstr(c->problems[0], "in/a.jsonl: record 2: broken JSON"), "%s", c->problems[0]);
  cr_assert(strstr(c->problems[1], "record 4: JSON, but not an object"), "%s", c->problems[1]);
  cr_assert(strstr(c->problems[2], "record 5: no title and no text"), "%s", c->problems[2]);
  for (size_t i = 0; i < 3; i++) cr_assert(c->skipped[i]);
  collect_free(c);
}

Test(read_jsonl, common_faults_are_mended) {
  static const char *const cases[][2] = {
      {"{\"title\":\"T\",\"score\":NaN,\"x\":[-Infinity,None],\"text\":\"One NaN.\"}", "One NaN."},
      {"{\"text\":\"tab\there \\\" and \x01 there\"}", "tab here \" and there"},
      {"{\"text\":\"half \\ud83d pair\"}", "half \xEF\xBF\xBD pair"},
      {"{\"text\":\"half \\ude00 pair\"}", "half \xEF\xBF\xBD pair"},
      {"{\"text\":\"whole \\ud83d\\ude00 pair\",\"n\":NaN}", "whole \xF0\x9F\x98\x80 pair"},
      {"{\"n\":123456789012345678901234567890,\"text\":\"big\"}", "big"},
      {"{\"text\":\"a\\u0000b\"}", "ab"},
      {"{\"text\":\"caf\xE9\"}", "café"},
      {"{\"text\":\"\xE2\x80\x9Cso\xE2\x80\x9D \xFF\"}", "“so” \xEF\xBF\xBD"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    collected *c = collect(vb_str_of(cases[i][0]), "a.jsonl", NULL);
    cr_assert_eq(c->count, 1, "%s: %s", cases[i][0], c->problem_count ? c->problems[0] : "");
    assert_str(c->articles[0].text, cases[i][1], cases[i][0]);
    bool lost = strstr(cases[i][1], "\xEF\xBF\xBD") != NULL;
    cr_assert_eq(c->articles[0].replaced, lost ? 1 : 0, "%s", cases[i][0]);
    cr_assert_eq(c->problem_count, lost ? 1 : 0, "%s", cases[i][0]);
    collect_free(c);
  }
}

Test(read_jsonl, lists_and_pretty_printed_files_are_read) {
  collected *c =
      collect(VB_STR("[\n {\"title\": \"One\"},\n {\"title\": \"Two\"}, 3\n]\n"), "a.json", NULL);
  cr_assert_eq(c->count, 2);
  assert_str(c->articles[1].id, "a.json#2", "id");
  cr_assert_eq(c->problem_count, 1);
  collect_free(c);
  c = collect(VB_STR("{\n  \"title\": \"One\"\n}\n"), "a.json", NULL);
  cr_assert_eq(c->count, 1);
  assert_str(c->articles[0].id, "a.json", "id");
  collect_free(c);
  c = collect(VB_STR("[1, 2"), "a.json", NULL);
  cr_assert_eq(c->problem_count, 1);
  collect_free(c);
}

Test(read_jsonl, fields_longer_than_their_limit_are_cut) {
  vb_buf line = VB_BUF_INIT;
  vb_buf_text(&line, "{\"title\":\"");
  for (int i = 0; i < 3000; i++) vb_buf_text(&line, "\xC3\xA9");
  vb_buf_text(&line, "\",\"author\":[");
  for (int i = 0; i < 3000; i++) vb_buf_printf(&line, "%s\"Ada Brook %d\"", i ? "," : "", i);
  vb_buf_text(&line, "]}");
  collected *c = collect(vb_buf_view(&line), "a.jsonl", NULL);
  cr_assert_eq(c->articles[0].title.n, VB_TITLE_MAX);
  cr_assert_leq(c->articles[0].byline.n, VB_FIELD_MAX);
  cr_assert_eq(c->articles[0].author_count, VB_AUTHORS_MAX);
  collect_free(c);
  vb_buf_clear(&line);
}

Test(read_jsonl, text_is_found_however_it_is_shaped) {
  static const wanted_article wanted[] = {
      {"A", NULL, NULL, NULL, NULL, NULL, "Head\n\nOne.\n\nTwo."},
      {"B", NULL, NULL, NULL, NULL, NULL, "One & all.\n\nTwo."},
      {"C", NULL, NULL, NULL, NULL, NULL, "One.\n\nTwo."},
      {"D", NULL, NULL, NULL, NULL, NULL, "Inner."},
      {"E", NULL, NULL, NULL, NULL, NULL, "One."}};
  assert_reads("{\"title\":\"A\",\"body\":{\"summary\":[],\"sections\":[{\"headline\":[\"Head\"],"
               "\"paragraphs\":[\"One.\",\"Two.\"]}]}}\n"
               "{\"title\":\"B\",\"html\":\"<p>One &amp; all.</p><p>Two.</p>\"}\n"
               "{\"title\":\"C\",\"contents\":[{\"type\":\"title\",\"content\":\"C\"},{\"type\":"
               "\"sanitized_html\",\"content\":\"<b>One</b>.\"},"
               "{\"type\":\"image\",\"fullcaption\":\"no\",\"content\":\"no\"},{\"type\":"
               "\"sanitized_html\",\"content\":\"Two.\"}]}\n"
               "{\"webTitle\":\"D\",\"fields\":{\"bodyText\":\"Inner.\",\"headline\":\"no\"}}\n"
               "{\"article\":{\"title\":\"E\",\"text\":\"One.\",\"url\":\"u\"},\"index\":3}\n",
               wanted, 5);
}

Test(read_jsonl, what_wraps_articles_is_unwrapped) {
  static const wanted_article two[] = {{"A", NULL, NULL, NULL, NULL, NULL, "One."},
                                       {"B", NULL, NULL, NULL, NULL, NULL, "Two."}};
  static const char *const inputs[] = {
      "[{\"title\":\"A\",\"text\":\"One.\"},\n {\"title\":\"B\",\"text\":\"Two.\"}]",
      "{\"status\":\"ok\",\"title\":\"A "
      "feed\",\"articles\":[{\"title\":\"A\",\"text\":\"One.\"},{\"title\":\"B\",\"text\":\"Two.\"}"
      "]}",
      "{\"response\":{\"docs\":[{\"headline\":{\"main\":\"A\"},\"web_url\":\"u1\",\"lead_"
      "paragraph\":\"One.\",\"abstract\":\"no\"},{\"headline\":{\"main\":\"B\"},\"web_url\":\"u2\","
      "\"lead_paragraph\":\"Two.\"}]}}",
      "{\"hits\":{\"total\":2,\"hits\":[{\"_id\":\"1\",\"_source\":{\"title\":\"A\",\"text\":\"One."
      "\"}},{\"_id\":\"2\",\"_source\":{\"title\":\"B\",\"text\":\"Two.\"}}]}}",
      "{\"index\":{\"_id\":1}}\n{\"title\":\"A\",\"text\":\"One.\"}\n{\"create\":{}}\n{\"title\":"
      "\"B\",\"text\":\"Two.\"}\n",
      "{\"id0\":{\"title\":\"A\",\"text\":\"One.\"},\"id1\":{\"title\":\"B\",\"text\":\"Two.\"}}",
      "{\"title\":{\"0\":\"A\",\"1\":\"B\"},\"text\":{\"0\":\"One.\",\"1\":\"Two.\"}}",
      "{\n \"title\": \"A\",\n \"text\": \"One.\"\n}\n{\n \"title\": \"B\",\n \"text\": "
      "\"Two.\"\n}\n",
      "{\"title\": \"A\",\n\"text\": \"One.\"}\n{\"title\": \"B\",\n\"text\": \"Two.\"}\n",
      "window.YTD.tweet.part0 = [\n {\"tweet\": {\"title\":\"A\",\"full_text\":\"One.\"}}, "
      "{\"tweet\": {\"title\":\"B\",\"full_text\":\"Two.\"}}]"};
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    collected *c = collect(vb_str_of(inputs[i]), "in/a.json", NULL);
    cr_assert_eq(c->count, 2, "%s: %zu %s", inputs[i], c->count, c->problems[0]);
    for (size_t k = 0; k < 2; k++) assert_article(c, k, &two[k]);
    cr_assert_not(vb_str_eq(c->articles[0].id, c->articles[1].id), "%s", inputs[i]);
    collect_free(c);
    assert_bears_cuts(inputs[i]);
  }
}

Test(read_jsonl, several_articles_in_one_line_have_ids_of_their_own) {
  collected *c =
      collect(VB_STR("{\"articles\":[{\"title\":\"A\",\"text\":\"One.\"},{\"title\":\"B\",\"text\":"
                     "\"Two.\"}]}\n{\"title\":\"C\",\"text\":\"Three.\"}\n"),
              "in/a.jsonl", NULL);
  cr_assert_eq(c->count, 3);
  assert_str(c->articles[0].id, "in/a.jsonl#1.1", "first");
  assert_str(c->articles[1].id, "in/a.jsonl#1.2", "second");
  assert_str(c->articles[2].id, "in/a.jsonl#2", "third");
  collect_free(c);
}

Test(read_jsonl, a_list_loses_its_broken_items_alone) {
  collected *c =
      collect(VB_STR("[{\"text\":\"One.\"},\n{\"text\":\"Two.\",},\n{\"text\":\"Three.\"}]"),
              "in/a.json", NULL);
  cr_assert_eq(c->count, 2);
  cr_assert(c->problem_count == 1 && strstr(c->problems[0], "record 2"), "%s", c->problems[0]);
  collect_free(c);
}

Test(read_jsonl, json_that_is_no_articles_is_refused) {
  static const char *const inputs[] = {"[\"A\",\"B\"]\n[\"C\"]\n", "[[1,2],[3]]",
                                       "{\"station\":\"Amble\",\"temperature\":12}\n", "[1,2,3]"};
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    collected *c = collect(vb_str_of(inputs[i]), "in/a.json", NULL);
    cr_assert(c->count == 0 && c->problem_count > 0 && c->problem_count < 4, "%s: %s", inputs[i],
              c->problems[0]);
    collect_free(c);
  }
}

Test(read_jsonl, the_year_of_a_tweet_stands_last) {
  static const wanted_article wanted[] = {
      {NULL, NULL, NULL, "2019-03-08T08:00", NULL, "en", "One."}};
  assert_reads("{\"created_at\":\"Fri Mar 08 08:00:00 +0000 "
               "2019\",\"full_text\":\"One.\",\"lang\":\"en\"}\n",
               wanted, 1);
}

Test(read_jsonl, lists_of_one_and_rendered_html_are_fields) {
  static const wanted_article wanted[] = {{"A", NULL, NULL, "2019-03-08T00:00", NULL, NULL, "One."},
                                          {"B & C", NULL, NULL, NULL, NULL, NULL, "Two."}};
  assert_reads(
      "{\"title\":[\"A\"],\"text\":[\"One.\"],\"date\":[\"2019-03-08T00:00:00Z\"]}\n"
      "{\"title\":{\"rendered\":\"B &amp; C\"},\"content\":{\"rendered\":\"<p>Two.</p>\"}}\n",
      wanted, 2);
}

Test(read_jsonl, a_name_and_a_description_are_no_article) {
  collected *c =
      collect(VB_STR("{\"name\":\"pier\",\"version\":\"1.0\",\"description\":\"A package.\"}\n"),
              "in/a.json", NULL);
  cr_assert(c->count == 0 && c->problem_count == 1, "%s", c->articles[0].title.p);
  collect_free(c);
}
