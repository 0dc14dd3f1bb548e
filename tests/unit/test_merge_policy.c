/*
 * test_merge_policy.c - the choice of what to merge, simulated up to a million articles: how often
 * an article is written, how many segments there are, and that no small one stays for long.
 */
#include "indexer/store/merge/merge_policy.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 650, MOST = 512 }; /* of an article of news; segments in a simulated store */

typedef struct store {
  vb_merge_size segments[MOST];
  unsigned writes[MOST]; /* of the article in the segment that was written most often */
  size_t count, most;
  uint64_t articles, written; /* written: articles, once for each time */
  unsigned most_writes;
} store;

static void merge(store *s) {
  size_t which[MOST], n;
  while ((n = vb_merge_choose(s->segments, s->count, which)) > 0) {
    vb_merge_size sum = {0, 0, 0};
    unsigned writes = 0;
    for (size_t i = n; i-- > 0;) {
      const vb_merge_size *one = &s->segments[which[i]];
      cr_assert(i == 0 || which[i] > which[i - 1]);
      sum.docs += one->docs, sum.words += one->words;
      if (s->writes[which[i]] > writes) writes = s->writes[which[i]];
      size_t after = s->count - which[i] - 1;
      memmove(&s->segments[which[i]], &s->segments[which[i] + 1], after * sizeof *s->segments);
      memmove(&s->writes[which[i]], &s->writes[which[i] + 1], after * sizeof *s->writes);
      s->count--;
    }
    cr_assert(sum.words <= VB_MERGE_WORDS_DUE && sum.docs <= VB_MERGE_DOCS_DUE);
    sum.all_docs = sum.docs;
    s->written += sum.docs;
    s->segments[s->count] = sum;
    s->writes[s->count++] = writes + 1;
    if (writes + 1 > s->most_writes) s->most_writes = writes + 1;
  }
}

static void commit(store *s, uint64_t articles, uint64_t words) {
  cr_assert(s->count < MOST);
  s->segments[s->count] = (vb_merge_size){articles, articles * words, articles};
  s->writes[s->count++] = 1;
  s->articles += articles;
  s->written += articles;
  if (!s->most_writes) s->most_writes = 1;
  merge(s);
  if (s->count > s->most) s->most = s->count;
}

/* An article's share of writes, in hundredths. */
static uint64_t share(const store *s) {
  return s->written * 100 / s->articles;
}

Test(merge_policy, a_million_articles_in_batches_are_written_twice_at_most) {
  store s = {0};
  while (s.articles < 1000 * 1000) commit(&s, 24 * 1000, WORDS);
  cr_expect(s.most_writes <= 2, "%u times", s.most_writes);
  cr_expect(share(&s) <= 200, "%llu%%", (unsigned long long)share(&s));
  cr_expect(s.most <= 36, "%zu segments", s.most);
}

Test(merge_policy, four_times_a_hundred_thousand_articles_need_no_merge) {
  store s = {0};
  while (s.articles < 4 * 112 * 1000) commit(&s, 16 * 1000, WORDS);
  cr_expect(s.most_writes == 1, "%u times", s.most_writes);
}

Test(merge_policy, commits_of_a_thousand_are_written_three_times_at_most) {
  store s = {0};
  while (s.articles < 1000 * 1000) commit(&s, 1000, WORDS);
  cr_expect(s.most_writes <= 3, "%u times", s.most_writes);
  cr_expect(s.most <= 15 + 31 + 8, "%zu segments", s.most);
}

Test(merge_policy, commits_of_a_hundred_are_written_four_times_at_most) {
  store s = {0};
  while (s.articles < 1000 * 1000) commit(&s, 100, WORDS);
  cr_expect(s.most_writes <= 4, "%u times", s.most_writes);
}

Test(merge_policy, single_articles_are_written_six_times_at_most, .timeout = 60) {
  store s = {0};
  while (s.articles < 264 * 1000) commit(&s, 1, WORDS); /* later ones are written as often */
  cr_expect(s.most_writes <= 6, "%u times", s.most_writes);
  cr_expect(s.most <= 3 + 7 + 15 + 15 + 31 + 8, "%zu segments", s.most);
}

/* Commits of any size in any order, and articles of any length. */
Test(merge_policy, mixed_commits_keep_few_segments_and_few_writes) {
  store s = {0};
  srandom(7);
  for (size_t i = 0; i < 8000; i++) {
    uint64_t articles = 1 + (uint64_t)random() % (random() % 50 ? 20 : 3000);
    commit(&s, articles, 20 + (uint64_t)random() % 2000);
  }
  cr_expect(s.most <= 3 + 7 + 15 + 15 + 31 + 8, "%zu segments", s.most);
  cr_expect(share(&s) <= 600, "%llu%%", (unsigned long long)share(&s));
}

Test(merge_policy, one_article_segments_do_not_stay) {
  store s = {0};
  for (int i = 0; i < 20; i++) commit(&s, 24 * 1000, WORDS);
  for (int i = 0; i < 4; i++) commit(&s, 1, WORDS);
  cr_expect(s.count == 21, "%zu segments", s.count);
}

/* What a full tier makes, fills the next one, and smaller segments are merged with it at once. */
Test(merge_policy, smaller_segments_are_taken_along) {
  vb_merge_size sizes[24] = {0};
  size_t which[24], n = 0;
  for (size_t i = 0; i < 16; i++) sizes[n++] = (vb_merge_size){1000, 1000 * WORDS, 1000};
  for (size_t i = 0; i < 3; i++) sizes[n++] = (vb_merge_size){1, WORDS, 1};
  cr_expect(vb_merge_choose(sizes, n, which) == 19);
  cr_expect(vb_merge_choose(sizes + 1, n - 1, which) == 0);
}

Test(merge_policy, a_segment_mostly_deleted_is_written_anew) {
  const vb_merge_size sizes[] = {{50, 50 * WORDS, 100}, {49, 49 * WORDS, 100}};
  size_t which[2];
  cr_expect(vb_merge_choose(sizes, 2, which) == 1);
  cr_expect(which[0] == 1);
  cr_expect(vb_merge_choose(sizes, 1, which) == 0);
}

Test(merge_policy, nothing_is_due_in_an_empty_store) {
  size_t which[1];
  cr_expect(vb_merge_choose(NULL, 0, which) == 0);
}
