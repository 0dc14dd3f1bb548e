/*
 * test_batch.c - quotes out of lines, JSON lines and CSV, good and bad.
 */
#include "indexer/base/buf.h"
#include "searcher/verbatim.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int file_of(vb_str content) {
  char path[] = "/tmp/test_batch.XXXXXX";
  int fd = mkstemp(path);
  cr_assert(fd >= 0);
  unlink(path);
  for (size_t at = 0; at < content.n;) {
    ssize_t n = write(fd, content.p + at, content.n - at);
    cr_assert(n > 0);
    at += (size_t)n;
  }
  lseek(fd, 0, SEEK_SET);
  return fd;
}

/* All items as "line|id|quote" or "line|id|!error", one a line. */
static void read_all(vb_str content, vb_batch_format format, vb_buf *out) {
  int fd = file_of(content);
  vb_batch *batch;
  vb_error err = {0};
  cr_assert_eq(vb_batch_open(fd, format, &batch, &err), VB_OK);
  for (;;) {
    vb_batch_item item;
    bool end;
    vb_status status = vb_batch_next(batch, &item, &end, &err);
    if (status != VB_OK) vb_buf_printf(out, "failed: %s\n", err.text);
    if (status != VB_OK || end) break;
    bool good = item.error.status == VB_OK;
    vb_str quote = good ? item.quote : vb_str_of(item.error.text);
    vb_buf_printf(out, "%d|%.*s|%s%.*s\n", (int)item.line, VB_STR_ARG(item.id), good ? "" : "!",
                  VB_STR_ARG(quote));
  }
  vb_batch_close(batch);
  close(fd);
}

typedef struct batch_case {
  const char *what, *content, *items;
  vb_batch_format format;
} batch_case;

static const batch_case table[] = {
    {"nothing", "", "", VB_BATCH_AUTO},
    {"lines", "the lake\nrose, fell; rose\n", "1||the lake\n2||rose, fell; rose\n", VB_BATCH_AUTO},
    {"no line end at the end", "the lake\nrose", "1||the lake\n2||rose\n", VB_BATCH_AUTO},
    {"blank lines keep their place", "a\n\nb\n", "1||a\n2||\n3||b\n", VB_BATCH_AUTO},
    {"Windows line ends", "a\r\nb\r\n", "1||a\n2||b\n", VB_BATCH_AUTO},
    {"byte order mark", "\xEF\xBB\xBFthe lake\n", "1||the lake\n", VB_BATCH_AUTO},
    {"a mark in a line is a character", "he said \"no\n\"yes\" x\n",
     "1||he said \"no\n2||\"yes\" x\n", VB_BATCH_AUTO},

    {"JSON lines", "{\"id\":\"a\",\"quote\":\"the lake\"}\n{\"quote\":\"caf\\u00e9\"}\n",
     "1|a|the lake\n2||café\n", VB_BATCH_AUTO},
    {"numbers as ids, text for quote", "{\"id\":12,\"text\":\"x\"}\n\n{\"text\":\"y\"}",
     "1|12|x\n3||y\n", VB_BATCH_AUTO},
    {"a bare string", "\"the \\\"lake\\\"\"\n", "1||the \"lake\"\n", VB_BATCH_JSONL},
    {"broken JSON costs one line", "{\"quote\":\"a\"}\n{\"quote\":\n{\"quote\":\"c\"}\n",
     "1||a\n2||!not JSON: unexpected token near end of file\n3||c\n", VB_BATCH_AUTO},
    {"JSON without a quote keeps its id", "{\"id\":\"x\"}\n{\"id\":\"y\",\"quote\":7}\n[1]\n",
     "1|x|!no text called \"quote\" in this record\n2|y|!no text called \"quote\" in this record\n"
     "3||!no text called \"quote\" in this record\n",
     VB_BATCH_AUTO},

    {"CSV", "id,quote\n1,the lake\n2,\"rose, fell\"\n", "2|1|the lake\n3|2|rose, fell\n",
     VB_BATCH_AUTO},
    {"semicolons", "quote;id\n\"a;b\";7\nc, d;8\n", "2|7|a;b\n3|8|c, d\n", VB_BATCH_AUTO},
    {"tabs", "id\tquote\n1\ta, b\n", "2|1|a, b\n", VB_BATCH_AUTO},
    {"doubled marks", "quote\n\"\"\"No,\"\" he said\"\n", "2||\"No,\" he said\n", VB_BATCH_AUTO},
    {"a line break in a field", "id,quote\n1,\"a\nb\"\n2,c\n", "2|1|a\nb\n4|2|c\n", VB_BATCH_AUTO},
    {"other columns, any case", "Source, TEXT ,Id\nx,the lake,9\n", "2|9|the lake\n",
     VB_BATCH_AUTO},
    {"Windows CSV", "\xEF\xBB\xBFid;quote\r\n1;\"a\"\r\n2;b\r\n", "2|1|a\n3|2|b\n", VB_BATCH_AUTO},
    {"blank lines between records", "id,quote\n\n1,a\n\n", "3|1|a\n", VB_BATCH_AUTO},
    {"marks inside an unquoted field", "id,quote\n1,he said \"no\"\n", "2|1|he said \"no\"\n",
     VB_BATCH_AUTO},
    {"a mark never closed costs one line", "id,quote\n1,\"open\n2,b\n3,c\n",
     "2||!not CSV: a quotation mark that is not closed\n3|2|b\n4|3|c\n", VB_BATCH_AUTO},
    {"text after a closing mark costs one line", "id,quote\n1,\"a\" b\n2,c\n",
     "2||!not CSV: text after a closing quotation mark\n3|2|c\n", VB_BATCH_AUTO},
    {"too many fields", "id,quote\n1,a,b\n2,c\n", "2|1|!3 fields where the header has 2\n3|2|c\n",
     VB_BATCH_AUTO},
    {"no quote column", "id,title\n1,a\n",
     "failed: the first line of this CSV names no column \"quote\" but \"id\", "
     "\"title\"; say which has the quotes\n",
     VB_BATCH_CSV},
    {"empty CSV", "", "", VB_BATCH_CSV},
    {"CSV read as lines when told so", "id,quote\n1,a\n", "1||id,quote\n2||1,a\n", VB_BATCH_LINES},
};

Test(batch, table_of_inputs) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    vb_buf items = VB_BUF_INIT;
    read_all(vb_str_of(table[i].content), table[i].format, &items);
    vb_str got = vb_buf_view(&items);
    cr_expect(vb_str_is(got, table[i].items), "%s: got\n%.*swanted\n%s", table[i].what,
              VB_STR_ARG(got), table[i].items);
    vb_buf_clear(&items);
  }
}

Test(batch, a_line_too_long_is_an_error_and_the_next_is_read) {
  vb_buf content = VB_BUF_INIT, items = VB_BUF_INIT;
  for (size_t i = 0; i < VB_BATCH_RECORD_MAX + 100000; i++) vb_buf_char(&content, 'x');
  vb_buf_text(&content, "\nthe lake\n");
  read_all(vb_buf_view(&content), VB_BATCH_LINES, &items);
  cr_expect(vb_str_is(vb_buf_view(&items), "1||!a line of more than 8388608 bytes\n2||the lake\n"),
            "%.*s", VB_STR_ARG(vb_buf_view(&items)));
  vb_buf_clear(&content);
  vb_buf_clear(&items);
}

Test(batch, answers_can_be_had_while_the_input_is_still_open) {
  int ends[2];
  cr_assert_eq(pipe(ends), 0);
  vb_batch *batch;
  cr_assert_eq(vb_batch_open(ends[0], VB_BATCH_AUTO, &batch, NULL), VB_OK);
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(write(ends[1], "one line\n", 9), 9);
    vb_batch_item item;
    bool end;
    cr_assert_eq(vb_batch_next(batch, &item, &end, NULL), VB_OK);
    cr_expect(!end && vb_str_is(item.quote, "one line"));
  }
  vb_batch_close(batch);
  close(ends[0]);
  close(ends[1]);
}

Test(batch, random_bytes_end_and_lose_no_memory) {
  static const char alphabet[] = "\"\",;\n\r\t{}:aquote\\ \xff";
  unsigned seed = 7;
  srand(seed);
  for (int round = 0; round < 3000; round++) {
    char content[80] = "quote,id\n";
    size_t from = round % 2 ? 9 : 0, n = from + (size_t)rand() % 60;
    for (size_t i = from; i < n; i++) content[i] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
    for (int format = VB_BATCH_AUTO; format <= VB_BATCH_CSV; format++) {
      vb_buf items = VB_BUF_INIT;
      read_all((vb_str){content, n}, (vb_batch_format)format, &items);
      vb_buf_clear(&items);
    }
  }
}

static void read_bytes(const char *bytes, size_t n, const char *wanted, const char *charset) {
  vb_buf items = VB_BUF_INIT;
  read_all((vb_str){bytes, n}, VB_BATCH_AUTO, &items);
  cr_expect(vb_str_is(vb_buf_view(&items), wanted), "%s: %.*s", charset,
            VB_STR_ARG(vb_buf_view(&items)));
  vb_buf_clear(&items);
}

#define BYTES(text) text, sizeof text - 1

Test(batch, what_spreadsheets_save_is_read_in_their_charsets) {
  static const char wanted[] = "2||the café’s wall – “Ölaf” said\n";
  read_bytes(BYTES("quote\r\nthe caf\xE9\x92s wall \x96 \x93\xD6laf\x94 said\r\n"), wanted,
             "cp1252");
  read_bytes(BYTES("quote\rthe caf\x8E\xD5s wall \xD0 \xD2\x85laf\xD3 said\r"),
             "2||the café’s wall – “Ölaf” said\n", "mac");
  read_bytes(BYTES("\xFF\xFEq\0u\0o\0t\0e\0\n\0c\0a\0f\0\xE9\0 \0\x3D\xD8\x00\xDE\n\0"),
             "2||café 😀\n", "utf-16le");
  read_bytes(BYTES("\xFE\xFF\0q\0u\0o\0t\0e\0\n\0c\0a\0f\0\xE9\0\n"), "2||café\n", "utf-16be");
  read_bytes(BYTES("q\0u\0o\0t\0e\0\n\0c\0\x19\x20s\0\n\0"), "2||c’s\n", "utf-16le, no mark");
  read_bytes(BYTES("quote\nplain\nthe caf\xE9 wall\n"), "2||plain\n3||the café wall\n", "late");
  read_bytes(BYTES("sep=;\nid;quote\n7;a;b\n8;c\n"),
             "3|7|!3 fields where the header has 2\n4|8|c\n", "sep=");
}

Test(batch, a_column_may_have_another_name_and_all_are_kept) {
  vb_batch *batch;
  vb_batch_item item;
  vb_error err = {0};
  bool end;
  const vb_str text = VB_STR("Claim|Who|Note\nthe \"lake\" rose|Brook|x\n");
  cr_assert_eq(vb_batch_open_text(text, VB_BATCH_AUTO, &batch, &err), VB_OK);
  cr_assert_eq(vb_batch_column(batch, VB_STR("claim"), &err), VB_OK);
  cr_assert_eq(vb_batch_next(batch, &item, &end, &err), VB_OK, "%s", err.text);
  cr_expect(vb_str_is(item.quote, "the \"lake\" rose"));
  cr_assert_eq(item.field_count, 3);
  cr_expect(vb_str_is(item.fields[1], "Brook") && vb_str_is(item.fields[2], "x"));
  cr_expect_eq(vb_batch_columns(batch), 3);
  cr_expect(vb_str_is(vb_batch_column_name(batch, 1), "Who"));
  cr_expect_eq(vb_batch_quote_column(batch), 0);
  cr_expect_null(vb_batch_read_as(batch));
  vb_batch_close(batch);
  cr_assert_eq(vb_batch_open_text(text, VB_BATCH_CSV, &batch, &err), VB_OK);
  cr_expect_eq(vb_batch_next(batch, &item, &end, &err), VB_INVALID);
  cr_expect(strstr(err.text, "\"Claim\", \"Who\", \"Note\"") != NULL, "%s", err.text);
  vb_batch_close(batch);
}
