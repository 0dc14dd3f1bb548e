/*
 * merge.c - reads several segments in parallel and writes them as one.
 *
 *   input 0   docs 0 1 x 3        ->  output docs 0 1 2           x: deleted
 *   input 1   docs 0 x 2 3        ->              3 4 5
 *
 * Articles keep their order and deleted ones are left out, so the docs of each input
 * become one range of the output's. A merged list is therefore the concatenation of
 * the inputs' lists, renumbered. Only pairs are found anew (merge_bigrams.c).
 *
 * Memory does not depend on the size of the inputs, except for 60 bytes per article
 * and 10 per word: one list at a time is in memory, pairs use the given budget, and
 * the inputs' pages are released as they are read.
 */
#include "indexer/store/merge/merge_internal.h"

#include <stdlib.h>

enum {
  /* Bytes of the inputs read before their pages are released; until then they count as memory of
     this process. With less, pages that all lists share are read more often. */
  READ_MAX = 16 * 1024 * 1024
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

vb_status vb_merge_at_end(vb_merge_input *in, vb_status status) {
  in->done = status != VB_OK;
  return status == VB_NOT_FOUND ? VB_OK : status;
}

void vb_merge_has_read(vb_merge *m, uint64_t bytes) {
  m->read += bytes;
  if (m->read < READ_MAX) return;
  m->read = 0;
  for (size_t i = 0; i < m->count; i++) vb_segment_forget(m->inputs[i].segment);
}

/* ---- one merge ---- */

static void merge_clear(vb_merge *m) {
  for (size_t i = 0; m->inputs && i < m->count; i++) {
    free(m->inputs[i].docs);
    free(m->inputs[i].words);
    free(m->inputs[i].ordinals);
  }
  free(m->inputs);
  free(m->doc_words);
  free(m->own_stem);
  free(m->dfs);
  free(m->rarities);
  free(m->ordinals);
  vb_posting_list_clear(&m->list);
  vb_posting_list_clear(&m->spare);
}

static vb_status write_merged(vb_merge *m, vb_error *err) {
  vb_status status = vb_merge_articles(m, err);
  if (status == VB_OK) status = vb_merge_words(m, err);
  if (status == VB_OK) status = vb_merge_bigrams(m, err);
  if (status == VB_OK) status = vb_merge_stems(m, err);
  if (status == VB_OK) status = vb_merge_minhash(m, err);
  return status;
}

/* Writes one segment from several, without deleted articles, and replaces them in the transaction.
   If no article is left, they are replaced by nothing. */
static vb_status merge_segments(vb_write_transaction *session, size_t memory, const size_t *which,
                                size_t count, vb_error *err) {
  vb_merge m = {.session = session, .memory = memory, .count = count};
  vb_segment_files files;
  bool any = false;
  m.inputs = calloc(count + 1, sizeof *m.inputs);
  vb_status status = m.inputs ? VB_OK : no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    m.inputs[i].index = which[i];
    m.inputs[i].segment = vb_write_transaction_segment(session, which[i]);
    any |= vb_write_transaction_live(session, which[i]) > 0;
  }
  if (status == VB_OK && any)
    status = vb_segment_writer_new(vb_write_transaction_folder(session),
                                   vb_write_transaction_number(session), &m.out, err);
  if (status == VB_OK && any) status = write_merged(&m, err);
  if (status == VB_OK && any) {
    vb_segment_writer *out = m.out;
    m.out = NULL;
    status = vb_segment_writer_finish(out, &files, err);
  }
  vb_segment_writer_abandon(m.out);
  merge_clear(&m);
  return status == VB_OK
             ? vb_write_transaction_replace(session, which, count, any ? &files : NULL, err)
             : status;
}

/* ---- what to merge ---- */

typedef struct size_of {
  uint64_t docs, words;
} size_of;

static size_of live_size(const vb_write_transaction *s, size_t i) {
  const vb_segment_info *info = vb_segment_about(vb_write_transaction_segment(s, i));
  uint64_t live = vb_write_transaction_live(s, i);
  return (size_of){live, info->docs ? info->words * live / info->docs : 0};
}

static bool fits_merge(size_of a, size_of b) {
  return a.docs + b.docs <= VB_MERGE_DOCS_MAX && a.words + b.words <= VB_MERGE_WORDS_MAX;
}

/* The words of one tier differ by a factor of VB_MERGE_TIER; up to a thousand words are tier 0. */
static unsigned tier_of(uint64_t words) {
  unsigned tier = 0;
  for (words /= 1000; words; words /= VB_MERGE_TIER) tier++;
  return tier;
}

/* Chooses the first VB_MERGE_TIER segments of one tier that fit together, or a segment that is more
   than half deleted. Returns how many; 0 for none. */
static size_t choose(const vb_write_transaction *s, size_t which[VB_MERGE_TIER]) {
  size_t segments = vb_write_transaction_segments(s);
  for (unsigned tier = 0; tier < 32; tier++) {
    size_t n = 0;
    size_of sum = {0, 0};
    for (size_t i = 0; i < segments && n < VB_MERGE_TIER; i++) {
      size_of one = live_size(s, i);
      if (tier_of(one.words) != tier || !fits_merge(sum, one)) continue;
      which[n++] = i;
      sum.docs += one.docs, sum.words += one.words;
    }
    if (n == VB_MERGE_TIER) return n;
  }
  for (size_t i = 0; i < segments; i++) {
    which[0] = i;
    if (vb_write_transaction_live(s, i) <
        vb_segment_about(vb_write_transaction_segment(s, i))->docs / 2)
      return 1;
  }
  return 0;
}

vb_status vb_merge_due(vb_write_transaction *session, size_t memory, vb_error *err) {
  size_t which[VB_MERGE_TIER], n;
  vb_status status = VB_OK;
  while (status == VB_OK && (n = choose(session, which)) > 0)
    status = merge_segments(session, memory, which, n, err);
  return status;
}

/* The next group of adjacent segments, from `from`, that fit into one; *count is its size. */
static void next_group(const vb_write_transaction *s, size_t from, size_t *count) {
  size_of sum = {0, 0};
  size_t i = from;
  for (; i < vb_write_transaction_segments(s); i++) {
    size_of one = live_size(s, i);
    if (i > from && !fits_merge(sum, one)) break;
    sum.docs += one.docs, sum.words += one.words;
  }
  *count = i - from;
}

static vb_status merge_group(vb_write_transaction *session, size_t memory, size_t from,
                             size_t count, vb_error *err) {
  size_t *which = calloc(count + 1, sizeof *which);
  if (!which) return no_memory(err);
  for (size_t i = 0; i < count; i++) which[i] = from + i;
  vb_status status = merge_segments(session, memory, which, count, err);
  free(which);
  return status;
}

vb_status vb_merge_all(vb_write_transaction *session, size_t memory, vb_error *err) {
  vb_status status = VB_OK;
  size_t left = vb_write_transaction_segments(session); /* merged segments move to the end */
  for (size_t from = 0; left && status == VB_OK;) {
    size_t count;
    next_group(session, from, &count);
    if (count > left) count = left;
    left -= count;
    bool whole =
        count == 1 && vb_write_transaction_live(session, from) ==
                          vb_segment_about(vb_write_transaction_segment(session, from))->docs;
    if (whole) from++;
    else status = merge_group(session, memory, from, count, err);
  }
  return status;
}
