/*
 * native_batch.c - a table of ids, a builder, and the segment that the batch will become.
 *
 *   id -> table -> number -> articles[number]: id, content hash      gone: a bit per number
 *
 * The table maps an id to its latest article. Entries are never removed, because a
 * removed article keeps its number; the bit in `gone` marks it.
 */
#include "indexer/pipeline/native_batch.h"

#include <stdlib.h>

typedef struct vb_native_fresh {
  vb_id_hash id;
  uint64_t hash;
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
  vb_hash_table_clear(&b->table);
  free(b->articles);
  free(b->gone);
  *b = (vb_native_batch){0};
}

void vb_native_batch_reset(vb_native_batch *b) {
  vb_builder_reset(b->builder);
  vb_minhash_reset(&b->minhash);
  vb_hash_table_reset(&b->table);
  if (b->gone) memset(b->gone, 0, b->gone_words * sizeof *b->gone);
  b->gone_count = b->docs = 0;
  b->status = VB_OK;
}

/* The slot of this id, or the free one where it belongs. REQUIRES: the table has room. */
static vb_hash_slot *slot_of(const vb_native_batch *b, vb_id_hash id) {
  uint32_t hash = (uint32_t)id.low;
  vb_hash_slot *slot = vb_hash_table_first(&b->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&b->table, slot)) {
    const fresh *f = &b->articles[slot->value - 1];
    if (slot->hash == hash && f->id.low == id.low && f->id.high == id.high) break;
  }
  return slot;
}

static bool grow_articles(vb_native_batch *b) {
  if (b->docs < b->article_capacity) return true;
  size_t n = b->article_capacity ? b->article_capacity * 2 : 1 << 11;
  fresh *grown = realloc(b->articles, n * sizeof *grown);
  if (!grown) return false;
  b->articles = grown;
  b->article_capacity = n;
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
  return vb_hash_table_reserve(&b->table, 1) && grow_articles(b) && grow_gone(b) ? VB_OK
                                                                                 : no_memory(err);
}

void vb_native_batch_end_article(vb_native_batch *b, vb_id_hash id, uint64_t hash,
                                 const uint32_t *keys, size_t key_count) {
  vb_builder_end_article(b->builder);
  vb_minhash_add(&b->minhash, b->docs, keys, key_count);
  vb_hash_slot *slot = slot_of(b, id);
  b->articles[b->docs++] = (fresh){id, hash};
  if (slot->value) slot->value = b->docs;
  else vb_hash_table_put(&b->table, slot, (uint32_t)id.low, b->docs);
}

/* The article with this id that is not gone; NULL for none. */
static const fresh *find(const vb_native_batch *b, vb_id_hash id) {
  const vb_hash_slot *slot = b->table.size ? slot_of(b, id) : NULL;
  if (!slot || !slot->value) return NULL;
  uint32_t doc = slot->value - 1;
  return b->gone[doc / 64] >> doc % 64 & 1 ? NULL : &b->articles[doc];
}

bool vb_native_batch_find(const vb_native_batch *b, vb_id_hash id, uint64_t *hash) {
  const fresh *f = find(b, id);
  if (f) *hash = f->hash;
  return f != NULL;
}

bool vb_native_batch_remove(vb_native_batch *b, vb_id_hash id) {
  const fresh *f = find(b, id);
  if (!f) return false;
  size_t doc = (size_t)(f - b->articles);
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

void vb_native_batch_write(vb_native_batch *b, vb_builder_tools *tools) {
  b->status = vb_builder_write(b->builder, tools, b->segment, &b->error);
  if (!b->status) b->status = write_minhash(b, &b->error);
  if (b->status) return;
  vb_segment_writer *segment = b->segment;
  b->segment = NULL;
  b->status = vb_segment_writer_finish(segment, &b->files, &b->error);
}
