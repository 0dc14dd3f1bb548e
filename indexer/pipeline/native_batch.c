/*
 * native_batch.c - a table of ids beside a builder and the segment it will be.
 *
 * The table is open addressing by the id's hash; an entry is never taken out, since a
 * removed article still has its number: a bit says that it is gone.
 */
#include "indexer/pipeline/native_batch.h"

#include <stdlib.h>

typedef struct vb_native_fresh {
  vb_id_hash id;
  uint64_t hash;
  uint32_t doc; /* + 1; 0 is empty */
} fresh;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory left to index with");
}

vb_status vb_native_batch_init(vb_native_batch *b, size_t memory, vb_error *err) {
  *b = (vb_native_batch){0};
  return vb_builder_new(memory, &b->builder, err);
}

void vb_native_batch_clear(vb_native_batch *b) {
  vb_segment_writer_abandon(b->segment);
  vb_builder_free(b->builder);
  vb_minhash_clear(&b->minhash);
  free(b->table);
  free(b->gone);
  *b = (vb_native_batch){0};
}

void vb_native_batch_reset(vb_native_batch *b) {
  vb_builder_reset(b->builder);
  vb_minhash_reset(&b->minhash);
  if (b->table) memset(b->table, 0, b->table_size * sizeof *b->table);
  if (b->gone) memset(b->gone, 0, b->gone_words * sizeof *b->gone);
  b->table_used = 0;
  b->gone_count = b->docs = 0;
  b->status = VB_OK;
}

/* The entry of this id, or the empty one where it would go; the table is not full. */
static fresh *slot_of(const vb_native_batch *b, vb_id_hash id) {
  size_t at = id.low & (b->table_size - 1);
  while (b->table[at].doc && (b->table[at].id.low != id.low || b->table[at].id.high != id.high))
    at = (at + 1) & (b->table_size - 1);
  return &b->table[at];
}

static bool grow_table(vb_native_batch *b) {
  if (b->table_used * 2 < b->table_size) return true;
  vb_native_batch old = *b;
  b->table_size = old.table_size ? old.table_size * 2 : 1 << 12;
  b->table = calloc(b->table_size, sizeof *b->table);
  if (!b->table) {
    b->table = old.table;
    b->table_size = old.table_size;
    return false;
  }
  for (size_t i = 0; i < old.table_size; i++)
    if (old.table[i].doc) *slot_of(b, old.table[i].id) = old.table[i];
  free(old.table);
  return true;
}

static bool grow_gone(vb_native_batch *b) {
  if (b->docs < b->gone_words * 64) return true;
  size_t n = (size_t)b->docs / 64 + 1024;
  uint64_t *grown = realloc(b->gone, n * sizeof *grown);
  if (!grown) return false;
  memset(grown + b->gone_words, 0, (n - b->gone_words) * sizeof *grown);
  b->gone = grown;
  b->gone_words = n;
  return true;
}

vb_status vb_native_batch_reserve(vb_native_batch *b, vb_error *err) {
  return grow_table(b) && grow_gone(b) ? VB_OK : no_memory(err);
}

void vb_native_batch_end_article(vb_native_batch *b, vb_id_hash id, uint64_t hash,
                                 const uint32_t *keys, size_t key_count) {
  vb_builder_end_article(b->builder);
  vb_minhash_add(&b->minhash, b->docs, keys, key_count);
  fresh *f = slot_of(b, id);
  b->table_used += !f->doc;
  *f = (fresh){id, hash, ++b->docs};
}

static const fresh *find(const vb_native_batch *b, vb_id_hash id) {
  const fresh *f = b->table_size ? slot_of(b, id) : NULL;
  if (!f || !f->doc) return NULL;
  uint32_t doc = f->doc - 1;
  return b->gone[doc / 64] >> doc % 64 & 1 ? NULL : f;
}

bool vb_native_batch_find(const vb_native_batch *b, vb_id_hash id, uint64_t *hash) {
  const fresh *f = find(b, id);
  if (f) *hash = f->hash;
  return f != NULL;
}

bool vb_native_batch_remove(vb_native_batch *b, vb_id_hash id) {
  const fresh *f = find(b, id);
  if (!f) return false;
  uint32_t doc = f->doc - 1;
  b->gone[doc / 64] |= UINT64_C(1) << doc % 64;
  b->gone_count++;
  return true;
}

static vb_status write_minhash(vb_native_batch *b, vb_error *err) {
  vb_status status = vb_minhash_sort(&b->minhash, err);
  for (size_t i = 0; status == VB_OK && i < vb_minhash_count(&b->minhash); i++)
    vb_minhash_put(vb_segment_writer_minhash(b->segment), vb_minhash_at(&b->minhash, i));
  return status;
}

void vb_native_batch_write(vb_native_batch *b, vb_stemmer *stemmer) {
  b->status = vb_builder_write(b->builder, stemmer, b->segment, &b->error);
  if (!b->status) b->status = write_minhash(b, &b->error);
  if (b->status) return;
  vb_segment_writer *segment = b->segment;
  b->segment = NULL;
  b->status = vb_segment_writer_finish(segment, &b->files, &b->error);
}
