/* Which pairs of words have a list of their own. */
#include "indexer/store/bigram/bigram.h"

#include <criterion/criterion.h>

enum { DOCS = 100000 };

Test(bigram, a_word_is_rarer_with_every_root_of_two_that_its_articles_are_fewer) {
  cr_expect_eq(vb_bigram_rarity(DOCS, DOCS), 0);
  cr_expect_eq(vb_bigram_rarity(70711, DOCS), 0); /* just above 100,000 / sqrt 2 */
  cr_expect_eq(vb_bigram_rarity(70710, DOCS), 1);
  cr_expect_eq(vb_bigram_rarity(50001, DOCS), 1);
  cr_expect_eq(vb_bigram_rarity(50000, DOCS), 2);
  cr_expect_eq(vb_bigram_rarity(3126, DOCS), VB_BIGRAM_RARITY_MAX);
  cr_expect_eq(vb_bigram_rarity(3125, DOCS), VB_NOT_IN_BIGRAMS);
  for (uint32_t df = VB_BIGRAM_DF_MIN + 1; df <= DOCS; df++) {
    uint32_t more = vb_bigram_rarity(df, DOCS), less = vb_bigram_rarity(df - 1, DOCS);
    cr_assert(less >= more, "%u articles", df); /* VB_NOT_IN_BIGRAMS is the highest */
  }
}

Test(bigram, words_in_a_handful_of_articles_are_not_paired_however_small_the_segment) {
  cr_expect_eq(vb_bigram_rarity(VB_BIGRAM_DF_MIN - 1, VB_BIGRAM_DF_MIN - 1), VB_NOT_IN_BIGRAMS);
  cr_expect_eq(vb_bigram_rarity(VB_BIGRAM_DF_MIN, VB_BIGRAM_DF_MIN), 0);
  cr_expect_eq(vb_bigram_rarity(0, 0), VB_NOT_IN_BIGRAMS);
}

Test(bigram, the_largest_segment_does_not_overflow) {
  const uint32_t most = (1 << 24) - 1;
  cr_expect_eq(vb_bigram_rarity(most, most), 0);
  cr_expect_eq(vb_bigram_rarity(most / 2, most), 2);
  cr_expect_eq(vb_bigram_rarity(VB_BIGRAM_DF_MIN, most), VB_NOT_IN_BIGRAMS);
}

Test(bigram, a_rare_word_pairs_with_the_most_frequent_only) {
  vb_term all = {.bigram_rank = 0, .bigram_rarity = 0},
          half = {.bigram_rank = 1, .bigram_rarity = 2};
  vb_term rare = {.bigram_rank = 2, .bigram_rarity = VB_BIGRAM_RARITY_MAX};
  vb_term none = {.bigram_rank = VB_NOT_IN_BIGRAMS};
  cr_expect(vb_bigram_indexed(&all, &rare) && vb_bigram_indexed(&rare, &all));
  cr_expect(vb_bigram_indexed(&half, &half));
  cr_expect_not(vb_bigram_indexed(&half, &rare));
  cr_expect_not(vb_bigram_indexed(&all, &none));
}
