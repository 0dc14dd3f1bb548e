/*
 * merge_policy.h - which segments of a store are merged while articles are added.
 *
 * The choice depends on the segments' sizes alone, never on time, so the same articles
 * make the same segments with any number of threads. A segment belongs to a tier by its
 * words, and a tier of small segments is full sooner:
 *
 *   tier    words below                      merged when there are
 *   0           2 Ki (3 articles of news)     4
 *   1          16 Ki (25)                     8
 *   2         256 Ki (400)                   16
 *   3           4 Mi (6,000)                 16
 *   4          64 Mi (100,000)               32
 *   5      only when most of it is deleted: each costs a search little
 *
 * How often an article is written, including the first time, up to a million articles:
 * twice if they come in batches as an index run makes them, at most three times in
 * commits of 1,000 articles, four times in commits of 100, and six times one by one.
 * At most 3 + 7 + 15 + 15 + 31 segments are in the tiers below 5. A test holds these
 * bounds.
 */
#ifndef VB_STORE_MERGE_MERGE_POLICY_H
#define VB_STORE_MERGE_MERGE_POLICY_H

#include <stddef.h>
#include <stdint.h>

typedef struct vb_merge_size {
  uint64_t docs, words; /* of the articles that are not deleted */
  uint64_t all_docs;    /* including deleted ones */
} vb_merge_size;

/* Sets `which` (room for `count`) to the segments to merge now, ascending. Returns how many; 0 for
   none; 1 for a segment of which more than half is deleted. */
size_t vb_merge_choose(const vb_merge_size *segments, size_t count, size_t *which);

enum {
  /* The largest result. The list of the most frequent word (a twentieth of all words) is in memory
     at 4 bytes per occurrence, 20 MB, besides the batches of the articles that are being added. */
  VB_MERGE_WORDS_DUE = 100 * 1000 * 1000,
  VB_MERGE_DOCS_DUE = 1 << 20 /* at 60 bytes per article */
};

#endif
