/*
 * test_native_merging.c - merges in the background: the files are the same with any number of
 * threads, and what is replaced or removed while a merge runs is not in its output.
 */
#include "indexer/pipeline/writer.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/store/merge/merge.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[SCRATCH_MAX];
static vb_error err;

static void setup(void) {
  scratch_make(folder, "merging");
}

static void teardown(void) {
  scratch_remove(folder);
}

TestSuite(native_merging, .init = setup, .fini = teardown, .timeout = 120);

/* An article of some 40 words, of which `id` and `edition` are two. */
static void put(vb_writer *writer, unsigned id, unsigned edition) {
  char name[16], text[400];
  size_t n = (size_t)snprintf(text, sizeof text, "item%u edition%u ", id, edition);
  for (unsigned i = 0; i < 36; i++)
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%u ", i % 3 ? "ferry" : "quay",
                          (id * 7 + i * i) % 50);
  snprintf(name, sizeof name, "%u", id);
  vb_article a = {.id = vb_str_of(name), .title = VB_STR("The harbour"), .text = vb_str_of(text)};
  cr_assert(vb_writer_put(writer, &a, vb_article_hash(&a), &err) == VB_OK, "%s", err.text);
}

/* Many small batches; a third of the articles is replaced soon after, or removed. */
static void write_all(const char *store, unsigned threads) {
  vb_writer_options options = {
      .engine = "native", .create = true, .memory = 6000, .threads = threads};
  vb_writer *writer;
  cr_assert(vb_writer_open(store, &options, &writer, &err) == VB_OK, "%s", err.text);
  for (unsigned id = 0; id < 400; id++) {
    char name[16];
    put(writer, id, 1);
    if (id % 3 == 0) put(writer, id - id % 10 / 2, 2);
    snprintf(name, sizeof name, "%u", id - 7);
    if (id % 11 == 10) vb_writer_remove(writer, vb_str_of(name), NULL);
    if (id == 250) cr_assert(vb_writer_commit(writer, &err) == VB_OK, "%s", err.text);
  }
  cr_assert(vb_writer_commit(writer, &err) == VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

static vb_manifest manifest_of(const char *store) {
  char native[SCRATCH_MAX + 16];
  vb_manifest m;
  snprintf(native, sizeof native, "%s/native", store);
  cr_assert(vb_manifest_read(native, &m, &err) == VB_OK, "%s", err.text);
  return m;
}

Test(native_merging, the_files_are_the_same_with_any_number_of_threads) {
  char one[SCRATCH_MAX + 8], more[SCRATCH_MAX + 8];
  snprintf(one, sizeof one, "%s/1", folder);
  write_all(one, 1);
  vb_manifest a = manifest_of(one);
  cr_expect(a.next > 60, "merges were made: the next file is %u", a.next);
  cr_expect(a.count < 12, "%zu segments", a.count);
  for (unsigned threads = 2; threads <= 4; threads++) {
    snprintf(more, sizeof more, "%s/%u", folder, threads);
    write_all(more, threads);
    vb_manifest b = manifest_of(more);
    cr_assert(a.count == b.count && a.next == b.next, "%u threads: %zu and %zu segments", threads,
              a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
      cr_expect(memcmp(&a.segments[i], &b.segments[i], sizeof a.segments[i]) == 0,
                "%u threads: segment %u", threads, b.segments[i].number);
    vb_manifest_clear(&b);
  }
  vb_manifest_clear(&a);
}

/* ---- a merge, step by step ---- */

/* A transaction on a store of one segment with ten articles, of which the first six are deleted, so
   that it is due. */
static vb_write_transaction *mostly_deleted(vb_merge **merge) {
  vb_write_transaction *t;
  vb_writer_options options = {.engine = "native", .create = true};
  vb_writer *writer;
  bool due;
  cr_assert(vb_writer_open(folder, &options, &writer, &err) == VB_OK, "%s", err.text);
  for (unsigned id = 0; id < 10; id++) put(writer, id, 1);
  cr_assert(vb_writer_commit(writer, &err) == VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert(vb_write_transaction_open(folder, false, &t, &err) == VB_OK, "%s", err.text);
  cr_expect(vb_merge_due(t, NULL, &due, &err) == VB_OK && !due);
  cr_expect(vb_merge_begin(t, (vb_merge_means){1 << 20, NULL, VB_TEXT_FAST}, merge, &err) ==
                    VB_OK &&
                !*merge,
            "nothing is due");
  for (uint32_t doc = 0; doc < 6; doc++)
    cr_assert(vb_write_transaction_delete(t, 0, doc, &err) == VB_OK);
  cr_expect(vb_merge_due(t, NULL, &due, &err) == VB_OK && due);
  return t;
}

static bool has(vb_write_transaction *t, unsigned id) {
  char name[2] = {(char)('0' + id), 0};
  size_t segment;
  uint32_t doc;
  uint64_t hash;
  vb_id_hash key = vb_id_hash_of(vb_str_of(name));
  return vb_write_transaction_find(t, key, &segment, &doc, &hash, &err) == VB_OK;
}

Test(native_merging, what_is_deleted_during_a_merge_is_deleted_in_its_output) {
  vb_merge *merge;
  bool due;
  vb_write_transaction *t = mostly_deleted(&merge);
  cr_assert(vb_merge_begin(t, (vb_merge_means){1 << 20, NULL, VB_TEXT_FAST}, &merge, &err) ==
                    VB_OK &&
                merge,
            "%s", err.text);
  cr_expect(vb_merge_due(t, merge, &due, &err) == VB_OK && !due, "its inputs are not due again");
  cr_assert(vb_write_transaction_delete(t, 0, 7, &err) == VB_OK);
  vb_merge_run(merge);
  cr_assert(vb_write_transaction_delete(t, 0, 9, &err) == VB_OK);
  cr_assert(vb_merge_end(merge, t, &err) == VB_OK, "%s", err.text);
  cr_assert(vb_write_transaction_segments(t) == 1);
  cr_expect(vb_segment_about(vb_write_transaction_segment(t, 0))->docs == 4);
  cr_expect(vb_write_transaction_articles(t) == 2);
  for (unsigned id = 0; id < 10; id++)
    cr_expect(has(t, id) == (id == 6 || id == 8), "article %u", id);
  cr_assert(vb_write_transaction_commit(t, &err) == VB_OK, "%s", err.text);
  vb_write_transaction_close(t);
  vb_snapshot *s;
  cr_assert(vb_snapshot_open(folder, &s, &err) == VB_OK, "%s", err.text);
  cr_expect(vb_snapshot_verify(s, NULL, NULL, &err) == VB_OK, "%s", err.text);
  cr_expect(vb_snapshot_about(s).articles == 2);
  vb_snapshot_close(s);
}

Test(native_merging, a_merge_of_nothing_but_deleted_articles_leaves_no_segment) {
  vb_merge *merge;
  vb_write_transaction *t = mostly_deleted(&merge);
  for (uint32_t doc = 6; doc < 10; doc++)
    cr_assert(vb_write_transaction_delete(t, 0, doc, &err) == VB_OK);
  cr_assert(vb_merge_begin(t, (vb_merge_means){1 << 20, NULL, VB_TEXT_FAST}, &merge, &err) ==
                    VB_OK &&
                merge,
            "%s", err.text);
  vb_merge_run(merge);
  cr_assert(vb_merge_end(merge, t, &err) == VB_OK, "%s", err.text);
  cr_expect(vb_write_transaction_segments(t) == 0);
  vb_write_transaction_close(t);
}

/* A writer that closes without a commit while a merge runs loses nothing of the store. */
Test(native_merging, a_merge_that_is_dropped_leaves_the_store_as_it_was) {
  vb_merge *merge;
  vb_write_transaction *t = mostly_deleted(&merge);
  cr_assert(vb_merge_begin(t, (vb_merge_means){1 << 20, NULL, VB_TEXT_FAST}, &merge, &err) ==
                    VB_OK &&
                merge,
            "%s", err.text);
  vb_merge_run(merge);
  vb_merge_drop(merge);
  vb_write_transaction_close(t);
  cr_assert(vb_write_transaction_open(folder, false, &t, &err) == VB_OK, "%s", err.text);
  cr_expect(vb_write_transaction_articles(t) == 10);
  vb_write_transaction_close(t);
}
