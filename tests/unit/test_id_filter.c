/*
 * test_id_filter.c - ids are found or not among several segments, by filters of their ids too.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "indexer/pipeline/writer.h"
#include "indexer/store/commit/id_filter.h"
#include "indexer/store/commit/write_transaction.h"
#include "tests/scratch.h"

enum { EACH = 400, SEGMENTS = 3, ABSENT = 20000 };

static char folder[SCRATCH_MAX];
static vb_error err;

static vb_str id_of(uint32_t number) {
  static char name[16];
  return (vb_str){name, (size_t)snprintf(name, sizeof name, "%u", number)};
}

static void make_store(void) {
  scratch_make(folder, "ids");
  for (uint32_t s = 0; s < SEGMENTS; s++) {
    vb_writer_options options = {.engine = "native", .create = true, .threads = 1};
    vb_writer *writer;
    cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
    for (uint32_t i = 0; i < EACH; i++) {
      vb_article a = {.id = id_of(s * EACH + i), .text = VB_STR("the ferry")};
      cr_assert_eq(vb_writer_put(writer, &a, vb_article_hash(&a), &err), VB_OK, "%s", err.text);
    }
    cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
    vb_writer_close(writer);
  }
}

static void remove_store(void) {
  scratch_remove(folder);
}

TestSuite(id_filter, .init = make_store, .fini = remove_store);

Test(id_filter, has_every_id_of_the_segment_and_few_others) {
  vb_write_transaction *t;
  vb_id_filter filter;
  size_t wrong = 0;
  cr_assert_eq(vb_write_transaction_open(folder, false, &t, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_write_transaction_segments(t), SEGMENTS);
  const vb_segment *first = vb_write_transaction_segment(t, 0);
  cr_assert_eq(vb_id_filter_of(first, &filter, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < EACH; i++)
    cr_assert(vb_id_filter_may_have(&filter, vb_id_hash_of(id_of(i))), "%u", i);
  for (uint32_t i = EACH; i < EACH + ABSENT; i++)
    wrong += vb_id_filter_may_have(&filter, vb_id_hash_of(id_of(i)));
  cr_expect_lt(wrong, ABSENT / 40, "%zu of %d", wrong, ABSENT);
  vb_id_filter_clear(&filter);
  cr_expect(vb_id_filter_may_have(&filter, vb_id_hash_of(id_of(EACH))), "without it, any");
  vb_write_transaction_close(t);
}

typedef struct place {
  size_t segment;
  uint32_t doc;
} place;

static vb_status find(vb_write_transaction *t, uint32_t number, place *out) {
  uint64_t hash;
  return vb_write_transaction_find(t, vb_id_hash_of(id_of(number)), &out->segment, &out->doc, &hash,
                                   &err);
}

/* The first ids are looked for without filters, the later ones with them. */
Test(id_filter, every_id_is_found_in_its_segment_until_it_is_removed_and_no_other_is) {
  vb_write_transaction *t;
  place at;
  cr_assert_eq(vb_write_transaction_open(folder, false, &t, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < SEGMENTS * EACH; i++) {
    cr_assert_eq(find(t, i, &at), VB_OK, "%u: %s", i, err.text);
    cr_assert_eq(at.segment, i / EACH);
    cr_assert_eq(at.doc, i % EACH);
    cr_assert_eq(find(t, i + SEGMENTS * EACH, &at), VB_NOT_FOUND);
  }
  for (uint32_t i = 0; i < SEGMENTS * EACH; i++) {
    cr_assert_eq(find(t, i, &at), VB_OK);
    cr_assert_eq(vb_write_transaction_delete(t, at.segment, at.doc, &err), VB_OK);
    cr_assert_eq(find(t, i, &at), VB_NOT_FOUND);
  }
  vb_write_transaction_close(t);
}
