/*
 * test_copy_texts.c - shingles come back as they were kept, and only a bounded number is kept.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "searcher/answer/copy_texts.h"

/* An invented set, another one for each article. */
static vb_shingles *set_of(uint64_t doc, size_t count) {
  static vb_shingles set;
  set.limit = UINT64_C(1) << 32;
  set.count = count;
  for (size_t i = 0; i < count; i++) set.hashes[i] = (uint32_t)(doc * 7 + i * 1000);
  return &set;
}

static bool is_that_of(const vb_shingles *kept, uint64_t doc, size_t count) {
  const vb_shingles *set = set_of(doc, count);
  return kept && kept->limit == set->limit && kept->count == count &&
         memcmp(kept->hashes, set->hashes, count * sizeof *set->hashes) == 0;
}

Test(copy_texts, sets_come_back_as_they_were_kept) {
  vb_copy_texts *texts = vb_copy_texts_new();
  cr_assert(texts);
  for (uint64_t i = 0; i < 500; i++) {
    uint64_t doc = (i % 3) << 32 | i * 2048; /* of several segments; their numbers are alike */
    cr_expect_null(vb_copy_texts_find(texts, doc));
    cr_expect(is_that_of(vb_copy_texts_keep(texts, doc, set_of(doc, i)), doc, i));
  }
  for (uint64_t i = 0; i < 500; i++) {
    uint64_t doc = (i % 3) << 32 | i * 2048;
    cr_expect(is_that_of(vb_copy_texts_find(texts, doc), doc, i), "%zu", (size_t)i);
    cr_expect_null(vb_copy_texts_find(texts, doc + 1));
  }
  vb_copy_texts_free(texts);
  vb_copy_texts_free(NULL);
}

Test(copy_texts, candidates_come_back_in_their_order) {
  const vb_engine_hit hits[] = {{.doc = 7, .score = 8}, {.doc = UINT64_C(3) << 32, .score = 2}};
  vb_copy_texts *texts = vb_copy_texts_new();
  vb_arena *arena = vb_arena_new();
  vb_engine_hit *found;
  size_t count;
  vb_copy_texts_keep_candidates(texts, 7, hits, 2); /* its shingles are not kept */
  cr_expect_not(vb_copy_texts_candidates(texts, 7, arena, &found, &count));
  vb_copy_texts_keep(texts, 7, set_of(7, 3));
  vb_copy_texts_keep(texts, 8, set_of(8, 3));
  cr_expect_not(vb_copy_texts_candidates(texts, 7, arena, &found, &count));
  vb_copy_texts_keep_candidates(texts, 7, hits, 2);
  vb_copy_texts_keep_candidates(texts, 8, NULL, 0);
  cr_assert(vb_copy_texts_candidates(texts, 7, arena, &found, &count));
  cr_expect_eq(count, 2);
  cr_expect(found[0].doc == hits[0].doc && found[1].doc == hits[1].doc);
  cr_assert(vb_copy_texts_candidates(texts, 8, arena, &found, &count), "none is an answer");
  cr_expect_eq(count, 0);
  vb_arena_free(arena);
  vb_copy_texts_free(texts);
}

Test(copy_texts, a_bounded_number_is_kept_whatever_their_sizes) {
  for (int large = 0; large < 2; large++) {
    vb_copy_texts *texts = vb_copy_texts_new();
    size_t kept = 0, count = large ? VB_SHINGLES_MAX : 1;
    cr_assert(texts);
    for (uint64_t doc = 0; doc < 5000; doc++)
      kept += vb_copy_texts_keep(texts, doc, set_of(doc, count)) != NULL;
    cr_expect_lt(kept, 2000);
    cr_expect_gt(kept, 100);
    cr_expect(is_that_of(vb_copy_texts_find(texts, 0), 0, count), "the first ones stay");
    cr_expect_null(vb_copy_texts_find(texts, 4999));
    vb_copy_texts_free(texts);
  }
}
