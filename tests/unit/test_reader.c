#include "collect.h"

#include "indexer/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

/* A gzip file in memory, as one member. */
static void gzip_into(vb_buf *out, vb_str raw) {
  z_stream z = {0};
  cr_assert_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  size_t bound = deflateBound(&z, raw.n) + 64;
  z.next_in = (Bytef *)(uintptr_t)raw.p;
  z.avail_in = (uInt)raw.n;
  z.next_out = (Bytef *)vb_buf_reserve(out, bound);
  z.avail_out = (uInt)bound;
  cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
  out->n += bound - z.avail_out;
  deflateEnd(&z);
}

static const char two_lines[] = "{\"title\":\"One\"}\n{\"title\":\"Two\"}\n";

Test(reader, gzip_is_known_by_its_bytes) {
  vb_buf packed = VB_BUF_INIT;
  gzip_into(&packed, vb_str_of(two_lines));
  collected *c = collect(vb_buf_view(&packed), "a.jsonl.gz", NULL);
  cr_assert_eq(c->count, 2);
  cr_assert_eq(c->progress, packed.n);
  assert_str(c->articles[1].id, "a.jsonl.gz#2", "id");
  collect_free(c);
  c = collect(vb_buf_view(&packed), "a", NULL);
  cr_assert_eq(c->count, 2);
  collect_free(c);
  vb_buf_clear(&packed);
}

Test(reader, members_of_gzip_read_as_one_and_padding_is_ignored) {
  vb_buf packed = VB_BUF_INIT;
  gzip_into(&packed, VB_STR("{\"title\":\"O"));
  gzip_into(&packed, VB_STR("ne\"}\n"));
  gzip_into(&packed, VB_STR("{\"title\":\"Two\"}\n"));
  for (int i = 0; i < 512; i++) vb_buf_char(&packed, '\0');
  collected *c = collect(vb_buf_view(&packed), "a.jsonl.gz", NULL);
  cr_assert_eq(c->count, 2);
  assert_str(c->articles[0].title, "One", "title");
  cr_assert_eq(c->problem_count, 0);
  collect_free(c);
  vb_buf_clear(&packed);
}

Test(reader, a_truncated_or_damaged_gzip_keeps_what_came_before) {
  vb_buf raw = VB_BUF_INIT, packed = VB_BUF_INIT;
  srand(7);
  for (int i = 0; i < 60; i++) {
    vb_buf_printf(&raw, "{\"title\":\"%d\",\"text\":\"", i);
    for (int k = 0; k < 4000; k++) vb_buf_char(&raw, (char)('a' + rand() % 26));
    vb_buf_text(&raw, "\"}\n");
  }
  gzip_into(&packed, vb_buf_view(&raw));
  collected *c = collect(vb_str_slice(vb_buf_view(&packed), 0, packed.n / 2), "a.jsonl.gz", NULL);
  cr_assert(c->count > 20 && c->count < 40, "%zu", c->count);
  cr_assert(strstr(c->problems[1], "a.jsonl.gz: the gzip data end too early"), "%s",
            c->problems[0]);
  cr_assert(strstr(c->problems[0], "cut short"), "%s", c->problems[0]);
  collect_free(c);
  memset(packed.p + packed.n / 2, 0xff, 100);
  c = collect(vb_buf_view(&packed), "a.jsonl.gz", NULL);
  cr_assert(c->count > 20 && c->count < 40, "%zu", c->count);
  cr_assert(strstr(c->problems[1], "damaged"), "%s", c->problems[1]);
  collect_free(c);
  for (size_t n = 2; n < 40; n++) { /* every short one is told, and none is an article */
    c = collect((vb_str){packed.p, n}, "a.jsonl.gz", NULL);
    cr_assert_eq(c->count, 0);
    cr_assert_geq(c->problem_count, 1);
    collect_free(c);
  }
  vb_buf_clear(&raw);
  vb_buf_clear(&packed);
}

Test(reader, a_gzip_that_inflates_without_end_is_left, .timeout = 110) {
  vb_buf raw = VB_BUF_INIT, packed = VB_BUF_INIT;
  size_t size = (size_t)VB_ARTICLE_MAX + (8u << 20);
  memset(vb_buf_reserve(&raw, size), 'a', size);
  raw.n = size;
  gzip_into(&packed, vb_buf_view(&raw));
  vb_buf_clear(&raw);
  collected *c = collect(vb_buf_view(&packed), "a.txt.gz", NULL);
  cr_assert_eq(c->count, 0);
  cr_assert(strstr(c->problems[0], "larger than 64 MiB when unpacked"), "%s", c->problems[0]);
  collect_free(c);
  c = collect(vb_buf_view(&packed), "a.jsonl.gz", NULL);
  cr_assert_eq(c->count, 0);
  cr_assert(strstr(c->problems[0], "record 1: a line of more than"), "%s", c->problems[0]);
  collect_free(c);
  vb_buf_clear(&packed);
}

Test(reader, what_follows_a_line_that_is_too_long_is_read, .timeout = 110) {
  vb_buf raw = VB_BUF_INIT;
  size_t size = (size_t)VB_ARTICLE_MAX + (8u << 20);
  vb_buf_text(&raw, "{\"title\":\"One\"}\n");
  memset(vb_buf_reserve(&raw, size + 64), 'a', size);
  raw.n += size;
  vb_buf_text(&raw, "\n{\"title\":\"Three\"}\n");
  collected *c = collect(vb_buf_view(&raw), "a.jsonl", NULL);
  vb_buf_clear(&raw);
  cr_assert_eq(c->count, 2);
  cr_assert_eq(c->articles[1].record, 3);
  cr_assert_eq(c->problem_count, 1);
  collect_free(c);
}

Test(reader, what_is_no_text_is_told) {
  static const struct {
    vb_str bytes;
    const char *words;
  } cases[] = {
      {{"", 0}, "empty"},
      {{"\x7f"
        "ELF\0\0\0\1\2\3",
        10},
       "a program"},
      {{"\1\2\0\0\3\4\5\6", 8}, "binary"},
      {{"PK\x03\x04rest", 8}, "zip"},
      {{"\xFD"
        "7zXZ\0",
        6},
       "xz"},
      {{"\x28\xB5\x2F\xFD....", 8}, "zstd"},
      {{"  \n\n \n", 6}, "no title and no text"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    collected *c = collect(cases[i].bytes, "in/a.txt", NULL);
    cr_assert_eq(c->count, 0);
    cr_assert_eq(c->problem_count, 1, "%s", cases[i].words);
    cr_assert(c->skipped[0]);
    cr_assert(strstr(c->problems[0], cases[i].words), "%s", c->problems[0]);
    cr_assert(strstr(c->problems[0], "in/a.txt: ") == c->problems[0], "%s", c->problems[0]);
    collect_free(c);
  }
}

Test(reader, formats_are_told_by_bytes_and_names) {
  static const struct {
    const char *name, *bytes, *title;
  } cases[] = {
      {"a.txt", "<!doctype html><title>From the tag</title><p>Text.", "From the tag"},
      {"a", "{\"title\":\"From the field\"}", "From the field"},
      {"a.txt", "{\"title\":\"From the field\"}", "From the field"},
      {"a.html", "<title>From the tag</title><p>Text.", "From the tag"},
      {"a.HTM", "<title>From the tag</title><p>Text.", "From the tag"},
      {"-", "A headline of the sea\n\nText.", "A headline of the sea"},
      {"a.md", "A headline of the sea\n\nText.", "A headline of the sea"},
      {"a.txt", "{braces open this headline}\n\nText.", "{braces open this headline}"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    collected *c = collect(vb_str_of(cases[i].bytes), cases[i].name, NULL);
    cr_assert_eq(c->count, 1, "%s", cases[i].bytes);
    assert_str(c->articles[0].title, cases[i].title, cases[i].bytes);
    collect_free(c);
  }
}

Test(reader, utf16_text_is_no_binary) {
  collected *c = collect(VB_STR("\xFF\xFEH\0a\0r\0b\0o\0u\0r\0\n\0\n\0H\0i\0.\0"), "a.txt", NULL);
  assert_str(c->articles[0].title, "Harbour", "title");
  collect_free(c);
  c = collect(VB_STR("\xFF\xFE{\0\"\0t\0e\0x\0t\0\"\0:\0\"\0H\0i\0\"\0}\0"), "a.jsonl", NULL);
  assert_str(c->articles[0].text, "Hi", "text");
  collect_free(c);
}

static vb_status refuse(void *context, const vb_article *article, vb_error *err) {
  (void)article;
  ++*(int *)context;
  return vb_fail(err, VB_IO, "no room");
}

Test(reader, a_refused_article_stops_the_run_with_its_error) {
  int calls = 0;
  vb_error err = {0};
  vb_reader_events events = {.article = refuse, .context = &calls};
  int fd = collect_file_of(vb_str_of(two_lines));
  cr_assert_eq(vb_read_descriptor(fd, "a.jsonl", NULL, &events, &err), VB_IO);
  cr_assert_str_eq(err.text, "no room");
  cr_assert_eq(calls, 1);
  close(fd);
}

Test(reader, files_that_cannot_be_read_are_problems) {
  collected c = {.arena = vb_arena_new()};
  vb_reader_events events = {.article = collect_article, .problem = collect_problem, .context = &c};
  char folder[] = "/tmp/verbatim-test-XXXXXX";
  cr_assert_not_null(mkdtemp(folder));
  char *pipe_name = vb_path_join(folder, "pipe");
  cr_assert_eq(mkfifo(pipe_name, 0600), 0);
  cr_assert_eq(vb_read_file("/nowhere/at/all.txt", "all.txt", NULL, &events, NULL), VB_OK);
  cr_assert_eq(vb_read_file("/", "root", NULL, &events, NULL), VB_OK);
  cr_assert_eq(vb_read_file(pipe_name, "pipe", NULL, &events, NULL), VB_OK);
  unlink(pipe_name);
  rmdir(folder);
  free(pipe_name);
  cr_assert_eq(c.count, 0);
  cr_assert_eq(c.problem_count, 3);
  cr_assert_str_eq(c.problems[0], "all.txt: cannot be read: No such file or directory");
  cr_assert_str_eq(c.problems[1], "root: not a regular file");
  cr_assert_str_eq(c.problems[2], "pipe: not a regular file");
  vb_arena_free(c.arena);
}

Test(reader, a_name_that_is_not_utf8_gives_a_clean_id) {
  collected *c = collect(VB_STR("A headline of the sea\n\nText."), "in/\xFF\n.txt", "text");
  assert_str(c->articles[0].id, "in/%FF%0A.txt", "id");
  assert_str(c->articles[0].path, "in/\xFF\n.txt", "path");
  collect_free(c);
}

Test(reader, format_names_are_four) {
  cr_assert(vb_format_is_known("html") && vb_format_is_known("auto") &&
            vb_format_is_known("jsonl"));
  cr_assert_not(vb_format_is_known("txt"));
  cr_assert_not(vb_format_is_known(""));
  cr_assert_not(vb_format_is_known("parquet")); /* what is refused cannot be asked for */
  cr_assert_not(vb_format_is_known("zip"));
}

Test(reader, json_of_an_article_says_all_of_it) {
  vb_comment comment = {VB_STR("Wren"), VB_STR_NONE, VB_STR("Yes.")};
  vb_article a = {
      .id = VB_STR("x"), .title = VB_STR("A \"B\"\\"), .text = VB_STR("One.\n\nTwo\nlines.")};
  vb_buf out = VB_BUF_INIT;
  a.authors[a.author_count++] = VB_STR("Ada Brook");
  a.published = (vb_date){2019, 6, 0, 0, 0, VB_DATE_MONTH};
  a.published_from = VB_DATE_FROM_PATH;
  a.captured = (vb_date){2020, 5, 6, 0, 0, VB_DATE_DAY};
  a.language = VB_STR("en");
  a.language_sure = 93;
  a.comments = &comment;
  a.comment_count = 1;
  a.path = VB_STR("in/\xFF");
  a.record = 7;
  cr_assert_eq(vb_article_to_json(&a, &out, NULL), VB_OK);
  assert_str(vb_buf_view(&out),
             "{\"id\":\"x\",\"title\":\"A \\\"B\\\"\\\\\",\"byline\":null,\"authors\":[\"Ada "
             "Brook\"],\"source\":null,"
             "\"published\":{\"date\":\"2019-06\",\"precision\":\"month\",\"origin\":\"path\"},"
             "\"captured\":\"2020-05-06\","
             "\"url\":null,"
             "\"language\":\"en\",\"language_confidence\":0.93,\"section\":null,\"text\":\"One."
             "\\n\\nTwo\\nlines.\","
             "\"paragraphs\":[{\"start\":0,\"end\":4},{\"start\":6,\"end\":16}],"
             "\"quotations\":[],\"quotes\":[],\"comments\":["
             "{\"author\":\"Wren\",\"date\":null,\"text\":\"Yes.\"}],\"path\":\"in/"
             "\xEF\xBF\xBD\",\"record\":7,"
             "\"replaced\":0}",
             "json");
  vb_buf_reset(&out);
  a.published = (vb_date){0};
  a.published_from = VB_DATE_FROM_NOWHERE;
  cr_assert_eq(vb_article_to_json(&a, &out, NULL), VB_OK);
  cr_expect(
      memmem(out.p, out.n,
             "\"published\":{\"date\":null,\"precision\":\"unknown\",\"origin\":\"unknown\"},", 67),
      "%.*s", VB_STR_ARG(vb_buf_view(&out)));
  vb_buf_clear(&out);
}
