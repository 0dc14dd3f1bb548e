#include "indexer/store/xapian/deflate.h"
#include "indexer/store/record.h"
#include "indexer/store/xapian/packed_record.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static vb_comment two_comments[] = {
    {VB_STR("Quill"), VB_STR("July 3, 2019"), VB_STR("Well said.")},
    {VB_STR_NONE, VB_STR_NONE, VB_STR("Not so.\n\nNot at all.")},
};

static vb_extent split_parts[] = {{0, 8}, {14, 24}}, one_part[] = {{31, 40}};
static vb_extent inner_part[] = {{15, 20}}, next_part[] = {{21, 24}};
static vb_quotation two_inner[] = {
    {inner_part, 1, {0, 3}, {4, 8}, VB_STR("Tom Reed"), 92, 98, NULL, 0},
    {next_part, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
};
static vb_quotation two_quotations[] = {
    {split_parts, 2, {25, 28}, {9, 13}, VB_STR("Ada Brook"), 93, 88, NULL, 0},
    {one_part, 1, {0, 0}, {0, 0}, VB_STR_NONE, 0, 0, NULL, 0},
};
static vb_quotation with_inner[] = {
    {split_parts, 2, {25, 28}, {9, 13}, VB_STR("Ada Brook"), 93, 88, two_inner, 2},
    {one_part, 1, {0, 0}, {0, 0}, VB_STR_NONE, 0, 0, NULL, 0},
};

static vb_article full_article(void) {
  vb_article a = {0};
  a.id = VB_STR("https://herald.example/harbour");
  a.title = VB_STR("Harbour wall “will hold”, says engineer");
  a.byline = VB_STR("By Ada Brook and Tom Reed");
  a.authors[a.author_count++] = VB_STR("Ada Brook");
  a.authors[a.author_count++] = VB_STR("Tom Reed");
  a.source = VB_STR("Port Amble Herald");
  a.published = (vb_date){2019, 6, 19, 18, 15, VB_DATE_MINUTE};
  a.published_from = VB_DATE_FROM_BYLINE;
  a.url = VB_STR("https://herald.example/harbour");
  a.language = VB_STR("en");
  a.language_sure = 87;
  a.captured = (vb_date){2020, 5, 6, 7, 8, VB_DATE_MINUTE};
  a.section = VB_STR("Coast");
  a.text = VB_STR("The wall will hold, she said.\n\nIt has held for a hundred years.");
  a.comments = two_comments;
  a.comment_count = 2;
  a.quotations = two_quotations;
  a.quotation_count = 2;
  a.path = VB_STR("in/\xff.txt"); /* a path is bytes */
  a.record = 7;
  a.replaced = 3;
  return a;
}

static void assert_same_quotations(const vb_quotation *a, size_t a_count, const vb_quotation *b,
                                   size_t b_count) {
  cr_assert_eq(a_count, b_count);
  for (size_t i = 0; i < a_count; i++) {
    const vb_quotation *x = &a[i], *y = &b[i];
    cr_assert_eq(x->part_count, y->part_count);
    cr_assert_eq(memcmp(x->parts, y->parts, x->part_count * sizeof *x->parts), 0);
    cr_assert_eq(memcmp(&x->mention, &y->mention, sizeof x->mention), 0);
    cr_assert_eq(memcmp(&x->cue, &y->cue, sizeof x->cue), 0);
    cr_assert(vb_str_eq(x->speaker, y->speaker));
    cr_assert_eq(x->confidence, y->confidence);
    cr_assert_eq(x->speaker_confidence, y->speaker_confidence);
    assert_same_quotations(x->inner, x->inner_count, y->inner, y->inner_count);
  }
}

static void assert_same(const vb_article *a, const vb_article *b) {
  const vb_str left[] = {a->id,       a->title,   a->byline, a->source, a->url,
                         a->language, a->section, a->text,   a->path};
  const vb_str right[] = {b->id,       b->title,   b->byline, b->source, b->url,
                          b->language, b->section, b->text,   b->path};
  for (size_t i = 0; i < sizeof left / sizeof *left; i++) cr_assert(vb_str_eq(left[i], right[i]));
  cr_assert_eq(a->author_count, b->author_count);
  for (size_t i = 0; i < a->author_count; i++) cr_assert(vb_str_eq(a->authors[i], b->authors[i]));
  cr_assert_eq(vb_date_first_day(a->published), vb_date_first_day(b->published));
  cr_assert_eq(a->published.minute, b->published.minute);
  cr_assert_eq(a->published_from, b->published_from);
  cr_assert_eq(memcmp(&a->captured, &b->captured, sizeof a->captured), 0);
  cr_assert_eq(a->language_sure, b->language_sure);
  cr_assert_eq(a->comment_count, b->comment_count);
  for (size_t i = 0; i < a->comment_count; i++) {
    cr_assert(vb_str_eq(a->comments[i].author, b->comments[i].author));
    cr_assert(vb_str_eq(a->comments[i].date, b->comments[i].date));
    cr_assert(vb_str_eq(a->comments[i].text, b->comments[i].text));
  }
  assert_same_quotations(a->quotations, a->quotation_count, b->quotations, b->quotation_count);
  cr_assert_eq(a->record, b->record);
  cr_assert_eq(a->replaced, b->replaced);
}

Test(record, encodes_and_decodes_to_the_same) {
  vb_arena *arena = vb_arena_new();
  vb_buf buf = VB_BUF_INIT;
  vb_article in = full_article(), out;
  vb_record_encode(&in, &buf);
  cr_assert_eq(vb_record_decode(vb_buf_view(&buf), arena, &out, NULL), VB_OK);
  assert_same(&in, &out);
  cr_expect_eq(buf.p[0], 5);
  vb_buf_reset(&buf);
  in.quotations = with_inner;
  vb_record_encode(&in, &buf);
  cr_expect_eq(buf.p[0], 7, "inner quotations have a version of their own");
  cr_assert_eq(vb_record_decode(vb_buf_view(&buf), arena, &out, NULL), VB_OK);
  assert_same(&in, &out);
  vb_buf_reset(&buf);
  in = (vb_article){0};
  vb_record_encode(&in, &buf);
  cr_assert_eq(vb_record_decode(vb_buf_view(&buf), arena, &out, NULL), VB_OK);
  assert_same(&in, &out);
  cr_assert_null(out.title.p);
  vb_buf_clear(&buf);
  vb_arena_free(arena);
}

Test(record, a_copy_outlives_what_it_was_made_of_but_for_the_quotations) {
  vb_arena *arena = vb_arena_new(), *other = vb_arena_new();
  vb_article from, copy, whole = full_article();
  cr_assert(vb_article_copy(&whole, other, &from));
  cr_assert(vb_article_copy(&from, arena, &copy));
  cr_expect_neq(copy.comments, from.comments);
  cr_expect_neq(copy.text.p, from.text.p);
  vb_arena_free(other);
  cr_expect_eq(copy.quotation_count, 0);
  whole.quotations = NULL, whole.quotation_count = 0;
  cr_expect_eq(vb_article_hash(&copy), vb_article_hash(&whole));
  vb_buf a = VB_BUF_INIT, b = VB_BUF_INIT;
  vb_record_encode(&whole, &a), vb_record_encode(&copy, &b);
  cr_expect(vb_str_eq(vb_buf_view(&a), vb_buf_view(&b)));
  vb_buf_clear(&a), vb_buf_clear(&b);
  vb_arena_free(arena);
}

Test(record, packs_and_unpacks_to_the_same) {
  vb_arena *arena = vb_arena_new();
  vb_buf buf = VB_BUF_INIT, text = VB_BUF_INIT;
  for (int i = 0; i < 20000; i++) vb_buf_printf(&text, "the tide came in at %d\n\n", i % 97);
  vb_article in = full_article(), out;
  in.text = vb_buf_view(&text);
  vb_buf_text(&buf, "before");
  cr_assert_eq(vb_record_pack(&in, &buf, NULL), VB_OK);
  cr_assert_lt(buf.n, text.n / 4);
  vb_str packed = vb_str_slice(vb_buf_view(&buf), 6, buf.n);
  cr_assert_eq(vb_record_unpack(packed, arena, &out, NULL), VB_OK);
  assert_same(&in, &out);
  vb_buf_clear(&buf);
  vb_buf_clear(&text);
  vb_arena_free(arena);
}

/* Decodes from an allocation of exactly n bytes, so that a read past it is seen. */
static vb_status decode_exactly(vb_str bytes, bool packed) {
  char *copy = malloc(bytes.n ? bytes.n : 1);
  memcpy(copy, bytes.p, bytes.n);
  vb_arena *arena = vb_arena_new();
  vb_article out;
  vb_error err = {0};
  vb_str s = {copy, bytes.n};
  vb_status status =
      packed ? vb_record_unpack(s, arena, &out, &err) : vb_record_decode(s, arena, &out, &err);
  if (status != VB_OK) {
    cr_assert_neq(err.text[0], '\0');
    cr_assert_null(out.text.p);
    cr_assert_eq(out.comment_count, 0);
  }
  vb_arena_free(arena);
  free(copy);
  return status;
}

Test(record, a_quotation_outside_the_text_is_corrupt) {
  vb_extent beyond[] = {{50, 900}}, backward[] = {{20, 24}, {10, 12}}, empty[] = {{4, 4}};
  vb_extent inside_a_letter[] = {{1, 3}}, good[] = {{0, 3}};
  const vb_quotation bad[] = {
      {beyond, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {backward, 2, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {empty, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {good, 0, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {inside_a_letter, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {good, 1, {40, 4000}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0},
      {good, 1, {0, 0}, {1, 3}, VB_STR_NONE, 50, 0, NULL, 0},
      {good, 1, {0, 0}, {0, 0}, VB_STR_NONE, 101, 0, NULL, 0},
      {good, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 101, NULL, 0},
  };
  for (size_t i = 0; i <= sizeof bad / sizeof *bad; i++) {
    vb_quotation one =
        i ? bad[i - 1] : (vb_quotation){good, 1, {3, 5}, {6, 10}, VB_STR_NONE, 50, 0, NULL, 0};
    vb_article in = {.text = VB_STR("“É said the wall will hold, as it always has."),
                     .quotations = &one,
                     .quotation_count = 1};
    vb_buf buf = VB_BUF_INIT;
    vb_record_encode(&in, &buf);
    cr_expect_eq(decode_exactly(vb_buf_view(&buf), false), i ? VB_CORRUPT : VB_OK, "case %zu", i);
    vb_buf_clear(&buf);
  }
}

Test(record, the_hash_does_not_depend_on_the_quotations) {
  vb_article in = full_article(), bare = full_article();
  bare.quotation_count = 0;
  cr_assert_eq(vb_article_hash(&in), vb_article_hash(&bare));
}

Test(record, an_inner_quotation_lies_inside_its_outer_one) {
  vb_extent outer[] = {{0, 10}}, good[] = {{2, 5}}, beyond[] = {{8, 20}};
  for (int i = 0; i < 2; i++) {
    vb_quotation inner = {i ? beyond : good, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, NULL, 0};
    vb_quotation one = {outer, 1, {0, 0}, {0, 0}, VB_STR_NONE, 50, 0, &inner, 1};
    vb_article in = {
        .text = VB_STR("She said the wall will hold."), .quotations = &one, .quotation_count = 1};
    vb_buf buf = VB_BUF_INIT;
    vb_record_encode(&in, &buf);
    cr_expect_eq(decode_exactly(vb_buf_view(&buf), false), i ? VB_CORRUPT : VB_OK, "case %d", i);
    vb_buf_clear(&buf);
  }
}

Test(record, words_are_found_inside) {
  const vb_quotation *outer = &with_inner[0];
  cr_expect_eq(vb_quotation_inside(outer, 15, 20), &two_inner[0]);
  cr_expect_eq(vb_quotation_inside(outer, 22, 24), &two_inner[1]);
  cr_expect_null(vb_quotation_inside(outer, 14, 24));
  cr_expect_null(vb_quotation_inside(outer, 0, 8));
  cr_expect_null(vb_quotation_inside(&with_inner[1], 15, 20));
}

Test(record, a_language_is_at_most_wholly_sure) {
  static const struct {
    unsigned sure;
    vb_status status;
  } rows[] = {{0, VB_OK}, {100, VB_OK}, {101, VB_CORRUPT}, {255, VB_CORRUPT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_article a = full_article();
    vb_buf buf = VB_BUF_INIT;
    a.language_sure = (uint8_t)rows[i].sure;
    vb_record_encode(&a, &buf);
    cr_expect_eq(decode_exactly(vb_buf_view(&buf), false), rows[i].status, "%u", rows[i].sure);
    vb_buf_clear(&buf);
  }
}

Test(record, every_truncation_is_corrupt) {
  vb_article in = full_article();
  in.quotations = with_inner;
  for (int packed = 0; packed < 2; packed++) {
    vb_buf buf = VB_BUF_INIT;
    if (packed) cr_assert_eq(vb_record_pack(&in, &buf, NULL), VB_OK);
    else vb_record_encode(&in, &buf);
    for (size_t n = 0; n < buf.n; n++)
      cr_assert_eq(decode_exactly((vb_str){buf.p, n}, packed), VB_CORRUPT, "%zu of %zu", n, buf.n);
    vb_buf_char(&buf, 'x');
    cr_assert_eq(decode_exactly(vb_buf_view(&buf), packed), VB_CORRUPT, "one byte more");
    vb_buf_clear(&buf);
  }
}

/* The last byte of a deflate stream has up to seven bits that mean nothing. */
Test(record, a_changed_bit_of_a_packed_record_is_corrupt_or_means_nothing) {
  vb_article in = full_article();
  vb_buf buf = VB_BUF_INIT;
  cr_assert_eq(vb_record_pack(&in, &buf, NULL), VB_OK);
  for (size_t i = 0; i < buf.n; i++)
    for (int bit = 0; bit < 8; bit++) {
      buf.p[i] = (char)(buf.p[i] ^ (1 << bit));
      vb_status status = decode_exactly(vb_buf_view(&buf), true);
      cr_assert(status == VB_CORRUPT || (status == VB_OK && i == buf.n - 1), "byte %zu", i);
      buf.p[i] = (char)(buf.p[i] ^ (1 << bit));
    }
  vb_buf_clear(&buf);
}

Test(record, hostile_bytes_decode_or_are_refused) {
  vb_article in = full_article();
  vb_buf buf = VB_BUF_INIT;
  vb_record_encode(&in, &buf);
  unsigned seed = 20190619;
  cr_log_info("seed %u", seed);
  srand(seed);
  for (int round = 0; round < 3000; round++) {
    char kept[4];
    size_t at[4];
    for (int i = 0; i < 4; i++) {
      at[i] = (size_t)rand() % buf.n;
      kept[i] = buf.p[at[i]];
      buf.p[at[i]] = (char)rand();
    }
    vb_status status = decode_exactly(vb_buf_view(&buf), round % 2 == 0);
    cr_assert(status == VB_OK || status == VB_CORRUPT);
    for (int i = 3; i >= 0; i--) buf.p[at[i]] = kept[i];
  }
  vb_buf_clear(&buf);
}

Test(record, an_absurd_length_is_refused_before_anything_is_allocated) {
  static const uint64_t lengths[] = {UINT64_MAX, (uint64_t)1 << 40, 72u << 20, 1u << 20};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    vb_arena *arena = vb_arena_new();
    vb_buf buf = VB_BUF_INIT;
    vb_article out;
    vb_buf_varint(&buf, lengths[i]);
    vb_buf_u64(&buf, 0);
    vb_buf_text(&buf, "short");
    cr_assert_eq(vb_record_unpack(vb_buf_view(&buf), arena, &out, NULL), VB_CORRUPT);
    cr_assert_eq(vb_arena_used(arena), 0);
    vb_buf_clear(&buf);
    vb_arena_free(arena);
  }
}

Test(record, absurd_counts_of_authors_and_comments_are_refused) {
  vb_buf buf = VB_BUF_INIT;
  vb_buf_append(&buf, "\1\0\0\0", 4); /* version, no id, no title, no byline */
  vb_buf_varint(&buf, 33);
  for (int i = 0; i < 200; i++) vb_buf_char(&buf, 0);
  cr_assert_eq(decode_exactly(vb_buf_view(&buf), false), VB_CORRUPT);
  vb_buf_reset(&buf);
  vb_buf_append(&buf, "\1\0\0\0\0\0", 6);   /* ... no authors, no source */
  vb_buf_append(&buf, "\0\0\0\0\0\0\0", 7); /* no date, no origin */
  vb_buf_append(&buf, "\0\0\0\0", 4);       /* no url, language, section, text */
  vb_buf_varint(&buf, 100001);
  for (int i = 0; i < 400000; i++) vb_buf_char(&buf, 0);
  cr_assert_eq(decode_exactly(vb_buf_view(&buf), false), VB_CORRUPT);
  vb_buf_clear(&buf);
}

Test(record, text_that_is_not_utf8_is_corrupt) {
  vb_article in = full_article();
  in.text = VB_STR("broken \xC3");
  vb_buf buf = VB_BUF_INIT;
  vb_record_encode(&in, &buf);
  cr_assert_eq(decode_exactly(vb_buf_view(&buf), false), VB_CORRUPT);
  vb_buf_clear(&buf);
}

Test(record, the_hash_sees_every_content_field_and_not_the_place) {
  vb_article a = full_article();
  uint64_t before = vb_article_hash(&a);
  a.path = VB_STR("elsewhere");
  a.record = 8;
  cr_assert_eq(vb_article_hash(&a), before);
  vb_str *fields[] = {&a.title,
                      &a.byline,
                      &a.source,
                      &a.url,
                      &a.language,
                      &a.section,
                      &a.text,
                      &a.authors[1],
                      &two_comments[1].author,
                      &two_comments[0].text};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    vb_str kept = *fields[i];
    *fields[i] = VB_STR("something else");
    cr_assert_neq(vb_article_hash(&a), before, "field %zu", i);
    *fields[i] = kept;
  }
  a.published.day++;
  cr_assert_neq(vb_article_hash(&a), before);
  a.published.day--;
  a.section = vb_str_slice(a.section, 0, 2); /* a byte may not wander to the next field */
  cr_assert_neq(vb_article_hash(&a), before);
}

Test(deflate, a_dictionary_serves_both_ways_and_shrinks) {
  vb_str dictionary = VB_STR("the harbour master of Port Amble told the council that the wall");
  vb_str raw = VB_STR("the harbour master of Port Amble told us that the wall is safe");
  vb_buf with = VB_BUF_INIT, without = VB_BUF_INIT;
  cr_assert_eq(vb_deflate(raw, dictionary, 6, &with, NULL), VB_OK);
  cr_assert_eq(vb_deflate(raw, VB_STR_NONE, 6, &without, NULL), VB_OK);
  cr_assert_lt(with.n, without.n);
  char out[128];
  cr_assert_eq(vb_inflate(vb_buf_view(&with), dictionary, out, raw.n, NULL), VB_OK);
  cr_assert(vb_str_eq((vb_str){out, raw.n}, raw));
  cr_assert_eq(vb_inflate(vb_buf_view(&with), VB_STR_NONE, out, raw.n, NULL), VB_CORRUPT);
  cr_assert_eq(vb_inflate(vb_buf_view(&without), VB_STR_NONE, out, raw.n - 1, NULL), VB_CORRUPT);
  cr_assert_eq(vb_inflate(vb_buf_view(&without), VB_STR_NONE, out, raw.n + 1, NULL), VB_CORRUPT);
  vb_buf_clear(&with);
  vb_buf_clear(&without);
}

Test(deflate, nothing_packs_and_unpacks_to_nothing) {
  vb_buf packed = VB_BUF_INIT;
  cr_assert_eq(vb_deflate(VB_STR_NONE, VB_STR_NONE, 6, &packed, NULL), VB_OK);
  cr_assert_gt(packed.n, 0);
  cr_assert_eq(vb_inflate(vb_buf_view(&packed), VB_STR_NONE, NULL, 0, NULL), VB_OK);
  vb_buf_clear(&packed);
}
