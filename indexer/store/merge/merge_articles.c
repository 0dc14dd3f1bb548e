/*
 * merge_articles.c - copies articles, gives them new numbers, merges the keys of copies.
 *
 * Articles keep their order and deleted ones are left out, so the docs of each input
 * become one range of the output's docs. `docs` of an input maps old numbers to new.
 */
#include "indexer/store/merge/merge_internal.h"

#include <stdlib.h>

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* Fills ids by doc. The column is sorted by id, so each entry is put at its doc's place. */
static vb_status read_ids(const vb_segment *s, vb_id_hash *ids, vb_error *err) {
  uint64_t n = s->docs.docs;
  vb_status status = vb_part_check(s->columns, s->docs.id_hashes, 16 * n, err);
  if (status == VB_OK) status = vb_part_check(s->columns, s->docs.id_docs, 4 * n, err);
  for (uint64_t i = 0; i < n && status == VB_OK; i++) {
    uint32_t doc;
    memcpy(&doc, s->columns->bytes + s->docs.id_docs + 4 * i, 4);
    if (doc >= n)
      return vb_fail(err, VB_CORRUPT, "%s: the table of ids is malformed", s->columns->path);
    memcpy(&ids[doc], s->columns->bytes + s->docs.id_hashes + 16 * i, 16);
  }
  return status;
}

static vb_status copy_article(vb_merge *m, const vb_merge_input *in, uint32_t doc, vb_id_hash id,
                              vb_buf *raw, vb_error *err) {
  vb_doc_facts facts;
  vb_str record;
  vb_doc_row row = {.id = id};
  vb_status status = vb_segment_facts(in->segment, doc, &facts, err);
  if (status == VB_OK) status = vb_segment_source(in->segment, facts.source, &row.source, err);
  if (status == VB_OK) status = vb_segment_record(in->segment, doc, raw, &record, err);
  if (status != VB_OK) return status;
  if (facts.words > VB_ARTICLE_MAX)
    return vb_fail(err, VB_CORRUPT, "%s: article %u has more words than it can have bytes",
                   in->segment->columns->path, doc);
  row.first_day = facts.first_day;
  row.last_day = facts.last_day;
  row.minute = facts.minute;
  row.words = facts.words;
  row.hash = facts.hash;
  m->doc_words[in->docs[doc]] = facts.words;
  vb_merge_has_read(m, record.n);
  return vb_segment_writer_doc(m->out, &row, record, err);
}

static vb_status copy_articles(vb_merge *m, vb_merge_input *in, vb_error *err) {
  vb_buf raw = VB_BUF_INIT;
  uint32_t docs = in->segment->info.docs;
  vb_id_hash *ids = calloc((size_t)docs + 1, sizeof *ids);
  in->docs = malloc(((size_t)docs + 1) * sizeof *in->docs);
  vb_status status = in->docs && ids ? read_ids(in->segment, ids, err) : no_memory(err);
  for (uint32_t doc = 0; doc < docs && status == VB_OK; doc++) {
    in->docs[doc] = VB_MERGE_NONE;
    if (vb_merge_deleted(in, doc)) continue;
    in->docs[doc] = m->docs++;
    status = copy_article(m, in, doc, ids[doc], &raw, err);
  }
  free(ids);
  vb_buf_clear(&raw);
  return status;
}

/* The size of the sample for `bytes` of text; 0: the text is hardly larger than a sample, and its
   first articles are enough. */
static uint64_t sample_size(uint64_t bytes, vb_text_effort effort) {
  enum {
    /* Varied text needs a larger one than a new segment has: texts get 1.5% smaller, and 0.8% more
       with twice as much. */
    FAST = 2 * VB_TEXT_SAMPLE,
    SMALL = 4 * VB_TEXT_SAMPLE
  };
  uint64_t most = effort == VB_TEXT_SMALL ? SMALL : FAST;
  if (bytes < 2 * FAST) return 0;
  return most < bytes / 2 ? most : bytes / 2;
}

/* Learns the output's phrases from articles of all inputs, which may be from different years or
   sources. */
static vb_status learn_phrases(vb_merge *m, vb_error *err) {
  enum { PACKED = 4 }; /* estimate: compressed text is a quarter of the text's size */
  vb_buf raw = VB_BUF_INIT, sample = VB_BUF_INIT;
  uint64_t bytes = 0;
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count; i++) bytes += m->inputs[i].segment->text->end * PACKED;
  uint64_t most = sample_size(bytes, m->means.effort);
  uint32_t step = most ? (uint32_t)((bytes + most - 1) / most) : 1;
  for (size_t i = 0; i < m->count; i++) {
    const vb_segment *s = m->inputs[i].segment;
    for (uint32_t doc = 0; doc < s->info.docs && sample.n < most; doc += step) {
      vb_str record;
      if (vb_merge_deleted(&m->inputs[i], doc)) continue;
      status = vb_segment_record(s, doc, &raw, &record, err);
      if (status != VB_OK) goto done;
      vb_buf_str(&sample, record);
      vb_merge_has_read_apart(m, record.n);
    }
  }
  status = vb_buf_ok(&sample, err);
  if (status == VB_OK && sample.n) /* empty if all articles sampled are deleted */
    status = vb_segment_writer_learn(m->out, vb_buf_view(&sample), step, err);
done:
  vb_buf_clear(&raw);
  vb_buf_clear(&sample);
  return status;
}

vb_status vb_merge_articles(vb_merge *m, vb_error *err) {
  uint64_t docs = 0;
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count; i++) docs += m->inputs[i].segment->info.docs;
  m->doc_words = malloc((docs + 1) * sizeof *m->doc_words);
  if (!m->doc_words) return no_memory(err);
  status = learn_phrases(m, err);
  for (size_t i = 0; i < m->count && status == VB_OK; i++)
    status = copy_articles(m, &m->inputs[i], err);
  return status;
}

/* ---- keys of copies ---- */

static vb_status next_minhash(vb_merge_input *in, vb_error *err) {
  vb_status status;
  do status = vb_merge_at_end(in, vb_minhash_next(&in->minhash_cursor, &in->minhash, err));
  while (status == VB_OK && !in->done && in->docs[in->minhash.doc] == VB_MERGE_NONE);
  if (status == VB_OK && !in->done) in->minhash.doc = in->docs[in->minhash.doc];
  return status;
}

/* When two inputs have the same key, the first input's docs are lower. */
vb_status vb_merge_minhash(vb_merge *m, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    vb_merge_input *in = &m->inputs[i];
    status = vb_minhash_from(in->segment, 0, &in->minhash_cursor, err);
    if (status == VB_OK) status = next_minhash(in, err);
  }
  while (status == VB_OK) {
    vb_merge_input *least = NULL;
    for (size_t i = 0; i < m->count; i++)
      if (!m->inputs[i].done && (!least || m->inputs[i].minhash.key < least->minhash.key))
        least = &m->inputs[i];
    if (!least) break;
    vb_minhash_put(vb_segment_writer_minhash(m->out), least->minhash);
    status = next_minhash(least, err);
  }
  return status;
}
