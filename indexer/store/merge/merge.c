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
#include "indexer/store/merge/merge_policy.h"

#include <stdlib.h>

enum {
  /* Bytes of the inputs read before their pages are released; until then they count as memory of
     this process. With less, pages that all lists share are read more often. */
  READ_MAX = 8 * 1024 * 1024,
  /* What the kernel maps around a byte that is read for the first time, if it is in its cache. */
  AROUND = 64 * 1024
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

void vb_merge_has_read_apart(vb_merge *m, uint64_t bytes) {
  vb_merge_has_read(m, bytes < AROUND ? AROUND : bytes);
}

/* ---- one merge ---- */

void vb_merge_drop(vb_merge *m) {
  if (!m) return;
  vb_segment_writer_abandon(m->out);
  for (size_t i = 0; m->inputs && i < m->count; i++) {
    free(m->inputs[i].deleted);
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
  free(m);
}

static vb_status write_merged(vb_merge *m, vb_error *err) {
  vb_status status = vb_merge_articles(m, err);
  if (status == VB_OK) status = vb_merge_words(m, err);
  vb_posting_list_clear(&m->list); /* of a frequent word's positions, which later lists have not */
  if (status == VB_OK) status = vb_merge_bigrams(m, err);
  if (status == VB_OK) status = vb_merge_stems(m, err);
  if (status == VB_OK) status = vb_merge_minhash(m, err);
  return status;
}

static size_t bitmap_words(uint32_t docs) {
  return (size_t)docs / 64 + 1;
}

/* Takes note of an input and of what is deleted in it. */
static vb_status take_input(vb_merge_input *in, const vb_write_transaction *session, size_t index,
                            vb_error *err) {
  in->segment = vb_write_transaction_segment(session, index);
  in->live = vb_write_transaction_live(session, index);
  uint32_t docs = vb_segment_about(in->segment)->docs;
  if (in->live == docs) return VB_OK;
  in->deleted = calloc(bitmap_words(docs), sizeof *in->deleted);
  if (!in->deleted) return no_memory(err);
  for (uint32_t doc = 0; doc < docs; doc++)
    if (vb_write_transaction_deleted(session, index, doc))
      in->deleted[doc / 64] |= UINT64_C(1) << doc % 64;
  return VB_OK;
}

static vb_status begin(vb_write_transaction *session, vb_merge_means means, const size_t *which,
                       size_t count, vb_merge **out, vb_error *err) {
  *out = NULL;
  vb_merge *m = calloc(1, sizeof *m);
  if (!m) return no_memory(err);
  m->means = means;
  m->count = count;
  m->folder = vb_write_transaction_folder(session);
  m->number = vb_write_transaction_number(session);
  m->runs_number = vb_write_transaction_number(session);
  m->inputs = calloc(count + 1, sizeof *m->inputs);
  vb_status status = m->inputs ? VB_OK : no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++)
    status = take_input(&m->inputs[i], session, which[i], err);
  if (status == VB_OK) *out = m;
  else vb_merge_drop(m);
  return status;
}

/* If no article is left, nothing is written. */
static bool any_left(const vb_merge *m) {
  for (size_t i = 0; i < m->count; i++)
    if (m->inputs[i].live) return true;
  return false;
}

void vb_merge_run(vb_merge *m) {
  if (!any_left(m)) return;
  m->status = vb_segment_writer_new(m->folder, m->number, &m->out, &m->error);
  if (m->status == VB_OK) {
    vb_segment_writer_share(m->out, m->means.pool);
    vb_segment_writer_compress(m->out, m->means.effort);
    m->status = write_merged(m, &m->error);
  }
  if (m->status != VB_OK) return;
  vb_segment_writer *out = m->out;
  m->out = NULL;
  m->status = vb_segment_writer_finish(out, &m->files, &m->error);
}

/* ---- its end ---- */

static size_t index_of(const vb_write_transaction *session, const vb_segment *segment) {
  size_t i = 0;
  while (vb_write_transaction_segment(session, i) != segment) i++;
  return i;
}

/* Marks docs of the output that were deleted after the merge began. */
static void note_late(const vb_merge_input *in, const vb_write_transaction *session, size_t index,
                      uint64_t *late) {
  uint32_t docs = vb_segment_about(in->segment)->docs;
  if (vb_write_transaction_live(session, index) == in->live) return;
  for (uint32_t doc = 0; doc < docs; doc++)
    if (in->docs[doc] != VB_MERGE_NONE && vb_write_transaction_deleted(session, index, doc))
      late[in->docs[doc] / 64] |= UINT64_C(1) << in->docs[doc] % 64;
}

static vb_status replace(const vb_merge *m, vb_write_transaction *session, vb_error *err) {
  size_t *which = calloc(m->count + 1, sizeof *which);
  uint64_t *late = calloc(bitmap_words(m->docs), sizeof *late);
  bool any = any_left(m);
  vb_status status = which && late ? VB_OK : no_memory(err);
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    which[i] = index_of(session, m->inputs[i].segment);
    if (any) note_late(&m->inputs[i], session, which[i], late);
  }
  if (status == VB_OK)
    status =
        vb_write_transaction_replace(session, which, m->count, any ? &m->files : NULL, late, err);
  free(which);
  free(late);
  return status;
}

vb_status vb_merge_end(vb_merge *m, vb_write_transaction *session, vb_error *err) {
  vb_status status = m->status;
  if (status != VB_OK && err) *err = m->error;
  if (status == VB_OK) status = replace(m, session, err);
  vb_merge_drop(m);
  return status;
}

/* ---- what to merge ---- */

static vb_merge_size size_of(const vb_write_transaction *s, size_t i) {
  const vb_segment_info *info = vb_segment_about(vb_write_transaction_segment(s, i));
  uint64_t live = vb_write_transaction_live(s, i);
  return (vb_merge_size){live, info->docs ? info->words * live / info->docs : 0, info->docs};
}

static bool is_input(const vb_merge *m, const vb_segment *segment) {
  for (size_t i = 0; m && i < m->count; i++)
    if (m->inputs[i].segment == segment) return true;
  return false;
}

/* Sets *which, which the caller frees, to the *n segments that are due. */
static vb_status choose(const vb_write_transaction *s, const vb_merge *running, size_t **which,
                        size_t *n, vb_error *err) {
  size_t count = vb_write_transaction_segments(s), others = 0;
  vb_merge_size *sizes = calloc(count + 1, sizeof *sizes);
  size_t *indexes = calloc(count + 1, sizeof *indexes);
  *which = calloc(count + 1, sizeof **which);
  vb_status status = sizes && indexes && *which ? VB_OK : no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    if (is_input(running, vb_write_transaction_segment(s, i))) continue;
    indexes[others] = i;
    sizes[others++] = size_of(s, i);
  }
  *n = status == VB_OK ? vb_merge_choose(sizes, others, *which) : 0;
  for (size_t i = 0; i < *n; i++) (*which)[i] = indexes[(*which)[i]];
  free(sizes);
  free(indexes);
  return status;
}

vb_status vb_merge_due(const vb_write_transaction *session, const vb_merge *running, bool *due,
                       vb_error *err) {
  size_t *which, n;
  vb_status status = choose(session, running, &which, &n, err);
  *due = n > 0;
  free(which);
  return status;
}

vb_status vb_merge_begin(vb_write_transaction *session, vb_merge_means means, vb_merge **out,
                         vb_error *err) {
  size_t *which, n;
  *out = NULL;
  vb_status status = choose(session, NULL, &which, &n, err);
  if (status == VB_OK && n) status = begin(session, means, which, n, out, err);
  free(which);
  return status;
}

static bool fits_merge(vb_merge_size a, vb_merge_size b) {
  return a.docs + b.docs <= VB_MERGE_DOCS_MAX && a.words + b.words <= VB_MERGE_WORDS_MAX;
}

/* The next group of adjacent segments, from `from`, that fit into one; *count is its size. */
static void next_group(const vb_write_transaction *s, size_t from, size_t *count) {
  vb_merge_size sum = {0, 0, 0};
  size_t i = from;
  for (; i < vb_write_transaction_segments(s); i++) {
    vb_merge_size one = size_of(s, i);
    if (i > from && !fits_merge(sum, one)) break;
    sum.docs += one.docs, sum.words += one.words;
  }
  *count = i - from;
}

static vb_status merge_group(vb_write_transaction *session, vb_merge_means means, size_t from,
                             size_t count, vb_error *err) {
  size_t *which = calloc(count + 1, sizeof *which);
  vb_merge *merge = NULL;
  if (!which) return no_memory(err);
  for (size_t i = 0; i < count; i++) which[i] = from + i;
  vb_status status = begin(session, means, which, count, &merge, err);
  free(which);
  if (status != VB_OK) return status;
  vb_merge_run(merge);
  return vb_merge_end(merge, session, err);
}

vb_status vb_merge_all(vb_write_transaction *session, vb_merge_means means, vb_error *err) {
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
    else status = merge_group(session, means, from, count, err);
  }
  return status;
}
