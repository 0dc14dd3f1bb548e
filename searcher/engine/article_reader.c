/*
 * article_reader.c - fetches ahead where a request costs more than an article.
 *
 * The first request asks for about a page, and each later one for twice as many as the one
 * before: a look-up that ends early reads little for nothing, a long walk takes few requests.
 */
#include "searcher/engine/article_reader.h"

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

static vb_status read_from(vb_article_reader *r, size_t i, vb_error *err) {
  uint64_t docs[VB_READER_MOST];
  size_t before = r->to - r->from, end = i < r->keep ? least(r->keep, r->count) : r->count;
  size_t count = least(before ? before * 2 : VB_READER_FIRST, VB_READER_MOST);
  count = r->engine->far ? least(count, end - i) : 1;
  for (size_t k = 0; k < count; k++) docs[k] = r->hits[i + k].doc;
  vb_arena *arena = i < r->keep ? r->kept : r->arena;
  vb_arena_clear(r->arena);
  r->from = r->to = i;
  r->articles = vb_arena_alloc(arena, count * sizeof *r->articles);
  if (!r->articles) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_fetch_many(r->engine, docs, count, arena, r->articles, err);
  if (status == VB_OK) r->to = i + count;
  return status;
}

vb_status vb_article_reader_get(vb_article_reader *r, size_t i, const vb_article **out,
                                vb_error *err) {
  *out = NULL;
  vb_status status = i < r->from || i >= r->to ? read_from(r, i, err) : VB_OK;
  if (status != VB_OK) return status;
  const vb_article *article = &r->articles[i - r->from];
  if (!article->id.p) return vb_fail(err, VB_NOT_FOUND, "an article was removed meanwhile");
  *out = article;
  return VB_OK;
}
