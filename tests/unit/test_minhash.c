/* The column of keys against plain arrays: sorting, finding, walking; then merged and damaged. */
#include "indexer/store/segment/minhash.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/store/segment/segment_writer.h"
#include "indexer/store/segment/segment_check.h"
#include "tests/scratch.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { DOCS = 600, KEYS_MAX = DOCS * VB_SHINGLE_KEYS, COMMON = 77777 };

static char folder[SCRATCH_MAX];
static vb_error err;
static uint64_t state = 0x9e3779b97f4a7c15u;
static vb_minhash_key model[KEYS_MAX];
static size_t model_count;
static vb_segment_files files;

static uint32_t random_below(uint32_t n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

static void make_folder(void) {
  scratch_make(folder, "minhash");
}

static void remove_folder(void) {
  scratch_remove(folder);
}

TestSuite(minhash, .init = make_folder, .fini = remove_folder);

static int by_key(const void *a, const void *b) {
  const vb_minhash_key *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->doc > y->doc) - (x->doc < y->doc);
}

/* Distinct keys of each doc, most of them its own, COMMON in every second; sorted in two ways. */
static void make_model(uint32_t docs) {
  vb_minhash gathered = {0};
  model_count = 0;
  for (uint32_t doc = 0; doc < docs; doc++) {
    uint32_t keys[VB_SHINGLE_KEYS];
    size_t count = random_below(VB_SHINGLE_KEYS + 1);
    for (size_t i = 0; i < count; i++) {
      keys[i] = random_below(1u << (VB_SHINGLE_KEY_BITS - 3)) << 3 | (uint32_t)i; /* distinct */
      if (i == 1 && doc % 2) keys[i] = COMMON;
      if (i == 2 && doc % 9 == 0) keys[i] = doc % 2 ? 2 : (1u << VB_SHINGLE_KEY_BITS) - 6;
      model[model_count++] = (vb_minhash_key){keys[i], doc};
    }
    vb_minhash_add(&gathered, doc, keys, count);
  }
  qsort(model, model_count, sizeof *model, by_key);
  cr_assert_eq(vb_minhash_sort(&gathered, &err), VB_OK);
  cr_assert_eq(vb_minhash_count(&gathered), model_count);
  for (size_t i = 0; i < model_count; i++) {
    vb_minhash_key got = vb_minhash_at(&gathered, i);
    cr_assert(got.key == model[i].key && got.doc == model[i].doc, "entry %zu", i);
  }
  vb_minhash_clear(&gathered);
}

static void add_articles(vb_segment_writer *writer, uint32_t docs) {
  for (uint32_t doc = 0; doc < docs; doc++) {
    char id[16];
    vb_buf record = VB_BUF_INIT;
    snprintf(id, sizeof id, "%u", doc);
    vb_article article = {
        .id = vb_str_of(id), .title = VB_STR("The tide"), .text = VB_STR("It came.")};
    vb_record_encode(&article, &record);
    vb_doc_row row = {.id = vb_id_hash_of(article.id), .words = 4};
    cr_assert_eq(vb_segment_writer_doc(writer, &row, vb_buf_view(&record), &err), VB_OK);
    vb_buf_clear(&record);
  }
}

static vb_segment *write_segment(uint32_t docs) {
  vb_segment_writer *writer;
  vb_segment *segment;
  cr_assert_eq(vb_segment_writer_new(folder, 1, &writer, &err), VB_OK, "%s", err.text);
  add_articles(writer, docs);
  for (size_t i = 0; i < model_count; i++)
    vb_minhash_put(vb_segment_writer_minhash(writer), model[i]);
  cr_assert_eq(vb_segment_writer_finish(writer, &files, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_segment_open(folder, &files, &segment, &err), VB_OK, "%s", err.text);
  return segment;
}

static void expect_docs_of(const vb_segment *segment, uint32_t key, size_t most) {
  uint32_t docs[DOCS + 1];
  size_t count, n = 0;
  cr_assert_eq(vb_segment_key_docs(segment, key, docs, most, &count, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < model_count && n < most; i++)
    if (model[i].key == key) cr_assert(n < count && docs[n++] == model[i].doc, "key %u", key);
  cr_assert_eq(n, count, "key %u: %zu docs, not %zu", key, count, n);
}

Test(minhash, every_key_finds_its_docs_and_no_other) {
  static const uint32_t sizes[] = {0, 1, 3, 30, 40, 100, DOCS};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    make_model(sizes[s]);
    vb_segment *segment = write_segment(sizes[s]);
    for (size_t i = 0; i < model_count; i++) {
      expect_docs_of(segment, model[i].key, DOCS);
      expect_docs_of(segment, model[i].key + 1, DOCS);
      expect_docs_of(segment, random_below(1u << VB_SHINGLE_KEY_BITS), DOCS);
    }
    expect_docs_of(segment, 0, DOCS);
    expect_docs_of(segment, UINT32_MAX, DOCS);
    expect_docs_of(segment, COMMON, 2);
    cr_expect_eq(vb_segment_verify(segment, NULL, NULL, &err), VB_OK, "%s", err.text);
    vb_segment_close(segment);
  }
}

Test(minhash, a_walk_from_any_key_sees_all_entries_behind_it) {
  make_model(DOCS);
  vb_segment *segment = write_segment(DOCS);
  for (int round = 0; round < 100; round++) {
    vb_minhash_cursor c;
    vb_minhash_key entry;
    uint32_t from = round ? random_below(1u << VB_SHINGLE_KEY_BITS) : 0;
    size_t i = 0;
    while (i < model_count && model[i].key < from) i++;
    cr_assert_eq(vb_minhash_from(segment, from, &c, &err), VB_OK);
    for (; i < model_count; i++) {
      cr_assert_eq(vb_minhash_next(&c, &entry, &err), VB_OK);
      cr_assert(entry.key == model[i].key && entry.doc == model[i].doc);
    }
    cr_assert_eq(vb_minhash_next(&c, &entry, &err), VB_NOT_FOUND);
  }
  vb_segment_close(segment);
}

Test(minhash, an_entry_takes_no_more_than_it_must) {
  uint64_t bytes;
  make_model(DOCS);
  vb_segment *segment = write_segment(DOCS);
  cr_assert_eq(vb_minhash_bytes(segment, &bytes, &err), VB_OK);
  /* 10 bits of a doc; the gaps of some 2,100 keys in 2^27 have 16 bits; the packs' own 2. */
  cr_expect_lt(bytes * 8, model_count * (10 + 16 + 2), "%llu bytes for %zu entries",
               (unsigned long long)bytes, model_count);
  vb_segment_close(segment);
}

/* As in test_native_store.c: whoever changes these bytes changes FORMAT.md. */
Test(minhash, writes_the_bytes_of_format_version_1) {
  model_count = 0;
  for (uint32_t i = 0; i < 300; i++)
    model[model_count++] = (vb_minhash_key){(i / 3) * (i / 3) * 4001, (i % 3) * 150 + i / 3};
  vb_segment *segment = write_segment(DOCS);
  uint64_t bytes;
  cr_assert_eq(vb_minhash_bytes(segment, &bytes, &err), VB_OK);
  const unsigned char *p = segment->columns->bytes;
  cr_expect_eq(segment->docs.minhash_blocks, VB_PART_HEAD, "the first thing in the columns");
  uint64_t blocks = XXH3_64bits(p + VB_PART_HEAD, bytes - 3 * 8);
  uint64_t firsts = XXH3_64bits(p + segment->docs.minhash_firsts, 3 * 4);
  uint64_t ends = XXH3_64bits(p + segment->docs.minhash_ends, 3 * 4);
  cr_expect_eq(blocks, 0xeb265f17d45ed096, "blocks %016llx", (unsigned long long)blocks);
  cr_expect_eq(firsts, 0xc3311cd7be5e9512, "firsts %016llx", (unsigned long long)firsts);
  cr_expect_eq(ends, 0x316717491e50bb86, "ends %016llx", (unsigned long long)ends);
  vb_segment_close(segment);
}

/* ---- damaged ---- */

Test(minhash, entries_out_of_order_are_found_by_verify) {
  make_model(DOCS);
  for (int round = 0; round < 40; round++) {
    /* Each block is in order but the blocks are not, or a doc is there twice. */
    size_t i = round % 2 ? VB_MINHASH_BLOCK * (1 + random_below(8))
                         : random_below((uint32_t)model_count - 1);
    vb_minhash_key saved = model[i];
    model[i] = round % 2 ? (vb_minhash_key){model[i - 1].key - 1, 0} : model[i + 1];
    vb_segment *segment = write_segment(DOCS);
    cr_expect_eq(vb_segment_verify(segment, NULL, NULL, &err), VB_CORRUPT, "entry %zu", i);
    cr_expect(strstr(err.text, ".columns"), "%s", err.text);
    vb_segment_close(segment);
    model[i] = saved;
  }
}

/* Bytes replaced and the checksums made right again: an error, or entries that are in range. */
static void read_all(const vb_segment *segment) {
  vb_minhash_cursor c;
  vb_minhash_key entry;
  uint32_t docs[16];
  size_t count;
  vb_status status = vb_minhash_from(segment, 0, &c, &err);
  while (status == VB_OK && (status = vb_minhash_next(&c, &entry, &err)) == VB_OK)
    cr_assert(entry.key >> VB_SHINGLE_KEY_BITS == 0 && entry.doc < DOCS);
  cr_assert(status == VB_NOT_FOUND || status == VB_CORRUPT);
  for (int i = 0; i < 20; i++) {
    status = vb_segment_key_docs(segment, model[random_below((uint32_t)model_count)].key, docs, 16,
                                 &count, &err);
    cr_assert(status == VB_OK || status == VB_CORRUPT);
    if (status == VB_CORRUPT) cr_assert(strstr(err.text, ".columns"), "%s", err.text);
    for (size_t d = 0; d < count; d++) cr_assert_lt(docs[d], DOCS);
  }
}

static void write_columns(const vb_buf *content) {
  vb_part_writer *writer;
  char *path = vb_segment_path(folder, 1, VB_PART_COLUMNS, 0);
  cr_assert_eq(vb_part_create(path, VB_PART_COLUMNS, 1, &writer, &err), VB_OK);
  vb_part_append(writer, content->p, content->n);
  cr_assert_eq(vb_part_finish(writer, &files.parts[VB_PART_COLUMNS], &err), VB_OK);
  free(path);
}

Test(minhash, hostile_bytes_are_an_error_or_entries_in_range) {
  make_model(DOCS);
  vb_segment *segment = write_segment(DOCS);
  vb_buf content = VB_BUF_INIT;
  const vb_columns_map map = segment->docs;
  uint64_t length;
  cr_assert_eq(vb_minhash_bytes(segment, &length, &err), VB_OK);
  vb_buf_append(&content, segment->columns->bytes + VB_PART_HEAD,
                segment->columns->end - VB_PART_HEAD);
  vb_segment_close(segment);
  const uint64_t starts[] = {map.minhash_blocks, map.minhash_firsts, map.minhash_ends,
                             VB_PART_HEAD + content.n - VB_COLUMNS_MAP_BYTES};
  const uint64_t sizes[] = {length - 8 * ((model_count + 127) / 128), 4 * (model_count / 128),
                            4 * (model_count / 128), VB_COLUMNS_MAP_BYTES};
  for (int round = 0; round < 800; round++) {
    size_t which = round % 4;
    size_t at = (size_t)(starts[which] - VB_PART_HEAD + random_below((uint32_t)sizes[which]));
    char saved = content.p[at];
    content.p[at] = (char)random_below(256);
    write_columns(&content);
    if (vb_segment_open(folder, &files, &segment, &err) == VB_OK) {
      read_all(segment);
      vb_segment_close(segment);
    }
    content.p[at] = saved;
  }
  vb_buf_clear(&content);
}
