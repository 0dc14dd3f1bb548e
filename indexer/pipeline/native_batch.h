/*
 * native_batch.h - articles that are put into a native store and not yet a segment of it.
 *
 * A batch gathers the words of its articles in memory and their texts in the files of
 * the segment to be; writing it turns the words into lists and ends the files. Until
 * then articles in it can be found, replaced and removed by id.
 */
#ifndef VB_PIPELINE_NATIVE_BATCH_H
#define VB_PIPELINE_NATIVE_BATCH_H

#include "indexer/base/hash_table.h"
#include "indexer/store/segment/builder.h"
#include "indexer/store/commit/write_transaction.h"

typedef struct vb_native_batch {
  vb_builder *builder;
  vb_segment_writer *segment; /* NULL: none begun */
  vb_minhash minhash;
  vb_hash_table table;              /* an id's latest article, plus one */
  struct vb_native_fresh *articles; /* by number */
  size_t article_capacity;
  uint64_t *gone; /* a bit for each article that was replaced or removed */
  size_t gone_words;
  uint32_t gone_count, docs;
  vb_task task; /* its writing */
  /* What came of vb_native_batch_write. */
  vb_segment_files files;
  vb_status status;
  vb_error error;
} vb_native_batch;

vb_status vb_native_batch_init(vb_native_batch *batch, size_t memory, vb_error *err);
void vb_native_batch_clear(vb_native_batch *batch);
void vb_native_batch_reset(vb_native_batch *batch); /* empty again; keeps memory */

/* Readies the batch for one more article; only then may it be added. */
vb_status vb_native_batch_reserve(vb_native_batch *batch, vb_error *err);
/* Of an article whose words and text are in the builder and the segment: ends it. keys: of
   shingles.h. */
void vb_native_batch_end_article(vb_native_batch *batch, vb_id_hash id, uint64_t hash,
                                 const uint32_t *keys, size_t key_count);

/* Its content's hash; false when it is not here. */
bool vb_native_batch_find(const vb_native_batch *batch, vb_id_hash id, uint64_t *hash);
/* False when it was not here. */
bool vb_native_batch_remove(vb_native_batch *batch, vb_id_hash id);
static inline uint32_t vb_native_batch_live(const vb_native_batch *batch) {
  return batch->docs - batch->gone_count;
}

/* Lists and files; the result is in files, status and error. */
void vb_native_batch_write(vb_native_batch *batch, vb_stemmer *stemmer);

#endif
