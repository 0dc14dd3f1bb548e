/*
 * copy.c - reads articles from a store and puts them into another.
 */
#include "indexer/pipeline/copy.h"

#include "indexer/pipeline/index.h"

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

static vb_status copy_all(vb_stored_articles *from, vb_writer *to, const vb_copy_options *options,
                          vb_arena *arena, vb_copy_summary *out, vb_error *err) {
  for (;;) {
    vb_article article;
    uint64_t hash;
    bool end;
    vb_arena_clear(arena);
    vb_status status = vb_stored_articles_next(from, arena, &article, &hash, &end, err);
    if (status != VB_OK || end) return status;
    if (options->shards > 1 && vb_index_shard_of(article.id, options->shards) != options->shard) {
      out->other_shard++;
      continue;
    }
    status = copy_one(to, &article, hash, out, err);
    if (status != VB_OK) return status;
    if (options->progress) options->progress(options->context, out);
    out->interrupted = options->stop && *options->stop;
    if (out->interrupted) return VB_OK;
  }
}

vb_status vb_copy_run(vb_stored_articles *from, vb_writer *to, const vb_copy_options *options,
                      vb_copy_summary *out, vb_error *err) {
  *out = (vb_copy_summary){0};
  vb_arena *arena = vb_arena_new();
  if (!arena) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = copy_all(from, to, options, arena, out, err);
  if (status == VB_OK && options->shards < 2 && !out->interrupted)
    status = copy_lines(from, to, err);
  if (status == VB_OK) status = vb_writer_commit(to, err);
  vb_arena_free(arena);
  return status;
}
