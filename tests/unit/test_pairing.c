/* Which pairs of words have a list of their own. */
#include "indexer/store/pairing.h"

#include <criterion/criterion.h>

enum { DOCS = 100000 };

Test(pairing, a_word_is_rarer_with_every_root_of_two_that_its_articles_are_fewer) {
  cr_expect_eq(vb_pair_rarity(DOCS, DOCS), 0);
  cr_expect_eq(vb_pair_rarity(70711, DOCS), 0); /* just above 100,000 / sqrt 2 */
  cr_expect_eq(vb_pair_rarity(70710, DOCS), 1);
  cr_expect_eq(vb_pair_rarity(50001, DOCS), 1);
  cr_expect_eq(vb_pair_rarity(50000, DOCS), 2);
  cr_expect_eq(vb_pair_rarity(3126, DOCS), VB_PAIR_RARITY_MAX);
  cr_expect_eq(vb_pair_rarity(3125, DOCS), VB_NOT_PAIRED);
  for (uint32_t df = VB_PAIR_DF_MIN + 1; df <= DOCS; df++) {
    uint32_t more = vb_pair_rarity(df, DOCS), less = vb_pair_rarity(df - 1, DOCS);
    cr_assert(less >= more, "%u articles", df); /* VB_NOT_PAIRED is the highest */
  }
}

Test(pairing, words_in_a_handful_of_articles_are_not_paired_however_small_the_segment) {
  cr_expect_eq(vb_pair_rarity(VB_PAIR_DF_MIN - 1, VB_PAIR_DF_MIN - 1), VB_NOT_PAIRED);
  cr_expect_eq(vb_pair_rarity(VB_PAIR_DF_MIN, VB_PAIR_DF_MIN), 0);
  cr_expect_eq(vb_pair_rarity(0, 0), VB_NOT_PAIRED);
}

Test(pairing, the_largest_segment_does_not_overflow) {
  const uint32_t most = (1 << 24) - 1;
  cr_expect_eq(vb_pair_rarity(most, most), 0);
  cr_expect_eq(vb_pair_rarity(most / 2, most), 2);
  cr_expect_eq(vb_pair_rarity(VB_PAIR_DF_MIN, most), VB_NOT_PAIRED);
}

Test(pairing, a_rare_word_pairs_with_the_most_frequent_only) {
  vb_term all = {.pair_rank = 0, .pair_rarity = 0}, half = {.pair_rank = 1, .pair_rarity = 2};
  vb_term rare = {.pair_rank = 2, .pair_rarity = VB_PAIR_RARITY_MAX};
  vb_term none = {.pair_rank = VB_NOT_PAIRED};
  cr_expect(vb_pair_indexed(&all, &rare) && vb_pair_indexed(&rare, &all));
  cr_expect(vb_pair_indexed(&half, &half));
  cr_expect_not(vb_pair_indexed(&half, &rare));
  cr_expect_not(vb_pair_indexed(&all, &none));
}
