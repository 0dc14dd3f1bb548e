/*
 * native_batch.h - articles of a native store that are not a segment yet.
 *
 * A batch collects the words of its articles in memory, and writes their texts to the
 * files of the future segment. Writing the batch makes lists of the words and completes
 * the files. Before that, its articles can be found, replaced and removed by id.
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
  vb_hash_table table;              /* by id: the number of its latest article, plus one */
  struct vb_native_fresh *articles; /* by number */
  size_t article_capacity;
  uint64_t *gone; /* one bit per article that was replaced or removed */
  size_t gone_words;
  uint32_t gone_count, docs;
  vb_task task; /* its writing */
  /* The result of vb_native_batch_write: */
  vb_segment_files files;
  vb_status status;
  vb_error error;
} vb_native_batch;

vb_status vb_native_batch_init(vb_native_batch *batch, size_t memory, vb_error *err);
void vb_native_batch_clear(vb_native_batch *batch);
void vb_native_batch_reset(vb_native_batch *batch); /* empties it; keeps its memory */

/* Makes room for one more article. REQUIRES: called before each article is added. */
vb_status vb_native_batch_reserve(vb_native_batch *batch, vb_error *err);
/* Ends an article whose words and text have been added to the builder and the segment. keys: of
   shingles.h. */
void vb_native_batch_end_article(vb_native_batch *batch, vb_id_hash id, uint64_t hash,
                                 const uint32_t *keys, size_t key_count);

/* Finds an article's content hash; false if it is not in the batch. */
bool vb_native_batch_find(const vb_native_batch *batch, vb_id_hash id, uint64_t *hash);
/* False if it is not in the batch. */
bool vb_native_batch_remove(vb_native_batch *batch, vb_id_hash id);
static inline uint32_t vb_native_batch_live(const vb_native_batch *batch) {
  return batch->docs - batch->gone_count;
}

/* Writes lists and files; the result is in files, status and error. */
void vb_native_batch_write(vb_native_batch *batch, vb_builder_tools *tools);

#endif
