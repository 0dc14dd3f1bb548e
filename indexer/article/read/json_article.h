/*
 * json_article.h - articles in values of JSON, whatever their keys are called and whatever they are
 * wrapped in.
 */
#ifndef VB_ARTICLE_READ_JSON_ARTICLE_H
#define VB_ARTICLE_READ_JSON_ARTICLE_H

#include "indexer/article/read/draft.h"

#include <jansson.h>

/* Where a value stands in its file. */
typedef struct vb_json_place {
  uint64_t record;   /* 0 for a file that is one value: articles found in it are counted from 1 */
  uint64_t part;     /* 0; in a record that holds several articles, which of them */
  uint32_t replaced; /* undecodable pieces in it */
} vb_json_place;

/* The articles in a value, in their order: an object with the fields of one, or what wraps some: a
   list, the answer of an API, a map by their ids, columns. What holds none is a problem. */
vb_status vb_json_articles(const vb_reading *reading, const json_t *value, vb_json_place place,
                           vb_error *err);

#endif
