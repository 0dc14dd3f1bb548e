/*
 * find_queue.c - keeps copies until there are enough of them, or enough bytes.
 */
#include "indexer/pipeline/find_queue.h"

#include <stdlib.h>

enum { AT_ONCE = 200, BYTES_MAX = 4 * 1024 * 1024 };

typedef struct waiting {
  vb_article article;
  uint64_t hash, size;
} waiting;

struct vb_find_queue {
  vb_writer *writer;
  vb_on_findable *pass;
  void *context;
  vb_arena *arena;
  waiting *items; /* NULL: nothing ever waits */
  vb_str ids[AT_ONCE];
  size_t count;
  uint64_t bytes;
};

void vb_find_queue_free(vb_find_queue *q) {
  if (!q) return;
  vb_arena_free(q->arena);
  free(q->items);
  free(q);
}

vb_status vb_find_queue_new(vb_writer *writer, vb_on_findable *pass, void *context,
                            vb_find_queue **out, vb_error *err) {
  bool far = vb_writer_is_far(writer);
  vb_find_queue *q = calloc(1, sizeof *q);
  if (q) *q = (vb_find_queue){.writer = writer, .pass = pass, .context = context};
  if (q && far) {
    q->arena = vb_arena_new();
    q->items = calloc(AT_ONCE, sizeof *q->items);
  }
  *out = q;
  if (q && (!far || (q->arena && q->items))) return VB_OK;
  vb_find_queue_free(q);
  *out = NULL;
  return vb_fail(err, VB_NOMEM, "no memory left to index with");
}

vb_status vb_find_queue_drain(vb_find_queue *q, vb_error *err) {
  if (!q || !q->count) return VB_OK;
  size_t count = q->count;
  q->count = 0, q->bytes = 0;
  vb_status status = vb_writer_expect(q->writer, q->ids, count, err);
  for (size_t i = 0; i < count && status == VB_OK; i++)
    status = q->pass(q->context, &q->items[i].article, q->items[i].hash, q->items[i].size, err);
  vb_arena_clear(q->arena);
  return status;
}

vb_status vb_find_queue_add(vb_find_queue *q, const vb_article *article, uint64_t hash,
                            uint64_t size, vb_error *err) {
  if (!q->items) return q->pass(q->context, article, hash, size, err);
  waiting *item = &q->items[q->count];
  if (!vb_article_copy(article, q->arena, &item->article))
    return vb_fail(err, VB_NOMEM, "no memory left to index with");
  item->hash = hash, item->size = size;
  q->ids[q->count++] = item->article.id;
  q->bytes += size;
  return q->count == AT_ONCE || q->bytes >= BYTES_MAX ? vb_find_queue_drain(q, err) : VB_OK;
}
