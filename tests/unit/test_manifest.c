/*
 * test_manifest.c - the list of segments as text and back: what is written is read, to the largest
 * number, and a list that no writer makes is refused.
 */
#include "indexer/store/commit/manifest.h"

#include <criterion/criterion.h>
#include <string.h>

static vb_error err;

static vb_status read_again(const vb_manifest *m, vb_manifest *out) {
  vb_buf text = VB_BUF_INIT;
  vb_manifest_format(m, &text);
  cr_assert_not(text.failed);
  vb_status status = vb_manifest_parse(vb_buf_view(&text), "list", out, &err);
  vb_buf_clear(&text);
  return status;
}

/* One segment with the largest numbers that the format allows. */
static vb_segment_files largest(void) {
  vb_segment_files s = {.number = UINT32_MAX,
                        .docs = VB_SEGMENT_DOCS_MAX,
                        .deleted = VB_SEGMENT_DOCS_MAX,
                        .deletions = UINT32_MAX};
  for (int k = 1; k < VB_PART_KINDS; k++)
    s.parts[k] = (vb_part_id){INT64_MAX, UINT64_MAX - (unsigned)k};
  return s;
}

Test(manifest, the_largest_numbers_are_read_as_they_were_written) {
  vb_segment_files segments[2] = {largest(), {.number = 1, .docs = 1}};
  vb_manifest m = {.generation = UINT64_MAX, .next = UINT32_MAX, .segments = segments, .count = 2};
  m.lines = (vb_lines_file){.number = UINT32_MAX, .id = {INT64_MAX, UINT64_MAX}};
  vb_manifest got;
  cr_assert_eq(read_again(&m, &got), VB_OK, "%s", err.text);
  cr_expect_eq(got.generation, m.generation);
  cr_expect_eq(got.next, m.next);
  cr_assert_eq(got.count, 2);
  cr_expect_eq(got.lines.number, m.lines.number);
  cr_expect_eq(got.lines.id.size, m.lines.id.size);
  cr_expect_eq(got.lines.id.hash, m.lines.id.hash);
  for (size_t i = 0; i < 2; i++) {
    const vb_segment_files *a = &segments[i], *b = &got.segments[i];
    cr_expect(a->number == b->number && a->docs == b->docs && a->deleted == b->deleted &&
              a->deletions == b->deletions);
    for (int k = 1; k < VB_PART_KINDS; k++)
      cr_expect(a->parts[k].size == b->parts[k].size && a->parts[k].hash == b->parts[k].hash);
  }
  vb_manifest_clear(&got);
}

Test(manifest, a_segment_of_too_many_articles_or_deletions_is_refused) {
  vb_segment_files bad[] = {{.number = 1, .docs = VB_SEGMENT_DOCS_MAX + 1u},
                            {.number = 1, .docs = 4, .deleted = 5, .deletions = 1}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    vb_manifest m = {.generation = 1, .segments = &bad[i], .count = 1}, got;
    cr_expect_eq(read_again(&m, &got), VB_CORRUPT, "%zu", i);
    cr_expect_null(got.segments);
  }
}

Test(manifest, every_bit_counts) {
  vb_segment_files segment = largest();
  vb_manifest m = {.generation = 7, .next = 3, .segments = &segment, .count = 1}, got;
  vb_buf text = VB_BUF_INIT;
  vb_manifest_format(&m, &text);
  for (size_t bit = 0; bit < text.n * 8; bit++) {
    text.p[bit / 8] ^= (char)(1 << bit % 8);
    vb_status status = vb_manifest_parse(vb_buf_view(&text), "list", &got, &err);
    cr_expect(status == VB_CORRUPT || status == VB_VERSION, "bit %zu: %d", bit, (int)status);
    text.p[bit / 8] ^= (char)(1 << bit % 8);
  }
  for (size_t n = 0; n < text.n; n++)
    cr_expect_neq(vb_manifest_parse((vb_str){text.p, n}, "list", &got, &err), VB_OK, "%zu", n);
  vb_buf_clear(&text);
}

/* The version is read before the checksum. */
Test(manifest, a_number_that_is_too_large_is_no_small_one) {
  static const struct {
    const char *version;
    vb_status status;
  } rows[] = {{"3", VB_VERSION},
              {"4294967295", VB_VERSION},
              {"4294967296", VB_CORRUPT},
              {"4294967297", VB_CORRUPT},
              {"18446744073709551617", VB_CORRUPT},
              {"0", VB_VERSION},
              {"", VB_CORRUPT},
              {"a", VB_CORRUPT},
              {"-1", VB_CORRUPT},
              {"1:", VB_CORRUPT},
              {"1/", VB_CORRUPT},
              {"X", VB_CORRUPT},
              {"Z", VB_CORRUPT},
              {"`", VB_CORRUPT},
              {"g", VB_CORRUPT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_buf text = VB_BUF_INIT;
    vb_manifest got;
    vb_buf_printf(&text, "verbatim manifest %s\nnext 1\n", rows[i].version);
    cr_expect_eq(vb_manifest_parse(vb_buf_view(&text), "list", &got, &err), rows[i].status, "'%s'",
                 rows[i].version);
    vb_buf_clear(&text);
  }
}
