/*
 * article_reader.h - reads the articles of a list of hits in turn, several with each request.
 *
 * Hits may be skipped. An engine over a network gives one of them and those after it in one
 * answer, a growing number; an engine in a folder reads each when it is asked for. The
 * caller fills the first part of the struct; there is nothing to release.
 */
#ifndef VB_SEARCHER_ENGINE_ARTICLE_READER_H
#define VB_SEARCHER_ENGINE_ARTICLE_READER_H

#include "searcher/engine/engine.h"

enum { VB_READER_FIRST = 24, VB_READER_MOST = 64 }; /* articles of a request: the first, any */

typedef struct vb_article_reader {
  vb_engine *engine;
  const vb_engine_hit *hits; /* borrowed */
  size_t count;
  vb_arena *arena; /* of the articles; whatever is in it goes when the next ones are read */
  vb_arena *kept;  /* of the first `keep` articles, which stay */
  size_t keep;
  /* Private. */
  size_t from, to; /* the hits whose articles are there */
  vb_article *articles;
} vb_article_reader;

/* The article of hits[i], until one outside the same request is asked for. VB_NOT_FOUND: it was
   removed meanwhile. REQUIRES: i < count. */
vb_status vb_article_reader_get(vb_article_reader *reader, size_t i, const vb_article **out,
                                vb_error *err);

#endif
