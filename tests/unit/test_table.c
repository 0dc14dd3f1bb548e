#include "collect.h"

#include <string.h>

Test(table, a_row_is_an_article_by_the_header) {
  static const wanted_article wanted[] = {
      {"Pier closes", "Ada Brook", "Amble Herald", "2019-03-08", "Coast", "en",
       "One, \"two\".\n\nThree."},
      {"Clock stays", NULL, NULL, NULL, NULL, NULL, "It stays."}};
  static const char csv[] =
      ",title,author,date,source,section,language,text,likes\n0,Pier closes,Ada "
      "Brook,2019-03-08,Amble Herald,Coast,en,\"One, \"\"two\"\".\n\nThree.\",5\n"
      "1,Clock stays,NA,,,,,It stays.,6\n";
  assert_reads(csv, wanted, 2);
  assert_bears_cuts(csv);
}

Test(table, separators_languages_and_encodings_are_those_of_excel) {
  static const wanted_article german[] = {{"Pier gesperrt", "Ada Brook", "Amble Zeitung",
                                           "2019-03-08", "Lokales", NULL, "Die Pier ist zu."}};
  assert_reads("sep=;\r\n\xC3\x9C"
               "berschrift;Autor;Quelle;Datum;Ressort;Volltext\r\nPier gesperrt;Ada Brook;Amble "
               "Zeitung;8. M\xC3\xA4rz 2019;Lokales;Die Pier ist zu.\r\n",
               german, 1);
  static const wanted_article french[] = {{"La jet\xC3\xA9"
                                           "e ferme",
                                           NULL, "Le Courrier", "2019-03-08", NULL, NULL,
                                           "Elle est ferm\xC3\xA9"
                                           "e."}};
  assert_reads("titre\tjournal\tdate\ttexte\nLa jet\xE9"
               "e ferme\tLe Courrier\t8 mars 2019\tElle est ferm\xE9"
               "e.\n",
               french, 1);
  static const char wide[] =
      "\xFF\xFEt\0i\0t\0l\0e\0\t\0t\0e\0x\0t\0\r\0\n\0A\0\t\0\xE9\0t\0\xE9\0.\0\r\0\n";
  collected *c = collect((vb_str){wide, sizeof wide}, "in/a.txt", NULL);
  cr_assert_eq(c->count, 1, "%s", c->problems[0]);
  assert_str(c->articles[0].text, "\xC3\xA9t\xC3\xA9.", "UTF-16");
  collect_free(c);
}

Test(table, a_column_settles_the_order_of_its_dates) {
  static const wanted_article day_first[] = {
      {"A", NULL, NULL, "2019-08-03", NULL, NULL, "One."},
      {"B", NULL, NULL, "2019-08-23T10:30", NULL, NULL, "Two."}};
  assert_reads("title,date,text\nA,03/08/2019,One.\nB,23/08/2019 10:30,Two.\n", day_first, 2);
  static const wanted_article month_first[] = {{"A", NULL, NULL, "2019-03-08", NULL, NULL, "One."},
                                               {"B", NULL, NULL, "2019-03-23", NULL, NULL, "Two."}};
  assert_reads("title,date,text\nA,03/08/2019,One.\nB,3/23/2019,Two.\n", month_first, 2);
  static const wanted_article open[] = {{"A", NULL, NULL, NULL, NULL, NULL, "One."},
                                        {"B", NULL, NULL, NULL, NULL, NULL, "Two."}};
  assert_reads("title,date,text\nA,03/08/2019,One.\nB,04/08/2019,Two.\n", open, 2);
}

Test(table, rows_of_r_have_a_name_in_front) {
  static const wanted_article wanted[] = {{"A", NULL, NULL, NULL, NULL, NULL, "One."},
                                          {"B", NULL, NULL, NULL, NULL, NULL, "Two."}};
  assert_reads("\"title\",\"text\"\n\"1\",\"A\",\"One.\"\n\"2\",\"B\",\"Two.\"\n", wanted, 2);
}

Test(table, columns_can_be_named) {
  vb_error err = {0};
  static const char csv[] = "Nr,Kopfzeile,Rumpf,text\n1,Pier closes,The pier closed.,no\n";
  collected *c = calloc(1, sizeof *c);
  c->arena = vb_arena_new();
  vb_reader_events events = {.article = collect_article,
                             .problem = collect_problem,
                             .progress = collect_progress,
                             .context = c};
  vb_read_options options = {.format = "csv", .columns = "title=kopfzeile,text=Rumpf"};
  int fd = collect_file_of(vb_str_of(csv));
  cr_assert_eq(vb_read_descriptor(fd, "in/a.csv", &options, &events, &err), VB_OK);
  cr_assert_eq(c->count, 1, "%s", c->problems[0]);
  assert_str(c->articles[0].title, "Pier closes", "title");
  assert_str(c->articles[0].text, "The pier closed.", "text");
  options.columns = "text=Missing";
  lseek(fd, 0, SEEK_SET);
  cr_assert_eq(vb_read_descriptor(fd, "in/a.csv", &options, &events, &err), VB_OK);
  cr_assert(c->problem_count == 1 && strstr(c->problems[0], "Kopfzeile"), "%s", c->problems[0]);
  close(fd);
  collect_free(c);
}

static void assert_refused(const char *bytes, const char *name, const char *word) {
  collected *c = collect(vb_str_of(bytes), name, NULL);
  cr_assert_eq(c->count, 0, "%s", bytes);
  cr_assert(c->problem_count > 0 && strstr(c->problems[0], word), "%s", c->problems[0]);
  collect_free(c);
}

Test(table, what_has_no_text_is_refused_with_its_columns) {
  assert_refused("station,temperature\nAmble,12\n", "in/a.csv", "station, temperature");
  assert_refused("title,text\nA,One.,more,fields\n", "in/a.csv", "4 fields where the header has 2");
  assert_refused("title,text\nA,\"One.\n", "in/a.csv", "not closed");
}

Test(table, a_million_columns_are_one_line) {
  vb_buf csv = VB_BUF_INIT;
  vb_buf_text(&csv, "title,text");
  for (int i = 0; i < 1000000; i++) vb_buf_text(&csv, ",c");
  vb_buf_text(&csv, "\nA,One.\n");
  collected *c = collect(vb_buf_view(&csv), "in/a.csv", NULL);
  cr_assert(c->count == 0 && c->problem_count == 1, "%s", c->problems[0]);
  collect_free(c);
  vb_buf_clear(&csv);
}

Test(table, text_that_begins_like_a_header_is_text) {
  collected *c = collect(VB_STR("Title, text, and nothing else\n\nThe pier of Amble closed on "
                                "Friday after the storm, the harbour office said on the day.\n"),
                         "in/a.txt", NULL);
  cr_assert_eq(c->count, 1);
  cr_assert(strstr(c->articles[0].text.p, "pier of Amble"));
  collect_free(c);
}
