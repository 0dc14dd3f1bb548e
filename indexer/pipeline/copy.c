/*
 * copy.c - reads articles from a store and puts them into another.
 *
 * They are read some at a time, so that a store far away is asked once which of them it has.
 */
#include "indexer/pipeline/copy.h"

#include "indexer/pipeline/index.h"

#include <stdlib.h>

static vb_status copy_one(vb_writer *to, const vb_article *article, uint64_t hash,
                          vb_copy_summary *out, vb_error *err) {
  bool found;
  uint64_t known;
  vb_status status = vb_writer_find(to, article->id, &found, &known, err);
  if (status != VB_OK) return status;
  if (found && known == hash) {
    out->unchanged++;
    return VB_OK;
  }
  status = vb_writer_put(to, article, hash, err);
  if (status == VB_OK) (*(found ? &out->replaced : &out->added))++;
  return status;
}

/* What was learned of outlets' lines goes with all articles; with a part of them it would count
   pages that are not there. */
static vb_status copy_lines(vb_stored_articles *from, vb_writer *to, vb_error *err) {
  vb_buf lines = VB_BUF_INIT, there = VB_BUF_INIT;
  vb_status status = vb_stored_articles_lines(from, &lines, err);
  if (status == VB_OK) status = vb_writer_lines(to, &there, err);
  if (status == VB_OK && lines.n && !there.n)
    status = vb_writer_set_lines(to, vb_buf_view(&lines), err);
  vb_buf_clear(&lines), vb_buf_clear(&there);
  return status;
}

enum { AT_ONCE = 128, BYTES_AT_ONCE = 4 * 1024 * 1024 };

typedef struct batch {
  vb_article articles[AT_ONCE];
  uint64_t hashes[AT_ONCE];
  vb_str ids[AT_ONCE];
  size_t count;
  vb_arena *arena; /* of the articles */
  bool end;        /* there are no more */
} batch;

/* Reads the next articles of the shard that is copied: one, if the target is not far away. */
static vb_status read_batch(vb_stored_articles *from, const vb_copy_options *options, size_t most,
                            batch *b, vb_copy_summary *out, vb_error *err) {
  size_t bytes = 0;
  b->count = 0;
  vb_arena_clear(b->arena);
  while (b->count < most && bytes < BYTES_AT_ONCE) {
    vb_article *article = &b->articles[b->count];
    vb_status status =
        vb_stored_articles_next(from, b->arena, article, &b->hashes[b->count], &b->end, err);
    if (status != VB_OK || b->end) return status;
    bytes += article->text.n + article->title.n;
    if (options->shards > 1 && vb_index_shard_of(article->id, options->shards) != options->shard) {
      out->other_shard++;
      continue;
    }
    b->ids[b->count++] = article->id;
  }
  return VB_OK;
}

static vb_status copy_all(vb_stored_articles *from, vb_writer *to, const vb_copy_options *options,
                          batch *b, vb_copy_summary *out, vb_error *err) {
  size_t most = vb_writer_is_far(to) ? AT_ONCE : 1;
  while (!b->end) {
    vb_status status = read_batch(from, options, most, b, out, err);
    if (status == VB_OK) status = vb_writer_expect(to, b->ids, b->count, err);
    for (size_t i = 0; i < b->count && status == VB_OK; i++) {
      status = copy_one(to, &b->articles[i], b->hashes[i], out, err);
      if (status == VB_OK && options->progress) options->progress(options->context, out);
      out->interrupted = options->stop && *options->stop;
      if (out->interrupted) return status;
    }
    if (status != VB_OK) return status;
  }
  return VB_OK;
}

vb_status vb_copy_run(vb_stored_articles *from, vb_writer *to, const vb_copy_options *options,
                      vb_copy_summary *out, vb_error *err) {
  *out = (vb_copy_summary){0};
  batch *b = calloc(1, sizeof *b);
  if (b) b->arena = vb_arena_new();
  vb_status status = b && b->arena ? copy_all(from, to, options, b, out, err)
                                   : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK && options->shards < 2 && !out->interrupted)
    status = copy_lines(from, to, err);
  if (status == VB_OK) status = vb_writer_commit(to, err);
  if (b) vb_arena_free(b->arena);
  free(b);
  return status;
}
