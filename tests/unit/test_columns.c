/*
 * test_columns.c - the list of columns, against FORMAT.md and against damaged values; and the
 * worked example of FORMAT.md, against the bytes that are written.
 */
#include "indexer/store/segment/columns.h"

#include "indexer/base/file.h"
#include "indexer/pipeline/writer.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/segment/segment_check.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

static char folder[SCRATCH_MAX], native[SCRATCH_MAX + 8];
static vb_error err;
static vb_buf specification;

/* The two articles of FORMAT.md's example. */
static const struct {
  const char *id, *title, *source, *text;
  uint8_t day;
} articles[] = {
    {"a", "Ferry sails", "Harbour Post", "The ferry sails at dawn.\n\nIt carries the mail.", 3},
    {"b", "Ferry waits", "Mill Gazette", "The ferry waits for the mail.", 4}};

static void set_up(void) {
  scratch_make(folder, "columns");
  snprintf(native, sizeof native, "%s/native", folder);
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "native"};
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < 2; i++) {
    vb_article a = {.id = vb_str_of(articles[i].id),
                    .title = vb_str_of(articles[i].title),
                    .source = vb_str_of(articles[i].source),
                    .text = vb_str_of(articles[i].text),
                    .path = VB_STR("example.txt")};
    a.published = (vb_date){.year = 2021, .month = 5, .day = articles[i].day};
    a.published.precision = VB_DATE_DAY;
    cr_assert_eq(vb_writer_put(writer, &a, vb_article_hash(&a), &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_file_read(VB_FORMAT_MD, 1 << 20, &specification, &err), VB_OK, "%s", err.text);
  vb_buf_char(&specification, '\0');
}

static void tear_down(void) {
  vb_buf_clear(&specification);
  scratch_remove(folder);
}

TestSuite(columns, .init = set_up, .fini = tear_down);

/* ---- the table of FORMAT.md ---- */

static const char *type_of(const vb_column *column) {
  return column->bytes == 1   ? "u8"
         : column->bytes == 2 ? "u16"
         : column->bytes == 4 ? "u32"
         : column->bytes == 8 ? "u64"
                              : "2*u64";
}

Test(columns, format_md_has_the_list_row_by_row) {
  static const char *const counts[] = {"docs", "docs + 1", "sources", "blocks", "bytes"};
  const char *at = specification.p;
  for (size_t i = 0; i < VB_COLUMN_COUNT; i++) {
    const vb_column *c = &vb_columns[i];
    char row[200];
    snprintf(row, sizeof row, "| `%s` | %s | %s | %u | %s |\n", c->name, type_of(c),
             counts[c->count], c->order, c->what);
    const char *found = strstr(at, row);
    cr_expect(found, "FORMAT.md lacks, or has out of order: %s", row);
    if (found) at = found;
  }
}

Test(columns, format_md_has_the_numbers_of_the_map_in_order) {
  const char *at = specification.p;
#define ROW(field, type, what)                                                                     \
  do {                                                                                             \
    const char *found = strstr(at, "| `" #field "` | " #type " | " what " |\n");                   \
    cr_expect(found, "FORMAT.md lacks, or has out of order: %s", #field);                          \
    if (found) at = found;                                                                         \
  } while (0);
  VB_COLUMN_NUMBERS(ROW)
#undef ROW
}

/* ---- the worked example ---- */

static void dump_line(const unsigned char *p, size_t at, size_t n, vb_buf *out) {
  vb_buf_printf(out, "%04zx ", at);
  for (size_t i = 0; i < 16; i++) {
    if (i < n) vb_buf_printf(out, " %02x", p[at + i]);
    else vb_buf_text(out, "   ");
  }
  vb_buf_text(out, "  ");
  for (size_t i = 0; i < n; i++)
    vb_buf_char(out, p[at + i] > ' ' && p[at + i] < 0x7f ? (char)p[at + i] : '.');
  vb_buf_char(out, '\n');
}

/* Lines of 16 bytes; a star for lines like the one before. */
static void dump(const vb_buf *bytes, vb_buf *out) {
  const unsigned char *p = (const unsigned char *)bytes->p;
  bool starred = false;
  for (size_t at = 0; at < bytes->n; at += 16) {
    size_t n = bytes->n - at < 16 ? bytes->n - at : 16;
    bool same = at > 0 && n == 16 && memcmp(p + at - 16, p + at, 16) == 0;
    if (same && !starred) vb_buf_text(out, "*\n");
    if (!same) dump_line(p, at, n, out);
    starred = same;
  }
}

Test(columns, the_worked_example_of_format_md_is_what_is_written) {
  static const char *const parts[] = {"postings", "positions", "lexicon", "columns", "text"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    char name[32], *path;
    vb_buf bytes = VB_BUF_INIT, text = VB_BUF_INIT;
    snprintf(name, sizeof name, "000001.%s", parts[i]);
    path = vb_path_join(native, name);
    cr_assert_eq(vb_file_read(path, 1 << 20, &bytes, &err), VB_OK, "%s", err.text);
    vb_buf_printf(&text, "```\n%s, %zu bytes\n", name, bytes.n);
    dump(&bytes, &text);
    vb_buf_text(&text, "```\n");
    vb_buf_char(&text, '\0');
    cr_expect(strstr(specification.p, text.p), "FORMAT.md should have:\n%s", text.p);
    free(path);
    vb_buf_clear(&bytes);
    vb_buf_clear(&text);
  }
}

/* ---- values that do not fit ---- */

static vb_segment_files files;
static vb_buf content; /* of the columns */

static vb_columns_map read_columns(void) {
  vb_manifest manifest;
  vb_segment *segment;
  cr_assert_eq(vb_manifest_read(native, &manifest, &err), VB_OK);
  files = manifest.segments[0];
  vb_manifest_clear(&manifest);
  cr_assert_eq(vb_segment_open(native, &files, &segment, &err), VB_OK, "%s", err.text);
  vb_buf_append(&content, segment->columns->bytes + VB_PART_HEAD,
                segment->columns->end - VB_PART_HEAD);
  vb_columns_map map = segment->docs;
  vb_segment_close(segment);
  return map;
}

/* What is said of the segment with other bytes at a place of its columns, which have the right
   checksums. */
static vb_status verify_with(size_t at, uint32_t value) {
  uint32_t saved;
  char *place = content.p + at - VB_PART_HEAD;
  memcpy(&saved, place, sizeof saved);
  memcpy(place, &value, sizeof value);
  vb_part_writer *part;
  char *path = vb_segment_path(native, files.number, VB_PART_COLUMNS, 0);
  cr_assert_eq(vb_part_create(path, VB_PART_COLUMNS, files.number, &part, &err), VB_OK);
  vb_part_append(part, content.p, content.n);
  cr_assert_eq(vb_part_finish(part, &files.parts[VB_PART_COLUMNS], &err), VB_OK);
  free(path);
  memcpy(place, &saved, sizeof saved);
  return vb_segment_verify_files(native, &files, NULL, NULL, &err);
}

Test(columns, a_value_that_cannot_be_is_found_though_its_checksum_is_right) {
  static const struct {
    size_t column;
    unsigned element; /* of 4 bytes */
  } cases[] = {{VB_COLUMN_AT_doc_sources, 1},
               {VB_COLUMN_AT_id_docs, 0},
               {VB_COLUMN_AT_source_ends, 0},
               {VB_COLUMN_AT_text_places, 0},
               {VB_COLUMN_AT_id_hashes, 1}};
  vb_columns_map map = read_columns();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const vb_column *column = &vb_columns[cases[i].column];
    size_t at = (size_t)vb_column_place(column, &map) + 4 * cases[i].element;
    cr_expect_eq(verify_with(at, 0xFFFFFF00), VB_CORRUPT, "%s", column->name);
  }
  cr_expect_eq(verify_with((size_t)map.first_days, 20210503), VB_OK, "%s", err.text);
  vb_buf_clear(&content);
}
